import type { Random } from '../../src/core/random';

/** The price of an instrument in points, moving in small steps as a market's does. */
export class PriceWalk {
  readonly symbol: string;
  readonly digits: number;
  readonly #random: Random;
  readonly #spread: number;
  #points: number;
  high: number;
  low: number;

  /** @param price - where it begins */
  constructor(random: Random, symbol: string, price: number, digits: number, spread: number) {
    this.symbol = symbol;
    this.digits = digits;
    this.#random = random;
    this.#spread = spread;
    this.#points = Math.round(price * 10 ** digits);
    this.high = this.#points + 40 * spread;
    this.low = this.#points - 40 * spread;
  }

  /** Moves the price; never by nothing, so that every frame brings something new. */
  step(): { readonly bid: number; readonly ask: number } {
    const size = 1 + Math.floor(this.#random.next() ** 3 * 2 * this.#spread);
    // A price that would halve or double turns back: prices of long runs stay those of the instrument.
    const up = this.#random.next() < (this.#points > this.high ? 0.4 : this.#points < this.low ? 0.6 : 0.5);
    this.#points += up ? size : -size;
    this.high = Math.max(this.high, this.#points);
    this.low = Math.min(this.low, this.#points);
    const spread = Math.max(1, Math.round(this.#spread * (0.7 + this.#random.next() * 0.6)));
    return { bid: this.#points, ask: this.#points + spread };
  }

  /** A price in points as a decimal with all its places. */
  text(points: number): string {
    return (points / 10 ** this.digits).toFixed(this.digits);
  }
}

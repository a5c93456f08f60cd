import { bookOf } from '../market/book';
import { seedOf } from '../market/hash';
import type { Market } from '../market/market';
import type { PoloniexInstrument } from './instruments';
import { BOOK_LEVELS } from './instruments';
import { Decimal, ZERO } from './money';

/** A side of a book. */
export type BookSide = 'bids' | 'asks';

/** A level of a book. */
export interface BookLevel {
  /** Points. */
  readonly price: number;
  /** Base units. */
  readonly quantity: Decimal;
}

/** More than the quantity of any order. */
const PLENTY: Decimal = new Decimal('1e30');

/** The books of all markets, less what orders took from them; a change of the price refills them. */
export class SpotBook {
  readonly #market: Market<PoloniexInstrument>;
  readonly #seed: number;
  readonly #finite: boolean;
  readonly #taken = new Map<string, { readonly key: string; readonly used: Map<string, Decimal> }>();

  /** @param finite - whether levels have a limited quantity */
  constructor(market: Market<PoloniexInstrument>, seed: number, finite: boolean) {
    this.#market = market;
    this.#seed = seed;
    this.#finite = finite;
    market.onHand((symbol) => this.#taken.delete(symbol));
  }

  /** Up to `count` levels, best first. */
  levels(
    { symbol, tickPoints, lotUnits }: PoloniexInstrument,
    side: BookSide,
    count = BOOK_LEVELS,
  ): BookLevel[] {
    const best = this.#market.best(symbol);
    const used = this.#usedOf(symbol);
    const levels: BookLevel[] = [];
    for (const level of bookOf(seedOf(this.#seed, symbol), best, tickPoints, BOOK_LEVELS)) {
      if (levels.length >= count) break;
      const price = side === 'bids' ? level.bid : level.ask;
      const lots = side === 'bids' ? level.bidVolume : level.askVolume;
      const quantity = new Decimal(lots).times(lotUnits).minus(used.get(`${side}${price}`) ?? ZERO);
      // Prices stop at one point, so the lowest bids of a low-priced coin may coincide.
      if (quantity.gt(0) && levels.at(-1)?.price !== price) levels.push({ price, quantity });
    }
    return levels;
  }

  /** The levels that an order may take from. */
  offers(instrument: PoloniexInstrument, side: BookSide): BookLevel[] {
    const levels = this.levels(instrument, side);
    return this.#finite ? levels : levels.slice(0, 1).map(({ price }) => ({ price, quantity: PLENTY }));
  }

  /** Takes a quantity from a level. */
  take({ symbol }: PoloniexInstrument, side: BookSide, price: number, quantity: Decimal): void {
    if (!this.#finite) return;
    const used = this.#usedOf(symbol);
    const key = `${side}${price}`;
    used.set(key, (used.get(key) ?? ZERO).plus(quantity));
  }

  #usedOf(symbol: string): Map<string, Decimal> {
    const { bid, ask, time } = this.#market.best(symbol);
    const key = `${bid} ${ask} ${time}`;
    let taken = this.#taken.get(symbol);
    if (taken?.key !== key) {
      taken = { key, used: new Map() };
      this.#taken.set(symbol, taken);
    }
    return taken.used;
  }
}

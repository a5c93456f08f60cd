import type { Clock } from '../../core/clock';
import { mix, seedOf } from '../market/hash';
import type { Market } from '../market/market';
import type { PoloniexInstrument } from './instruments';
import { Decimal, priceOf } from './money';

/** A trade of the market. */
export interface TapeTrade {
  readonly id: number;
  readonly time: number;
  readonly price: Decimal;
  /** Base units. */
  readonly quantity: Decimal;
  readonly takerSide: 'BUY' | 'SELL';
}

const SECOND_MS = 1000;
/** How far back a list of trades reaches, in seconds. */
const MAX_SECONDS = 7200;

/**
 * The trades of every market: about one in two seconds, a pure function of seed and time, and besides those of the
 * users and one for each price set by hand.
 */
export class Tape {
  readonly #market: Market<PoloniexInstrument>;
  readonly #clock: Clock;
  readonly #seed: number;
  readonly #extra = new Map<string, TapeTrade[]>();
  readonly #listeners = new Set<(symbol: string, trade: TapeTrade) => void>();

  constructor(market: Market<PoloniexInstrument>, clock: Clock, seed: number) {
    this.#market = market;
    this.#clock = clock;
    this.#seed = seed;
    market.onHand((symbol) => {
      const now = clock.now();
      this.add(symbol, this.#drawn(symbol, now, now));
    });
  }

  /** Adds a trade; its number and time are given here. */
  add(symbol: string, trade: Pick<TapeTrade, 'price' | 'quantity' | 'takerSide'>): void {
    const list = this.#extra.get(symbol) ?? [];
    this.#extra.set(symbol, list);
    const time = Math.floor(this.#clock.now());
    // Above the trade of the second that it falls in, and above the one added before.
    const id = Math.max(time * SECOND_MS + 1, (list.at(-1)?.id ?? 0) + 1);
    const added = { ...trade, id, time };
    list.push(added);
    for (const listener of this.#listeners) listener(symbol, added);
  }

  /** Calls `listener` with every trade that is added. */
  onAdded(listener: (symbol: string, trade: TapeTrade) => void): void {
    this.#listeners.add(listener);
  }

  /** Up to `count` trades until now, newest first. */
  last(symbol: string, count: number): TapeTrade[] {
    const now = Math.floor(this.#clock.now() / SECOND_MS);
    const trades = [...(this.#extra.get(symbol) ?? [])];
    const least = trades.length;
    for (let second = now; second > now - MAX_SECONDS && trades.length < count + least; second -= 1) {
      const trade = this.atSecond(symbol, second);
      if (trade) trades.push(trade);
    }
    return trades.sort((left, right) => right.time - left.time || right.id - left.id).slice(0, count);
  }

  /** The trade of a second since the epoch, or undefined; there is none while the price is paused by hand. */
  atSecond(symbol: string, second: number): TapeTrade | undefined {
    const time = second * SECOND_MS;
    if ((mix(seedOf(this.#seed, symbol), 110, second) & 1) === 0) return undefined;
    if (this.#market.priceAt(symbol, time).frozen) return undefined;
    return { ...this.#drawn(symbol, time, second), id: time * SECOND_MS, time };
  }

  #drawn(symbol: string, time: number, key: number): Pick<TapeTrade, 'price' | 'quantity' | 'takerSide'> {
    const { bid, ask } = this.#market.priceAt(symbol, time);
    const bits = mix(seedOf(this.#seed, symbol), 111, key);
    const buys = (bits & 1) === 0;
    const { digits = 0, lotUnits = '1' } = this.#market.instrument(symbol) ?? {};
    return {
      price: priceOf(buys ? ask : bid, digits),
      quantity: new Decimal(1 + ((bits >>> 3) % 50)).times(lotUnits),
      takerSide: buys ? 'BUY' : 'SELL',
    };
  }
}

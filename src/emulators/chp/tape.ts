import type { Clock } from '../../core/clock';
import { mix, seedOf } from '../market/hash';
import type { Market } from '../market/market';
import type { ChpInstrument } from './instruments';

/** A trade of the market. */
export interface TapeTrade {
  readonly time: number;
  /** Points. */
  readonly price: number;
  /** Lots. */
  readonly lots: number;
  /** Grows with time. */
  readonly number: number;
  /** 1 the buyer was the taker, 2 the seller. */
  readonly action: 1 | 2;
}

/** How far a listener has read a tape. */
export interface TapeCursor {
  time: number;
  byHand: number;
}

const SECOND_MS = 1000;
/** How many seconds in a row without a trade end a search. */
const MAX_SILENCE = 7200;

/** The trades of every instrument: a pure function of seed and time, plus one for each price set by hand. */
export class Tape {
  readonly #market: Market<ChpInstrument>;
  readonly #clock: Clock;
  readonly #seed: number;
  readonly #byHand = new Map<string, TapeTrade[]>();

  constructor(market: Market<ChpInstrument>, clock: Clock, seed: number) {
    this.#market = market;
    this.#clock = clock;
    this.#seed = seed;
    market.onHand((symbol) => this.#addByHand(symbol));
  }

  /** A cursor from which only later trades are new. */
  cursor(symbol: string): TapeCursor {
    return { time: this.#clock.now(), byHand: this.#handOf(symbol).length };
  }

  /** The trades since the cursor, oldest first; moves the cursor. */
  fresh(symbol: string, cursor: TapeCursor): TapeTrade[] {
    const now = this.#clock.now();
    const hand = this.#handOf(symbol);
    const trades = hand.slice(cursor.byHand);
    const last = Math.floor(now / SECOND_MS);
    // A client that polls again after hours gets the last of them only.
    const first = Math.max(Math.floor(cursor.time / SECOND_MS) + 1, last - MAX_SILENCE);
    for (let second = first; second <= last; second += 1) {
      const trade = this.#atSecond(symbol, second);
      if (trade) trades.push(trade);
    }
    cursor.time = now;
    cursor.byHand = hand.length;
    return trades.sort((left, right) => left.number - right.number);
  }

  /** Up to `count` trades, at or before `since` and newest first, or with a negative count forward in time. */
  history(symbol: string, since: number, count: number): TapeTrade[] {
    const wanted = Math.abs(count);
    const step = count > 0 ? -1 : 1;
    const now = this.#clock.now();
    const start = Math.min(since, now);
    const trades: TapeTrade[] = [];
    let second = count > 0 ? Math.floor(start / SECOND_MS) : Math.ceil(since / SECOND_MS);
    let silence = 0;
    while (trades.length < wanted && silence < MAX_SILENCE && second * SECOND_MS <= now) {
      const trade = this.#atSecond(symbol, second);
      if (trade) trades.push(trade);
      silence = trade ? 0 : silence + 1;
      second += step;
    }
    for (const trade of this.#handOf(symbol)) {
      if (count > 0 ? trade.time <= start : trade.time >= since) trades.push(trade);
    }
    return trades.sort((left, right) => (left.number - right.number) * step).slice(0, wanted);
  }

  /** The last trade of the last minute, or undefined. */
  last(symbol: string): TapeTrade | undefined {
    const now = Math.floor(this.#clock.now() / SECOND_MS);
    const byHand = this.#handOf(symbol).at(-1);
    for (let second = now; second > now - 60; second -= 1) {
      if (byHand && byHand.time >= second * SECOND_MS) return byHand;
      const trade = this.#atSecond(symbol, second);
      if (trade) return trade;
    }
    return byHand;
  }

  #handOf(symbol: string): TapeTrade[] {
    let trades = this.#byHand.get(symbol);
    if (!trades) {
      trades = [];
      this.#byHand.set(symbol, trades);
    }
    return trades;
  }

  #addByHand(symbol: string): void {
    const trades = this.#handOf(symbol);
    const time = this.#clock.now();
    trades.push(this.#trade(symbol, time, time, time * 1000 + 400 + (trades.length % 600)));
  }

  /** About every other second has a trade; none has while the price is paused by hand. */
  #atSecond(symbol: string, second: number): TapeTrade | undefined {
    const time = second * SECOND_MS;
    const seed = seedOf(this.#seed, symbol);
    if ((mix(seed, 110, second) & 1) === 0 || this.#market.priceAt(symbol, time).frozen) return undefined;
    return this.#trade(symbol, time, second, time * 1000 + (seed % 400));
  }

  #trade(symbol: string, time: number, key: number, number: number): TapeTrade {
    const { bid, ask } = this.#market.priceAt(symbol, time);
    const bits = mix(seedOf(this.#seed, symbol), 111, key);
    const action = (bits & 1) === 0 ? 1 : 2;
    return { time, number, action, price: action === 1 ? ask : bid, lots: 1 + ((bits >>> 3) % 50) };
  }
}

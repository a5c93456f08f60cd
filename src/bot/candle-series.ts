import { ValidationError } from '../errors';
import { type Candle, type Decimal, FIXED_INTERVAL_MS } from '../model';

/** What an added candle did: began an interval, changed the running candle, closed one, or had nothing new. */
export type CandleChange = 'opened' | 'updated' | 'closed' | 'ignored';

/** A value of a candle. */
export type CandleField = 'open' | 'high' | 'low' | 'close' | 'volume';

const FIELDS: readonly CandleField[] = ['open', 'high', 'low', 'close', 'volume'];

/**
 * The last candles of one symbol and interval, in order of time, each interval once; from reads and from streams alike.
 *
 * A running candle is replaced by its later states and by its end. Read a range and stream on from it: what both have
 * counts once, in whatever order it is added. What was never added shows in `missing`.
 */
export class CandleSeries implements Iterable<Candle> {
  readonly #length: number;
  #candles: Candle[] = [];

  /**
   * @param length - most candles that are kept, the running one included: a whole number of at least 1
   * @throws ValidationError
   */
  constructor(length: number) {
    if (!Number.isSafeInteger(length) || length < 1) {
      throw new ValidationError('length', 'must be a whole number of at least 1', { value: length });
    }
    this.#length = length;
  }

  /**
   * Adds a candle.
   * - `opened`: the first state of its interval, which lasts;
   * - `updated`: another state of a running candle, or other values of a closed one;
   * - `closed`: the interval has ended with these values;
   * - `ignored`: known already, older than what is known of its interval, or than every candle of a full series.
   * @throws ValidationError when it is of another symbol or interval than the first
   */
  add(candle: Candle): CandleChange {
    this.#checkSame(candle);
    const candles = this.#candles;
    let at = candles.length;
    while (at > 0 && (candles[at - 1] as Candle).openTime > candle.openTime) at -= 1;
    const known = candles[at - 1];
    if (known?.openTime === candle.openTime) return this.#replace(at - 1, known, candle);
    if (at === 0 && candles.length >= this.#length) return 'ignored';
    candles.splice(at, 0, candle);
    if (candles.length > this.#length) candles.shift();
    return candle.closed ? 'closed' : 'opened';
  }

  #replace(at: number, known: Candle, candle: Candle): CandleChange {
    if (known.closed && !candle.closed) return 'ignored';
    const isEnd = candle.closed && !known.closed;
    const isOlder = candle.receivedTime < known.receivedTime;
    const isSame = FIELDS.every((field) => candle[field] === known[field]);
    if (!isEnd && (isOlder || isSame)) return 'ignored';
    this.#candles[at] = candle;
    return isEnd ? 'closed' : 'updated';
  }

  #checkSame({ symbol, interval }: Candle): void {
    const [first] = this.#candles;
    if (!first) return;
    if (symbol !== first.symbol)
      throw new ValidationError('symbol', `must be ${first.symbol}`, { value: symbol });
    if (interval !== first.interval)
      throw new ValidationError('interval', `must be ${first.interval}`, { value: interval });
  }

  /** How many candles there are, the running one included. */
  get size(): number {
    return this.#candles.length;
  }

  /** The candles whose interval has ended, oldest first. */
  get closed(): readonly Candle[] {
    return this.#candles.filter(({ closed }) => closed);
  }

  /** The newest candle while its interval lasts. */
  get running(): Candle | undefined {
    const newest = this.#candles.at(-1);
    return newest?.closed === false ? newest : undefined;
  }

  /**
   * Open times, UTC epoch ms, between the oldest and the newest candle of which no closed candle was added: a candle that
   * is not there, or whose last state was never seen.
   *
   * Where a market closes at night or has no trades, absent candles are no error. For months, quarters and years only
   * candles that never closed are listed.
   */
  get missing(): readonly number[] {
    const times: number[] = [];
    this.#candles.forEach((candle, at) => {
      const next = this.#candles[at + 1];
      if (!next) return;
      if (!candle.closed) times.push(candle.openTime);
      const step = FIXED_INTERVAL_MS[candle.interval] ?? Number.POSITIVE_INFINITY;
      // Rounded: the days of a venue with summer time are not all of the same length.
      const steps = Math.round((next.openTime - candle.openTime) / step);
      for (let count = 1; count < steps; count += 1) times.push(candle.openTime + count * step);
    });
    return times;
  }

  /** The newest candles, at most `count` of them, oldest first, the running one included. */
  last(count: number): readonly Candle[] {
    return count > 0 ? this.#candles.slice(-count) : [];
  }

  /** One value of every candle, oldest first, exactly. */
  values(field: CandleField): readonly Decimal[] {
    return this.#candles.map((candle) => candle[field]);
  }

  /** The same as floating-point numbers, for signals; never compute the price or quantity of an order with them. */
  numbers(field: CandleField): readonly number[] {
    return this.#candles.map((candle) => Number(candle[field]));
  }

  [Symbol.iterator](): Iterator<Candle> {
    return [...this.#candles].values();
  }
}

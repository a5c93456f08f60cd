import { type Candle, compareDecimals } from '../../model';
import type { TopicShare } from '../../streaming/topics/topics';
import type { Subscriber } from './subscribers';
import type { SubscriptionSource } from './subscription-hub';

/** The past with which a subscription of candles begins. */
export interface Warmup {
  readonly symbols: readonly string[];
  /** Candles that have closed, of each symbol; at least 1. */
  readonly count: number;
  /** The last `limit` candles of a symbol, in order. */
  read(symbol: string, limit: number): Promise<readonly Candle[]>;
}

/** How many candles are read beyond those that are wanted: the last one may run, and the one before may just have ended. */
const MORE = 2;

/**
 * A source of candles that begins with those of the past.
 *
 * The stream is opened first and its candles are held back until the past has been read, so that nothing is missing
 * between the two.
 */
export function withWarmup(source: SubscriptionSource<Candle>, warmup: Warmup): SubscriptionSource<Candle> {
  const { symbols, count } = warmup;
  let gate: Gate | undefined;
  const begin = async (symbol: string): Promise<void> => {
    const read = await warmup.read(symbol, count + MORE);
    const candles = source.adopt?.(symbol, read) ?? read;
    const closed = candles.filter((candle) => candle.closed).length;
    gate?.open(symbol, candles.slice(Math.max(0, closed - count)));
  };
  return {
    ...source,
    backlog: symbols.length * (count + MORE),
    attach(subscriber) {
      gate = new Gate(subscriber, symbols);
      return source.attach(gate);
    },
    join: (listener) =>
      (source.join?.(listener) ?? []).map(async (join, index): Promise<TopicShare> => {
        const share = await join;
        try {
          await begin(symbols[index] as string);
        } catch (error) {
          await share.leave();
          throw error;
        }
        return share;
      }),
  };
}

/** Holds the streamed candles of a symbol until those of the past have been given, and gives none twice. */
class Gate implements Subscriber<Candle> {
  readonly channel = 'candles';
  readonly #subscriber: Subscriber<Candle>;
  readonly #held: Map<string, Candle[]>;
  /** The opening of the first candle of each symbol that has not been given as closed. */
  readonly #from = new Map<string, number>();

  constructor(subscriber: Subscriber<Candle>, symbols: readonly string[]) {
    this.#subscriber = subscriber;
    this.#held = new Map(symbols.map((symbol) => [symbol, []]));
  }

  /** Gives what was read, then what was held. */
  open(symbol: string, read: readonly Candle[]): void {
    const held = this.#held.get(symbol) ?? [];
    this.#held.delete(symbol);
    const last = read.at(-1);
    const from = read.find((candle) => !candle.closed)?.openTime ?? (last && last.openTime + 1);
    this.#from.set(symbol, from ?? Number.NEGATIVE_INFINITY);
    for (const candle of read) this.#subscriber.push(candle);
    for (const candle of held) if (!isOlder(candle, last)) this.push(candle);
  }

  push(candle: Candle): void {
    const held = this.#held.get(candle.symbol);
    if (held === undefined) {
      const from = this.#from.get(candle.symbol);
      if (from === undefined || candle.openTime >= from) this.#subscriber.push(candle);
      return;
    }
    // Only the last state of a candle is held.
    const last = held.at(-1);
    if (last !== undefined && !last.closed && last.openTime === candle.openTime) held.pop();
    held.push(candle);
  }

  gap(...args: Parameters<Subscriber<Candle>['gap']>): void {
    this.#subscriber.gap(...args);
  }

  resynced(...args: Parameters<Subscriber<Candle>['resynced']>): void {
    this.#subscriber.resynced(...args);
  }

  markStale(mark: string): void {
    this.#subscriber.markStale(mark);
  }

  recover(mark: string): void {
    this.#subscriber.recover(mark);
  }

  report(error: Error, isWarned: boolean): void {
    this.#subscriber.report(error, isWarned);
  }

  fail(error: Error): void {
    this.#subscriber.fail(error);
  }
}

/** Whether a running candle that was streamed has less in it than the one that was read. */
function isOlder(streamed: Candle, read: Candle | undefined): boolean {
  if (streamed.closed || read === undefined || streamed.openTime !== read.openTime) return false;
  return compareDecimals(streamed.volume, read.volume) <= 0;
}

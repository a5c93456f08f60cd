import { type Candle, FIXED_INTERVAL_MS, type Interval } from '../../model';
import { flawOfCandle } from '../../model/sense';
import { CandleBuilder } from './candle-builder';
import { CandleClosing, type CandleClosingOptions, type CandleRead } from './candle-closing';
import { CandleState, keyOf } from './candle-state';
import type { Subscriber } from './subscribers';
import type { SubscriptionSource } from './subscription-hub';

/** How long after its end a candle is read whose minutes have not all come, in ms: the last one may be on its way. */
const CLOSE_DELAY_MS = 2000;

/** Deadline of a read in ms. */
const READ_MS = 10_000;

/** Candles that are built, of one symbol and interval. */
class BuiltState extends CandleState<Interval> {
  readonly builder: CandleBuilder;
  /** From where on a candle is shown while it runs: before that, minutes of it are not known. */
  shownFrom = Number.POSITIVE_INFINITY;
  beginning: Promise<void> | undefined;
  detach: (() => void) | undefined;

  constructor(key: string) {
    super(key);
    this.builder = new CandleBuilder(this.interval);
  }
}

export interface BuiltCandlesOptions
  extends Pick<CandleClosingOptions<Interval>, 'clock' | 'connection' | 'maxMissed'> {
  /** The stream of minutes of a symbol. */
  minutes(symbols: readonly string[], signal: AbortSignal): SubscriptionSource<Candle>;
  /** The venue's candles that open in `[from, to)`. */
  read(request: CandleRead<Interval>, options: { readonly timeoutMs: number }): Promise<readonly Candle[]>;
}

/**
 * Candles of longer intervals, built from a stream of minutes that all of them share.
 *
 * A candle whose minutes have all come closed is emitted with the last of them. Any other (the first, one with a minute
 * without trades, one with a gap) is read when it has ended: the venue's own candle decides.
 */
export class BuiltCandles {
  readonly #options: BuiltCandlesOptions;
  readonly #closing: CandleClosing<Interval>;
  readonly #bySymbol = new Map<string, Map<Interval, BuiltState>>();

  constructor(options: BuiltCandlesOptions) {
    this.#options = options;
    this.#closing = new CandleClosing<Interval>({
      ...options,
      endOf,
      closedBy: 'time',
      closeDelayMs: CLOSE_DELAY_MS,
      isCurrent: (state) => this.#get(state.symbol, state.interval) === state,
      // Nothing is read of a market that is closed.
      isAwaited: (state) => (state as BuiltState).builder.openTime >= (state.openFrom ?? 0),
    });
  }

  source(symbols: readonly string[], interval: Interval, signal: AbortSignal): SubscriptionSource<Candle> {
    const minutes = this.#options.minutes(symbols, signal);
    return {
      confirmedBy: minutes.confirmedBy,
      attach: (subscriber) => {
        const leave = symbols.map((symbol) => this.#attach(symbol, interval, subscriber, signal));
        return () => {
          for (const each of leave) each();
        };
      },
      join: (listener) =>
        (minutes.join?.(listener) ?? []).map(async (join, index) => {
          const share = await join;
          await this.#begin(symbols[index] as string, interval);
          return share;
        }),
      adopt: (symbol, read) => {
        const state = this.#get(symbol, interval);
        return state === undefined ? read : this.#closing.adopt(state, read);
      },
    };
  }

  /** Whether every closed candle has been emitted. */
  get isWhole(): boolean {
    return this.#all().every((state) => !state.isMarked(state.unreadMark));
  }

  /** The connection is gone. */
  lost(symbol: string): void {
    for (const state of this.#all(symbol)) {
      state.clearMarks();
      // What the venue would have corrected did not come.
      state.builder.doubt(state.builder.openTime);
      this.#closing.lost(state);
    }
  }

  /** The venue serves the minutes of a symbol, and those that were missed have come. */
  async opened(symbol: string): Promise<void> {
    await Promise.all(this.#all(symbol).map((state) => this.#closing.opened(state)));
  }

  /** The venue has sent a minute that was emitted as closed with other values. */
  doubt(symbol: string, openTime: number): void {
    for (const { builder } of this.#all(symbol)) builder.doubt(openTime);
  }

  #get(symbol: string, interval: Interval): BuiltState | undefined {
    return this.#bySymbol.get(symbol)?.get(interval);
  }

  #all(only?: string): readonly BuiltState[] {
    const maps = only === undefined ? [...this.#bySymbol.values()] : [this.#bySymbol.get(only) ?? new Map()];
    return maps.flatMap((states) => [...states.values()]);
  }

  #attach(
    symbol: string,
    interval: Interval,
    subscriber: Subscriber<Candle>,
    signal: AbortSignal,
  ): () => void {
    const state = this.#get(symbol, interval) ?? this.#create(symbol, interval, signal);
    state.add(subscriber);
    return () => {
      state.remove(subscriber);
      if (state.subscribers.length > 0) return;
      const states = this.#bySymbol.get(symbol);
      states?.delete(interval);
      if (states?.size === 0) this.#bySymbol.delete(symbol);
      this.#closing.stop(state);
      state.detach?.();
    };
  }

  #create(symbol: string, interval: Interval, signal: AbortSignal): BuiltState {
    const state = new BuiltState(keyOf(interval, symbol));
    const states = this.#bySymbol.get(symbol) ?? new Map<Interval, BuiltState>();
    this.#bySymbol.set(symbol, states.set(interval, state));
    // The health of the minutes is that of what is built from them.
    state.detach = this.#options.minutes([symbol], signal).attach({
      channel: 'candles',
      push: (minute) => this.#take(state, minute),
      gap: ({ reason, from, to }) => state.gap(reason, from, to),
      resynced: (result) => state.resynced(result),
      markStale: (mark) => state.markStale(mark),
      recover: (mark) => state.recover(mark),
      report: (error, isWarned) => {
        for (const each of state.subscribers) each.report(error, isWarned);
      },
      fail: (error) => state.fail(error),
    });
    return state;
  }

  #take(state: BuiltState, minute: Candle): void {
    const { builder } = state;
    if (flawOfCandle(minute, () => false) === undefined) {
      this.#show(state, builder.add(minute));
      return;
    }
    builder.doubt(minute.openTime);
    const openTime = builder.startOf(minute.openTime);
    this.#closing.take(state, { ...minute, openTime, closed: false }, false);
  }

  #show(state: BuiltState, candle: Candle | undefined): void {
    if (candle === undefined) return;
    this.#closing.take(state, candle, candle.closed || candle.openTime >= state.shownFrom);
  }

  /** Reads the minutes of the running candle that ended before its stream was there, once. */
  #begin(symbol: string, interval: Interval): Promise<void> {
    const state = this.#get(symbol, interval);
    if (state === undefined) return Promise.resolve();
    state.beginning ??= this.#readBeginning(state);
    return state.beginning;
  }

  async #readBeginning(state: BuiltState): Promise<void> {
    const { builder, symbol } = state;
    const to = this.#options.connection.serverTime();
    const from = builder.startOf(to);
    let minutes: readonly Candle[] = [];
    // From here on none is left out, whatever of its minutes comes.
    state.openFrom ??= from;
    try {
      const request: CandleRead<Interval> = { symbol, interval: '1m', from, to };
      if (from < to) minutes = await this.#options.read(request, { timeoutMs: READ_MS });
      state.shownFrom = from;
    } catch {
      // The candle is not shown while it runs, and is read at its end.
      state.shownFrom = endOf(state.interval, from);
    }
    // Everybody has left.
    if (this.#get(symbol, state.interval) !== state) return;
    let candle: Candle | undefined;
    for (const minute of minutes) candle = builder.add(minute) ?? candle;
    this.#show(state, candle);
  }
}

/** When a candle of a built interval ends, UTC epoch ms. */
function endOf(interval: Interval, openTime: number): number {
  return openTime + (FIXED_INTERVAL_MS[interval] as number);
}

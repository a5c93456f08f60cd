import type { Timer } from '../../core/clock';
import { type Candle, FIXED_INTERVAL_MS, type Interval } from '../../model';
import type { ConnectionMonitor } from '../connection/connection-monitor';
import { probeEach, type SilenceProbe } from './silence-watch';
import type { SubscriptionSource } from './subscription-hub';
import { type ChannelContext, SymbolChannel, type SymbolChannelOptions } from './symbol-channel';
import { SymbolState } from './symbol-state';

/** Deadline of a read in ms. */
const READ_MS = 10_000;
/** Pauses in ms after reads that have not found what they were to find grow from the first to the second. */
const FIRST_RETRY_MS = 5000;
const LAST_RETRY_MS = 60_000;
/** How long after its end, in ms, a candle that the venue does not list is one that there never was. */
const SETTLED_MS = 30_000;

/** What of a candle tells whether it has grown. */
export type CandleFigures = Pick<Candle, 'openTime' | 'volume'>;

/** The candles of one symbol and interval. */
export class CandleState<I extends Interval> extends SymbolState<Candle> {
  readonly symbol: string;
  readonly interval: I;
  /** The last candle of the connection, streamed or read. */
  last: CandleFigures | undefined;
  /** From where on candles have not been emitted as closed, by their opening; undefined before any is known. */
  openFrom: number | undefined;
  /** The last candle emitted as closed; undefined before the first. */
  closedThrough: number | undefined;
  timer: Timer | undefined;
  /** The end of the candle that the timer waits for. */
  armedFor: number | undefined;
  isReading = false;
  /** Somebody asked for a read while one was under way. */
  isWanted = false;
  /** No read before this, monotonic ms. */
  readAt = Number.NEGATIVE_INFINITY;
  retryMs = FIRST_RETRY_MS;
  /** Candles that ended while the connection was gone have not been emitted. */
  isGap = false;

  constructor(key: string) {
    super(key);
    const { symbol, interval } = partsOf<I>(key);
    this.symbol = symbol;
    this.interval = interval;
  }

  /** The mark of an end that could not be read. */
  get unreadMark(): string {
    return `candles:${this.key} closing`;
  }
}

/** What a venue gives for a channel of candles. */
export interface CandleChannelOptions<I extends Interval>
  extends Pick<SymbolChannelOptions<Candle, CandleState<I>, undefined>, 'confirmedBy'> {
  /** Tells the venue's clock, UTC epoch ms, and what could not be read. */
  readonly connection: Pick<ConnectionMonitor, 'serverTime' | 'report'>;
  open(symbol: string, interval: I, signal: AbortSignal | undefined): Promise<void>;
  close(symbol: string, interval: I, signal?: AbortSignal): Promise<void>;
  /** When a candle ends and the next begins, UTC epoch ms. */
  endOf(interval: I, openTime: number): number;
  /** The candles that open in `[from, to)`. */
  read(
    request: { readonly symbol: string; readonly interval: I; readonly from: number; readonly to: number },
    options: { readonly timeoutMs: number },
  ): Promise<readonly Candle[]>;
  /**
   * What closes a candle. `stream`: the venue sends each when it ends. `time`: the venue shows the running one, so that
   * one whose end was not streamed is read. After a gap both are read.
   */
  readonly closedBy: 'stream' | 'time';
  /** How long after its end a candle is read, in ms. @defaultValue 0 */
  readonly closeDelayMs?: number;
  /** Most candles that are read after an absence. */
  readonly maxMissed: number;
  /** The newest candle of the venue, to find a silent stream; absent where silence is not watched. */
  newest?(
    symbol: string,
    interval: I,
    options: { readonly timeoutMs: number },
  ): Promise<CandleFigures | undefined>;
}

/** Candles as they are streamed, each emitted as closed once, and those that were missed read after a gap. */
export class CandleChannel<I extends Interval> {
  readonly #context: ChannelContext;
  readonly #options: CandleChannelOptions<I>;
  readonly #channel: SymbolChannel<Candle, CandleState<I>>;

  constructor(context: ChannelContext, options: CandleChannelOptions<I>) {
    this.#context = context;
    this.#options = options;
    const probe: SilenceProbe<CandleState<I>> = {
      ...probeEach((state, limits) => this.#isBehind(state, limits)),
      lastFrame: ({ last }) => last,
    };
    this.#channel = new SymbolChannel<Candle, CandleState<I>>(context, {
      name: 'candles',
      confirmedBy: options.confirmedBy,
      create: (key) => new CandleState(key),
      open: (key, _params, signal) => {
        const { symbol, interval } = partsOf<I>(key);
        return options.open(symbol, interval, signal);
      },
      close: (key, signal) => {
        const { symbol, interval } = partsOf<I>(key);
        return options.close(symbol, interval, signal);
      },
      // The venue serves it: what has ended since the last closed candle is read.
      opened: (state) => this.#close(state, this.#settledTime()),
      lost: (state) => this.#lost(state),
      left: (state) => this.#setTimer(state, undefined),
      probe: options.newest && probe,
    });
  }

  source(symbols: readonly string[], interval: I, signal: AbortSignal): SubscriptionSource<Candle> {
    return this.#channel.source(
      symbols.map((symbol) => keyOf(interval, symbol)),
      undefined,
      signal,
    );
  }

  /** What is known of a symbol's candles; undefined while nobody listens. Hot. */
  get(interval: I, symbol: string): CandleState<I> | undefined {
    return this.#channel.get(keyOf(interval, symbol));
  }

  /** The topic of a symbol's candles. */
  topicOf(interval: I, symbol: string): string {
    return this.#channel.topicOf(keyOf(interval, symbol));
  }

  /** Whether every closed candle has been emitted: false while one could not be read, or a topic is not open. */
  get isWhole(): boolean {
    return this.#channel.isOpen && this.#channel.states.every((state) => !state.isMarked(state.unreadMark));
  }

  reset(): void {
    this.#channel.reset();
  }

  /** Takes a streamed candle, one that is closed or one that runs. */
  take(state: CandleState<I>, candle: Candle): void {
    const { openTime, closed } = candle;
    if (state.isSilent) this.#channel.revive(state);
    state.last = candle;
    if (isEmitted(state, openTime)) return;
    state.openFrom ??= openTime;
    const isFirstOpen = openTime <= state.openFrom || this.#options.closedBy === 'stream';
    if (closed && isFirstOpen) this.#noteClosed(state, openTime);
    // One closed by the stream while an earlier one is open is emitted as closed when that one has been read.
    state.push(closed && !isFirstOpen ? { ...candle, closed: false } : candle);
    // The venue has gone on to this one: those before it have ended, whatever our idea of its clock.
    if (!isFirstOpen) void this.#close(state, openTime);
    if (this.#options.closedBy === 'time') this.#arm(state);
  }

  #lost(state: CandleState<I>): void {
    this.#setTimer(state, undefined);
    state.last = undefined;
    state.readAt = Number.NEGATIVE_INFINITY;
    state.isGap = state.openFrom !== undefined;
  }

  /** Until when candles have ended at the venue for sure, although our idea of its clock is not exact. */
  #settledTime(): number {
    return this.#options.connection.serverTime() - (this.#options.closeDelayMs ?? 0);
  }

  /** Reads the candles that have not been emitted as closed and had ended by then. */
  async #close(state: CandleState<I>, until: number): Promise<void> {
    this.#forgetOld(state, until);
    const { symbol, interval, openFrom: from } = state;
    if (from === undefined || this.#options.endOf(interval, from) > until) return;
    if (state.isReading) {
      state.isWanted = true;
      return;
    }
    if (this.#context.clock.monotonic() < state.readAt) return;
    state.isReading = true;
    try {
      const request = { symbol, interval, from, to: until };
      const candles = await this.#options.read(request, { timeoutMs: READ_MS });
      if (this.#isCurrent(state)) this.#emitClosed(state, candles, until);
    } catch (error) {
      if (this.#isCurrent(state)) this.#unread(state, error);
    } finally {
      state.isReading = false;
      this.#after(state, until);
    }
  }

  /** A time long past that the venue once sent, or a long absence, must not lead to thousands of requests. */
  #forgetOld(state: CandleState<I>, until: number): void {
    const { interval, openFrom } = state;
    const length = FIXED_INTERVAL_MS[interval];
    if (openFrom === undefined || length === undefined) return;
    state.openFrom = this.#firstOpen(interval, openFrom, until - this.#options.maxMissed * length);
  }

  #emitClosed(state: CandleState<I>, candles: readonly Candle[], until: number): void {
    const { interval } = state;
    const source = state.isGap ? 'reconcile' : 'read';
    for (const candle of candles) {
      const { openTime } = candle;
      if (isEmitted(state, openTime) || this.#options.endOf(interval, openTime) > until) continue;
      this.#noteClosed(state, openTime);
      state.push({ ...candle, closed: true, source });
    }
    // Where nothing was traded there may be no candle; one that ended just now may still be listed.
    state.openFrom = this.#firstOpen(interval, state.openFrom as number, until - SETTLED_MS);
    state.recover(state.unreadMark);
  }

  /** After a read: again in a while, should it not have found everything, else at the end of the next candle. */
  #after(state: CandleState<I>, until: number): void {
    if (!this.#isCurrent(state)) return;
    const { isWanted } = state;
    state.isWanted = false;
    if (this.#options.endOf(state.interval, state.openFrom as number) <= until) {
      state.readAt = this.#context.clock.monotonic() + state.retryMs;
      this.#setTimer(state, state.retryMs);
      state.retryMs = Math.min(state.retryMs * 2, LAST_RETRY_MS);
      return;
    }
    state.isGap = false;
    state.retryMs = FIRST_RETRY_MS;
    state.readAt = Number.NEGATIVE_INFINITY;
    if (isWanted) void this.#close(state, this.#settledTime());
    if (this.#options.closedBy === 'time') this.#arm(state);
  }

  #unread(state: CandleState<I>, error: unknown): void {
    if (state.isMarked(state.unreadMark)) return;
    state.markStale(state.unreadMark);
    const text = `The end of a ${state.interval} candle of ${state.symbol} could not be read`;
    this.#options.connection.report('unproved', text, error);
  }

  /** Waits for the end of the first candle that is open. */
  #arm(state: CandleState<I>): void {
    const { openFrom } = state;
    if (openFrom === undefined || state.isReading) return;
    const end = this.#options.endOf(state.interval, openFrom);
    if (state.armedFor === end) return;
    this.#setTimer(state, Math.max(end - this.#settledTime(), 0));
    state.armedFor = end;
  }

  #setTimer(state: CandleState<I>, delayMs: number | undefined): void {
    state.timer?.cancel();
    state.armedFor = undefined;
    const run = (): void => {
      state.armedFor = undefined;
      void this.#close(state, this.#settledTime());
    };
    const { clock } = this.#context;
    state.timer = delayMs === undefined ? undefined : clock.schedule(delayMs, run, { keepAlive: false });
  }

  /** Whether the venue has the newest candle of a symbol further than the stream. */
  async #isBehind(state: CandleState<I>, limits: { readonly timeoutMs: number }): Promise<boolean> {
    const newest = await this.#options.newest?.(state.symbol, state.interval, limits);
    if (newest === undefined) return false;
    // Without a frame so far: when the venue has more than this at the next look, one is missing.
    state.last ??= newest;
    const { openTime, volume } = state.last;
    return newest.openTime === openTime
      ? newest.volume !== volume
      : newest.openTime > openTime && newest.volume !== '0';
  }

  /** The opening of the first candle from one on that ends after `until`. */
  #firstOpen(interval: I, openTime: number, until: number): number {
    const length = FIXED_INTERVAL_MS[interval];
    if (length !== undefined) return openTime + Math.max(0, Math.floor((until - openTime) / length)) * length;
    let open = openTime;
    while (this.#options.endOf(interval, open) <= until) open = this.#options.endOf(interval, open);
    return open;
  }

  #noteClosed(state: CandleState<I>, openTime: number): void {
    state.closedThrough = openTime;
    state.openFrom = this.#options.endOf(state.interval, openTime);
  }

  #isCurrent(state: CandleState<I>): boolean {
    return this.#channel.get(state.key) === state;
  }
}

function keyOf(interval: string, symbol: string): string {
  return `${interval}:${symbol}`;
}

/** The parts of a key: an interval has no colon in it. */
function partsOf<I extends Interval>(key: string): { readonly symbol: string; readonly interval: I } {
  const at = key.indexOf(':');
  return { interval: key.slice(0, at) as I, symbol: key.slice(at + 1) };
}

/** Whether a candle, or a later one, has been emitted as closed. */
function isEmitted(
  { closedThrough }: { readonly closedThrough: number | undefined },
  openTime: number,
): boolean {
  return closedThrough !== undefined && closedThrough >= openTime;
}

import type { Clock } from '../../core/clock';
import { type Candle, FIXED_INTERVAL_MS, type Interval, type RecordSource } from '../../model';
import type { ConnectionMonitor } from '../connection/connection-monitor';
import { type CandleState, FIRST_RETRY_MS } from './candle-state';

/** Deadline of a read in ms. */
const READ_MS = 10_000;
/** The longest pause in ms after reads that have not found what they were to find. */
const LAST_RETRY_MS = 60_000;
/** How long after its end, in ms, a candle that the venue does not list is one that there never was. */
const SETTLED_MS = 30_000;

/** A stretch of candles to be read for a stream. */
export interface CandleRead<I extends Interval> {
  readonly symbol: string;
  readonly interval: I;
  /** UTC epoch ms, included. */
  readonly from: number;
  /** UTC epoch ms, excluded. */
  readonly to: number;
}

export interface CandleClosingOptions<I extends Interval> {
  readonly clock: Clock;
  /** Tells the venue's clock, UTC epoch ms, and what could not be read. */
  readonly connection: Pick<ConnectionMonitor, 'serverTime' | 'report'>;
  /** When a candle ends and the next begins, UTC epoch ms. */
  endOf(interval: I, openTime: number): number;
  /** The candles that open in `[from, to)`. */
  read(request: CandleRead<I>, options: { readonly timeoutMs: number }): Promise<readonly Candle[]>;
  /**
   * What closes a candle. `stream`: the venue sends each when it ends. `time`: one whose end was not streamed is read. After
   * a gap both are read.
   */
  readonly closedBy: 'stream' | 'time';
  /** How long after its end a candle is read, in ms. @defaultValue 0 */
  readonly closeDelayMs?: number | undefined;
  /** Most candles that are read after an absence. */
  readonly maxMissed: number;
  /** Of candles that are read when they have ended; after a gap it is `reconcile`. @defaultValue 'read' */
  readonly source?: RecordSource | undefined;
  /** A candle came that has been emitted as closed, or a later one has. */
  late?(state: CandleState<I>, candle: Candle): void;
  /** Whether somebody still listens to the state. */
  isCurrent(state: CandleState<I>): boolean;
  /** Whether the end of the first open candle is waited for. @defaultValue always */
  isAwaited?(state: CandleState<I>): boolean;
}

/** Emits each candle as closed once and in order: as it is streamed, else as the venue's read of it. */
export class CandleClosing<I extends Interval> {
  readonly #options: CandleClosingOptions<I>;

  constructor(options: CandleClosingOptions<I>) {
    this.#options = options;
  }

  /**
   * Takes a candle, one that is closed or one that runs.
   * @param isShown - whether one that runs is emitted
   */
  take(state: CandleState<I>, candle: Candle, isShown = true): void {
    const { openTime, closed } = candle;
    state.last = candle;
    if (state.hasClosed(openTime)) {
      this.#options.late?.(state, candle);
      return;
    }
    state.openFrom ??= openTime;
    const isFirstOpen = openTime <= state.openFrom || this.#options.closedBy === 'stream';
    if (closed && isFirstOpen) this.#noteClosed(state, candle);
    // One closed by the stream while an earlier one is open is emitted as closed when that one has been read.
    if (isShown) state.push(closed && !isFirstOpen ? { ...candle, closed: false } : candle);
    // The venue has gone on to this one: those before it have ended, whatever our idea of its clock.
    if (!isFirstOpen) void this.#close(state, openTime);
    this.#arm(state);
  }

  /**
   * Joins candles that were read with what is streamed. What ends after the last of them is emitted to all who listen.
   * @param read - in order
   * @returns what one that joins now gets of them
   */
  adopt(state: CandleState<I>, read: readonly Candle[]): readonly Candle[] {
    const settled = this.#settledTime();
    const { endOf } = this.#options;
    const isOver = ({ interval, openTime }: Candle): boolean => endOf(interval as I, openTime) <= settled;
    const candles = read.map((candle) =>
      candle.closed && !isOver(candle) ? { ...candle, closed: false } : candle,
    );
    const last = candles.at(-1);
    if (last === undefined) return candles;
    const from = candles.find(({ closed }) => !closed)?.openTime ?? endOf(state.interval, last.openTime);
    const { lastClosed, openFrom = Number.POSITIVE_INFINITY } = state;
    if (lastClosed === undefined) {
      state.lastClosed = candles.filter(({ closed }) => closed).at(-1);
      state.openFrom = Math.min(from, openFrom);
      void this.opened(state);
      return candles;
    }
    // It was streamed a moment ago; the venue does not list it yet, or not as closed.
    if (lastClosed.openTime < from) return candles;
    return [...candles.filter(({ openTime }) => openTime < lastClosed.openTime), lastClosed];
  }

  /** The venue serves the candles: what has ended since the last closed one is read. */
  async opened(state: CandleState<I>): Promise<void> {
    await this.#close(state, this.#settledTime());
    this.#arm(state);
  }

  /** The connection is gone. */
  lost(state: CandleState<I>): void {
    this.stop(state);
    state.last = undefined;
    state.readAt = Number.NEGATIVE_INFINITY;
    state.isGap = state.openFrom !== undefined;
  }

  /** Ends the timer. */
  stop(state: CandleState<I>): void {
    this.#setTimer(state, undefined);
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
    if (this.#options.clock.monotonic() < state.readAt) return;
    state.isReading = true;
    try {
      const candles = await this.#options.read({ symbol, interval, from, to: until }, { timeoutMs: READ_MS });
      if (this.#options.isCurrent(state)) this.#emitClosed(state, candles, until);
    } catch (error) {
      if (this.#options.isCurrent(state)) this.#unread(state, error);
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
    const source = state.isGap ? 'reconcile' : (this.#options.source ?? 'read');
    for (const candle of candles) {
      const { openTime } = candle;
      if (state.hasClosed(openTime) || this.#options.endOf(interval, openTime) > until) continue;
      const closed: Candle = { ...candle, closed: true, source };
      this.#noteClosed(state, closed);
      state.push(closed);
    }
    // Where nothing was traded there may be no candle; one that ended just now may still be listed.
    const now = Math.max(until, this.#options.connection.serverTime());
    const settled = Math.min(until, now - SETTLED_MS);
    state.openFrom = this.#firstOpen(interval, state.openFrom as number, settled);
    state.recover(state.unreadMark);
  }

  /** After a read: again in a while, should it not have found everything, else at the end of the next candle. */
  #after(state: CandleState<I>, until: number): void {
    if (!this.#options.isCurrent(state)) return;
    const { isWanted } = state;
    state.isWanted = false;
    if (this.#options.endOf(state.interval, state.openFrom as number) <= until) {
      state.readAt = this.#options.clock.monotonic() + state.retryMs;
      this.#setTimer(state, state.retryMs);
      state.retryMs = Math.min(state.retryMs * 2, LAST_RETRY_MS);
      return;
    }
    state.isGap = false;
    state.retryMs = FIRST_RETRY_MS;
    state.readAt = Number.NEGATIVE_INFINITY;
    if (isWanted) void this.#close(state, this.#settledTime());
    this.#arm(state);
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
    if (this.#options.closedBy !== 'time' || openFrom === undefined || state.isReading) return;
    const end = this.#options.endOf(state.interval, openFrom);
    if (state.armedFor === end || this.#options.isAwaited?.(state) === false) return;
    // A read that is to be repeated has its timer; a state that everybody has left needs none.
    if (this.#options.clock.monotonic() < state.readAt || !this.#options.isCurrent(state)) return;
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
    const { clock } = this.#options;
    state.timer = delayMs === undefined ? undefined : clock.schedule(delayMs, run, { keepAlive: false });
  }

  /** The opening of the first candle from one on that ends after `until`. */
  #firstOpen(interval: I, openTime: number, until: number): number {
    const length = FIXED_INTERVAL_MS[interval];
    if (length !== undefined) return openTime + Math.max(0, Math.floor((until - openTime) / length)) * length;
    let open = openTime;
    while (this.#options.endOf(interval, open) <= until) open = this.#options.endOf(interval, open);
    return open;
  }

  #noteClosed(state: CandleState<I>, candle: Candle): void {
    state.lastClosed = candle;
    state.openFrom = this.#options.endOf(state.interval, candle.openTime);
  }
}

import type { Call } from '../../adapter/calls';
import { rawOf } from '../../adapter/schema/raw-records';
import type { Clock } from '../../core/clock';
import { atOnce, inSlices, mapSteps, type Steps, type Stopped } from '../../core/slices';
import { type ClosedError, ConnectionError, isBrokerError, isRateLimitError } from '../../errors';
import type { RecordSource } from '../../model';
import type { SessionAttempt } from '../../streaming/session/session';
import { VenueTimes } from '../../streaming/time/venue-times';
import type { Priority } from '../../transport/pace/pace-rule';
import { ChpClient } from './client/client';
import { isAlreadyAuthorized, isSessionGone, loginError } from './failures';
import type { MapContext } from './map/meta';
import type { PollSettings } from './options';
import type { ChpClientOptions } from './types/client';

/**
 * How long the good-bye may take in ms of real time, whatever clock is injected: one that stands still must not keep a
 * broker from closing.
 */
const GOODBYE_MS = 500;

/**
 * How far ahead of the venue's clock, in ms, the time of a record may lie: the records are the exchange's, the clock is
 * that of the machine that answers.
 */
const TIME_TOLERANCE_MS = 5 * 60_000;

/** What the connection tells its broker; every call names the connection it is about. */
export interface ConnectionHooks {
  stale(epoch: number, reason: string): void;
  fresh(epoch: number): void;
  lost(epoch: number, error: Error): void;
  report(code: string, message: string, error?: unknown): void;
}

/** What the client needs of a call. */
export interface ReadOptions {
  readonly signal: AbortSignal;
  readonly requestId?: string;
  readonly timeoutMs?: number;
  readonly priority?: Priority;
}

/**
 * The client of a broker and the state of its session. HTTP has no connection to watch: that polls are answered is the
 * only sign of life, and so many failures in a row are the end of it.
 */
export class ChpConnection {
  readonly client: ChpClient;
  readonly clock: Clock;
  /** Tells the times of records that lie beyond the venue's clock. */
  readonly times: VenueTimes;
  readonly polling: PollSettings;
  readonly #raw: boolean;
  readonly #hooks: ConnectionHooks;
  #epoch = 0;
  #connected = false;
  #failures = 0;
  #lastFailure = Number.NEGATIVE_INFINITY;
  #isStale = false;
  #heardTime: number | undefined;
  #heard: number | undefined;
  #latencyMs: number | undefined;

  constructor(
    options: ChpClientOptions & { readonly clock: Clock; readonly raw: boolean },
    polling: PollSettings,
    hooks: ConnectionHooks,
  ) {
    this.client = new ChpClient(options);
    this.clock = options.clock;
    this.polling = polling;
    this.#raw = options.raw;
    this.#hooks = hooks;
    this.times = new VenueTimes({
      clock: this.clock,
      now: () => this.serverTime(),
      toleranceMs: TIME_TOLERANCE_MS,
      report: (code, message) => hooks.report(code, message),
    });
  }

  /** When the venue last answered, UTC epoch ms. */
  get heardTime(): number | undefined {
    return this.#heardTime;
  }

  get lastInboundAgeMs(): number | undefined {
    return this.#heard === undefined ? undefined : this.clock.monotonic() - this.#heard;
  }

  /** Our clock in whole ms: one that is injected may have fractions. */
  now(): number {
    return Math.floor(this.clock.now());
  }

  /** The venue's clock, whole UTC epoch ms: ours until it has answered. A change of our wall clock does not move it. */
  serverTime(): number {
    return this.client.venueClock.now();
  }

  /** The venue's time at a time of our clock, which is now where none is given. */
  venueTimeOf(localTime = this.now()): number {
    return this.serverTime() - Math.max(0, this.now() - localTime);
  }

  /** How long the last poll took, in ms. */
  get latencyMs(): number | undefined {
    return this.#latencyMs;
  }

  /**
   * Logs in.
   * @throws AuthenticationError when the venue refuses the credentials
   */
  async connect(attempt: SessionAttempt): Promise<void> {
    this.#epoch = attempt.epoch;
    try {
      await this.client.connect({ signal: attempt.signal });
      attempt.loginBegins();
    } catch (error) {
      // A venue that is away was not asked to log anybody in.
      if (!isBrokerError(error) || error.sent !== false) attempt.loginBegins();
      if (!isAlreadyAuthorized(error)) throw loginError(error);
    }
    this.#connected = true;
    this.#failures = 0;
    this.#isStale = false;
    this.answered(0);
  }

  /** A poll was answered. @param latencyMs - how long it took */
  answered(latencyMs: number): void {
    this.#heard = this.clock.monotonic();
    this.#heardTime = this.now();
    this.#latencyMs = latencyMs;
    this.#failures = 0;
    if (!this.#isStale) return;
    this.#isStale = false;
    this.#hooks.fresh(this.#epoch);
  }

  /**
   * A poll failed. Those that were under way together when the line broke count once.
   * @param begun - when it was sent, monotonic
   */
  failed(begun: number, error: Error): void {
    if (!this.#connected) return;
    if (isSessionGone(error)) {
      this.lose(
        new ConnectionError('The venue has no session of ours any more', {
          failure: 'closed',
          venue: 'chp',
          cause: error,
        }),
      );
      return;
    }
    if (isRateLimitError(error)) {
      // Something answers, or our own queue held the poll back: what is known grows old, and the session stands.
      this.#isStale = true;
      this.#hooks.stale(this.#epoch, `The feeds are not polled: ${error.message}`);
      return;
    }
    if (begun < this.#lastFailure) return;
    this.#lastFailure = this.clock.monotonic();
    this.#failures += 1;
    const message = `${this.#failures} polls in a row have failed, the last with: ${error.message}`;
    if (this.#failures >= this.polling.maxFailedPolls) {
      this.lose(new ConnectionError(message, { failure: 'stale', venue: 'chp', cause: error }));
    } else if (this.#failures > 1) {
      this.#isStale = true;
      this.#hooks.stale(this.#epoch, message);
    }
  }

  /** The session is of no use any more. */
  lose(error: Error): void {
    if (!this.#connected) return;
    this.#connected = false;
    this.#hooks.lost(this.#epoch, error);
  }

  /** The session has ended, however it came about. */
  ended(): void {
    this.#connected = false;
  }

  /** Says good-bye, best effort, and ends the connections. */
  async close(_error: ClosedError): Promise<void> {
    const wasConnected = this.#connected;
    this.#connected = false;
    try {
      if (wasConnected) await this.client.disconnect({ signal: AbortSignal.timeout(GOODBYE_MS) });
    } catch {
      // The server forgets the session by itself.
    } finally {
      this.client.close();
    }
  }

  /** What mapping needs to know of a record that has just arrived. */
  stamp(source: RecordSource, record?: object): MapContext {
    const receivedTime = this.now();
    return this.#raw && record !== undefined
      ? { receivedTime, source, raw: rawOf(record) }
      : { receivedTime, source };
  }

  report(code: string, message: string, error?: unknown): void {
    this.#hooks.report(code, message, error);
  }

  /** Takes each row by itself: those that cannot be read hinder no other and are one warning. */
  each<R>(rows: readonly R[], take: (row: R) => void): void {
    atOnce(this.#eachSteps(rows, take));
  }

  /** The same in slices, for a large answer. */
  eachInSlices<R>(rows: readonly R[], take: (row: R) => void, stopped?: Stopped): Promise<void> {
    return inSlices(this.#eachSteps(rows, take), stopped);
  }

  *#eachSteps<R>(rows: readonly R[], take: (row: R) => void): Steps<void> {
    let count = 0;
    let first: unknown;
    yield* mapSteps(rows, (row) => {
      try {
        take(row);
      } catch (error) {
        first ??= error;
        count += 1;
      }
    });
    if (count === 0) return;
    const which = count === 1 ? 'A record' : `${count} of ${rows.length} records`;
    this.report('unreadable', `${which} of the venue could not be read`, first);
  }
}

/** What the client needs of a call. */
export function optionsOf(call: Call): { signal: AbortSignal; requestId: string; timeoutMs: number } {
  // The call's own limit decides; the client must not end it sooner with its default.
  const timeoutMs = Math.max(1, Math.ceil(Math.min(call.remainingMs(), 2 ** 31 - 1)));
  return { signal: call.signal, requestId: call.requestId, timeoutMs };
}

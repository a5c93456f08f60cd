import type { Call } from '../../adapter/calls';
import { rawOf } from '../../adapter/schema/raw-records';
import type { Clock } from '../../core/clock';
import { ConnectionError, isAuthenticationError, isTransportError } from '../../errors';
import type { RecordSource } from '../../model';
import type { MapContext } from '../../model/map-context';
import type { SessionAttempt } from '../../streaming/session/session';
import { VenueTimes } from '../../streaming/time/venue-times';
import { FinnotechClient } from './client/client';
import type { PollSettings } from './options';
import type { FinnotechClientOptions } from './types/client';

/**
 * How far ahead of the venue's clock, in ms, the time of a record may lie: the records are the exchange's, the clock is
 * that of the machine that answers.
 */
const TIME_TOLERANCE_MS = 5 * 60_000;

/** What the connection tells its broker; every call names the connection it is about. */
export interface ConnectionHooks {
  stale(epoch: number, reason: string, nextAttemptTime?: number): void;
  fresh(epoch: number): void;
  lost(epoch: number, error: Error): void;
  report(code: string, message: string, error?: unknown): void;
}

/**
 * The client of a broker and whether the venue answers. HTTP has no connection to watch: that polls are answered is the
 * only sign of life, and so many failures in a row are the end of it.
 */
export class FinnotechConnection {
  readonly client: FinnotechClient;
  readonly clock: Clock;
  /** Tells the times of records that lie beyond the venue's clock. */
  readonly times: VenueTimes;
  readonly polling: PollSettings;
  readonly #raw: boolean;
  readonly #hooks: ConnectionHooks;
  #epoch = 0;
  #connected = false;
  #failures = 0;
  #isStale = false;
  #heardTime: number | undefined;
  #heard: number | undefined;
  #latencyMs: number | undefined;

  constructor(
    options: Omit<FinnotechClientOptions, 'onWarning'> & { readonly clock: Clock; readonly raw: boolean },
    polling: PollSettings,
    hooks: ConnectionHooks,
  ) {
    const onWarning = (error: Error): void => hooks.report('token', error.message, error);
    this.client = new FinnotechClient({ ...options, onWarning });
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

  /** How long the last poll took, in ms. */
  get latencyMs(): number | undefined {
    return this.#latencyMs;
  }

  /** Our clock in whole ms: one that is injected may have fractions. */
  now(): number {
    return Math.floor(this.clock.now());
  }

  /** The venue's clock, whole UTC epoch ms: ours until it has answered. A change of our wall clock does not move it. */
  serverTime(): number {
    return this.client.venueClock.now();
  }

  /**
   * Gets a good token.
   * @throws AuthenticationError when the venue refuses the credentials
   */
  async authenticate({ epoch, signal }: SessionAttempt): Promise<void> {
    this.#epoch = epoch;
    await this.client.token({ signal });
  }

  /** The venue has answered with the token: the connection stands. */
  connected(): void {
    this.#connected = true;
    this.#failures = 0;
    this.#isStale = false;
    this.answered();
  }

  /** The venue has answered. @param latencyMs - how long it took */
  answered(latencyMs?: number): void {
    this.#heard = this.clock.monotonic();
    this.#heardTime = this.now();
    if (latencyMs !== undefined) this.#latencyMs = latencyMs;
  }

  /** A whole poll has worked. */
  polled(): void {
    this.#failures = 0;
    if (!this.#isStale) return;
    this.#isStale = false;
    this.#hooks.fresh(this.#epoch);
  }

  /**
   * A poll has failed: what is shown is no longer of this minute.
   * @param pauseMs - how long until the next one where the venue refuses us
   */
  failed(error: Error, pauseMs: number): void {
    if (!this.#connected) return;
    this.#isStale = true;
    if (isAuthenticationError(error)) {
      // The credentials were accepted when the connection was made: the venue, or a proxy, may take them again.
      const reason = `The venue refuses the token: ${error.message}`;
      this.#hooks.stale(this.#epoch, reason, this.now() + pauseMs);
      return;
    }
    // A quota or a scope does not heal by connecting again.
    if (isTransportError(error)) this.#failures += 1;
    const message = `The venue could not be polled: ${error.message}`;
    if (this.#failures >= this.polling.maxFailedPolls) {
      this.#lose(new ConnectionError(message, { failure: 'stale', venue: 'finnotech', cause: error }));
    } else this.#hooks.stale(this.#epoch, message);
  }

  /** The connection has ended, however it came about. */
  ended(): void {
    this.#connected = false;
  }

  close(): void {
    this.#connected = false;
    this.client.close();
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

  #lose(error: Error): void {
    this.#connected = false;
    this.#hooks.lost(this.#epoch, error);
  }
}

/** What the client needs of a call. */
export function optionsOf(call: Call): { signal: AbortSignal; requestId: string; timeoutMs: number } {
  // The call's own limit decides; the client must not end it sooner with its default.
  const timeoutMs = Math.max(1, Math.ceil(Math.min(call.remainingMs(), 2 ** 31 - 1)));
  return { signal: call.signal, requestId: call.requestId, timeoutMs };
}

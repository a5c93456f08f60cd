import { type ConnectionHooks, ConnectionMonitor } from '../../adapter/connection/connection-monitor';
import type { PolledConnection, PollFailure } from '../../adapter/polled/polled-connection';
import type { Clock } from '../../core/clock';
import { ConnectionError, isBrokerError, isRateLimitError } from '../../errors';
import type { SessionAttempt } from '../../streaming/session/session';
import { ChpClient } from './client/client';
import { isAlreadyAuthorized, isSessionGone, loginError } from './failures';
import type { ChpClientOptions } from './generated/records';
import type { PollSettings } from './options';
import type { ChpCallOptions } from './types/client';

/**
 * How long logging out may take in ms of real time, whatever clock is injected: one that stands still must not keep a
 * broker from closing.
 */
const LOGOUT_MS = 500;

/**
 * How far ahead of the venue's clock, in ms, the time of a record may lie: the records are the exchange's, the clock is
 * that of the machine that answers.
 */
const TIME_TOLERANCE_MS = 5 * 60_000;

export type ReadOptions = ChpCallOptions & { readonly signal: AbortSignal };

/**
 * The client of a broker and the state of its session. HTTP has no connection to watch: that polls are answered is the
 * only sign of life, and so many failures in a row are the end of it.
 */
export class ChpConnection extends ConnectionMonitor implements PolledConnection {
  readonly venue = 'chp';
  readonly client: ChpClient;
  readonly polling: PollSettings;
  #failures = 0;
  #lastFailure = Number.NEGATIVE_INFINITY;

  constructor(
    options: ChpClientOptions & { readonly clock: Clock; readonly raw: boolean },
    polling: PollSettings,
    hooks: ConnectionHooks,
  ) {
    super({ clock: options.clock, raw: options.raw, hooks, timeToleranceMs: TIME_TOLERANCE_MS });
    this.client = new ChpClient(options);
    this.polling = polling;
  }

  serverTime(): number {
    return this.client.venueClock.now();
  }

  /**
   * Logs in.
   * @throws AuthenticationError when the venue refuses the credentials
   */
  async connect(attempt: SessionAttempt): Promise<void> {
    this.begin(attempt.epoch);
    try {
      await this.client.connect({ signal: attempt.signal });
      attempt.loginBegins();
    } catch (error) {
      // A venue that is away was not asked to log anybody in.
      if (!isBrokerError(error) || error.sent !== false) attempt.loginBegins();
      if (!isAlreadyAuthorized(error)) throw loginError(error);
    }
    this.established();
    this.answered(0);
  }

  /** A poll was answered. @param latencyMs - how long it took */
  answered(latencyMs: number): void {
    this.heard(latencyMs);
    this.#failures = 0;
    this.clear();
  }

  /** A poll failed. Those that were under way together when the line broke count once. */
  failed({ begun, error }: Pick<PollFailure, 'begun' | 'error'>): void {
    if (!this.isUp) return;
    if (isSessionGone(error)) {
      const context = { failure: 'closed', venue: 'chp', cause: error } as const;
      this.lose(new ConnectionError('The venue has no session of ours any more', context));
      return;
    }
    if (isRateLimitError(error)) {
      // Something answers, or our own queue held the poll back: what is known grows old, and the session stands.
      this.markStale(`The channels are not polled: ${error.message}`);
      return;
    }
    if (begun < this.#lastFailure) return;
    this.#lastFailure = this.clock.monotonic();
    this.#failures += 1;
    const message = `${this.#failures} polls in a row have failed, the last with: ${error.message}`;
    if (this.#failures >= this.polling.maxFailedPolls) {
      this.lose(new ConnectionError(message, { failure: 'stale', venue: 'chp', cause: error }));
    } else if (this.#failures > 1) this.markStale(message);
  }

  /** Logs out, best effort, and ends the connections. */
  async close(): Promise<void> {
    const wasUp = this.isUp;
    this.terminate();
    try {
      if (wasUp) await this.client.disconnect({ signal: AbortSignal.timeout(LOGOUT_MS) });
    } catch {
      // The server forgets the session by itself.
    } finally {
      this.client.close();
    }
  }
}

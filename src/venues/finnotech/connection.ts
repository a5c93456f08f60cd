import { type ConnectionHooks, ConnectionMonitor } from '../../adapter/connection/connection-monitor';
import type { PolledConnection, PollFailure } from '../../adapter/polled/polled-connection';
import type { Clock } from '../../core/clock';
import { ConnectionError, isAuthenticationError, isTransportError } from '../../errors';
import type { SessionAttempt } from '../../streaming/session/session';
import { FinnotechClient } from './client/client';
import { isRefusal } from './errors';
import type { FinnotechClientOptions } from './generated/records';
import type { Listing } from './map';
import type { PollSettings } from './options';

/**
 * How far ahead of the venue's clock, in ms, the time of a record may lie: the records are the exchange's, the clock is
 * that of the machine that answers.
 */
const TIME_TOLERANCE_MS = 5 * 60_000;

/**
 * The client of a broker and whether the venue answers. HTTP has no connection to watch: that polls are answered is the
 * only sign of life, and so many failures in a row are the end of it.
 */
export class FinnotechConnection extends ConnectionMonitor implements PolledConnection {
  readonly venue = 'finnotech';
  readonly client: FinnotechClient;
  readonly polling: PollSettings;
  #failures = 0;

  constructor(
    options: Omit<FinnotechClientOptions, 'onWarning'> & { readonly clock: Clock; readonly raw: boolean },
    polling: PollSettings,
    hooks: ConnectionHooks,
  ) {
    super({ clock: options.clock, raw: options.raw, hooks, timeToleranceMs: TIME_TOLERANCE_MS });
    const onWarning = (error: Error): void => hooks.report('token', error.message, error);
    this.client = new FinnotechClient({ ...options, onWarning });
    this.polling = polling;
  }

  serverTime(): number {
    return this.client.venueClock.now();
  }

  /**
   * Gets a good token.
   * @throws AuthenticationError when the venue refuses the credentials
   */
  async authenticate({ epoch, signal }: SessionAttempt): Promise<void> {
    this.begin(epoch);
    await this.client.token({ signal });
  }

  /** The venue has answered with the token: the connection stands. */
  connected(): void {
    this.#failures = 0;
    this.established();
    this.heard();
  }

  /** The rows of an answer, which is a sign of life. */
  async rows<R>(answer: Promise<{ readonly result: readonly R[] }>): Promise<readonly R[]> {
    const { result } = await answer;
    this.heard();
    return result;
  }

  /** Asks for something small, to see whether the venue answers; that it refuses is an answer. */
  async probe(listing: Listing | undefined, signal: AbortSignal): Promise<void> {
    if (!listing) return;
    const { coId, precedencyRight } = listing;
    const options = { signal, timeoutMs: this.polling.pollTimeoutMs };
    try {
      await this.client.tradesRealtime({ coId, precedencyRight }, options);
    } catch (error) {
      // The company may be delisted since, or the scope may be missing.
      if (!isRefusal(error)) throw error;
    }
    this.heard();
  }

  /** A whole poll has worked. @param latencyMs - how long it took */
  answered(latencyMs: number): void {
    this.heard(latencyMs);
    this.#failures = 0;
    this.clear();
  }

  /** A poll has failed: what is shown is no longer of this minute. */
  failed({ error, pauseMs }: PollFailure): void {
    if (!this.isUp) return;
    if (isAuthenticationError(error)) {
      // The credentials were accepted when the connection was made: the venue, or a proxy, may take them again.
      const reason = `The venue refuses the token: ${error.message}`;
      this.markStale(reason, undefined, this.now() + pauseMs);
      return;
    }
    // A quota or a scope does not heal by connecting again.
    if (isTransportError(error)) this.#failures += 1;
    const message = `The venue could not be polled: ${error.message}`;
    if (this.#failures >= this.polling.maxFailedPolls) {
      this.lose(new ConnectionError(message, { failure: 'stale', venue: 'finnotech', cause: error }));
    } else this.markStale(message);
  }

  close(): void {
    this.terminate();
    this.client.close();
  }
}

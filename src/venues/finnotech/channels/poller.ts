import type { Random } from '../../../core/random';
import {
  type AuthenticationError,
  isAuthenticationError,
  isRateLimitError,
  isTransportError,
} from '../../../errors';
import { sanitizeCause } from '../../../errors/sanitize';
import { PollLoop } from '../../../streaming/poll-loop';
import { refusalPause } from '../../../streaming/session/reconnect-policy';
import type { FinnotechConnection } from '../connection';
import { isRefusal } from '../errors';
import type { Directory } from '../reads/directory';
import type { MinuteCandles } from './minutes';
import type { Quotes } from './quotes';

const MINUTE_MS = 60_000;

/** How far chance may move the polls of a broker from those of others, in ms. */
const SPREAD_MS = 500;

/** What a {@link MinutePoller} asks for. */
export interface PollerParts {
  readonly connection: FinnotechConnection;
  readonly random: Random;
  readonly directory: Directory;
  readonly quotes: Quotes;
  readonly candles: MinuteCandles;
}

/** Asks the venue once a minute, on its own minute, for all that is subscribed; where nothing is, whether it is there. */
export class MinutePoller {
  readonly #parts: PollerParts;
  readonly #loop: PollLoop;
  readonly #spread: number;
  #failed: Error | undefined;
  /** Polls in a row that the venue refused. */
  #refusals = 0;

  constructor(parts: PollerParts) {
    this.#parts = parts;
    const { connection, random } = parts;
    this.#spread = Math.floor(random.next() * SPREAD_MS);
    this.#loop = new PollLoop({
      clock: connection.clock,
      random,
      intervalMs: () => this.#pause(),
      jitter: 0,
      poll: (signal) => this.#poll(signal),
      onError: () => {},
    });
  }

  /** Begins; the first poll is that of the next minute. */
  start(): void {
    this.#failed = undefined;
    this.#refusals = 0;
    this.#loop.startLater();
  }

  /** The venue has refused somebody's call: polls tell when it does so no more. */
  refused(error: AuthenticationError): void {
    if (this.#refusals > 0 || !this.#loop.isRunning) return;
    this.#fail(error);
    this.#loop.stop();
    this.#loop.startLater();
  }

  stop(): void {
    this.#loop.stop();
  }

  /** Asks for something small, to see whether the venue answers; that it refuses is an answer. */
  async probe(signal: AbortSignal): Promise<void> {
    const { connection, directory } = this.#parts;
    const listing = directory.any();
    if (!listing) return;
    const { coId, precedencyRight } = listing;
    const options = { signal, timeoutMs: connection.polling.pollTimeoutMs };
    try {
      await connection.client.tradesRealtime({ coId, precedencyRight }, options);
    } catch (error) {
      // The company may be delisted since, or the scope may be missing.
      if (!isRefusal(error)) throw error;
    }
    connection.answered();
  }

  /** Until a moment after the venue's next minute; sooner after a failure, later where the venue asks for it. */
  #pause(): number {
    const { connection } = this.#parts;
    const { pollDelayMs, retryDelayMs } = connection.polling;
    const now = connection.serverTime();
    const offset = (pollDelayMs + this.#spread) % MINUTE_MS;
    const next = Math.floor((now - offset) / MINUTE_MS + 1) * MINUTE_MS + offset;
    const pause = next - now;
    if (!this.#failed) return pause;
    if (this.#refusals > 0) return refusalPause(this.#refusals - 1);
    if (isRateLimitError(this.#failed)) return Math.max(pause, this.#failed.retryAfterMs ?? 0);
    // What the venue refuses now it refuses in a moment too.
    return isTransportError(this.#failed) ? Math.min(pause, retryDelayMs) : pause;
  }

  async #poll(signal: AbortSignal): Promise<void> {
    const { connection, quotes, candles } = this.#parts;
    const begun = connection.clock.monotonic();
    try {
      if (!quotes.feed.isEmpty || !candles.feed.isEmpty) {
        await quotes.feed.poll(signal);
        await candles.feed.poll(signal);
      } else if (connection.polling.heartbeat || this.#refusals > 0) await this.probe(signal);
      else return;
    } catch (error) {
      if (signal.aborted) return;
      this.#fail(error instanceof Error ? error : sanitizeCause(error));
      return;
    }
    if (signal.aborted) return;
    this.#failed = undefined;
    this.#refusals = 0;
    connection.answered(connection.clock.monotonic() - begun);
    connection.polled();
  }

  #fail(failure: Error): void {
    const { connection } = this.#parts;
    if (!this.#failed) connection.report('pollFailed', `A poll has failed: ${failure.message}`, failure);
    this.#failed = failure;
    this.#refusals = isAuthenticationError(failure) ? this.#refusals + 1 : 0;
    connection.failed(failure, this.#pause());
  }
}

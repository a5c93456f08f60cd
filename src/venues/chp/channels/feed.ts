import type { Random } from '../../../core/random';
import { isProtocolError, NotConnectedError } from '../../../errors';
import { sanitizeCause } from '../../../errors/sanitize';
import type { RecordSource } from '../../../model';
import { PollLoop } from '../../../streaming/poll-loop';
import { onAbort } from '../../../transport/abort-listeners';
import { abortReason } from '../../../transport/deadline';
import type { ChpConnection, ReadOptions } from '../connection';
import { mayHaveConsumed } from '../failures';

/** One polled feed. */
export interface FeedOptions<R> {
  /** For reasons of gaps and warnings. */
  readonly name: string;
  readonly connection: ChpConnection;
  readonly random: Random;
  readonly intervalMs: number;
  poll(options: ReadOptions): Promise<readonly R[]>;
  /** Takes what a poll brought, in order. */
  take(rows: readonly R[], source: RecordSource): void;
  /**
   * A poll has worked after one whose answer was lost, and with it perhaps what the venue hands out once. Called before
   * its rows are taken.
   * @param from - when the last poll before worked, UTC epoch ms
   */
  recovered(from: number | undefined): void;
}

interface Waiter {
  /** The first poll that answers it: one that was under way when it came may have missed what it is about. */
  readonly due: number;
  resolve(): void;
  reject(error: Error): void;
}

/**
 * A feed that gives each record once: one loop polls it, everybody else reads what the loop has seen. A second reader
 * would steal from the first.
 */
export class Feed<R> {
  readonly #options: FeedOptions<R>;
  readonly #loop: PollLoop;
  readonly #waiters = new Set<Waiter>();
  #started = 0;
  #lost = false;
  #worked: number | undefined;
  #warned = false;

  constructor(options: FeedOptions<R>) {
    this.#options = options;
    const { connection, random, intervalMs } = options;
    this.#loop = new PollLoop({
      clock: connection.clock,
      random,
      intervalMs,
      jitter: connection.polling.pollJitter,
      poll: (signal) => this.#poll(signal),
      onError: () => {},
    });
  }

  get isRunning(): boolean {
    return this.#loop.isRunning;
  }

  /** Polls at once and goes on; where it runs already, it polls as soon as it can. */
  start(): void {
    if (this.#loop.isRunning) this.#loop.poke();
    else this.#loop.start();
  }

  /** Stops; those who wait get an error. What a poll in hand takes with it is for the next connection to make up. */
  stop(): void {
    this.#loop.stop();
    this.#lost = false;
    this.#settle(
      Number.POSITIVE_INFINITY,
      new NotConnectedError('The connection was lost', { venue: 'chp' }),
    );
  }

  /**
   * Resolves when a poll that began after this call has been taken.
   * @throws the error of that poll; NotConnectedError when the feed does not run
   */
  refresh(signal: AbortSignal): Promise<void> {
    if (!this.#loop.isRunning) {
      return Promise.reject(
        new NotConnectedError(`The ${this.#options.name} are not polled`, { venue: 'chp' }),
      );
    }
    return new Promise((resolve, reject) => {
      const end = (): void => {
        this.#waiters.delete(waiter);
        release();
      };
      const waiter: Waiter = {
        due: this.#started + 1,
        resolve: () => {
          end();
          resolve();
        },
        reject: (error) => {
          end();
          reject(error);
        },
      };
      if (signal.aborted) return reject(abortReason(signal));
      const release = onAbort(signal, () => waiter.reject(abortReason(signal)));
      this.#waiters.add(waiter);
      this.#loop.poke();
    });
  }

  /** Polls as soon as possible; does nothing while the feed does not run. */
  poke(): void {
    this.#loop.poke();
  }

  /** Polls once while the loop does not run, as part of making a connection. */
  async once(signal: AbortSignal, source: RecordSource): Promise<readonly R[]> {
    const { poll, take, connection } = this.#options;
    const rows = await poll({ signal, timeoutMs: connection.polling.pollTimeoutMs, priority: 'control' });
    this.#worked = connection.now();
    take(rows, source);
    return rows;
  }

  async #poll(signal: AbortSignal): Promise<void> {
    const { poll, take, connection, recovered, name } = this.#options;
    this.#started += 1;
    const number = this.#started;
    const begun = connection.clock.monotonic();
    let rows: readonly R[];
    try {
      // Before the reads of users: a feed that is not polled is a connection that is lost.
      rows = await poll({ signal, timeoutMs: connection.polling.pollTimeoutMs, priority: 'control' });
    } catch (error) {
      if (signal.aborted) return;
      const failure = sanitizeCause(error);
      const isLost = mayHaveConsumed(error);
      if (isLost) this.#lost = true;
      // A value that cannot be is the venue's mistake and is told of each time, though the gap is made good.
      const isValue = isProtocolError(error) && error.path !== undefined;
      if (isValue || ((!isLost || isProtocolError(error)) && !this.#warned))
        connection.report('pollFailed', `The ${name} could not be polled: ${failure.message}`, failure);
      this.#warned = true;
      this.#settle(number, failure);
      connection.failed(begun, error instanceof Error ? error : failure);
      return;
    }
    if (signal.aborted) return;
    connection.answered(connection.clock.monotonic() - begun);
    const from = this.#worked;
    this.#worked = connection.now();
    this.#warned = false;
    if (this.#lost) {
      this.#lost = false;
      recovered(from);
    }
    take(rows, 'stream');
    this.#settle(number);
  }

  #settle(number: number, error?: Error): void {
    for (const waiter of [...this.#waiters]) {
      if (waiter.due > number) continue;
      if (error) waiter.reject(error);
      else waiter.resolve();
    }
  }
}

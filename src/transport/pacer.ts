import type { Clock, Timer } from '../core/clock';
import { LIMITS } from '../core/limits';
import { type BrokerError, ClosedError, RateLimitError } from '../errors';
import { onAbort } from './abort-listeners';
import { abortReason, withSent } from './deadline';
import { createPace, type Pace, type PacerRule, PRIORITIES, type Priority } from './pace-rule';

export type { IntervalRule, PacerRule, Priority, TokenBucketRule } from './pace-rule';

/** What a {@link Pacer} needs. */
export interface PacerOptions {
  readonly clock: Clock;
  readonly rule: PacerRule;
  /**
   * Requests that may wait in each priority; each has its own bound, so that waiting reads never keep a cancel out.
   * @defaultValue 1000
   */
  readonly maxQueue?: number;
}

interface Waiting {
  /** Runs the request and settles its promise. */
  go(): void;
  fail(error: BrokerError): void;
}

/**
 * Lets requests out at the pace of a venue, urgent ones first, equal ones in order.
 *
 * A request that waits was not sent: whatever ends its wait says so with `sent: false`.
 */
export class Pacer {
  readonly #clock: Clock;
  readonly #pace: Pace;
  readonly #maxQueue: number;
  readonly #queues: Readonly<Record<Priority, Set<Waiting>>> = {
    cancel: new Set(),
    order: new Set(),
    control: new Set(),
    read: new Set(),
  };
  #timer: Timer | undefined;
  #pausedUntil = Number.NEGATIVE_INFINITY;
  #running = false;
  #closed: BrokerError | undefined;

  /** @throws ValidationError when the rule makes no sense */
  constructor(options: PacerOptions) {
    this.#clock = options.clock;
    this.#pace = createPace(options.rule);
    this.#maxQueue = options.maxQueue ?? LIMITS.maxPendingRequests;
  }

  /** Requests that wait for their turn. */
  get queued(): number {
    let count = 0;
    for (const priority of PRIORITIES) count += this.#queues[priority].size;
    return count;
  }

  /**
   * Runs a request when it is its turn; at once, inside this call, when nothing holds it back.
   *
   * `run` must write synchronously: the moment it is called is the moment that counts.
   * @returns what `run` returned; rejects with what it threw
   * @throws the signal's reason, a RateLimitError when too many wait, or the error of `close`; all with `sent: false`
   */
  schedule<T>(
    priority: Priority,
    run: () => T,
    { signal }: { readonly signal?: AbortSignal | undefined } = {},
  ): Promise<T> {
    return new Promise<T>((resolve, reject) => {
      if (this.#closed) return reject(this.#closed);
      if (signal?.aborted) return reject(withSent(abortReason(signal), false));
      const queue = this.#queues[priority];
      if (queue.size >= this.#maxQueue) return reject(this.#full(priority));

      const waiting: Waiting = {
        go: () => {
          release?.();
          try {
            resolve(run());
          } catch (error) {
            reject(error);
          }
        },
        fail: (error) => {
          release?.();
          reject(error);
        },
      };
      const release =
        signal &&
        onAbort(signal, () => {
          queue.delete(waiting);
          waiting.fail(withSent(abortReason(signal), false));
          this.#serve();
        });
      queue.add(waiting);
      this.#serve();
    });
  }

  /** Lets nothing out for `ms`, not even cancels: what a venue asks for with Retry-After. A longer pause stays. */
  pause(ms: number): void {
    this.#pausedUntil = Math.max(this.#pausedUntil, this.#clock.monotonic() + ms);
    this.#serve();
  }

  /** Rejects everything that waits and everything that comes later. */
  close(error: BrokerError = new ClosedError('The connection was closed', { sent: false })): void {
    if (this.#closed) return;
    this.#closed = error;
    this.#timer?.cancel();
    for (const priority of PRIORITIES) {
      const queue = this.#queues[priority];
      for (const waiting of queue) waiting.fail(error);
      queue.clear();
    }
  }

  /** Lets out what may go now and sets the timer for the next. */
  #serve(): void {
    // A request that schedules another from inside joins the queue; the loop below finds it.
    if (this.#running) return;
    this.#running = true;
    this.#timer?.cancel();
    this.#timer = undefined;
    for (let first = this.#first(); first && !this.#closed; first = this.#first()) {
      const now = this.#clock.monotonic();
      const delayMs = Math.max(this.#pausedUntil - now, this.#pace.delayMs(now, first.priority));
      if (delayMs > 0) {
        this.#timer = this.#clock.schedule(delayMs, () => this.#serve());
        break;
      }
      this.#queues[first.priority].delete(first.waiting);
      // Counted before it runs, and also when it fails: better one slot lost than one too many used.
      this.#pace.take(now);
      first.waiting.go();
    }
    this.#running = false;
  }

  /** The most urgent request. Its delay is never longer than that of a less urgent one, so no other could go before. */
  #first(): { readonly priority: Priority; readonly waiting: Waiting } | undefined {
    for (const priority of PRIORITIES) {
      for (const waiting of this.#queues[priority]) return { priority, waiting };
    }
    return undefined;
  }

  #full(priority: Priority): RateLimitError {
    return new RateLimitError(`${this.#maxQueue} requests of priority ${priority} wait already`, {
      sent: false,
    });
  }
}

import type { Clock, Timer } from '../../core/clock';
import { LIMITS } from '../../core/limits';
import { type BrokerError, ClosedError, RateLimitError } from '../../errors';
import { withSent } from '../deadline';
import { createPace, type Pace, type PacerRule, PRIORITIES, type Priority } from './pace-rule';
import { Pauses } from './pauses';
import type { SharedPace, WaitLimit } from './shared-pace';

export type { PacerRule, Priority, TokenBucketRule, WindowRule } from './pace-rule';
export type { WaitLimit } from './shared-pace';

/** Orders in a row after which one of what waits behind them has its turn: many orders must not block the polls. */
const ORDERS_IN_A_ROW = 4;
const BEHIND_A_TURN: readonly Priority[] = ['cancel', 'lookup', 'control', 'read', 'order'];

/** What a {@link Pacer} needs. */
export interface PacerOptions {
  readonly clock: Clock;
  /** How fast requests may follow one another; absent where their number alone is bounded. */
  readonly rule?: PacerRule | undefined;
  /** In place of a rule: its state, which other pacers may share. */
  readonly pace?: Pace | undefined;
  /** What other processes count against as well: asked when the turn has come here. */
  readonly shared?: SharedPace | undefined;
  /**
   * Requests that may run at once, counted until the promise of each has settled. Reads leave a quarter of them to all
   * else, orders and control an eighth to cancels and look-ups.
   * @defaultValue no bound
   */
  readonly maxRunning?: number;
  /**
   * Requests that may wait in each priority; each has its own bound, so that waiting reads never block a cancel.
   * @defaultValue 1000
   */
  readonly maxQueue?: number | undefined;
  /**
   * What an answer takes, in ms. A request that has waited so long that less is left of its time is not sent: it would
   * only be abandoned on its way.
   * @defaultValue 0
   */
  readonly answerMs?: (priority: Priority) => number;
}

interface Waiting {
  /** Whether it could not go when it came. */
  hasWaited: boolean;
  remainingMs(): number;
  /** Runs the request and settles its promise. */
  go(): void;
  fail(error: BrokerError): void;
}

/**
 * Lets requests out at the pace of a venue, urgent ones first, equal ones in order.
 *
 * A request that waits was not sent: the error that ends its wait has `sent: false`. One whose turn would come too
 * late for its deadline, by the pace, the pauses and the queue before it, is refused at once and does not wait.
 */
export class Pacer {
  readonly #clock: Clock;
  readonly #pace: Pace | undefined;
  readonly #shared: SharedPace | undefined;
  readonly #pauses = new Pauses();
  readonly #maxQueue: number;
  readonly #maxRunning: number;
  readonly #answerMs: (priority: Priority) => number;
  readonly #queues: Readonly<Record<Priority, Set<Waiting>>> = {
    cancel: new Set(),
    order: new Set(),
    lookup: new Set(),
    control: new Set(),
    read: new Set(),
  };
  #queued = 0;
  #timer: Timer | undefined;
  #inHand = 0;
  #ordersInARow = 0;
  #serving = false;
  #closed: BrokerError | undefined;

  /** @throws ValidationError when the rule makes no sense */
  constructor(options: PacerOptions) {
    const {
      clock,
      rule,
      maxQueue = LIMITS.maxPendingRequests,
      maxRunning = Number.POSITIVE_INFINITY,
    } = options;
    this.#clock = clock;
    this.#pace = options.pace ?? (rule && createPace(rule));
    this.#shared = options.shared;
    this.#maxQueue = maxQueue;
    this.#maxRunning = maxRunning;
    this.#answerMs = options.answerMs ?? (() => 0);
  }

  /** Requests in the queue. */
  get queued(): number {
    return this.#queued;
  }

  /**
   * Runs a request when it is its turn; at once, inside this call, when nothing holds it back.
   *
   * `run` must write synchronously: the time of the call is the time that counts. With a shared quota it is called when that
   * has room.
   * @returns what `run` returned; rejects with what it threw
   * @throws the limit's reason, the error of `close`, or a RateLimitError when too many wait or its turn would come too
   *   late, with the wait for it in `retryAfterMs`; all with `sent: false`
   */
  schedule<T>(priority: Priority, run: () => T | Promise<T>, limit: WaitLimit = {}): Promise<T> {
    if (this.#closed) return Promise.reject(this.#closed);
    if (limit.reason) return Promise.reject(withSent(limit.reason, false));
    if (this.#queues[priority].size >= this.#maxQueue) return Promise.reject(this.#full(priority));
    const now = this.#clock.monotonic();
    const remainingMs = remainingMsOf(limit);
    const waitMs = this.#waitMs(now, priority, remainingMs);
    if (this.#isLate(priority, waitMs, remainingMs)) return Promise.reject(tooLate(waitMs));
    return waitMs === 0 && this.#isFree(priority)
      ? this.#letOut(now, priority, run, limit)
      : this.#enqueue(priority, run, limit);
  }

  /**
   * Holds requests back for `ms`, at least 1 s and at most 30 s: what a venue asks for with a rate limit. A longer pause
   * stays. Cancels, look-ups and control continue, unless one of them met the limit: see {@link Pauses}.
   * @param met - the priority of the request that was refused
   */
  pause(ms: number, met: Priority = 'read'): void {
    this.#pauses.add(this.#clock.monotonic(), ms, met);
    for (const priority of PRIORITIES) {
      let ahead = 0;
      for (const waiting of this.#queues[priority]) {
        const waitMs = this.#pauses.delayMs(this.#clock.monotonic(), priority, ahead);
        if (this.#isLate(priority, waitMs, waiting.remainingMs())) waiting.fail(tooLate(waitMs));
        else ahead += 1;
      }
    }
    this.#serve();
  }

  /** Rejects everything that waits and everything that comes later. */
  close(error: BrokerError = new ClosedError('The connection was closed', { sent: false })): void {
    if (this.#closed) return;
    this.#closed = error;
    this.#timer?.cancel();
    for (const priority of PRIORITIES) for (const waiting of this.#queues[priority]) waiting.fail(error);
  }

  #enqueue<T>(priority: Priority, run: () => T | Promise<T>, limit: WaitLimit): Promise<T> {
    const queue = this.#queues[priority];
    return new Promise<T>((resolve, reject) => {
      const waiting: Waiting = {
        hasWaited: false,
        remainingMs: () => remainingMsOf(limit),
        go: () => {
          release?.();
          this.#run(run, priority, limit).then(resolve, reject);
        },
        fail: (error) => {
          this.#takeOut(priority, waiting);
          release?.();
          reject(error);
        },
      };
      const release = limit.whenEnded?.((reason) => {
        waiting.fail(withSent(reason, false));
        this.#serve();
      });
      queue.add(waiting);
      this.#queued += 1;
      this.#serve();
      waiting.hasWaited = true;
    });
  }

  #takeOut(priority: Priority, waiting: Waiting): void {
    if (this.#queues[priority].delete(waiting)) this.#queued -= 1;
  }

  async #run<T>(run: () => T | Promise<T>, priority: Priority, limit: WaitLimit): Promise<T> {
    this.#inHand += 1;
    let settle: (() => void) | undefined;
    try {
      if (this.#shared !== undefined) {
        settle = await this.#shared.take(priority, limit);
        if (this.#closed) throw this.#closed;
      }
      return await run();
    } finally {
      settle?.();
      this.#inHand -= 1;
      this.#pace?.settle(this.#clock.monotonic());
      if (!this.#closed) this.#serve();
    }
  }

  /** Lets out what may go now and sets the timer for the next. */
  #serve(): void {
    // A request that schedules another from inside joins the queue; the loop below finds it.
    if (this.#serving) return;
    this.#timer?.cancel();
    this.#timer = undefined;
    if (this.#queued === 0) return;
    this.#serving = true;
    for (let next = this.#next(); next && !this.#closed; next = this.#next()) {
      const { priority, waiting } = next;
      const remainingMs = waiting.remainingMs();
      if (waiting.hasWaited && this.#answerMs(priority) > remainingMs) {
        waiting.fail(tooLate(0));
        continue;
      }
      this.#takeOut(priority, waiting);
      this.#count(this.#clock.monotonic(), priority);
      waiting.go();
    }
    this.#serving = false;
  }

  /** Whether nothing waits, so that a request which the pace lets out need not join a queue. */
  #isFree(priority: Priority): boolean {
    return !this.#serving && this.#queued === 0 && this.#inHand < this.#roomOf(priority);
  }

  /** Lets out a request that has not waited; one that it schedules from inside comes after it. */
  #letOut<T>(now: number, priority: Priority, run: () => T | Promise<T>, limit: WaitLimit): Promise<T> {
    this.#serving = true;
    this.#count(now, priority);
    const running = this.#run(run, priority, limit);
    this.#serving = false;
    this.#serve();
    return running;
  }

  /** Counted before it runs, and also when it fails: one lost slot is better than one used too many. */
  #count(now: number, priority: Priority): void {
    this.#pace?.take(now);
    this.#pauses.take(now, priority);
    if (priority === 'order') this.#ordersInARow += 1;
    else if (priority !== 'cancel') this.#ordersInARow = 0;
  }

  /** The most urgent request that may go now; sets the timer when there is none. */
  #next(): { readonly priority: Priority; readonly waiting: Waiting } | undefined {
    const now = this.#clock.monotonic();
    const isTurn = this.#ordersInARow >= ORDERS_IN_A_ROW;
    let soonest = Number.POSITIVE_INFINITY;
    for (const priority of isTurn ? BEHIND_A_TURN : PRIORITIES) {
      const [waiting] = this.#queues[priority];
      if (!waiting) continue;
      // The request whose turn it is takes the place of an order, and is delayed no longer than an order.
      const as = isTurn && priority !== 'cancel' ? 'order' : priority;
      if (this.#inHand >= this.#roomOf(as)) continue;
      const paceMs = this.#pace?.delayMs(now, as) ?? 0;
      const delayMs = Math.max(this.#pauses.delayMs(now, priority), paceMs);
      if (delayMs <= 0) return { priority, waiting };
      soonest = Math.min(soonest, delayMs);
    }
    if (soonest < Number.POSITIVE_INFINITY) {
      this.#timer?.cancel();
      this.#timer = this.#clock.schedule(soonest, () => this.#serve());
    }
    return undefined;
  }

  #roomOf(priority: Priority): number {
    const most = this.#maxRunning;
    if (most === Number.POSITIVE_INFINITY || priority === 'cancel' || priority === 'lookup') return most;
    return most - Math.floor(most / (priority === 'read' ? 4 : 8));
  }

  /** How long a new request would wait at least, in ms, by pace, pauses and the queue before it. */
  #waitMs(now: number, priority: Priority, enoughMs: number): number {
    const own = this.#queues[priority].size;
    const pauseMs = this.#pauses.delayMs(now, priority, own);
    if (!this.#pace || pauseMs > enoughMs) return pauseMs;
    if (this.#queued === 0) return pauseMs + this.#pace.delayMs(now + pauseMs, priority);
    // Requests of other lanes may be held back longer, so only those certain to go first are counted.
    const isPaused = pauseMs > 0;
    let ahead = own;
    let isBehindOrders = false;
    for (const other of PRIORITIES.slice(0, PRIORITIES.indexOf(priority))) {
      const { size } = this.#queues[other];
      if (size === 0 || (!isPaused && this.#pauses.delayMs(now, other) > 0)) continue;
      isBehindOrders ||= other === 'order';
      ahead += other === 'order' ? Math.min(size, ORDERS_IN_A_ROW * (own + 1)) : size;
    }
    let at = now + pauseMs;
    const pace = ahead > 0 ? this.#pace.fork(now) : this.#pace;
    for (; ahead > 0 && at - now <= enoughMs; ahead -= 1) {
      at += pace.delayMs(at, 'cancel');
      pace.take(at);
      pace.settle(at);
    }
    return at + pace.delayMs(at, isBehindOrders ? 'order' : priority) - now;
  }

  /** Whether a request that has to wait so long would be abandoned before its answer. */
  #isLate(priority: Priority, waitMs: number, remainingMs: number): boolean {
    return waitMs > 0 && waitMs + this.#answerMs(priority) > remainingMs;
  }

  #full(priority: Priority): RateLimitError {
    return new RateLimitError(`${this.#maxQueue} requests of priority ${priority} wait already`, {
      sent: false,
    });
  }
}

function remainingMsOf(limit: WaitLimit): number {
  return limit.remainingMs?.() ?? Number.POSITIVE_INFINITY;
}

function tooLate(waitMs: number): RateLimitError {
  const retryAfterMs = Math.ceil(waitMs);
  const message =
    waitMs > 0
      ? `Not sent: its turn comes in ${retryAfterMs} ms, too late for its deadline`
      : 'Not sent: it has waited for so long that no time is left for an answer';
  return new RateLimitError(message, { sent: false, ...(waitMs > 0 ? { retryAfterMs } : {}) });
}

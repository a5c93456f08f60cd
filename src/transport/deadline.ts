import type { Clock, Timer } from '../core/clock';
import type { Stopped } from '../core/slices';
import {
  AbortedError,
  type ClosedError,
  type ErrorContext,
  isAbortedError,
  isClosedError,
  isTransportError,
  TimeoutError,
  ValidationError,
} from '../errors';
import { abortSources, onAbort } from './abort-listeners';

/** The longest `timeoutMs` that is taken: 24.8 days, what a timer of the platform can hold. */
export const MAX_TIMEOUT_MS = 2 ** 31 - 1;

/**
 * Why a wait was ended from outside. A `ClosedError`, or another error of the connection, comes from a signal that was
 * aborted with one.
 */
export type DeadlineReason = TimeoutError | AbortedError | ClosedError;

/** One limit for a call and everything below it: a time, a caller's signal, or both. */
export interface Deadline {
  /** For what runs below; aborted with {@link Deadline.reason}. Made when it is first read, as most calls need none. */
  readonly signal: AbortSignal;
  /** Milliseconds left, of this limit or of the deadline above it, at least 0; `Infinity` without a time limit. */
  remainingMs(): number;
  /**
   * Calls `callback` once with the reason when it ends; not when it has ended already.
   * @returns removes the callback
   */
  whenEnded(callback: (reason: DeadlineReason) => void): () => void;
  /** Ends the watch. To be called once the call has settled; nothing happens after it. */
  dispose(): void;
  /** Why it ended; absent while it has not. */
  readonly reason?: DeadlineReason | undefined;
}

/** A deadline in the hands of its maker. */
export interface OwnDeadline extends Deadline {
  /** Makes the timer of one that was started with `isArmedLater`. */
  arm(): void;
  /** Ends it now, as an abort of the caller's signal with this reason would. */
  end(reason: DeadlineReason): void;
}

/** What limits a call. */
export interface DeadlineOptions {
  readonly clock: Clock;
  /** 1 to 2147483647; absent means no time limit. */
  readonly timeoutMs?: number | undefined;
  /** The caller's signal. */
  readonly signal?: AbortSignal | undefined;
  /** The deadline above, or the options of a call; where {@link withDeadline} has named theirs, no signal is made. */
  readonly call?: Deadline | { readonly signal?: AbortSignal | undefined } | undefined;
  /** The operation as the error names it. */
  readonly operation?: string | undefined;
  /** Its time counts from now, and `arm` makes the timer: an order need not wait for that. */
  readonly isArmedLater?: boolean | undefined;
}

/**
 * Checks a time limit.
 * @throws ValidationError when it is no integer of 1 to 2147483647
 */
export function checkTimeout(timeoutMs: number, field = 'timeoutMs'): void {
  if (!Number.isInteger(timeoutMs) || timeoutMs < 1 || timeoutMs > MAX_TIMEOUT_MS) {
    throw new ValidationError(field, `must be a whole number of milliseconds from 1 to ${MAX_TIMEOUT_MS}`, {
      value: timeoutMs,
    });
  }
}

export function isDeadlineReason(reason: unknown): reason is DeadlineReason {
  return isAbortedError(reason) || isClosedError(reason) || isTransportError(reason);
}

/** The error of an aborted signal: its own reason when that is an error of the SDK, else an `AbortedError`. */
export function abortReason(signal: AbortSignal, operation?: string): DeadlineReason {
  const reason: unknown = signal.reason;
  if (isDeadlineReason(reason)) return reason;
  // The platform's own AbortError has nothing useful as a cause.
  const cause = reason instanceof Error && reason.name !== 'AbortError' ? reason : undefined;
  return new AbortedError(`${operation ?? 'The call'} was aborted by its caller`, { operation, cause });
}

/** The signal to work on an answer that its call was ended after the request was sent. */
export function stoppedBy(signal: AbortSignal | undefined, context: ErrorContext): Stopped {
  return () =>
    signal?.aborted ? withSent(abortReason(signal, context.operation), true, context) : undefined;
}

/** The same reason with whether a byte may have left, and what else is known of the call. */
export function withSent(
  reason: DeadlineReason,
  sent: boolean | undefined,
  context: ErrorContext = {},
): DeadlineReason {
  // These classes take the fields that they have, so that spreading one is a copy of it.
  const Type = reason.constructor as new (message: string, fields: ErrorContext) => DeadlineReason;
  return new Type(reason.message, { ...reason, ...context, cause: reason.cause, sent });
}

/**
 * Starts a deadline.
 * @throws ValidationError when `timeoutMs` is out of range
 * @throws AbortedError with `sent: false` when the signal is aborted already
 */
export function startDeadline(options: DeadlineOptions): OwnDeadline {
  const { timeoutMs, call, operation } = options;
  if (timeoutMs !== undefined) checkTimeout(timeoutMs);
  const named = deadlineOf(call);
  const signal = named ? undefined : (options.signal ?? call?.signal);
  const above = named ?? deadlineOf(signal);
  const ended = above ? above.reason : signal?.aborted && abortReason(signal, operation);
  if (ended) throw withSent(ended, false);
  const deadline = new RunningDeadline(options, above ?? signal);
  if (options.isArmedLater !== true) deadline.arm();
  return deadline;
}

/** Says whose signal these options of a call have, so that a call below can heed the deadline without a signal. */
export function withDeadline<O extends object>(options: O, deadline: Deadline): O {
  if (deadline instanceof RunningDeadline) abortSources.set(options, deadline);
  return options;
}

/** The deadline of these very options, or of a signal; what runs below it has no more time than that. */
export function deadlineOf(key: object | undefined): Deadline | undefined {
  const source = key instanceof RunningDeadline ? key : key && abortSources.get(key);
  return source instanceof RunningDeadline ? source : undefined;
}

class RunningDeadline implements OwnDeadline {
  readonly #options: DeadlineOptions;
  /** When its own time is over, and when that of all deadlines above it is, in monotonic ms. */
  readonly #own: number;
  readonly #due: number;
  readonly #above: RunningDeadline | undefined;
  readonly #callbacks = new Set<(reason: DeadlineReason) => void>();
  /** Those that end with this one and have no timer of their own. */
  #below: Set<RunningDeadline> | undefined;
  #release: (() => void) | undefined;
  #timer: Timer | undefined;
  #controller: AbortController | undefined;
  #reason: DeadlineReason | undefined;
  #isDisposed = false;

  constructor(options: DeadlineOptions, above: Deadline | AbortSignal | undefined) {
    const { clock, timeoutMs, operation } = options;
    this.#options = options;
    this.#own = timeoutMs === undefined ? Number.POSITIVE_INFINITY : clock.monotonic() + timeoutMs;
    if (above instanceof RunningDeadline) {
      this.#due = Math.min(above.#due, this.#own);
      this.#above = above;
      const release = above.whenEnded((reason) => this.end(reason));
      this.#release = () => {
        release();
        above.#below?.delete(this);
      };
    } else {
      this.#due = this.#own;
      const signal = above as AbortSignal | undefined;
      this.#release = signal && onAbort(signal, () => this.end(abortReason(signal, operation)));
    }
  }

  get signal(): AbortSignal {
    if (this.#controller === undefined) {
      this.#controller = new AbortController();
      abortSources.set(this.#controller.signal, this);
      if (this.#reason) this.#controller.abort(this.#reason);
    }
    return this.#controller.signal;
  }

  get reason(): DeadlineReason | undefined {
    return this.#reason;
  }

  remainingMs(): number {
    return Math.max(0, this.#due - this.#options.clock.monotonic());
  }

  whenEnded(callback: (reason: DeadlineReason) => void): () => void {
    if (this.#reason === undefined) this.#callbacks.add(callback);
    return () => void this.#callbacks.delete(callback);
  }

  end(reason: DeadlineReason): void {
    if (this.#reason !== undefined) return;
    this.#reason = reason;
    this.#below = undefined;
    this.dispose();
    this.#controller?.abort(reason);
    for (const callback of this.#callbacks) callback(reason);
    this.#callbacks.clear();
  }

  dispose(): void {
    this.#isDisposed = true;
    this.#timer?.cancel();
    this.#release?.();
    for (const below of this.#below ?? []) below.#schedule();
    this.#below = undefined;
  }

  /** It ends no later than the one above, and needs a timer of its own only where it ends before, or that is disposed first. */
  arm(): void {
    if (this.#isDisposed) return;
    const above = this.#above;
    // Limits are whole ms, and what is left of one is rounded down: within 1 ms they are the same.
    if (above === undefined || above.#isDisposed || this.#own <= above.#due - 1) this.#schedule();
    else above.#below = (above.#below ?? new Set()).add(this);
  }

  #schedule(): void {
    const { clock, operation, timeoutMs } = this.#options;
    if (timeoutMs === undefined) return;
    this.#timer = clock.schedule(Math.max(0, this.#own - clock.monotonic()), () => {
      const message = `${operation ?? 'The call'} did not finish within ${timeoutMs} ms`;
      this.end(new TimeoutError(message, { operation, timeoutMs }));
    });
  }
}

/** Settles as `promise` does, or rejects with the deadline's reason when that comes first. Does not dispose the deadline. */
export function raceDeadline<T>(
  promise: PromiseLike<T>,
  deadline: Pick<Deadline, 'reason' | 'whenEnded'>,
): Promise<T> {
  return race(promise, deadline.reason, (reject) => deadline.whenEnded(reject));
}

/** Settles as `promise` does, or rejects with what the signal is aborted with when that comes first. */
export function raceAbort<T>(promise: PromiseLike<T>, signal: AbortSignal, operation?: string): Promise<T> {
  const reason = signal.aborted ? abortReason(signal, operation) : undefined;
  return race(promise, reason, (reject) => onAbort(signal, () => reject(abortReason(signal, operation))));
}

function race<T>(
  promise: PromiseLike<T>,
  ended: DeadlineReason | undefined,
  whenEnded: (reject: (reason: DeadlineReason) => void) => () => void,
): Promise<T> {
  return new Promise<T>((resolve, reject) => {
    if (ended) reject(ended);
    const release = whenEnded(reject);
    // Both outcomes are handled even after an abort, so that a late failure is never an unhandled rejection.
    promise.then(
      (value) => {
        release();
        resolve(value);
      },
      (error: unknown) => {
        release();
        reject(error);
      },
    );
  });
}

import type { Clock } from '../core/clock';
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
import { onAbort } from './abort-listeners';

/** The longest `timeoutMs` that is taken: 24.8 days, what a timer of the platform can hold. */
export const MAX_TIMEOUT_MS = 2 ** 31 - 1;

/**
 * Why a wait was ended from outside. A `ClosedError`, or another error of the connection, comes from a signal that was
 * aborted with one.
 */
export type DeadlineReason = TimeoutError | AbortedError | ClosedError;

/** One limit for a call and everything below it: a time, a caller's signal, or both. */
export interface Deadline {
  /** For what runs below; aborted with {@link Deadline.reason}. */
  readonly signal: AbortSignal;
  /** Milliseconds left, of this limit or of the deadline above it, at least 0; `Infinity` without a time limit. */
  remainingMs(): number;
  /** Ends the watch. To be called once the call has settled; nothing happens after it. */
  dispose(): void;
  /** Why it ended; absent while it has not. */
  readonly reason?: DeadlineReason | undefined;
}

/** A deadline in the hands of its maker. */
export interface OwnDeadline extends Deadline {
  /** Ends it now, as an abort of the caller's signal with this reason would. */
  end(reason: DeadlineReason): void;
}

/** When the deadline behind a signal is due, in monotonic ms: what runs below it has no more time than that. */
const dues = new WeakMap<AbortSignal, number>();

/** What limits a call. */
export interface DeadlineOptions {
  readonly clock: Clock;
  /** 1 to 2147483647; absent means no time limit. */
  readonly timeoutMs?: number | undefined;
  /** The caller's signal. */
  readonly signal?: AbortSignal | undefined;
  /** The operation as the error names it. */
  readonly operation?: string | undefined;
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
  const { clock, timeoutMs, signal, operation } = options;
  if (timeoutMs !== undefined) checkTimeout(timeoutMs);
  if (signal?.aborted) throw withSent(abortReason(signal, operation), false);

  const controller = new AbortController();
  const above = (signal && dues.get(signal)) ?? Number.POSITIVE_INFINITY;
  const due = Math.min(above, clock.monotonic() + (timeoutMs ?? Number.POSITIVE_INFINITY));
  dues.set(controller.signal, due);
  let reason: DeadlineReason | undefined;
  const end = (cause: DeadlineReason): void => {
    if (reason !== undefined) return;
    dispose();
    reason = cause;
    controller.abort(cause);
  };
  const release = signal && onAbort(signal, () => end(abortReason(signal, operation)));
  const timer =
    timeoutMs === undefined
      ? undefined
      : clock.schedule(timeoutMs, () => {
          const message = `${operation ?? 'The call'} did not finish within ${timeoutMs} ms`;
          end(new TimeoutError(message, { operation, timeoutMs }));
        });
  const dispose = (): void => {
    timer?.cancel();
    release?.();
  };

  return {
    signal: controller.signal,
    remainingMs: () => Math.max(0, due - clock.monotonic()),
    dispose,
    end,
    get reason() {
      return reason;
    },
  };
}

/** Settles as `promise` does, or rejects with the deadline's reason when that comes first. Does not dispose the deadline. */
export function raceDeadline<T>(promise: PromiseLike<T>, { signal }: Pick<Deadline, 'signal'>): Promise<T> {
  return raceAbort(promise, signal);
}

/** Settles as `promise` does, or rejects with what the signal is aborted with when that comes first. */
export function raceAbort<T>(promise: PromiseLike<T>, signal: AbortSignal, operation?: string): Promise<T> {
  return new Promise<T>((resolve, reject) => {
    const rejectAborted = (): void => reject(abortReason(signal, operation));
    if (signal.aborted) rejectAborted();
    const release = onAbort(signal, rejectAborted);
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

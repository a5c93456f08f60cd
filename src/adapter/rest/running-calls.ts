import type { Clock } from '../../core/clock';
import type { Random } from '../../core/random';
import type { VenueId } from '../../core/venue-id';
import {
  AbortedError,
  ClosedError,
  isAbortedError,
  isBrokerError,
  isClosedError,
  isRateLimitError,
  isTransportError,
  RateLimitError,
  ValidationError,
} from '../../errors';
import type { Redactor } from '../../errors/redact';
import { onAbort } from '../../transport/abort-listeners';
import { abortReason, type Deadline, startDeadline, withSent } from '../../transport/deadline';
import { PRIORITIES, type Priority } from '../../transport/pace/pace-rule';
import { CallIds } from '../call-ids';
import { checkRequestId } from '../schema/arguments';
import type { AnsweredCall } from './answer';
import type { RestCallOptions } from './endpoint';

/** A call while it runs. */
export interface RunningCall extends AnsweredCall {
  readonly priority: Priority;
  /** Ends with the call's limit, its caller's signal or the closing of the client, whichever is first. */
  readonly deadline: Deadline;
  /** Says that a request is about to leave. @throws AbortedError when what it calls throws */
  announce(): void;
}

/** What {@link RunningCalls} need. */
export interface RunningCallsOptions {
  readonly venue: VenueId;
  readonly clock: Clock;
  readonly random: Random;
  readonly timeoutMs: number;
  readonly redactor: Redactor;
  /** Calls of one priority that may run or wait. @defaultValue no bound */
  readonly maxPending?: number | undefined;
}

/** Runs calls under their deadlines, bounds their number, and ends them when the client is closed. */
export class RunningCalls {
  readonly #options: RunningCallsOptions;
  readonly #ids: CallIds;
  readonly #running = new Set<AbortController>();
  readonly #counts = new Map<Priority, number>(PRIORITIES.map((priority) => [priority, 0]));
  #closed = false;

  constructor(options: RunningCallsOptions) {
    this.#options = options;
    this.#ids = new CallIds(options.venue, options.random);
  }

  /** A new name for a call. */
  nextId(): string {
    return this.#ids.next();
  }

  /**
   * Runs a call; every error that it rejects with names it, and holds no secret.
   * @throws ValidationError, ClosedError, RateLimitError, AbortedError before `work` is called, all with `sent: false`
   */
  async run<T>(
    operation: string,
    priority: Priority,
    options: RestCallOptions,
    work: (call: RunningCall) => Promise<T>,
  ): Promise<T> {
    const { clock, venue, maxPending = Number.POSITIVE_INFINITY, redactor } = this.#options;
    const { signal, timeoutMs = this.#options.timeoutMs, beforeSend } = options;
    checkRequestId(options.requestId, venue);
    const context = { venue, operation, requestId: options.requestId ?? this.nextId() };
    if (beforeSend !== undefined && typeof beforeSend !== 'function') {
      throw new ValidationError('beforeSend', 'must be a function', { ...context, value: beforeSend });
    }
    if (this.#closed) throw new ClosedError('The client was closed', { ...context, sent: false });
    if (signal?.aborted) throw withSent(abortReason(signal, operation), false, context);
    const running = this.#counts.get(priority) ?? 0;
    if (running >= maxPending) {
      const message = `${maxPending} requests of priority ${priority} run or wait already`;
      throw new RateLimitError(message, { ...context, sent: false });
    }
    const controller = new AbortController();
    const deadline = startDeadline({ clock, timeoutMs, operation, signal: controller.signal });
    const release = signal && onAbort(signal, () => controller.abort(signal.reason));
    this.#running.add(controller);
    this.#counts.set(priority, running + 1);
    try {
      return await work({ ...context, priority, deadline, announce: () => announce(beforeSend, context) });
    } catch (error) {
      redactor.seal(error);
      throw named(error, context);
    } finally {
      this.#counts.set(priority, (this.#counts.get(priority) ?? 1) - 1);
      this.#running.delete(controller);
      release?.();
      deadline.dispose();
    }
  }

  /** Ends what runs. */
  close(): void {
    this.#closed = true;
    const error = new ClosedError('The client was closed', { venue: this.#options.venue });
    for (const controller of this.#running) controller.abort(error);
  }
}

function announce(beforeSend: (() => void) | undefined, context: AnsweredCall): void {
  try {
    beforeSend?.();
  } catch (cause) {
    const message = 'beforeSend failed: the request was not sent';
    throw new AbortedError(message, { ...context, cause, sent: false });
  }
}

/** Queues and deadlines do not know whom they serve. */
function named(error: unknown, context: AnsweredCall): unknown {
  if (!isBrokerError(error) || error.requestId !== undefined) return error;
  if (isRateLimitError(error)) return new RateLimitError(error.message, { ...error, ...context });
  if (isTransportError(error) || isAbortedError(error) || isClosedError(error)) {
    return withSent(error, error.sent, context);
  }
  return error;
}

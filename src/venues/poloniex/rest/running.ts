import { checkRequestId } from '../../../adapter/schema/arguments';
import {
  AbortedError,
  ClosedError,
  isAbortedError,
  isBrokerError,
  isClosedError,
  isRateLimitError,
  isTransportError,
  NotConnectedError,
  RateLimitError,
  ValidationError,
} from '../../../errors';
import { onAbort } from '../../../transport/abort-listeners';
import { abortReason, type Deadline, startDeadline, withSent } from '../../../transport/deadline';
import type { Priority } from '../../../transport/pace/pace-rule';
import type { PoloniexSettings } from '../options';
import type { PoloniexCallOptions } from '../types/client';

/** A call while it runs. */
export interface RunningCall {
  readonly operation: string;
  readonly requestId: string;
  readonly priority: Priority;
  /** Ends with the call's limit, its caller's signal or the closing of the client, whichever is first. */
  readonly deadline: Deadline;
  /** Says that a request is about to leave. @throws AbortedError when what it calls throws */
  announce(): void;
}

/** What an error says of a call. */
function contextOf({ operation, requestId }: Pick<RunningCall, 'operation' | 'requestId'>) {
  return { venue: 'poloniex', operation, requestId } as const;
}

/** Runs calls under their deadlines, bounds their number, and ends them when the client is closed. */
export class RunningCalls {
  readonly #settings: PoloniexSettings;
  readonly #running = new Set<AbortController>();
  readonly #counts: Record<Priority, number> = {
    cancel: 0,
    order: 0,
    lookup: 0,
    control: 0,
    read: 0,
  };
  readonly #prefix: string;
  #count = 0;
  #closed = false;

  constructor(settings: PoloniexSettings) {
    this.#settings = settings;
    // Tells the calls of two clients apart in one log.
    this.#prefix = Math.floor(settings.random.next() * 36 ** 4)
      .toString(36)
      .padStart(4, '0');
  }

  /** A new name for a call. */
  nextId(): string {
    this.#count += 1;
    return `poloniex-${this.#prefix}-${this.#count}`;
  }

  /**
   * Runs a call; every error that it rejects with names it.
   * @throws ValidationError, ClosedError, RateLimitError, AbortedError before `work` is called, all with `sent: false`
   */
  async run<T>(
    operation: string,
    priority: Priority,
    options: PoloniexCallOptions,
    work: (call: RunningCall) => Promise<T>,
  ): Promise<T> {
    const { clock, timeoutMs: usual, maxPendingRequests } = this.#settings;
    const { signal, timeoutMs = usual, beforeSend } = options;
    checkRequestId(options.requestId, 'poloniex');
    const requestId = options.requestId ?? this.nextId();
    const context = contextOf({ operation, requestId });
    if (beforeSend !== undefined && typeof beforeSend !== 'function') {
      throw new ValidationError('beforeSend', 'must be a function', { ...context, value: beforeSend });
    }
    if (this.#closed) throw new ClosedError('The client was closed', { ...context, sent: false });
    if (signal?.aborted) throw withSent(abortReason(signal, operation), false, context);
    if (this.#counts[priority] >= maxPendingRequests) {
      const message = `${maxPendingRequests} requests of priority ${priority} run or wait already`;
      throw new RateLimitError(message, { ...context, sent: false });
    }
    const controller = new AbortController();
    const deadline = startDeadline({ clock, timeoutMs, operation, signal: controller.signal });
    const release = signal && onAbort(signal, () => controller.abort(signal.reason));
    this.#running.add(controller);
    this.#counts[priority] += 1;
    try {
      const announce = (): void => callHook(beforeSend, context);
      return await work({ operation, requestId, priority, deadline, announce });
    } catch (error) {
      throw named(error, context);
    } finally {
      this.#counts[priority] -= 1;
      this.#running.delete(controller);
      release?.();
      deadline.dispose();
    }
  }

  /** Ends what runs. */
  close(): void {
    this.#closed = true;
    const error = new ClosedError('The client was closed', { venue: 'poloniex' });
    for (const controller of this.#running) controller.abort(error);
  }
}

/**
 * The error of a call whose request could not be signed, for the venue's time could not be had: whatever became of the
 * question for the time, the request itself was not sent.
 */
export function unsignedError(cause: unknown, call: RunningCall): Error {
  const context = contextOf(call);
  const reason = call.deadline.reason ?? cause;
  if (isTransportError(reason) || isAbortedError(reason) || isClosedError(reason)) {
    return withSent(reason, false, context);
  }
  return new NotConnectedError(`${call.operation} was not sent: the venue's time could not be read`, {
    ...context,
    cause,
  });
}

function callHook(beforeSend: (() => void) | undefined, context: ReturnType<typeof contextOf>): void {
  try {
    beforeSend?.();
  } catch (cause) {
    const message = 'beforeSend failed: the request was not sent';
    throw new AbortedError(message, { ...context, cause, sent: false });
  }
}

/** Queues and deadlines do not know whom they serve. */
function named(error: unknown, context: ReturnType<typeof contextOf>): unknown {
  if (!isBrokerError(error) || error.requestId !== undefined) return error;
  if (isRateLimitError(error)) return new RateLimitError(error.message, { ...error, ...context });
  if (isTransportError(error) || isAbortedError(error) || isClosedError(error)) {
    return withSent(error, error.sent, context);
  }
  return error;
}

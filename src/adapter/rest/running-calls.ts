import {
  AbortedError,
  isAbortedError,
  isBrokerError,
  isClosedError,
  isRateLimitError,
  isTransportError,
  RateLimitError,
  ValidationError,
} from '../../errors';
import type { Redactor } from '../../errors/redact';
import { type Deadline, withSent } from '../../transport/deadline';
import { PRIORITIES, type Priority } from '../../transport/pace/pace-rule';
import { CallRunner, type CallRunnerOptions } from '../calls';
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

interface RunningCallsOptions extends CallRunnerOptions {
  readonly redactor: Redactor;
  readonly maxPending?: number | undefined;
}

/** Runs the calls of a client: bounds their number, and names and redacts what they fail with. */
export class RunningCalls extends CallRunner {
  readonly #options: RunningCallsOptions;
  readonly #counts = new Map<Priority, number>(PRIORITIES.map((priority) => [priority, 0]));

  constructor(options: RunningCallsOptions) {
    super(options);
    this.#options = options;
  }

  /** Runs a call; every error that it rejects with names it, and holds no secret. */
  async runNamed<T>(
    operation: string,
    priority: Priority,
    options: RestCallOptions,
    work: (call: RunningCall) => Promise<T>,
  ): Promise<T> {
    const { venue, maxPending = Number.POSITIVE_INFINITY, redactor } = this.#options;
    const { beforeSend } = options;
    checkRequestId(options.requestId, venue);
    const context = { venue, operation, requestId: options.requestId ?? this.nextRequestId() };
    if (beforeSend !== undefined && typeof beforeSend !== 'function') {
      throw new ValidationError('beforeSend', 'must be a function', { ...context, value: beforeSend });
    }
    try {
      return await this.limit(operation, options, async (deadline) => {
        const running = this.#counts.get(priority) ?? 0;
        if (running >= maxPending) {
          const message = `${maxPending} requests of priority ${priority} run or wait already`;
          throw new RateLimitError(message, { ...context, sent: false });
        }
        this.#counts.set(priority, running + 1);
        try {
          return await work({
            ...context,
            priority,
            deadline,
            announce: () => announce(beforeSend, context),
          });
        } finally {
          this.#counts.set(priority, (this.#counts.get(priority) ?? 1) - 1);
        }
      });
    } catch (error) {
      redactor.seal(error);
      throw named(error, context);
    }
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

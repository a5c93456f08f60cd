import type { JournalEntry } from '../../broker';
import {
  BrokerError,
  type ErrorContext,
  isBrokerError,
  isOrderRejectedError,
  isValidationError,
  NotConnectedError,
  OrderOutcomeUnknownError,
  OrderRejectedError,
} from '../../errors';
import type { Deadline } from '../../transport/deadline';
import type { OrderManagerCore } from './manager-core';
import type { Refusal, SendOptions, WriteContext } from './order-port';

/** One write under way: knows whether a byte may have left, and lets none leave once it has ended. */
export class Write implements WriteContext {
  readonly operation: string;
  readonly requestId: string;
  readonly signal: AbortSignal;
  readonly deadline: Deadline;
  /** The journal's entry, which the outcome settles; absent before it is made. */
  entry: JournalEntry | undefined;
  /** Runs when nobody waits any more, however the write ended. */
  onEnd: (() => void) | undefined;
  readonly #core: OrderManagerCore;
  #isSent = false;
  #hasEnded = false;

  constructor(core: OrderManagerCore, operation: string, requestId: string, deadline: Deadline) {
    this.#core = core;
    this.operation = operation;
    this.requestId = requestId;
    this.signal = deadline.signal;
    this.deadline = deadline;
  }

  get timeoutMs(): number {
    return Math.max(1, Math.floor(this.deadline.remainingMs()));
  }

  get replacementId(): string | undefined {
    return this.entry?.request['replacementId'] as string | undefined;
  }

  get isSent(): boolean {
    return this.#isSent;
  }

  /** What its errors say: whose call it is, and of which order. */
  get context() {
    const { operation, requestId, entry } = this;
    const { venue } = this.#core.options;
    return { venue, operation, requestId, clientOrderId: entry?.clientOrderId, orderId: entry?.orderId };
  }

  async send<T>(request: (options: SendOptions) => Promise<T>): Promise<T> {
    const { signal, requestId, timeoutMs } = this;
    let kept: { readonly error: unknown } | undefined;
    const beforeSend = (): void => {
      try {
        this.markSent();
      } catch (error) {
        kept = { error };
        throw error;
      }
    };
    try {
      return await request({ signal, requestId, timeoutMs, beforeSend });
    } catch (error) {
      // What kept it from leaving is the answer, not that the client could not send it.
      if (kept) throw kept.error;
      const refusal = isOrderRejectedError(error) ? error : this.#core.options.port.refusalOf(error);
      if (!refusal) throw error;
      throw this.rejected(refusal, error instanceof Error ? error.message : undefined, error);
    }
  }

  markSent(): void {
    if (this.deadline.reason) throw this.deadline.reason;
    if (this.#hasEnded) throw new NotConnectedError(`${this.operation} has ended`, this.context);
    // It may have waited for its turn while the connection went away.
    this.gate();
    this.#isSent = true;
  }

  /** @throws NotConnectedError unless the broker's state lets such a write pass */
  gate(): void {
    this.#core.gate(this.operation, this.requestId);
  }

  acknowledge(id: string): void {
    const { clientOrderId } = this.context;
    if (clientOrderId !== undefined) this.#core.options.tracker.linkClientOrderId(id, clientOrderId);
  }

  rejected({ code, venueText, orderId }: Refusal, message?: string, cause?: unknown): OrderRejectedError {
    const { context } = this;
    return new OrderRejectedError(message ?? `The venue refused ${this.operation}: ${venueText ?? code}`, {
      ...context,
      orderId: orderId ?? context.orderId,
      sent: this.#isSent,
      code,
      venueText,
      retryable: isBrokerError(cause) ? cause.retryable : undefined,
      cause,
    });
  }

  /** The error of a write that has left and whose answer is not known. */
  lost(cause: unknown): OrderOutcomeUnknownError {
    const why = cause instanceof Error ? cause.message : 'the wait for the answer ended';
    const message = `${this.operation} was sent and its outcome is not known: ${why}`;
    return new OrderOutcomeUnknownError(message, { ...this.context, cause });
  }

  end(): void {
    this.#hasEnded = true;
    this.onEnd?.();
  }
}

/** The failure of a write of which no byte has left. */
export function unsent(error: unknown, context: ErrorContext): BrokerError {
  if (!isBrokerError(error)) {
    const message = `${context.operation} failed before anything was sent`;
    return new BrokerError(message, { ...context, cause: error, sent: false });
  }
  if (error.sent === false || isValidationError(error)) return error;
  // The other classes take the fields that they have, so that spreading one is a copy of it.
  const Type = error.constructor as new (message: string, fields: ErrorContext) => BrokerError;
  return new Type(error.message, { ...context, ...error, cause: error.cause, sent: false });
}

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
import type { Refusal, SendOptions, WriteContext } from './order-port';

/** Which order a journal entry or an error is about. */
export interface WriteSubject {
  readonly clientOrderId?: string;
  readonly orderId?: string;
}

/** What a write needs of the manager. */
export interface WriteHooks {
  /** @throws NotConnectedError unless the broker's state lets the write pass */
  gate(): void;
  refusalOf(error: unknown): Refusal | undefined;
  link(orderId: string, clientOrderId: string): void;
}

/** One write under way: knows whether a byte may have left, and lets none leave once it has ended. */
export class Write implements WriteContext {
  readonly signal: AbortSignal;
  readonly context: ErrorContext & { readonly operation: string; readonly requestId: string };
  subject: WriteSubject = {};
  replacementId: string | undefined;
  readonly #deadline: Deadline;
  readonly #hooks: WriteHooks;
  #sent = false;
  #ended = false;

  constructor(context: Write['context'], deadline: Deadline, hooks: WriteHooks) {
    this.context = context;
    this.signal = deadline.signal;
    this.#deadline = deadline;
    this.#hooks = hooks;
  }

  get operation(): string {
    return this.context.operation;
  }

  get requestId(): string {
    return this.context.requestId;
  }

  get timeoutMs(): number {
    return Math.max(1, Math.floor(this.#deadline.remainingMs()));
  }

  get sent(): boolean {
    return this.#sent;
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
      const refusal = isOrderRejectedError(error) ? error : this.#hooks.refusalOf(error);
      if (!refusal) throw error;
      throw this.rejected(refusal, error instanceof Error ? error.message : undefined, error);
    }
  }

  markSent(): void {
    if (this.#deadline.reason) throw this.#deadline.reason;
    if (this.#ended) throw new NotConnectedError(`${this.operation} has ended`, this.context);
    // It may have waited for its turn while the connection went away.
    this.#hooks.gate();
    this.#sent = true;
  }

  acknowledge(id: string): void {
    const { clientOrderId } = this.subject;
    if (clientOrderId !== undefined) this.#hooks.link(id, clientOrderId);
  }

  rejected({ code, venueText, orderId }: Refusal, message?: string, cause?: unknown): OrderRejectedError {
    const text = message ?? `The venue refused ${this.operation}: ${venueText ?? code}`;
    return new OrderRejectedError(text, {
      ...this.context,
      ...this.subject,
      ...(orderId !== undefined && { orderId }),
      sent: this.#sent,
      code,
      ...(venueText !== undefined && { venueText }),
      ...(isBrokerError(cause) && { retryable: cause.retryable }),
      cause,
    });
  }

  end(): void {
    this.#ended = true;
  }
}

/** The failure of a write of which no byte has left. */
export function unsent(error: unknown, context: ErrorContext): BrokerError {
  if (!isBrokerError(error)) {
    return new BrokerError(`${context.operation} failed before anything was sent`, {
      ...context,
      cause: error,
      sent: false,
    });
  }
  if (error.sent === false || isValidationError(error)) return error;
  // The other classes take the fields that they have, so that spreading one is a copy of it.
  const Type = error.constructor as new (message: string, fields: ErrorContext) => BrokerError;
  return new Type(error.message, { ...context, ...error, cause: error.cause, sent: false });
}

/** A write that has left and whose answer is not known. */
export function lostAnswer(
  error: unknown,
  subject: WriteSubject,
  context: ErrorContext,
): OrderOutcomeUnknownError {
  const why = error instanceof Error ? error.message : 'the wait for the answer ended';
  return new OrderOutcomeUnknownError(`${context.operation} was sent and its outcome is not known: ${why}`, {
    ...context,
    ...subject,
    cause: error,
  });
}

import {
  BrokerError,
  type ErrorContext,
  isBrokerError,
  isValidationError,
  NotConnectedError,
  OrderOutcomeUnknownError,
} from '../../errors';
import type { Deadline } from '../../transport/deadline';
import type { WriteContext } from './types';

/** Which orders a journal entry or an error is about. */
export interface WriteSubject {
  readonly clientOrderId?: string;
  readonly orderId?: string;
}

/** One write under way: knows whether a byte may have left, and lets none leave once it has ended. */
export class Write implements WriteContext {
  readonly operation: string;
  readonly requestId: string;
  readonly signal: AbortSignal;
  replacementId: string | undefined;
  readonly #deadline: Deadline;
  readonly #gate: () => void;
  #sent = false;
  #ended = false;

  constructor(requestId: string, operation: string, deadline: Deadline, gate: () => void) {
    this.operation = operation;
    this.requestId = requestId;
    this.signal = deadline.signal;
    this.#deadline = deadline;
    this.#gate = gate;
  }

  get timeoutMs(): number {
    return Math.max(1, Math.floor(this.#deadline.remainingMs()));
  }

  get sent(): boolean {
    return this.#sent;
  }

  markSent(): void {
    if (this.#deadline.reason) throw this.#deadline.reason;
    if (this.#ended)
      throw new NotConnectedError(`${this.operation} has ended`, { operation: this.operation });
    // It may have waited for its turn while the connection went away.
    this.#gate();
    this.#sent = true;
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

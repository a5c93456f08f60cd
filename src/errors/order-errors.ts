import { BrokerError, type ErrorContext } from './broker-error';
import { VenueError } from './venue-errors';

/** Names the order that an error is about. */
export interface OrderErrorContext {
  readonly clientOrderId?: string | undefined;
  readonly orderId?: string | undefined;
}

/** The venue refused the order: it does not exist and nothing will be executed. */
export class OrderRejectedError extends VenueError {
  static override readonly errorName: string = 'OrderRejectedError';
  declare readonly clientOrderId?: string;
  declare readonly orderId?: string;
  constructor(
    message: string,
    context: ErrorContext &
      OrderErrorContext & { readonly code: string; readonly venueText?: string | undefined },
  ) {
    super(message, { ...context, sent: context.sent ?? true });
    if (context.clientOrderId !== undefined) this.clientOrderId = context.clientOrderId;
    if (context.orderId !== undefined) this.orderId = context.orderId;
  }
}

/**
 * The request left and the wait ended without an answer: the order may exist or not.
 *
 * Do not send it again. The broker keeps looking for the outcome; `resolveOrder` returns it.
 */
export class OrderOutcomeUnknownError extends BrokerError {
  static override readonly errorName: string = 'OrderOutcomeUnknownError';
  declare readonly clientOrderId?: string;
  declare readonly orderId?: string;
  constructor(message: string, context: ErrorContext & OrderErrorContext = {}) {
    super(message, { ...context, sent: true, retryable: false });
    if (context.clientOrderId !== undefined) this.clientOrderId = context.clientOrderId;
    if (context.orderId !== undefined) this.orderId = context.orderId;
  }
}

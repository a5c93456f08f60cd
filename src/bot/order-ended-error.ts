import { BrokerError } from '../errors';
import { hasErrorBrand } from '../errors/brand';
import type { Order } from '../model';

/**
 * The order ended without what was waited for, such as canceled before it was filled. A wait for it is over for good.
 *
 * A part of it may have been executed: see `order.filledQuantity`.
 */
export class OrderEndedError extends BrokerError {
  static override readonly errorName: string = 'OrderEndedError';
  /** The order as it ended; of one that was replaced, the last that took its place. */
  readonly order: Order;

  constructor(order: Order) {
    const { id, status, filledQuantity, quantity } = order;
    const part = quantity === undefined ? filledQuantity : `${filledQuantity} of ${quantity}`;
    super(`Order ${id} ended as ${status} with ${part} filled`, { venue: order.venue });
    this.order = order;
  }
}

/** Whether a value is an `OrderEndedError`, from any copy of the package. */
export const isOrderEndedError = (value: unknown): value is OrderEndedError =>
  hasErrorBrand(value, 'OrderEndedError');

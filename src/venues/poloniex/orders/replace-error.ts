import type { PartialReplace } from '../../../broker';
import { type ErrorContext, type OrderErrorContext, OrderRejectedError } from '../../../errors';
import type { Order } from '../../../model';

/**
 * A change of an order that failed half way.
 *
 * The venue changes an order by cancelling it and placing another. Here the old one is gone and the new one was refused:
 * nothing works at the venue any more. What was executed before is in `canceled.filledQuantity`.
 */
export class PoloniexReplaceError extends OrderRejectedError implements PartialReplace {
  static override readonly errorName: string = 'PoloniexReplaceError';
  /** The order that was to be changed, as it ended. */
  readonly canceled: Order;
  /** Why the new one was refused. */
  readonly replacement: Error;

  constructor(
    message: string,
    context: ErrorContext &
      OrderErrorContext &
      PartialReplace & { readonly code: string; readonly venueText?: string },
  ) {
    super(message, context);
    this.canceled = context.canceled;
    this.replacement = context.replacement;
  }
}

import type { WriteContext } from '../../../adapter/orders/order-manager';
import { isOrderRejectedError, OrderRejectedError } from '../../../errors';
import { PoloniexError, provesRefusal, toError } from '../errors';
import type { PoloniexCallOptions } from '../types/client';
import type { PoloniexCancelResult } from '../types/trading';

/** What names the order of a write. */
export interface WriteSubject {
  readonly orderId?: string | undefined;
  readonly clientOrderId?: string | undefined;
}

/**
 * Sends one request of a write, once. What proves a refusal is an `OrderRejectedError`; whatever else goes wrong proves
 * nothing, and is let through.
 */
export async function sendWrite<T>(
  subject: WriteSubject,
  context: WriteContext,
  write: (options: PoloniexCallOptions) => Promise<T>,
): Promise<T> {
  const { requestId, signal, timeoutMs } = context;
  let held: unknown;
  const beforeSend = (): void => {
    try {
      context.markSent();
    } catch (error) {
      held = error;
      throw error;
    }
  };
  try {
    return await write({ signal, requestId, timeoutMs, beforeSend });
  } catch (error) {
    if (held !== undefined) throw held;
    throw provesRefusal(error) ? rejection(error, subject, context) : error;
  }
}

/**
 * Judges the row of a cancel, which has a code of its own, by the same rule.
 * @throws OrderRejectedError when it proves that the cancel was refused; PoloniexError and the like when it proves nothing
 */
export function requireTaken(
  { code, message, state }: PoloniexCancelResult,
  subject: WriteSubject,
  context: WriteContext,
): void {
  if (code === 200) return;
  const error = toError(200, String(code), message === '' ? state : message, context);
  throw provesRefusal(error) ? rejection(error, subject, context) : error;
}

/** The refusal of an order out of the venue's answer. */
export function rejection(error: unknown, subject: WriteSubject, context: WriteContext): OrderRejectedError {
  if (isOrderRejectedError(error)) return error;
  const { operation, requestId } = context;
  const { code = 'refused', venueText } = error instanceof PoloniexError ? error : codeOf(error);
  const message = error instanceof Error ? error.message : `The venue refused ${operation}`;
  return new OrderRejectedError(message, {
    venue: 'poloniex',
    operation,
    requestId,
    ...subject,
    code,
    ...(venueText === undefined ? {} : { venueText }),
    cause: error,
  });
}

function codeOf(error: unknown): { readonly code?: string; readonly venueText?: undefined } {
  const { code } = (error ?? {}) as { readonly code?: unknown };
  return typeof code === 'string' ? { code } : {};
}

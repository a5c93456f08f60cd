import type { WriteContext } from '../../../adapter/orders/order-port';
import { isOrderRejectedError, isValidationError, OrderRejectedError } from '../../../errors';
import type { Decimal, OrderSide, OrderType } from '../../../model';
import { type BestPrices, checkResting, checkTrigger, marketText } from '../../../orders/check-levels';
import { hasTrigger } from '../../../orders/order-rules';

/** Refusals that can be of the price: "Invalid price" at once, and the status "rejected", which has no code of its own. */
const CODES: readonly string[] = ['BE001', 'REJECTED'];
/** How long the market is asked for, in ms: the refusal is known already. */
const MARKET_TIMEOUT_MS = 1000;

/** A pending order that the venue was asked for. */
export interface PendingTerms {
  readonly side: OrderSide;
  readonly type: OrderType;
  /** Its price or its trigger. */
  readonly price: Decimal;
}

/**
 * Runs a request for a pending order. A refusal that can be of its price gets the order and the market in its message, for
 * the venue says no more than "Invalid price".
 * @param market - gives the best prices; where it fails, the refusal stays as it is
 */
export async function withMarket<T>(
  request: Promise<T>,
  { side, type, price }: PendingTerms,
  context: WriteContext,
  market: (options: Pick<WriteContext, 'signal' | 'requestId' | 'timeoutMs'>) => Promise<BestPrices>,
): Promise<T> {
  try {
    return await request;
  } catch (error) {
    if (!isOrderRejectedError(error) || !CODES.includes(error.code)) throw error;
    const { signal, requestId } = context;
    // At most half of what is left, so that the call ends with the refusal and not with its deadline.
    const timeoutMs = Math.max(1, Math.min(MARKET_TIMEOUT_MS, Math.floor(context.timeoutMs / 2)));
    const quote = await market({ signal, requestId, timeoutMs }).catch(() => undefined);
    if (quote === undefined) throw error;
    const rule = brokenRule({ side, type, price }, quote);
    const facts = `the ${side} ${type} at ${price} met ${marketText(quote)}`;
    const message = `${error.message}; ${facts}${rule === undefined ? '' : `: ${rule}`}`;
    throw new OrderRejectedError(message, { ...error, cause: error.cause });
  }
}

/** The rule that such an order breaks, in words. */
function brokenRule({ side, type, price }: PendingTerms, quote: BestPrices): string | undefined {
  try {
    if (hasTrigger(type)) checkTrigger(type, side, price, quote);
    else checkResting(side, price, quote);
    return undefined;
  } catch (error) {
    return isValidationError(error) ? `${error.field} ${error.rule}` : undefined;
  }
}

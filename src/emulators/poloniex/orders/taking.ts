import type { BookLevel } from '../book';
import { Decimal, priceOf, ZERO } from '../money';
import type { OrderRequest } from './request';

/** What an order takes from one level. */
export interface Take {
  /** Points. */
  readonly level: number;
  readonly price: Decimal;
  readonly quantity: Decimal;
}

/** What an order gets from the other side of a book now, best level first. */
export function takesOf(request: OrderRequest, offers: readonly BookLevel[]): Take[] {
  const { instrument, side, type, price: limit, amount } = request;
  const takes: Take[] = [];
  let quantityLeft = request.quantity;
  let amountLeft = amount;
  for (const offer of offers) {
    const price = priceOf(offer.price, instrument.digits);
    if (type !== 'MARKET' && (side === 'BUY' ? price.gt(limit) : price.lt(limit))) break;
    const wanted = amount.gt(0)
      ? amountLeft.div(price).toDecimalPlaces(instrument.quantityScale, Decimal.ROUND_DOWN)
      : quantityLeft;
    const quantity = Decimal.min(wanted, offer.quantity);
    if (quantity.lte(0)) break;
    takes.push({ level: offer.price, price, quantity });
    quantityLeft = quantityLeft.minus(quantity);
    amountLeft = amountLeft.minus(quantity.times(price));
  }
  return takes;
}

/** Whether what a market buy has left to spend buys nothing more at a price. */
export function isSpent({ instrument, amount }: OrderRequest, spent: Decimal, price: Decimal): boolean {
  const left = amount.minus(spent);
  return left.div(price).toDecimalPlaces(instrument.quantityScale, Decimal.ROUND_DOWN).lte(ZERO);
}

/** Whether what an order gets is its whole quantity or amount. */
export function fillsWhole(request: OrderRequest, takes: readonly Take[]): boolean {
  const last = takes.at(-1);
  if (!last) return false;
  if (request.amount.lte(0)) {
    return takes.reduce((sum, { quantity }) => sum.plus(quantity), ZERO).gte(request.quantity);
  }
  const spent = takes.reduce((sum, { price, quantity }) => sum.plus(price.times(quantity)), ZERO);
  return isSpent(request, spent, last.price);
}

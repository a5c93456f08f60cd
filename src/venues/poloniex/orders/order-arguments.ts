import type { Order } from '../../../model';
import { subtractDecimals } from '../../../model';
import type { CheckedModify, CheckedOrder } from '../../../orders/check-order';
import type { PoloniexCreateOrderArguments, PoloniexCreateSmartOrderArguments } from '../generated/records';
import { codeOfTimeInForce } from '../map';

/** The body of POST /orders for an order that has been checked. */
export function orderArguments(order: CheckedOrder): PoloniexCreateOrderArguments {
  return {
    ...commonArguments(order),
    type: order.type === 'market' ? 'MARKET' : order.postOnly === true ? 'LIMIT_MAKER' : 'LIMIT',
  };
}

/** The body of POST /smartorders for an order that waits for a trigger. */
export function smartArguments(order: CheckedOrder): PoloniexCreateSmartOrderArguments {
  return {
    ...commonArguments(order),
    type: order.type === 'stop' ? 'STOP' : 'STOP_LIMIT',
    stopPrice: order.stopPrice,
  };
}

function commonArguments(order: CheckedOrder) {
  const { timeInForce, price, quantity, quoteQuantity, clientOrderId } = order;
  return {
    symbol: order.symbol,
    side: order.side === 'buy' ? 'BUY' : 'SELL',
    clientOrderId,
    ...(timeInForce === undefined ? {} : { timeInForce: codeOfTimeInForce(timeInForce) }),
    ...(price === undefined ? {} : { price }),
    ...(quantity === undefined ? {} : { quantity }),
    ...(quoteQuantity === undefined ? {} : { amount: quoteQuantity }),
  } as const;
}

/**
 * All that the order is to be that takes another one's place: the changes and everything that the caller leaves alone, and
 * of the quantity only what is not filled yet, for the new order has filled nothing.
 */
export function replaceArguments(order: Order, changes: CheckedModify, isSmart: boolean) {
  const { timeInForce, filledQuantity, quoteQuantity } = order;
  const quantity = changes.quantity ?? order.quantity;
  const price = changes.price ?? order.price;
  const stopPrice = isSmart ? (changes.stopPrice ?? order.stopPrice) : undefined;
  return {
    ...(price === undefined ? {} : { price }),
    ...(stopPrice === undefined ? {} : { stopPrice }),
    ...(quantity === undefined ? {} : { quantity: subtractDecimals(quantity, filledQuantity) }),
    ...(quoteQuantity === undefined ? {} : { amount: quoteQuantity }),
    ...(timeInForce === undefined ? {} : { timeInForce: codeOfTimeInForce(timeInForce) }),
  };
}

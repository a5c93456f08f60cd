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

function commonArguments({
  symbol,
  side,
  clientOrderId,
  timeInForce,
  price,
  quantity,
  quoteQuantity,
}: CheckedOrder) {
  return {
    symbol,
    side: side === 'buy' ? 'BUY' : 'SELL',
    clientOrderId,
    timeInForce: codeOfTimeInForce(timeInForce),
    price,
    quantity,
    amount: quoteQuantity,
  } as const;
}

/**
 * All that the order is to be that takes another one's place: the changes and everything that the caller leaves alone, and
 * of the quantity only what is not filled yet, for the new order has filled nothing.
 */
export function replaceArguments(order: Order, changes: CheckedModify, isSmart: boolean) {
  const quantity = changes.quantity ?? order.quantity;
  return {
    price: changes.price ?? order.price,
    ...(isSmart ? { stopPrice: changes.stopPrice ?? order.stopPrice } : {}),
    quantity: quantity && subtractDecimals(quantity, order.filledQuantity),
    amount: order.quoteQuantity,
    timeInForce: codeOfTimeInForce(order.timeInForce),
  };
}

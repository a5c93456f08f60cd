import type { Order } from '../../../model';
import { present } from '../../../model/map-context';
import type { CheckedOrder } from '../../../orders/check-order';
import type { PoloniexConnection } from '../connection';
import { codeOfTimeInForce } from '../map';
import type { PoloniexCreateOrderArguments, PoloniexCreateSmartOrderArguments } from '../types/trading';

/** A placed order as the venue's answer alone tells of it, for when nothing else has shown it yet. */
export function acceptedOrder(
  order: CheckedOrder,
  id: string,
  venueType: string,
  connection: PoloniexConnection,
): Order {
  const { quantity, quoteQuantity } = order;
  return {
    ...connection.stamp('read'),
    venue: 'poloniex',
    id,
    clientOrderId: order.clientOrderId,
    symbol: order.symbol,
    side: order.side,
    type: order.type,
    venueType,
    filledQuantity: '0',
    status: order.type === 'market' ? 'pending' : 'open',
    venueStatus: 'accepted',
    origin: 'local',
    ...present<Order>({
      postOnly: order.postOnly,
      timeInForce: order.timeInForce,
      price: order.price,
      stopPrice: order.stopPrice,
      quantity,
      remainingQuantity: quantity,
      quoteQuantity,
    }),
  };
}

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

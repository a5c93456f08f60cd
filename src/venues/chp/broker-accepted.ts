import type { Order } from '../../model';
import type { CheckedOrder } from '../../orders/check-order';
import type { ChpLink } from './broker-link';
import { codeOfType, typeOf } from './map';

/** A placed order as the venue's answer alone tells of it, for when the feed has not shown it yet. */
export function acceptedOrder(order: CheckedOrder, id: string, portfolio: string, link: ChpLink): Order {
  const quantity = order.quantity ?? '0';
  return {
    ...link.stamp('read'),
    venue: 'chp',
    id,
    clientOrderId: order.clientOrderId,
    symbol: order.symbol,
    side: order.side,
    type: order.type,
    venueType: typeOf(codeOfType(order.type))[1],
    ...(order.timeInForce === undefined ? {} : { timeInForce: order.timeInForce }),
    ...(order.price === undefined ? {} : { price: order.price }),
    ...(order.stopPrice === undefined ? {} : { stopPrice: order.stopPrice }),
    quantity,
    filledQuantity: '0',
    remainingQuantity: quantity,
    status: order.type === 'market' ? 'pending' : 'open',
    venueStatus: 'accepted',
    account: portfolio,
    origin: 'local',
  };
}

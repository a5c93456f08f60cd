import type { Decimal, Order, Position } from '../../../model';
import type { CheckedOrder } from '../../../orders/check-order';
import type { XapiConnection } from '../connection';
import { cmdOf, nameOfCmd, oppositeSide } from '../map';
import type { Acceptance } from './acceptance';

// Orders as the venue's acceptance alone tells of them, for when no trade record has been seen yet.

/** A placed order: "executed" for a market order, working for the others. */
export function acceptedOrder(
  order: CheckedOrder,
  id: string,
  acceptance: Acceptance,
  connection: XapiConnection,
): Order {
  const quantity = order.quantity ?? '0';
  const time = connection.serverTime();
  const filled = order.type === 'market';
  return {
    ...connection.stamp('read'),
    venue: 'xapi',
    id,
    clientOrderId: order.clientOrderId,
    symbol: order.symbol,
    side: order.side,
    type: order.type,
    venueType: nameOfCmd(cmdOf(order.side, order.type)),
    timeInForce: order.expireTime === undefined ? 'gtc' : 'gtd',
    ...(order.expireTime === undefined ? {} : { expireTime: order.expireTime }),
    ...(order.price === undefined ? {} : { price: order.price }),
    ...(order.stopPrice === undefined ? {} : { stopPrice: order.stopPrice }),
    ...(order.stopLoss === undefined ? {} : { stopLoss: order.stopLoss }),
    ...(order.takeProfit === undefined ? {} : { takeProfit: order.takeProfit }),
    quantity,
    filledQuantity: filled ? quantity : '0',
    remainingQuantity: filled ? '0' : quantity,
    ...(filled && acceptance.price !== undefined ? { averagePrice: acceptance.price } : {}),
    status: filled ? 'filled' : 'open',
    venueStatus: 'ACCEPTED',
    positionEffect: 'open',
    origin: 'local',
    createdTime: time,
    updatedTime: time,
  };
}

/** A close. */
export function acceptedClosing(
  position: Position,
  quantity: Decimal,
  clientOrderId: string,
  id: string,
  acceptance: Acceptance,
  connection: XapiConnection,
): Order {
  const time = connection.serverTime();
  return {
    ...connection.stamp('read'),
    venue: 'xapi',
    id,
    clientOrderId,
    symbol: position.symbol,
    side: oppositeSide(position.side === 'long' ? 'buy' : 'sell'),
    type: 'market',
    venueType: 'CLOSE',
    quantity,
    filledQuantity: quantity,
    remainingQuantity: '0',
    ...(acceptance.price === undefined ? {} : { averagePrice: acceptance.price }),
    status: 'filled',
    venueStatus: 'ACCEPTED',
    positionEffect: 'close',
    positionId: position.id,
    origin: 'local',
    createdTime: time,
    updatedTime: time,
  };
}

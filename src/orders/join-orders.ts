import type { Order } from '../model';

export type MutableOrder = { -readonly [K in keyof Order]: Order[K] };

/** What an order has at any time. */
function required(order: Order): MutableOrder {
  const { venue, receivedTime, source, id, symbol, side, type, venueType } = order;
  const { filledQuantity, status, venueStatus, origin } = order;
  return {
    venue,
    receivedTime,
    source,
    id,
    symbol,
    side,
    type,
    venueType,
    filledQuantity,
    status,
    venueStatus,
    origin,
  };
}

/**
 * A copy of an order; what it lacks comes from another report of it, but for the reason, which belongs to a status.
 *
 * Each report of an open order passes here. Named one by one and always in the same turn, the fields cost a tenth of what
 * a spread and a loop cost: orders have many shapes, and the engine is slow with those that it does not know.
 * @param isComplete - what can be removed from an order comes from the first alone
 */
export function joinOrders(order: Order, other: Order, isComplete: boolean): MutableOrder {
  const joined = required(order);
  const updatedTime = order.updatedTime ?? other.updatedTime;
  if (updatedTime !== undefined) joined.updatedTime = updatedTime;
  const createdTime = order.createdTime ?? other.createdTime;
  if (createdTime !== undefined) joined.createdTime = createdTime;
  const clientOrderId = order.clientOrderId ?? other.clientOrderId;
  if (clientOrderId !== undefined) joined.clientOrderId = clientOrderId;
  const postOnly = order.postOnly ?? other.postOnly;
  if (postOnly !== undefined) joined.postOnly = postOnly;
  const price = order.price ?? other.price;
  if (price !== undefined) joined.price = price;
  const quantity = order.quantity ?? other.quantity;
  if (quantity !== undefined) joined.quantity = quantity;
  const quoteQuantity = order.quoteQuantity ?? other.quoteQuantity;
  if (quoteQuantity !== undefined) joined.quoteQuantity = quoteQuantity;
  const remainingQuantity = order.remainingQuantity ?? other.remainingQuantity;
  if (remainingQuantity !== undefined) joined.remainingQuantity = remainingQuantity;
  const filledQuoteQuantity = order.filledQuoteQuantity ?? other.filledQuoteQuantity;
  if (filledQuoteQuantity !== undefined) joined.filledQuoteQuantity = filledQuoteQuantity;
  const averagePrice = order.averagePrice ?? other.averagePrice;
  if (averagePrice !== undefined) joined.averagePrice = averagePrice;
  const timeInForce = order.timeInForce ?? other.timeInForce;
  if (timeInForce !== undefined) joined.timeInForce = timeInForce;
  const stopPrice = order.stopPrice ?? other.stopPrice;
  if (stopPrice !== undefined) joined.stopPrice = stopPrice;
  const positionEffect = order.positionEffect ?? other.positionEffect;
  if (positionEffect !== undefined) joined.positionEffect = positionEffect;
  const positionId = order.positionId ?? other.positionId;
  if (positionId !== undefined) joined.positionId = positionId;
  const replaces = order.replaces ?? other.replaces;
  if (replaces !== undefined) joined.replaces = replaces;
  const account = order.account ?? other.account;
  if (account !== undefined) joined.account = account;
  const expireTime = order.expireTime ?? (isComplete ? undefined : other.expireTime);
  if (expireTime !== undefined) joined.expireTime = expireTime;
  const stopLoss = order.stopLoss ?? (isComplete ? undefined : other.stopLoss);
  if (stopLoss !== undefined) joined.stopLoss = stopLoss;
  const takeProfit = order.takeProfit ?? (isComplete ? undefined : other.takeProfit);
  if (takeProfit !== undefined) joined.takeProfit = takeProfit;
  if (order.reason !== undefined) joined.reason = order.reason;
  const raw = order.raw ?? other.raw;
  if (raw !== undefined) joined.raw = raw;
  return joined;
}

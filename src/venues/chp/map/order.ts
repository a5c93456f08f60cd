import { type Order, subtractDecimals } from '../../../model';
import { decimalOf, type Exactly, type Mutable } from '../../../model/map-context';
import type { ChpOrder, ChpSessionOrder } from '../generated/records';
import { absoluteOf, type MapContext, type PriceGrid, priceOrNone } from './meta';
import { effectOf, sideOf, statusOf, timeInForceOf, typeOf } from './order-codes';
import { timeFromWire } from './time';

/** An order as the venue reports it, whichever call it came by. */
export type OrderRow = Exactly<Omit<ChpOrder, 'status_mask'>, 'amount' | 'filled'>;

/** A row of GetMyPortfolioData in the terms of UpdateOrder. */
export function rowOfSessionOrder(row: ChpSessionOrder): OrderRow {
  return { ...row, orderid: row.id, orderno: row.no ?? null };
}

/** Our id of an order; `undefined` where the row has none, as cookies of other programs are no ids of ours. */
export function cookieOf(row: Pick<OrderRow, 'cookie'>): string | undefined {
  return row.cookie > 0 ? String(row.cookie) : undefined;
}

/** Whether the venue has given the order the number that moves and cancels it. */
export function hasOrderId({ orderid }: Pick<OrderRow, 'orderid'>): boolean {
  return orderid !== '' && orderid !== '0';
}

/** How an order is named: one that was refused before it had a number by what it was sent with. */
export function idOf(row: Pick<OrderRow, 'orderid' | 'cookie'>): string {
  return hasOrderId(row) ? row.orderid : `cookie:${row.cookie}`;
}

/** Distinguishes a report of an order from a repeated one. It is kept, and its parts with it: none may be a slice of an answer. */
export function fingerprintOf(row: OrderRow): string {
  const { amount, datetime, filled, price, state, stop } = row;
  return `${idOf(row)}\n${state}|${decimalOf(filled)}|${decimalOf(amount)}|${decimalOf(price)}|${decimalOf(stop)}|${datetime}`;
}

/**
 * A report of an order; `undefined` for one whose action is not known, as its side would be a guess.
 *
 * Venue quirk: `filled` is the amount that REMAINS (SmartCOM), and a price of 0 means that there is none.
 */
export function toOrder(row: OrderRow, context: MapContext, grid: PriceGrid): Order | undefined {
  const side = sideOf(row.action);
  if (side === undefined) return undefined;
  const [type, venueType] = typeOf(row.type);
  const [status, venueStatus] = statusOf(row.state, type);
  const quantity = absoluteOf(row.amount);
  const remaining = status === 'rejected' ? quantity : decimalOf(row.filled);
  const over = status === 'rejected' || status === 'canceled' || status === 'expired' || status === 'filled';
  const order: Mutable<Order> = {
    venue: 'chp',
    receivedTime: context.receivedTime,
    source: context.source,
    id: idOf(row),
    symbol: row.symbol,
    side,
    type,
    venueType,
    quantity,
    filledQuantity: subtractDecimals(quantity, remaining),
    // Below zero where more was filled than ordered, which a fill can do that wins the race against a change.
    remainingQuantity: over || remaining.startsWith('-') ? '0' : remaining,
    status,
    venueStatus,
    account: row.portfolio,
    // The tracker knows which client ids this process gave.
    origin: 'external',
  };
  const clientOrderId = cookieOf(row);
  const timeInForce = type === 'market' ? undefined : timeInForceOf(row.validity);
  const price = type === 'limit' || type === 'stopLimit' ? priceOrNone(row.price, grid) : undefined;
  const stopPrice = type === 'stop' || type === 'stopLimit' ? priceOrNone(row.stop, grid) : undefined;
  const positionEffect = effectOf(row.action);
  const updatedTime = timeFromWire(row.datetime);
  if (context.raw !== undefined) order.raw = context.raw;
  if (clientOrderId !== undefined) order.clientOrderId = clientOrderId;
  if (timeInForce !== undefined) order.timeInForce = timeInForce;
  if (price !== undefined) order.price = price;
  if (stopPrice !== undefined) order.stopPrice = stopPrice;
  if (positionEffect !== undefined) order.positionEffect = positionEffect;
  if (updatedTime !== undefined) order.updatedTime = updatedTime;
  return order;
}

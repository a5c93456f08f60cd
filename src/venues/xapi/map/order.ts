import {
  compareDecimals,
  type Decimal,
  type Order,
  type OrderStatus,
  subtractDecimals,
} from '../../../model';
import { type Mutable, present } from '../../../model/map-context';
import { isFinal } from '../../../orders/merge-order';
import { decimalOf, type MapContext, metaOf, timeFromWire } from './meta';
import {
  closeReasonOf,
  closeTypeOf,
  commentOf,
  isDeleted,
  isEnded,
  isTime,
  nameOfCmd,
  oppositeSide,
  optionalPrice,
  sideOfCmd,
  type TradeFields,
  timeOrUndefined,
  typeOfCmd,
} from './trade';

/** What is known of an order beyond the row at hand. */
export interface OrderDetails {
  /** The id the order goes by; without it the row's own number. */
  readonly id?: string | undefined;
  readonly clientOrderId?: string | undefined;
  /** The order's whole quantity, where the row shows only what is left of the position. */
  readonly quantity?: Decimal | undefined;
  /** The order as known before it was filled: a pending order that became a position. */
  readonly known?: Order | undefined;
}

/**
 * A row with cmd 2 to 5 as a working or ended order.
 * @param serverTime - the venue's clock, UTC epoch ms: distinguishes an expiry from a cancellation
 */
export function toPendingOrder(row: TradeFields, context: MapContext, serverTime: number): Order {
  const quantity = decimalOf(row.volume);
  const status = pendingStatus(row, serverTime);
  const type = typeOfCmd(row.cmd);
  const price = decimalOf(row.open_price);
  const expireTime = timeOrUndefined(row.expiration);
  const order: Mutable<Order> = {
    venue: 'xapi',
    receivedTime: context.receivedTime,
    source: context.source,
    id: row.order,
    symbol: row.symbol ?? '',
    side: sideOfCmd(row.cmd),
    type,
    venueType: nameOfCmd(row.cmd),
    timeInForce: expireTime === undefined ? 'gtc' : 'gtd',
    quantity,
    filledQuantity: '0',
    remainingQuantity: status === 'open' ? quantity : '0',
    status,
    // Not the state "Modified" of a streamed row: it is about the row, and reads have none.
    venueStatus: status === 'open' ? 'PENDING' : (row.state ?? 'CLOSED'),
    positionEffect: 'open',
    origin: 'external',
  };
  if (context.raw !== undefined) order.raw = context.raw;
  if (type === 'stop') order.stopPrice = price;
  else order.price = price;
  const clientOrderId = commentOf(row);
  const stopLoss = optionalPrice(row.sl);
  const takeProfit = optionalPrice(row.tp);
  const createdTime = timeOrUndefined(row.open_time);
  const updatedTime = timeOrUndefined(row.close_time);
  if (clientOrderId !== undefined) order.clientOrderId = clientOrderId;
  if (expireTime !== undefined) order.expireTime = expireTime;
  if (stopLoss !== undefined) order.stopLoss = stopLoss;
  if (takeProfit !== undefined) order.takeProfit = takeProfit;
  if (createdTime !== undefined) order.createdTime = createdTime;
  if (updatedTime !== undefined) order.updatedTime = updatedTime;
  return order;
}

function pendingStatus(row: TradeFields, serverTime: number): OrderStatus {
  if (!isEnded(row) && !isDeleted(row)) return 'open';
  const ended = isTime(row.close_time) ? row.close_time : serverTime;
  return isTime(row.expiration) && row.expiration <= ended ? 'expired' : 'canceled';
}

/** The order that opened the position of a row with cmd 0 or 1: filled, whole, at one price. */
export function toOpeningOrder(row: TradeFields, context: MapContext, details: OrderDetails = {}): Order {
  const { known } = details;
  const quantity = details.quantity ?? decimalOf(row.volume);
  const openTime = timeFromWire(row.open_time);
  const isOpen = !isEnded(row);
  return {
    ...metaOf(context),
    id: details.id ?? known?.id ?? openingNumber(row),
    symbol: row.symbol ?? '',
    side: sideOfCmd(row.cmd),
    type: known?.type ?? 'market',
    venueType: known?.venueType ?? nameOfCmd(row.cmd),
    ...present<Order>({
      clientOrderId: details.clientOrderId ?? known?.clientOrderId ?? commentOf(row),
      price: known?.price,
      stopPrice: known?.stopPrice,
      stopLoss: isOpen ? optionalPrice(row.sl) : undefined,
      takeProfit: isOpen ? optionalPrice(row.tp) : undefined,
    }),
    quantity: orderedQuantity(known, quantity),
    ...filled(row, quantity),
    averagePrice: decimalOf(row.open_price),
    venueStatus: 'OPEN',
    positionEffect: 'open',
    createdTime: known?.createdTime ?? openTime,
    updatedTime: openTime,
  };
}

/**
 * What was ordered: the position's quantity, unless the order as it waited was for less. It was overfilled then, as by a
 * fill that won the race against a change.
 */
function orderedQuantity(known: Order | undefined, filled: Decimal): Decimal {
  const quantity = known?.quantity;
  if (known === undefined || quantity === undefined || compareDecimals(quantity, filled) >= 0) return filled;
  const wasOverfilled = compareDecimals(known.filledQuantity, quantity) > 0;
  return !isFinal(known.status) || wasOverfilled ? quantity : filled;
}

/**
 * The number of the request that opened a position, as far as one row shows it: `order2` of an open row.
 * A closed row has the closing request there; then `order` is the best there is.
 */
export function openingNumber(row: TradeFields): string {
  return isEnded(row) ? row.order : row.order2;
}

/** The order that closed a row with cmd 0 or 1, wholly or in part: by the user, S/L, T/P or stop-out. */
export function toClosingOrder(row: TradeFields, context: MapContext, details: OrderDetails = {}): Order {
  const quantity = decimalOf(row.volume);
  const reason = closeReasonOf(row.comment);
  const closeTime = timeOrUndefined(row.close_time);
  return {
    ...metaOf(context),
    id: details.id ?? closingNumber(row),
    symbol: row.symbol ?? '',
    side: oppositeSide(sideOfCmd(row.cmd)),
    type: closeTypeOf(reason),
    venueType: 'CLOSE',
    ...present<Order>({
      clientOrderId: details.clientOrderId,
      reason,
      createdTime: closeTime,
      updatedTime: closeTime,
    }),
    quantity,
    ...filled(row, quantity),
    averagePrice: decimalOf(row.close_price),
    venueStatus: 'CLOSE',
    positionEffect: 'close',
  };
}

/** What the orders of a position's rows have in common: each is whole. */
function filled(row: TradeFields, filledQuantity: Decimal) {
  return {
    filledQuantity,
    remainingQuantity: '0',
    status: 'filled',
    positionId: row.position,
    origin: 'external',
  } as const;
}

/** Names the closing request of a closed row: `order2`, made up from the position where it repeats that number. */
export function closingNumber(row: TradeFields): string {
  return row.order2 === row.position || row.order2 === row.order
    ? `${row.position}:close:${timeFromWire(row.close_time ?? 0)}`
    : row.order2;
}

/** What is left of `total` after `done`, never below nothing. */
export function remainderOf(total: Decimal, done: Decimal): Decimal {
  const rest = subtractDecimals(total, done);
  return rest.startsWith('-') ? '0' : rest;
}

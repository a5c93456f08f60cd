import {
  compareDecimals,
  type Decimal,
  decimalFromWire,
  type Order,
  type OrderStatus,
  subtractDecimals,
} from '../../../model';
import { isFinal } from '../../../orders/merge-order';
import { type MapContext, metaOf, timeFromWire } from './meta';
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
 * @param serverTime - the venue's clock, UTC epoch ms: tells an expiry from a cancellation
 */
export function toPendingOrder(row: TradeFields, context: MapContext, serverTime: number): Order {
  const quantity = decimalFromWire(row.volume);
  const status = pendingStatus(row, serverTime);
  const clientOrderId = commentOf(row);
  const updatedTime = isTime(row.close_time) ? timeFromWire(row.close_time) : undefined;
  const type = typeOfCmd(row.cmd);
  const price = decimalFromWire(row.open_price);
  return {
    ...metaOf(context),
    id: row.order,
    ...(clientOrderId === undefined ? {} : { clientOrderId }),
    symbol: row.symbol ?? '',
    side: sideOfCmd(row.cmd),
    type,
    venueType: nameOfCmd(row.cmd),
    ...(isTime(row.expiration)
      ? { timeInForce: 'gtd' as const, expireTime: timeFromWire(row.expiration) }
      : { timeInForce: 'gtc' as const }),
    ...(type === 'stop' ? { stopPrice: price } : { price }),
    ...protections(row),
    quantity,
    filledQuantity: '0',
    remainingQuantity: status === 'open' ? quantity : '0',
    status,
    // Not the state "Modified" of a streamed row: it tells of the row, and reads have none.
    venueStatus: status === 'open' ? 'PENDING' : (row.state ?? 'CLOSED'),
    positionEffect: 'open',
    origin: 'external',
    ...(isTime(row.open_time) ? { createdTime: timeFromWire(row.open_time) } : {}),
    ...(updatedTime === undefined ? {} : { updatedTime }),
  };
}

function pendingStatus(row: TradeFields, serverTime: number): OrderStatus {
  if (!isEnded(row) && !isDeleted(row)) return 'open';
  const ended = isTime(row.close_time) ? row.close_time : serverTime;
  return isTime(row.expiration) && row.expiration <= ended ? 'expired' : 'canceled';
}

/** The order that opened the position of a row with cmd 0 or 1: filled, whole, at one price. */
export function toOpeningOrder(row: TradeFields, context: MapContext, details: OrderDetails = {}): Order {
  const { known } = details;
  const quantity = details.quantity ?? decimalFromWire(row.volume);
  const clientOrderId = details.clientOrderId ?? known?.clientOrderId ?? commentOf(row);
  const openTime = timeFromWire(row.open_time);
  return {
    ...metaOf(context),
    id: details.id ?? known?.id ?? openingNumber(row),
    ...(clientOrderId === undefined ? {} : { clientOrderId }),
    symbol: row.symbol ?? '',
    side: sideOfCmd(row.cmd),
    type: known?.type ?? 'market',
    venueType: known?.venueType ?? nameOfCmd(row.cmd),
    ...(known?.price === undefined ? {} : { price: known.price }),
    ...(known?.stopPrice === undefined ? {} : { stopPrice: known.stopPrice }),
    ...(isEnded(row) ? {} : protections(row)),
    quantity: orderedQuantity(known, quantity),
    filledQuantity: quantity,
    remainingQuantity: '0',
    averagePrice: decimalFromWire(row.open_price),
    status: 'filled',
    venueStatus: 'OPEN',
    positionEffect: 'open',
    positionId: row.position,
    origin: 'external',
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
 * The number of the request that opened a position, as far as one row tells: `order2` of an open row.
 * A closed row has the closing request there; then `order` is the best there is.
 */
export function openingNumber(row: TradeFields): string {
  return isEnded(row) ? row.order : row.order2;
}

/** The order that closed a row with cmd 0 or 1, wholly or in part: by the user, S/L, T/P or stop-out. */
export function toClosingOrder(row: TradeFields, context: MapContext, details: OrderDetails = {}): Order {
  const quantity = decimalFromWire(row.volume);
  const reason = closeReasonOf(row.comment);
  const type = closeTypeOf(reason);
  const price = decimalFromWire(row.close_price);
  const closeTime = isTime(row.close_time) ? timeFromWire(row.close_time) : undefined;
  const { clientOrderId } = details;
  return {
    ...metaOf(context),
    id: details.id ?? closingNumber(row),
    ...(clientOrderId === undefined ? {} : { clientOrderId }),
    symbol: row.symbol ?? '',
    side: oppositeSide(sideOfCmd(row.cmd)),
    type,
    venueType: 'CLOSE',
    quantity,
    filledQuantity: quantity,
    remainingQuantity: '0',
    averagePrice: price,
    status: 'filled',
    venueStatus: 'CLOSE',
    positionEffect: 'close',
    positionId: row.position,
    origin: 'external',
    ...(reason === undefined ? {} : { reason }),
    ...(closeTime === undefined ? {} : { createdTime: closeTime, updatedTime: closeTime }),
  };
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

function protections(row: TradeFields): { readonly stopLoss?: Decimal; readonly takeProfit?: Decimal } {
  const stopLoss = optionalPrice(row.sl);
  const takeProfit = optionalPrice(row.tp);
  return {
    ...(stopLoss === undefined ? {} : { stopLoss }),
    ...(takeProfit === undefined ? {} : { takeProfit }),
  };
}

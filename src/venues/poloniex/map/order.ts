import { isCode } from '../../../adapter/schema/codes';
import type { Fill, Order } from '../../../model';
import { decimalFromText, divideDecimals, subtractDecimals } from '../../../model/decimal';
import { type MapContext, type Mutable, present, recordMeta } from '../../../model/map-context';
import { isFinal } from '../../../orders/merge-order';
import type {
  PoloniexOrder,
  PoloniexOrderUpdate,
  PoloniexSmartOrder,
  PoloniexTrade,
} from '../generated/records';
import { orderEvent } from '../wire/codes';
import { liquidityOf, statusOf, timeInForceOf, typeOf } from './codes';

/** Decimals of an average price; the venue's own has those of the price, which is less than what was paid needs. */
const AVERAGE_PLACES = 18;

/**
 * The order of a row of the orders channel.
 *
 * `filledQuantity` and `filledAmount` are the order's totals and are taken as they are; `tradeQty` and `tradePrice`
 * speak of one trade alone and make a {@link toStreamFill}.
 * @see Authenticated Channels, orders
 */
export function toStreamOrder(row: PoloniexOrderUpdate, receivedTime: number, raw?: unknown): Order {
  const venueType = row.type;
  const state = row.state;
  const event = orderEvent(row.eventType);
  const filledQuantity = decimalFromText(row.filledQuantity);
  const price = decimalFromText(row.price);
  const hasPrice = price !== '0' && !isCode(venueType, 'MARKET');
  const order: Mutable<Order> = {
    venue: 'poloniex',
    receivedTime,
    source: 'stream',
    id: row.orderId,
    symbol: row.symbol,
    side: row.side === 'BUY' ? 'buy' : 'sell',
    type: typeOf(venueType, hasPrice),
    venueType,
    filledQuantity,
    status: statusOf(state, filledQuantity !== '0'),
    venueStatus: state,
    origin: 'external',
    updatedTime: timeOfUpdate(row, event),
    filledQuoteQuantity: decimalFromText(row.filledAmount),
  };
  if (hasPrice) order.price = price;
  setAmounts(order, decimalFromText(row.quantity), row.orderAmount);
  // "time the record was created": only the first record of an order was made with it.
  if (event === 'place') order.createdTime = row.createTime;
  if (row.clientOrderId !== '') order.clientOrderId = row.clientOrderId;
  if (isCode(venueType, 'LIMIT_MAKER')) order.postOnly = true;
  if (raw !== undefined) order.raw = raw;
  return order;
}

/**
 * The trade of a row of the orders channel; `undefined` where it has none.
 * @see Authenticated Channels, orders: `tradeId` 0 and `tradeTime` 0 mean that there was no trade
 */
export function toStreamFill(
  row: PoloniexOrderUpdate,
  receivedTime: number,
  raw?: unknown,
): Fill | undefined {
  const { tradeId, matchRole } = row;
  if (orderEvent(row.eventType) !== 'trade' || tradeId === '0' || tradeId === '') return undefined;
  const fill: Mutable<Fill> = {
    venue: 'poloniex',
    receivedTime,
    source: 'stream',
    id: tradeId,
    orderId: row.orderId,
    symbol: row.symbol,
    side: row.side === 'BUY' ? 'buy' : 'sell',
    price: decimalFromText(row.tradePrice),
    quantity: decimalFromText(row.tradeQty),
    time: row.tradeTime === 0 ? row.ts : row.tradeTime,
  };
  if (raw !== undefined) fill.raw = raw;
  if (row.tradeFee !== '') fill.fee = decimalFromText(row.tradeFee);
  if (row.feeCurrency !== '') fill.feeCurrency = row.feeCurrency;
  const liquidity = liquidityOf(matchRole ?? '');
  if (liquidity !== undefined) fill.liquidity = liquidity;
  return fill;
}

/** What a row of a smart order says of the order that it makes, whatever became of it. */
export function commonOf(row: PoloniexSmartOrder, context: MapContext) {
  return {
    ...recordMeta('poloniex', context),
    id: row.id,
    symbol: row.symbol,
    side: row.side === 'BUY' ? 'buy' : 'sell',
    venueType: row.type,
    venueStatus: row.state,
    origin: 'external',
    createdTime: row.createTime,
    updatedTime: row.updateTime,
    ...present<Order>({
      clientOrderId: row.clientOrderId || undefined,
      timeInForce: timeInForceOf(row.timeInForce),
    }),
  } as const;
}

/** What is read of an order of the REST interface. */
export type OrderFields = Omit<PoloniexOrder, 'accountType' | 'avgPrice' | 'cancelReason' | 'loan'>;

/** The order of GET /orders, /orders/{id} and /orders/history. */
export function toOrder(row: OrderFields, context: MapContext): Order {
  const filledQuantity = decimalFromText(row.filledQuantity);
  const price = decimalFromText(row.price);
  const hasPrice = price !== '0' && !isCode(row.type, 'MARKET');
  const order: Mutable<Order> = {
    venue: 'poloniex',
    receivedTime: context.receivedTime,
    source: context.source,
    id: row.id,
    symbol: row.symbol,
    side: row.side === 'BUY' ? 'buy' : 'sell',
    type: typeOf(row.type, hasPrice),
    venueType: row.type,
    filledQuantity,
    status: statusOf(row.state, filledQuantity !== '0'),
    venueStatus: row.state,
    origin: 'external',
    createdTime: row.createTime,
    updatedTime: row.updateTime,
    filledQuoteQuantity: decimalFromText(row.filledAmount),
  };
  const timeInForce = timeInForceOf(row.timeInForce);
  if (context.raw !== undefined) order.raw = context.raw;
  if (row.clientOrderId !== '') order.clientOrderId = row.clientOrderId;
  if (timeInForce !== undefined) order.timeInForce = timeInForce;
  if (isCode(row.type, 'LIMIT_MAKER')) order.postOnly = true;
  if (hasPrice) order.price = price;
  setAmounts(order, decimalFromText(row.quantity), row.amount);
  return order;
}

/** An own trade of GET /trades and GET /orders/{id}/trades. */
export function toFill(row: PoloniexTrade, context: MapContext): Fill {
  const liquidity = liquidityOf(row.matchRole);
  const fill: Mutable<Fill> = {
    venue: 'poloniex',
    receivedTime: context.receivedTime,
    source: context.source,
    id: row.id,
    orderId: row.orderId,
    symbol: row.symbol,
    side: row.side === 'BUY' ? 'buy' : 'sell',
    price: decimalFromText(row.price),
    quantity: decimalFromText(row.quantity),
    fee: decimalFromText(row.feeAmount),
    time: row.createTime,
  };
  if (row.feeCurrency !== '') fill.feeCurrency = row.feeCurrency;
  if (liquidity !== undefined) fill.liquidity = liquidity;
  if (context.raw !== undefined) fill.raw = context.raw;
  return fill;
}

/** What was ordered and what of it is open: an order has a quantity, a market buy the amount that it spends. */
function setAmounts(order: Mutable<Order>, quantity: string, amount: string): void {
  const { filledQuantity, filledQuoteQuantity = '0' } = order;
  if (quantity === '0' && order.type === 'market') {
    order.quoteQuantity = decimalFromText(amount);
  } else {
    order.quantity = quantity;
    order.remainingQuantity = isFinal(order.status)
      ? '0'
      : filledQuantity === '0'
        ? quantity
        : subtractDecimals(quantity, filledQuantity);
  }
  if (filledQuantity !== '0') {
    order.averagePrice = divideDecimals(filledQuoteQuantity, filledQuantity, AVERAGE_PLACES);
  }
}

/** When it happened at the venue: the trade, else the making of the order, else the push. */
function timeOfUpdate(
  { tradeTime, createTime, ts }: PoloniexOrderUpdate,
  event: ReturnType<typeof orderEvent>,
): number {
  if (event === 'trade' && tradeTime !== 0) return tradeTime;
  return event === 'place' ? createTime : ts;
}

import {
  addDecimals,
  type Balance,
  type Candle,
  type Fill,
  type Instrument,
  type Order,
  type OrderStatus,
  type Quote,
} from 'venuekit';
import { codeTable, type MapContext, recordMeta } from 'venuekit/adapter';
import type { BalanceRow, CandleRow, FillRow, InstrumentRow, OrderRow, TickerRow } from '../wire/rows';

/** Length of a candle in ms. */
export const MINUTE_MS = 60_000;

const statusOf = codeTable<OrderStatus>([
  ['open', 'open'],
  ['filled', 'filled'],
  ['canceled', 'canceled'],
]);

export function toInstrument(row: InstrumentRow, context: MapContext): Instrument {
  return { ...recordMeta('lark', context), ...row, kind: 'spot', currency: row.quote, tradable: true };
}

// [doc:map]
export function toQuote({ symbol, bid, ask, time }: TickerRow, context: MapContext): Quote {
  return { ...recordMeta('lark', context), symbol, bid, ask, time };
}
// [/doc:map]

/** @param closed - whether the candle has ended */
export function toCandle(symbol: string, row: CandleRow, closed: boolean, context: MapContext): Candle {
  const { openTime, open, high, low, close, volume } = row;
  return {
    ...recordMeta('lark', context),
    symbol,
    interval: '1m',
    openTime,
    open,
    high,
    low,
    close,
    volume,
    closed,
  };
}

export function toBalance({ currency, available, held }: BalanceRow, context: MapContext): Balance {
  return { ...recordMeta('lark', context), currency, total: addDecimals(available, held), available, held };
}

export function toOrder(row: OrderRow, context: MapContext): Order {
  const { id, clientOrderId, symbol, side, type, price, quantity, filled, createdTime, updatedTime } = row;
  const status = statusOf(row.status) ?? 'unknown';
  return {
    ...recordMeta('lark', context),
    id,
    clientOrderId,
    symbol,
    side,
    type: price === undefined ? 'market' : 'limit',
    venueType: type,
    ...(price === undefined ? {} : { price, timeInForce: 'gtc' }),
    quantity,
    filledQuantity: filled,
    status: status === 'open' && filled !== '0' ? 'partiallyFilled' : status,
    venueStatus: row.status,
    origin: 'external',
    createdTime,
    updatedTime,
  };
}

/** The venue takes no fees. */
export function toFill(
  { id, orderId, symbol, side, price, quantity, time }: FillRow,
  context: MapContext,
): Fill {
  return { ...recordMeta('lark', context), id, orderId, symbol, side, price, quantity, time };
}

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
import type {
  BalanceRow,
  CandleRow,
  FillRow,
  InstrumentRow,
  OrderRow,
  StreamCandleRow,
  TickerRow,
} from '../wire/rows';

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
/** The venue names the figures of a quote as the model does. */
export function toQuote(row: TickerRow, context: MapContext): Quote {
  return { ...recordMeta('lark', context), ...row };
}
// [/doc:map]

export function toCandle(symbol: string, row: CandleRow, serverTime: number, context: MapContext): Candle {
  const closed = row.openTime + MINUTE_MS <= serverTime;
  return { ...recordMeta('lark', context), ...row, symbol, interval: '1m', closed };
}

export function toStreamCandle(row: StreamCandleRow, context: MapContext): Candle {
  return { ...recordMeta('lark', context), ...row, interval: '1m' };
}

export function toBalance({ currency, available, held }: BalanceRow, context: MapContext): Balance {
  return { ...recordMeta('lark', context), currency, total: addDecimals(available, held), available, held };
}

export function toOrder(row: OrderRow, context: MapContext): Order {
  const { type, price, filled, status: venueStatus, ...same } = row;
  const status = statusOf(venueStatus) ?? 'unknown';
  return {
    ...recordMeta('lark', context),
    ...same,
    type: price === undefined ? 'market' : 'limit',
    venueType: type,
    ...(price === undefined ? {} : { price, timeInForce: 'gtc' }),
    filledQuantity: filled,
    status: status === 'open' && filled !== '0' ? 'partiallyFilled' : status,
    venueStatus,
    origin: 'external',
  };
}

/** The venue takes no fees. */
export function toFill(row: FillRow, context: MapContext): Fill {
  return { ...recordMeta('lark', context), ...row };
}

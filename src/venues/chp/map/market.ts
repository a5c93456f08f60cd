import {
  type BookLevel,
  type Candle,
  compareDecimals,
  decimalFromWire,
  FIXED_INTERVAL_MS,
  type Interval,
  type OrderBook,
  type Quote,
  type Trade,
} from '../../../model';
import { decimalOf, type Exactly, type Mutable } from '../../../model/map-context';
import type { ChpBar, ChpBidAsk, ChpQuote, ChpTick } from '../generated/records';
import { type MapContext, metaOf, type PriceGrid, priceFromWire, priceOrNone } from './meta';
import { sideOf } from './order-codes';
import { addMonths, timeFromWire } from './time';

/** The venue's number of each interval. @see CHP_client, GetBars */
export const CODE_OF_INTERVAL = {
  '1m': 1,
  '5m': 2,
  '10m': 3,
  '15m': 4,
  '30m': 5,
  '1h': 6,
  '2h': 7,
  '4h': 8,
  '1d': 9,
  '1w': 10,
  '1M': 11,
  '1q': 12,
  '1y': 13,
} as const satisfies Partial<Record<Interval, number>>;

export type ChpCandleInterval = keyof typeof CODE_OF_INTERVAL;

const MONTHS: Partial<Record<ChpCandleInterval, number>> = { '1M': 1, '1q': 3, '1y': 12 };

/** The longest month: an interval is never longer than this many of them. */
const LONGEST_MONTH_MS = 31 * 86_400_000;

/** The longest that a candle of the interval can be, in ms. */
export function longestOf(interval: ChpCandleInterval): number {
  return FIXED_INTERVAL_MS[interval] ?? (MONTHS[interval] ?? 1) * LONGEST_MONTH_MS;
}

/** When a candle ends, UTC epoch ms. */
export function endOfCandle(openTime: number, interval: ChpCandleInterval): number {
  const fixed = FIXED_INTERVAL_MS[interval];
  return fixed === undefined ? addMonths(openTime, MONTHS[interval] ?? 1) : openTime + fixed;
}

/** What mapping reads of a row of GetBars. */
export type BarFields = Exactly<
  Pick<ChpBar, 'symbol' | 'datetime' | 'open' | 'high' | 'low' | 'close' | 'volume'>,
  'volume'
>;

/** A row of GetBars; `undefined` when its time cannot be read. */
export function toCandle(
  record: BarFields,
  context: MapContext & { readonly interval: ChpCandleInterval; readonly grid: PriceGrid },
): Candle | undefined {
  const { interval, grid } = context;
  const openTime = timeFromWire(record.datetime);
  if (openTime === undefined) return undefined;
  const candle: Mutable<Candle> = {
    venue: 'chp',
    receivedTime: context.receivedTime,
    source: context.source,
    symbol: record.symbol,
    interval,
    openTime,
    open: priceFromWire(record.open, grid),
    high: priceFromWire(record.high, grid),
    low: priceFromWire(record.low, grid),
    close: priceFromWire(record.close, grid),
    volume: decimalOf(record.volume),
    closed: endOfCandle(openTime, interval) <= (context.serverTime ?? context.receivedTime),
  };
  if (context.raw !== undefined) candle.raw = context.raw;
  return candle;
}

/** A row of UpdateQuote. A price of 0 means that there is none; `close` is that of the session before. */
export function toQuote(record: ChpQuote, context: MapContext, grid: PriceGrid): Quote {
  const quote: Mutable<Quote> = {
    venue: 'chp',
    receivedTime: context.receivedTime,
    source: context.source,
    symbol: record.symbol,
  };
  const bid = priceOrNone(record.bid, grid);
  const ask = priceOrNone(record.ask, grid);
  const last = priceOrNone(record.last, grid);
  const open = priceOrNone(record.open, grid);
  const high = priceOrNone(record.high, grid);
  const low = priceOrNone(record.low, grid);
  const time = timeFromWire(record.datetime);
  if (context.raw !== undefined) quote.raw = context.raw;
  if (bid !== undefined) {
    quote.bid = bid;
    quote.bidQuantity = decimalFromWire(record.bidSize);
  }
  if (ask !== undefined) {
    quote.ask = ask;
    quote.askQuantity = decimalFromWire(record.askSize);
  }
  if (last !== undefined) quote.last = last;
  if (open !== undefined) quote.open = open;
  if (high !== undefined) quote.high = high;
  if (low !== undefined) quote.low = low;
  quote.volume = decimalFromWire(record.volume);
  if (time !== undefined) quote.time = time;
  return quote;
}

/** A row of GetTrades or AddTick; `undefined` when its time cannot be read. */
export function toTrade(record: ChpTick, context: MapContext, grid: PriceGrid): Trade | undefined {
  const time = timeFromWire(record.datetime);
  if (time === undefined) return undefined;
  const { receivedTime, source, raw } = context;
  const side = sideOf(record.action);
  const trade: Mutable<Trade> = {
    venue: 'chp',
    receivedTime,
    source,
    symbol: record.symbol,
    price: priceFromWire(record.price, grid),
    quantity: decimalFromWire(record.volume),
    time,
  };
  if (record.tradeno !== '' && record.tradeno !== '0') trade.id = record.tradeno;
  if (side !== undefined) trade.side = side;
  if (raw !== undefined) trade.raw = raw;
  return trade;
}

/**
 * The levels of a symbol that are known as a book, best first whatever their rows say; a price of 0 is no level.
 */
export function toOrderBook(
  symbol: string,
  rows: readonly ChpBidAsk[],
  context: MapContext,
  grid: PriceGrid,
): OrderBook {
  const bids = levelsOf(rows, 'bid', grid);
  const asks = levelsOf(rows, 'ask', grid);
  return {
    ...metaOf(context),
    symbol,
    bids: bids.sort(([a], [b]) => compareDecimals(b, a)),
    asks: asks.sort(([a], [b]) => compareDecimals(a, b)),
  };
}

function levelsOf(rows: readonly ChpBidAsk[], side: 'bid' | 'ask', grid: PriceGrid): BookLevel[] {
  const byPrice = new Map<string, BookLevel>();
  for (const row of rows) {
    const size = row[`${side}size`];
    if (row[side] === 0 || size === 0) continue;
    const price = priceFromWire(row[side], grid);
    byPrice.set(price, [price, decimalFromWire(size)]);
  }
  return [...byPrice.values()];
}

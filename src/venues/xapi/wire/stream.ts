import { z } from 'zod';
import { streamingTickRecord } from './tick';
import { wireId, wireNumber, wireTime } from './values';

/**
 * @example {"balance":995800269.43,"credit":1000.00,"equity":995985397.56,"margin":572634.43,"marginFree":995227635.00,"marginLevel":173930.41}
 * @see XAPI 2.5.0, streaming getBalance
 */
export const streamingBalanceRecord = z.looseObject({
  balance: wireNumber,
  credit: wireNumber,
  equity: wireNumber,
  margin: wireNumber,
  marginFree: wireNumber,
  marginLevel: wireNumber,
  // Venue quirk: real servers add these four (captured payloads).
  equityFX: z.exactOptional(wireNumber),
  stockValue: z.exactOptional(wireNumber),
  stockLock: z.exactOptional(wireNumber),
  cashStockValue: z.exactOptional(wireNumber),
});

/**
 * @example {"close":4.1849,"ctm":1378369375000,"ctmString":"Sep 05, 2013 10:22:55 AM","high":4.1854,"low":4.1848,"open":4.1848,"quoteId":2,"symbol":"EURUSD","vol":0.0}
 * @see XAPI 2.5.0, streaming getCandles
 */
export const streamingCandleRecord = z.looseObject({
  close: wireNumber,
  ctm: wireTime,
  ctmString: z.string(),
  high: wireNumber,
  low: wireNumber,
  open: wireNumber,
  quoteId: wireNumber,
  symbol: z.string(),
  vol: wireNumber,
});

/**
 * @example {"timestamp":1362944112000}
 * @see XAPI 2.5.0, streaming getKeepAlive
 */
export const streamingKeepAliveRecord = z.looseObject({ timestamp: wireTime });

/**
 * @example {"body":"<html>...</html>","key":"1f6da766abd29927aa854823f0105c23","time":1262944112000,"title":"Breaking trend"}
 * @see XAPI 2.5.0, streaming getNews
 */
export const streamingNewsRecord = z.looseObject({
  body: z.string(),
  key: z.string(),
  time: wireTime,
  title: z.string(),
});

/**
 * @example {"order":7497776,"order2":7497777,"position":7497776,"profit":7076.52}
 * @see XAPI 2.5.0, streaming getProfits
 */
export const streamingProfitRecord = z.looseObject({
  order: wireId,
  order2: wireId,
  position: wireId,
  profit: wireNumber,
  // Venue quirk: real servers add these three (captured payloads).
  marketValue: z.exactOptional(wireNumber),
  profitCalcPrice: z.exactOptional(wireNumber),
  profitRecalcPrice: z.exactOptional(wireNumber),
});

/**
 * @example {"close_price":1.3256,"close_time":null,"closed":false,"cmd":0, ... ,"state":"Modified", ... ,"type":0,"volume":0.10}
 * @see XAPI 2.5.0, streaming getTrades
 */
export const streamingTradeRecord = z.looseObject({
  close_price: wireNumber,
  close_time: wireTime.nullable(),
  closed: z.boolean(),
  cmd: wireNumber,
  comment: z.string(),
  commission: wireNumber.nullable(),
  // Venue quirk: null has been captured; the document does not say so.
  customComment: z.string().nullable(),
  digits: wireNumber,
  expiration: wireTime.nullable(),
  margin_rate: wireNumber,
  offset: wireNumber,
  open_price: wireNumber,
  open_time: wireTime,
  order: wireId,
  order2: wireId,
  position: wireId,
  profit: wireNumber.nullable(),
  sl: wireNumber,
  state: z.string(),
  storage: wireNumber,
  symbol: z.string().nullable(),
  tp: wireNumber,
  type: wireNumber,
  volume: wireNumber,
});

/**
 * @example {"customComment":"Some text","message":null,"order":43,"price":1.392,"requestStatus":3}
 * @see XAPI 2.5.0, streaming getTradeStatus
 */
export const streamingTradeStatusRecord = z.looseObject({
  // Venue quirk: the document allows null for the message alone; all three have been captured as null.
  customComment: z.string().nullable(),
  message: z.string().nullable(),
  order: wireId,
  price: wireNumber.nullable(),
  requestStatus: wireNumber,
});

/** The schema of each command that the stream sends. */
export const streamSchemas = {
  balance: streamingBalanceRecord,
  candle: streamingCandleRecord,
  keepAlive: streamingKeepAliveRecord,
  news: streamingNewsRecord,
  profit: streamingProfitRecord,
  tickPrices: streamingTickRecord,
  trade: streamingTradeRecord,
  tradeStatus: streamingTradeStatusRecord,
} as const;

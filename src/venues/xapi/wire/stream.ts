import { typed } from '../../../adapter/schema/values';
import * as z from '../../../adapter/schema/zod';
import type { OpenText, QuoteId, RequestStatus, TradeCommand, TradeType } from '../types/open';
import { streamingTickRecord } from './tick';
import { wireId, wireNumber, wireTime } from './values';

/**
 * Amounts in the account's currency.
 * @record StreamingBalanceRecord
 * @decode decodeBalance balance# cashStockValue- credit- equity- equityFX- margin# marginFree# marginLevel- stockLock- stockValue-
 * @example {"balance":995800269.43,"credit":1000.00,"equity":995985397.56,"margin":572634.43,"marginFree":995227635.00,"marginLevel":173930.41}
 * @see XAPI 2.5.0, streaming getBalance, STREAMING_BALANCE_RECORD
 */
export const streamingBalanceRecord = z.looseObject({
  balance: wireNumber,
  credit: wireNumber,
  equity: wireNumber,
  margin: wireNumber,
  marginFree: wireNumber,
  /** In percent. */
  marginLevel: wireNumber,
  // Venue quirk: real servers add these four (captured payloads).

  /** Sent by real servers, absent from the document. */
  equityFX: z.exactOptional(wireNumber),
  /** Sent by real servers, absent from the document. */
  stockValue: z.exactOptional(wireNumber),
  /** Sent by real servers, absent from the document. */
  stockLock: z.exactOptional(wireNumber),
  /** Sent by real servers, absent from the document. */
  cashStockValue: z.exactOptional(wireNumber),
});

/**
 * A candle of one minute in real prices, not in points as the chart requests answer.
 * @record StreamingCandleRecord
 * @decode decodeCandle close# ctm ctmString- high# low# open# quoteId- symbol vol#
 * @example {"close":4.1849,"ctm":1378369375000,"ctmString":"Sep 05, 2013 10:22:55 AM","high":4.1854,"low":4.1848,"open":4.1848,"quoteId":2,"symbol":"EURUSD","vol":0.0}
 * @see XAPI 2.5.0, streaming getCandles, STREAMING_CANDLE_RECORD
 */
export const streamingCandleRecord = z.looseObject({
  close: wireNumber,
  /** Start of the candle. True UTC epoch ms, although the document says CET: only `ctmString` is local time. */
  ctm: wireTime,
  ctmString: z.string(),
  high: wireNumber,
  low: wireNumber,
  open: wireNumber,
  quoteId: typed<QuoteId>(wireNumber),
  symbol: z.string(),
  /** In lots. */
  vol: wireNumber,
});

/**
 * @record StreamingKeepAliveRecord
 * @example {"timestamp":1362944112000}
 * @see XAPI 2.5.0, streaming getKeepAlive, STREAMING_KEEP_ALIVE_RECORD
 */
export const streamingKeepAliveRecord = z.looseObject({
  /** UTC epoch ms. */
  timestamp: wireTime,
});

/**
 * @record StreamingNewsRecord
 * @example {"body":"<html>...</html>","key":"1f6da766abd29927aa854823f0105c23","time":1262944112000,"title":"Breaking trend"}
 * @see XAPI 2.5.0, streaming getNews, STREAMING_NEWS_RECORD
 */
export const streamingNewsRecord = z.looseObject({
  /** HTML. */
  body: z.string(),
  key: z.string(),
  /** UTC epoch ms. */
  time: wireTime,
  title: z.string(),
});

/**
 * @record StreamingProfitRecord
 * @decode decodeProfit marketValue- order- order2- position profit# profitCalcPrice- profitRecalcPrice-
 * @example {"order":7497776,"order2":7497777,"position":7497776,"profit":7076.52}
 * @see XAPI 2.5.0, streaming getProfits, STREAMING_PROFIT_RECORD
 */
export const streamingProfitRecord = z.looseObject({
  order: wireId,
  /** Transaction id. */
  order2: wireId,
  position: wireId,
  /** In the account's currency. */
  profit: wireNumber,
  // Venue quirk: real servers add these three (captured payloads).

  /** Sent by real servers, absent from the document. */
  marketValue: z.exactOptional(wireNumber),
  /** Sent by real servers, absent from the document. */
  profitCalcPrice: z.exactOptional(wireNumber),
  /** Sent by real servers, absent from the document. */
  profitRecalcPrice: z.exactOptional(wireNumber),
});

/**
 * A change of a position or of a pending order.
 * @record StreamingTradeRecord
 * @example {"close_price":1.3256,"close_time":null,"closed":false,"cmd":0, ... ,"state":"Modified", ... ,"type":0,"volume":0.10}
 * @see XAPI 2.5.0, streaming getTrades, STREAMING_TRADE_RECORD
 */
export const streamingTradeRecord = z.looseObject({
  close_price: wireNumber,
  /** UTC epoch ms; null while it is not closed. */
  close_time: wireTime.nullable(),
  closed: z.boolean(),
  cmd: typed<TradeCommand>(wireNumber),
  /** `[S/L]`, `[T/P]` and `[S/O ...]` name what closed a trade. */
  comment: z.string(),
  commission: wireNumber.nullable(),
  // Venue quirk: null has been captured; the document does not say so.
  customComment: z.string().nullable(),
  digits: wireNumber,
  /** UTC epoch ms. */
  expiration: wireTime.nullable(),
  margin_rate: wireNumber,
  offset: wireNumber,
  open_price: wireNumber,
  /** UTC epoch ms. */
  open_time: wireTime,
  order: wireId,
  /** Transaction id. */
  order2: wireId,
  /** Position number for type 0 and 2, a transaction parameter for type 1. */
  position: wireId,
  /** Null unless the trade is open (type 0) or closed (type 2). */
  profit: wireNumber.nullable(),
  /** Stop loss; 0 where none is set. */
  sl: wireNumber,
  /** `Deleted`: a pending order is gone, cancelled or filled, or with type 0 a position, closed; not how. */
  state: typed<OpenText<'Modified' | 'Deleted'>>(z.string()),
  storage: wireNumber,
  /** Null on deposits and withdrawals. */
  symbol: z.string().nullable(),
  /** Take profit; 0 where none is set. */
  tp: wireNumber,
  type: typed<TradeType>(wireNumber),
  /** In lots. */
  volume: wireNumber,
});

/**
 * @record StreamingTradeStatusRecord
 * @decode decodeTradeStatus customComment message order price# requestStatus
 * @example {"customComment":"Some text","message":null,"order":43,"price":1.392,"requestStatus":3}
 * @see XAPI 2.5.0, streaming getTradeStatus, STREAMING_TRADE_STATUS_RECORD
 */
export const streamingTradeStatusRecord = z.looseObject({
  // Venue quirk: the document allows null for the message alone; all three have been captured as null.
  customComment: z.string().nullable(),
  message: z.string().nullable(),
  order: wireId,
  price: wireNumber.nullable(),
  requestStatus: typed<RequestStatus>(wireNumber),
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

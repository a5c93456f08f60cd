import { optionalNumber, typed, wireId, wireInteger, wireNumber } from '../../../adapter/schema/values';
import * as z from '../../../adapter/schema/zod';
import type { ChpSentAction, ChpSentInterval } from '../types/open';
import { wireWallTime } from './values';

/**
 * One candle. Prices are the venue's binary floats as they came, noise included.
 * @record ChpBar
 * @check checkBar
 * @decode decodeBar row- nrows- symbol* interval- datetime open high low close volume# openInt-
 * @example {"row":0,"nrows":10,"symbol":"GAZP","interval":3,"datetime":"2020-10-14T18:50:00","open":166.82000000000002,
 *   "high":167.58,"low":166.44,"close":166.46,"volume":790760,"openInt":0}
 * @see CHP_client, GetBars
 */
export const barRecord = z.looseObject({
  /** Place in the answer, from 0. */
  row: wireInteger,
  /** Rows of the whole answer. */
  nrows: wireInteger,
  symbol: z.string().min(1),
  interval: typed<ChpSentInterval>(wireInteger),
  /** Moscow wall time without a zone, such as `2020-10-14T18:50:00`. */
  datetime: wireWallTime,
  open: wireNumber,
  high: wireNumber,
  low: wireNumber,
  close: wireNumber,
  /** In units, not in lots. */
  volume: wireNumber,
  /** Open interest; 0 where there is none. */
  openInt: wireNumber,
});

/**
 * A quote of a subscribed symbol.
 * @record ChpQuote
 * @check checkQuote whole
 * @example {"symbol":"SBER","datetime":"2020-10-16T23:49:55","open":204,"high":205.1,"low":203.2,"close":204.3,
 *   "last":203.9,"volume":31622040,"size":10,"bid":163.92000000000002,"ask":163.95,"bidSize":120,"askSize":40,...}
 * @see CHP_client, UpdateQuote
 */
export const quoteRecord = z.looseObject({
  symbol: z.string().min(1),
  /** Moscow wall time without a zone. */
  datetime: z.string().min(1),
  open: wireNumber,
  high: wireNumber,
  low: wireNumber,
  /** Close of the session before. */
  close: wireNumber,
  last: wireNumber,
  volume: wireNumber,
  /** Size of the last trade. */
  size: wireNumber,
  bid: wireNumber,
  ask: wireNumber,
  bidSize: wireNumber,
  askSize: wireNumber,
  open_Int: optionalNumber,
  /** Collateral of a buyer. */
  go_Buy: optionalNumber,
  /** Collateral of a seller. */
  go_Sell: optionalNumber,
  go_Base: optionalNumber,
  go_Base_Backed: optionalNumber,
  high_Limit: optionalNumber,
  low_Limit: optionalNumber,
  trading_Status: optionalNumber,
  volat: optionalNumber,
  theor_Price: optionalNumber,
  step_Price: optionalNumber,
});

/**
 * A trade on the tape.
 * @record ChpTick
 * @check checkTick whole copied
 * @example {"symbol":"GAZP","datetime":"2020-10-16T18:39:59","price":163.92,"volume":30,"tradeno":"3450112233","action":1}
 * @see CHP_client, GetTrades and UpdateTicks
 */
export const tickRecord = z.looseObject({
  /** Only in history. */
  row: z.exactOptional(wireInteger),
  /** Only in history. */
  nrows: z.exactOptional(wireInteger),
  symbol: z.string().min(1),
  /** Moscow wall time without a zone. */
  datetime: z.string().min(1),
  price: wireNumber,
  volume: wireNumber,
  /** Digits of the exchange's number, none lost. */
  tradeno: wireId,
  /** Who took: 1 a buyer, 2 a seller. */
  action: typed<ChpSentAction>(wireInteger),
});

/**
 * One level of an order book.
 * @record ChpBidAsk
 * @check checkBidAsk
 * @example {"symbol":"GAZP","row":0,"nrows":20,"bid":163.92,"bidsize":1200,"ask":163.95,"asksize":400}
 * @see CHP_client, UpdateBidAsks
 */
export const bidAskRecord = z.looseObject({
  symbol: z.string().min(1),
  /** 0 is the best level. */
  row: wireInteger,
  /** Levels of the whole book. */
  nrows: wireInteger,
  /** 0 where this side has no such level. */
  bid: wireNumber,
  bidsize: wireNumber,
  ask: wireNumber,
  asksize: wireNumber,
});

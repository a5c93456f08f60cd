import { z } from 'zod';
import { optionalNumber, wireId, wireInteger, wireNumber } from '../../../adapter/schema/values';

/**
 * A row of GetBars.
 * @example {"row":0,"nrows":10,"symbol":"GAZP","interval":3,"datetime":"2020-10-14T18:50:00","open":166.82000000000002,
 *   "high":167.58,"low":166.44,"close":166.46,"volume":790760,"openInt":0}
 * @see CHP_client, GetBars
 */
export const barRecord = z.looseObject({
  row: wireInteger,
  nrows: wireInteger,
  symbol: z.string().min(1),
  interval: wireInteger,
  datetime: z.string().min(1),
  open: wireNumber,
  high: wireNumber,
  low: wireNumber,
  close: wireNumber,
  volume: wireNumber,
  openInt: wireNumber,
});

/**
 * A row of UpdateQuote.
 * @example {"symbol":"SBER","datetime":"2020-10-16T23:49:55","open":204,"high":205.1,"low":203.2,"close":204.3,
 *   "last":203.9,"volume":31622040,"size":10,"bid":163.92000000000002,"ask":163.95,"bidSize":120,"askSize":40,...}
 * @see CHP_client, UpdateQuote
 */
export const quoteRecord = z.looseObject({
  symbol: z.string().min(1),
  datetime: z.string().min(1),
  open: wireNumber,
  high: wireNumber,
  low: wireNumber,
  close: wireNumber,
  last: wireNumber,
  volume: wireNumber,
  size: wireNumber,
  bid: wireNumber,
  ask: wireNumber,
  bidSize: wireNumber,
  askSize: wireNumber,
  open_Int: optionalNumber,
  go_Buy: optionalNumber,
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
 * A row of GetTrades, with `row` and `nrows`, or of AddTick.
 * @example {"symbol":"GAZP","datetime":"2020-10-16T18:39:59","price":163.92,"volume":30,"tradeno":"3450112233","action":1}
 * @see CHP_client, GetTrades and UpdateTicks
 */
export const tickRecord = z.looseObject({
  row: z.exactOptional(wireInteger),
  nrows: z.exactOptional(wireInteger),
  symbol: z.string().min(1),
  datetime: z.string().min(1),
  price: wireNumber,
  volume: wireNumber,
  tradeno: wireId,
  action: wireInteger,
});

/**
 * A level of UpdateBidAsk.
 * @example {"symbol":"GAZP","row":0,"nrows":20,"bid":163.92,"bidsize":1200,"ask":163.95,"asksize":400}
 * @see CHP_client, UpdateBidAsks
 */
export const bidAskRecord = z.looseObject({
  symbol: z.string().min(1),
  row: wireInteger,
  nrows: wireInteger,
  bid: wireNumber,
  bidsize: wireNumber,
  ask: wireNumber,
  asksize: wireNumber,
});

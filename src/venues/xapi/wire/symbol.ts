import { typed } from '../../../adapter/schema/values';
import * as z from '../../../adapter/schema/zod';
import type { MarginMode, ProfitMode, QuoteId } from '../types/open';
import { wireNumber, wireTime } from './values';

/**
 * An instrument and its last price. Fields that the document does not name are kept as they came.
 * @record SymbolRecord
 * @check checkSymbolRecord
 * @decode decodeSymbol ask bid categoryName* contractSize# currency* currencyPair currencyProfit* description^ exemode-
 *   expiration groupName- high initialMargin- instantMaxVolume- leverage- longOnly- lotMax# lotMin# lotStep# low marginHedged-
 *   marginHedgedStrong- marginMaintenance- marginMode percentage- pipsPrecision- precision profitMode- quoteId- quoteIdCross-
 *   shortSelling- spreadRaw- spreadTable- starting- stepRuleId- stopsLevel- swap_rollover3days- swapEnable- swapLong-
 *   swapShort- swapType- symbol tickSize tickValue- time- timeString- trailingEnabled- type-
 * @decode decodeSentSymbol symbol currency* categoryName* currencyProfit* quoteId- quoteIdCross- marginMode profitMode-
 *   pipsPrecision- contractSize# exemode- time- expiration stopsLevel- precision swapType- stepRuleId- type- instantMaxVolume-
 *   groupName- description^ longOnly- trailingEnabled- marginHedgedStrong- swapEnable- percentage- bid ask high low lotMin#
 *   lotMax# lotStep# tickSize tickValue- swapLong- swapShort- leverage- spreadRaw- spreadTable- starting- swap_rollover3days-
 *   marginMaintenance- marginHedged- initialMargin- currencyPair shortSelling- timeString-
 * @example {"ask":4000.0,"bid":4000.0,"categoryName":"Forex","contractSize":100000,"currency":"USD","currencyPair":true,
 *   "currencyProfit":"SEK","description":"USD/PLN","expiration":null,"groupName":"Minor","high":4000.0,"initialMargin":0,
 *   "instantMaxVolume":0,"leverage":1.5,"longOnly":false,"lotMax":10.0,"lotMin":0.1,"lotStep":0.1,"low":3500.0,
 *   "marginHedged":0,"marginHedgedStrong":false,"marginMaintenance":null,"marginMode":101,"percentage":100.0,"precision":2,
 *   "profitMode":5,"quoteId":1,"shortSelling":true,"spreadRaw":0.000003,"spreadTable":0.00042,"starting":null,
 *   "stepRuleId":1,"stopsLevel":0,"swap_rollover3days":0,"swapEnable":true,"swapLong":-2.55929,"swapShort":0.131,
 *   "swapType":0,"symbol":"USDPLN","tickSize":1.0,"tickValue":1.0,"time":1272446136891,
 *   "timeString":"Thu May 23 12:23:44 EDT 2013","trailingEnabled":true,"type":21}
 * @see XAPI 2.5.0, getAllSymbols, SYMBOL_RECORD
 */
export const symbolRecord = z.looseObject({
  ask: wireNumber,
  bid: wireNumber,
  categoryName: z.string(),
  /** Size of 1 lot. */
  contractSize: wireNumber,
  currency: z.string(),
  currencyPair: z.boolean(),
  currencyProfit: z.string(),
  description: z.string(),
  /** UTC epoch ms; null where the instrument does not expire. */
  expiration: wireTime.nullable(),
  groupName: z.string(),
  /** Highest price of the day. */
  high: wireNumber,
  initialMargin: wireNumber,
  /** In lots, multiplied by 100. */
  instantMaxVolume: wireNumber,
  leverage: wireNumber,
  longOnly: z.boolean(),
  lotMax: wireNumber,
  lotMin: wireNumber,
  lotStep: wireNumber,
  /** Lowest price of the day. */
  low: wireNumber,
  marginHedged: wireNumber,
  marginHedgedStrong: z.boolean(),
  marginMaintenance: wireNumber.nullable(),
  marginMode: typed<MarginMode>(wireNumber),
  percentage: wireNumber,
  // Venue quirk: in the document's table, but neither in its example nor always on the wire.

  /** Decimals of a pip; in the document's table, absent from its example. */
  pipsPrecision: z.exactOptional(wireNumber),
  /** Decimals of a price. */
  precision: wireNumber,
  profitMode: typed<ProfitMode>(wireNumber),
  quoteId: typed<QuoteId>(wireNumber),
  shortSelling: z.boolean(),
  /** Ask minus bid, as a price. */
  spreadRaw: wireNumber,
  /** The spread in pips. */
  spreadTable: wireNumber,
  starting: wireTime.nullable(),
  /** Names a step rule of `getStepRules`. */
  stepRuleId: wireNumber,
  /** Least distance of stop loss and take profit from the price, in pips. */
  stopsLevel: wireNumber,
  swap_rollover3days: wireNumber,
  swapEnable: z.boolean(),
  swapLong: wireNumber,
  swapShort: wireNumber,
  swapType: wireNumber,
  symbol: z.string(),
  tickSize: wireNumber.nullable(),
  tickValue: wireNumber.nullable(),
  /** Time of the price, UTC epoch ms, may have a fraction. */
  time: wireTime,
  timeString: z.string(),
  trailingEnabled: z.boolean(),
  type: wireNumber,
  // Venue quirk: real servers add these two (captured payloads).

  /** Sent by real servers, absent from the document. */
  exemode: z.exactOptional(wireNumber),
  /** Sent by real servers, absent from the document. */
  quoteIdCross: z.exactOptional(wireNumber),
});

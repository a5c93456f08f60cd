import { typed } from '../../../adapter/schema/values';
import * as z from '../../../adapter/schema/zod';
import type { MarginMode, ProfitMode, QuoteId } from '../types/open';
import { wireNumber, wireTime } from './values';

/**
 * An instrument and its last price. Fields that the document does not name are kept as they came.
 * @record SymbolRecord
 * @check checkSymbolRecord
 * @example {"ask":4000.0,"bid":4000.0,"categoryName":"Forex","contractSize":100000,"currency":"USD", ... ,"type":21}
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

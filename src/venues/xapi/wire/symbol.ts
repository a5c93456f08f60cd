import { z } from 'zod';
import { wireNumber, wireTime } from './values';

/**
 * SYMBOL_RECORD of getAllSymbols and getSymbol.
 * @example {"ask":4000.0,"bid":4000.0,"categoryName":"Forex","contractSize":100000,"currency":"USD", ... ,"type":21}
 * @see XAPI 2.5.0, getAllSymbols
 */
export const symbolRecord = z.looseObject({
  ask: wireNumber,
  bid: wireNumber,
  categoryName: z.string(),
  contractSize: wireNumber,
  currency: z.string(),
  currencyPair: z.boolean(),
  currencyProfit: z.string(),
  description: z.string(),
  expiration: wireTime.nullable(),
  groupName: z.string(),
  high: wireNumber,
  initialMargin: wireNumber,
  instantMaxVolume: wireNumber,
  leverage: wireNumber,
  longOnly: z.boolean(),
  lotMax: wireNumber,
  lotMin: wireNumber,
  lotStep: wireNumber,
  low: wireNumber,
  marginHedged: wireNumber,
  marginHedgedStrong: z.boolean(),
  marginMaintenance: wireNumber.nullable(),
  marginMode: wireNumber,
  percentage: wireNumber,
  // Venue quirk: in the document's table, but neither in its example nor always on the wire.
  pipsPrecision: z.exactOptional(wireNumber),
  precision: wireNumber,
  profitMode: wireNumber,
  quoteId: wireNumber,
  shortSelling: z.boolean(),
  spreadRaw: wireNumber,
  spreadTable: wireNumber,
  starting: wireTime.nullable(),
  stepRuleId: wireNumber,
  stopsLevel: wireNumber,
  swap_rollover3days: wireNumber,
  swapEnable: z.boolean(),
  swapLong: wireNumber,
  swapShort: wireNumber,
  swapType: wireNumber,
  symbol: z.string(),
  tickSize: wireNumber.nullable(),
  tickValue: wireNumber.nullable(),
  time: wireTime,
  timeString: z.string(),
  trailingEnabled: z.boolean(),
  type: wireNumber,
  // Venue quirk: real servers add these two (captured payloads).
  exemode: z.exactOptional(wireNumber),
  quoteIdCross: z.exactOptional(wireNumber),
});

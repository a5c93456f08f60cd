import { readRows } from '../../../adapter/schema/values';
import * as z from '../../../adapter/schema/zod';
import { wireNumber, wireTime } from './values';

/**
 * A candle in points: divide by 10 to the power of `digits` of the answer around it.
 * @record RateInfoRecord
 * @check checkRateInfoRecord
 * @decode decodeRate close. ctm. ctmString- high. low. open. vol#
 * @decode decodeSentRate ctm. ctmString- open. close. high. low. vol#
 * @example {"close":1.0,"ctm":1389362640000,"ctmString":"Jan 10, 2014 3:04:00 PM","high":6.0,"low":0.0,"open":41848.0,"vol":0.0}
 * @see XAPI 2.5.0, getChartLastRequest, RATE_INFO_RECORD
 */
export const rateInfoRecord = z.looseObject({
  /** Shift from `open`. */
  close: wireNumber,
  /** Start of the candle. True UTC epoch ms, although the document says CET: only `ctmString` is local time. */
  ctm: wireTime,
  ctmString: z.string(),
  /** Shift from `open`. */
  high: wireNumber,
  /** Shift from `open`. */
  low: wireNumber,
  open: wireNumber,
  /** In lots. */
  vol: wireNumber,
});

/**
 * Answer of the two chart requests; an empty range has no `rateInfos`.
 * @record Chart
 * @example {"digits":4,"rateInfos":[RATE_INFO_RECORD, RATE_INFO_RECORD, ...]}
 */
export const chart = z.looseObject({
  digits: z.int().min(0).max(20),
  // Up to 50,000 of them, read one by one before.
  rateInfos: readRows<z.infer<typeof rateInfoRecord>>(),
  // Venue quirk: real servers add it (captured payloads).

  /** Sent by real servers, absent from the document. */
  exemode: z.exactOptional(wireNumber),
});

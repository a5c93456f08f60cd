import { z } from 'zod';
import { readRows } from '../../../adapter/schema/values';
import { wireNumber, wireTime } from './values';

/**
 * RATE_INFO_RECORD of the two chart requests, in points.
 * @example {"close":1.0,"ctm":1389362640000,"ctmString":"Jan 10, 2014 3:04:00 PM","high":6.0,"low":0.0,"open":41848.0,"vol":0.0}
 * @see XAPI 2.5.0, getChartLastRequest
 */
export const rateInfoRecord = z.looseObject({
  close: wireNumber,
  ctm: wireTime,
  ctmString: z.string(),
  high: wireNumber,
  low: wireNumber,
  open: wireNumber,
  vol: wireNumber,
});

/**
 * Answer of getChartLastRequest and getChartRangeRequest.
 * @example {"digits":4,"rateInfos":[RATE_INFO_RECORD, RATE_INFO_RECORD, ...]}
 */
export const chart = z.looseObject({
  digits: z.int().min(0).max(20),
  // Up to 50,000 of them, read one by one before.
  rateInfos: readRows<z.infer<typeof rateInfoRecord>>(),
  // Venue quirk: real servers add it (captured payloads).
  exemode: z.exactOptional(wireNumber),
});

import { readRows, typed } from '../../../adapter/schema/values';
import * as z from '../../../adapter/schema/zod';
import type { QuoteId } from '../types/open';
import { wireNumber, wireTime } from './values';

const level = {
  ask: wireNumber,
  /** In lots; null where not applicable. */
  askVolume: wireNumber.nullable(),
  bid: wireNumber,
  /** In lots; null where not applicable. */
  bidVolume: wireNumber.nullable(),
  high: wireNumber,
  /** 0 is the best price, larger ones lie deeper. */

  /** 0 is the best price. */
  level: wireNumber,
  low: wireNumber,
  spreadRaw: wireNumber,
  spreadTable: wireNumber,
  symbol: z.string(),
  /** UTC epoch ms, may have a fraction. */
  timestamp: wireTime,
};

/**
 * One level of a symbol's prices, as `getTickPrices` of the main connection answers it.
 * @record TickRecord
 * @example {"ask":4000.0,"askVolume":15000,"bid":4000.0,"bidVolume":16000,"high":4000.0,"level":0,"low":3500.0,"spreadRaw":0.000003,"spreadTable":0.00042,"symbol":"KOMB.CZ","timestamp":1272529161605}
 * @see XAPI 2.5.0, getTickPrices, TICK_RECORD
 */
export const tickRecord = z.looseObject({
  ...level,
  // Venue quirk: real servers add it here, and leave it out of the stream (captured payloads).

  /** Sent by real servers, absent from the document. */
  exemode: z.exactOptional(wireNumber),
});

/**
 * Answer of `getTickPrices`.
 * @record TickPrices
 */
export const tickPrices = z.looseObject({ quotations: readRows<z.infer<typeof tickRecord>>() });

/**
 * One level of a symbol's prices; the levels of one moment come as separate frames in any order.
 * @record StreamingTickRecord
 * @check checkStreamingTickRecord
 * @decode decodeTick ask# askVolume# bid# bidVolume# high# level low# quoteId- spreadRaw- spreadTable- symbol timestamp
 * @example {"ask":4000.0,"askVolume":15000,"bid":4000.0,"bidVolume":16000,"high":4000.0,"level":0,"low":3500.0,"quoteId":0,"spreadRaw":0.000003,"spreadTable":0.00042,"symbol":"KOMB.CZ","timestamp":1272529161605}
 * @see XAPI 2.5.0, streaming getTickPrices, STREAMING_TICK_RECORD
 */
export const streamingTickRecord = z.looseObject({ ...level, quoteId: typed<QuoteId>(wireNumber) });

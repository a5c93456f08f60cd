import { z } from 'zod';
import { readRows } from '../../../adapter/schema/values';
import { wireNumber, wireTime } from './values';

const level = {
  ask: wireNumber,
  askVolume: wireNumber.nullable(),
  bid: wireNumber,
  bidVolume: wireNumber.nullable(),
  high: wireNumber,
  level: wireNumber,
  low: wireNumber,
  spreadRaw: wireNumber,
  spreadTable: wireNumber,
  symbol: z.string(),
  timestamp: wireTime,
};

/**
 * TICK_RECORD of the main connection's getTickPrices.
 * @example {"ask":4000.0,"askVolume":15000,"bid":4000.0,"bidVolume":16000,"high":4000.0,"level":0,"low":3500.0,"spreadRaw":0.000003,"spreadTable":0.00042,"symbol":"KOMB.CZ","timestamp":1272529161605}
 * @see XAPI 2.5.0, getTickPrices
 */
export const tickRecord = z.looseObject({
  ...level,
  // Venue quirk: real servers add it here, and leave it out of the stream (captured payloads).
  exemode: z.exactOptional(wireNumber),
});

/** Answer of getTickPrices, its rows read one by one before. */
export const tickPrices = z.looseObject({ quotations: readRows<z.infer<typeof tickRecord>>() });

/**
 * STREAMING_TICK_RECORD of the stream's getTickPrices. The hot path uses `isStreamingTickRecord` instead.
 * @example {"ask":4000.0,"askVolume":15000,"bid":4000.0,"bidVolume":16000,"high":4000.0,"level":0,"low":3500.0,"quoteId":0,"spreadRaw":0.000003,"spreadTable":0.00042,"symbol":"KOMB.CZ","timestamp":1272529161605}
 * @see XAPI 2.5.0, streaming getTickPrices
 */
export const streamingTickRecord = z.looseObject({ ...level, quoteId: wireNumber });

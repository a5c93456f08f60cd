// Generated from the definitions of src/venues/xapi by `npm run generate`; do not edit.

import { type CutRow, RowDecoder } from '../../../adapter/schema/row-decoder';
import { exactOf, exactOrNull, NUMBER, orNull, row, skipped, TEXT } from '../../../adapter/schema/text-parts';
import type { StreamingTickRecord } from './records';

/** Rows of `streamingTickRecord` as the venue writes them. */
export const decodeTick = new RowDecoder<
  CutRow<
    StreamingTickRecord,
    'ask' | 'askVolume' | 'bid' | 'bidVolume' | 'high' | 'low',
    'quoteId' | 'spreadRaw' | 'spreadTable'
  >
>(
  row`{"ask":${NUMBER},"askVolume":${orNull(NUMBER)},"bid":${NUMBER},"bidVolume":${orNull(NUMBER)},"high":${NUMBER},"level":${NUMBER},"low":${NUMBER},"quoteId":${skipped(NUMBER)},"spreadRaw":${skipped(NUMBER)},"spreadTable":${skipped(NUMBER)},"symbol":${TEXT},"timestamp":${NUMBER}}`,
  (parts) => {
    const ask = exactOf(parts[1]);
    const askVolume = exactOrNull(parts[2]);
    const bid = exactOf(parts[3]);
    const bidVolume = exactOrNull(parts[4]);
    const high = exactOf(parts[5]);
    const low = exactOf(parts[7]);
    if (
      ask === undefined ||
      askVolume === undefined ||
      bid === undefined ||
      bidVolume === undefined ||
      high === undefined ||
      low === undefined
    )
      return undefined;
    return {
      ask,
      askVolume,
      bid,
      bidVolume,
      high,
      level: Number(parts[6]),
      low,
      symbol: parts[8] as string,
      timestamp: Number(parts[9]),
    };
  },
);

import type { StreamingTickRecord } from '../generated/records';

const MAX = Number.MAX_SAFE_INTEGER;

/**
 * Whether parsed JSON is a valid STREAMING_TICK_RECORD: what `streamingTickRecord` accepts, as it came.
 *
 * Written out field by field for speed: every quote of the venue passes here. A property test proves it equal to the
 * schema.
 */
export function isStreamingTickRecord(value: unknown): value is StreamingTickRecord {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return false;
  const tick = value as { readonly [Key in keyof StreamingTickRecord]: unknown };
  return (
    isNumber(tick.ask) &&
    (tick.askVolume === null || isNumber(tick.askVolume)) &&
    isNumber(tick.bid) &&
    (tick.bidVolume === null || isNumber(tick.bidVolume)) &&
    isNumber(tick.high) &&
    isNumber(tick.level) &&
    isNumber(tick.low) &&
    isNumber(tick.quoteId) &&
    isNumber(tick.spreadRaw) &&
    isNumber(tick.spreadTable) &&
    typeof tick.symbol === 'string' &&
    isNumber(tick.timestamp)
  );
}

function isNumber(value: unknown): boolean {
  return typeof value === 'number' && value <= MAX && value >= -MAX;
}

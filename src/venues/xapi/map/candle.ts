import {
  addDecimals,
  type Candle,
  type Decimal,
  decimalFromWire,
  FIXED_INTERVAL_MS,
  type Interval,
  shiftDecimal,
} from '../../../model';
import type { Mutable } from '../../../model/map-context';
import { knownTextOf, MAX_PLACES } from '../../../model/short-decimal';
import type { RateInfoRecord, StreamingCandleRecord } from '../generated/records';
import { decimalOf, type Exactly, type MapContext, timeFromWire } from './meta';

/** The intervals of the venue's charts. */
export type XapiInterval = '1m' | '5m' | '15m' | '30m' | '1h' | '4h' | '1d' | '1w' | '1M';

/** Period codes: minutes. @see XAPI 2.5.0, getChartRangeRequest, period */
export const PERIOD_OF_INTERVAL: Readonly<Record<XapiInterval, number>> = {
  '1m': 1,
  '5m': 5,
  '15m': 15,
  '30m': 30,
  '1h': 60,
  '4h': 240,
  '1d': 1440,
  '1w': 10_080,
  '1M': 43_200,
};

/**
 * Intervals that the venue does not stream and whose edges are those of UTC: all of its times are whole hours from UTC.
 * Longer ones begin with its day, whose zone no document proves.
 */
export const BUILT_INTERVALS = Object.freeze(['5m', '15m', '30m', '1h'] as const);

/** The intervals of the candle stream: the venue's own, and those that are built from it. */
export type XapiStreamInterval = '1m' | (typeof BUILT_INTERVALS)[number];

const MINUTE_MS = 60_000;

/** What mapping reads of a chart row. */
export type RateFields = Exactly<Omit<RateInfoRecord, 'ctmString'>, 'vol'>;
type StreamCandleFields = Exactly<
  Omit<StreamingCandleRecord, 'ctmString' | 'quoteId'>,
  'close' | 'high' | 'low' | 'open' | 'vol'
>;

/** What a chart row does not say itself. */
export interface ChartContext extends MapContext {
  readonly symbol: string;
  readonly interval: Interval;
  /** `digits` of the reply. */
  readonly digits: number;
  /** The venue's clock, UTC epoch ms; decides whether the candle is closed. */
  readonly serverTime: number;
}

/**
 * A chart row as a candle: `open` in points, the others as shifts from it, made exact prices with integers alone.
 *
 * Venue quirk: `ctm` is true UTC although the document calls it CET; its own samples show it (see protocols/xapi.md).
 * @see XAPI 2.5.0, getChartRangeRequest, RATE_INFO_RECORD
 */
export function toCandle(row: RateFields, context: ChartContext): Candle {
  const openTime = timeFromWire(row.ctm);
  const candle: Mutable<Candle> = {
    venue: 'xapi',
    receivedTime: context.receivedTime,
    source: context.source,
    symbol: context.symbol,
    interval: context.interval,
    openTime,
    open: pointsToPrice(row.open, 0, context.digits),
    high: pointsToPrice(row.open, row.high, context.digits),
    low: pointsToPrice(row.open, row.low, context.digits),
    close: pointsToPrice(row.open, row.close, context.digits),
    volume: decimalOf(row.vol),
    closed: endOfInterval(openTime, context.interval) <= context.serverTime,
  };
  if (context.raw !== undefined) candle.raw = context.raw;
  return candle;
}

/**
 * A streamed candle, which carries real prices and always lasts one minute.
 *
 * The venue sends it when its minute is over ("a new candle arrives every minute"); the clock confirms it.
 * @see XAPI 2.5.0, streaming getCandles, STREAMING_CANDLE_RECORD
 */
export function toStreamCandle(record: StreamCandleFields, context: MapContext, serverTime: number): Candle {
  const openTime = timeFromWire(record.ctm);
  const candle: Mutable<Candle> = {
    venue: 'xapi',
    receivedTime: context.receivedTime,
    source: context.source,
    symbol: record.symbol,
    interval: '1m',
    openTime,
    open: decimalOf(record.open),
    high: decimalOf(record.high),
    low: decimalOf(record.low),
    close: decimalOf(record.close),
    volume: decimalOf(record.vol),
    closed: openTime + MINUTE_MS <= serverTime,
  };
  if (context.raw !== undefined) candle.raw = context.raw;
  return candle;
}

/** `(open + shift) / 10^digits`, exactly. */
export function pointsToPrice(open: number, shift: number, digits: number): Decimal {
  const points = open + shift;
  if (Number.isInteger(open) && Number.isInteger(shift) && Number.isSafeInteger(points)) {
    // A long range has 200,000 prices.
    return digits <= MAX_PLACES ? knownTextOf(points, digits) : shiftDecimal(String(points), digits);
  }
  return shiftDecimal(addDecimals(decimalFromWire(open), decimalFromWire(shift)), digits);
}

/** Start of the interval after the one that opens at `openTime`. */
export function endOfInterval(openTime: number, interval: Interval): number {
  const length = FIXED_INTERVAL_MS[interval];
  if (length !== undefined) return openTime + length;
  // A month of the calendar; the venue's day begins at midnight in Central Europe, which is the day before in UTC.
  const middle = new Date(openTime + 15 * 24 * 3_600_000);
  const next = Date.UTC(middle.getUTCFullYear(), middle.getUTCMonth() + 1, 1);
  const start = Date.UTC(middle.getUTCFullYear(), middle.getUTCMonth(), 1);
  return next - (start - openTime);
}

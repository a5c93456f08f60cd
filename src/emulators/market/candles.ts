import { merge, type PricePath } from './price-path';
import type { Block } from './price-tree';

/** A candle: prices in points, volume in lots. */
export interface HistoryCandle {
  /** Start, UTC epoch milliseconds. */
  readonly time: number;
  readonly open: number;
  readonly high: number;
  readonly low: number;
  readonly close: number;
  readonly volume: number;
}

const WEEK = 10_080;
/** The epoch was a Thursday; weeks begin on Monday. */
const MONDAY = 4 * 1440;

/** The start of the candle that contains a minute, both in minutes since the epoch. */
export function candleStart(minute: number, interval: number): number {
  const origin = interval === WEEK ? MONDAY : 0;
  return Math.floor((minute - origin) / interval) * interval + origin;
}

/**
 * Candles of `interval` minutes whose minutes lie in `[from, to)`, oldest first; the last may be unfinished.
 * Intervals without trading have no candle.
 */
export function candlesOf(path: PricePath, interval: number, from: number, to: number): HistoryCandle[] {
  const candles: HistoryCandle[] = [];
  const { tickPoints } = path.instrument;
  // Longer candles are put together from days, which divide them.
  const span = interval > 1440 ? 1440 : interval;
  let start: number | undefined;
  let block: Block | undefined;
  const finish = (): void => {
    if (start === undefined || !block) return;
    candles.push({
      time: start * 60_000,
      open: block.open * tickPoints,
      high: block.high * tickPoints,
      low: block.low * tickPoints,
      close: block.close * tickPoints,
      volume: block.volume,
    });
  };
  path.walk(from, to, span, (minute, part) => {
    const bucket = candleStart(minute, interval);
    if (bucket !== start) {
      finish();
      start = bucket;
      block = undefined;
    }
    block = merge(block, part);
  });
  finish();
  return candles;
}

import type { HistoryCandle } from '../../market/candles';
import type { Market } from '../../market/market';
import type { ChpInstrument } from '../instruments';
import { fromMoscowWall, moscowWall } from '../moscow';

const MINUTE_MS = 60_000;
const DAY_MS = 86_400_000;
/** The venue has no data before this. */
const OLDEST = Date.UTC(2000, 0, 1);

/** The length of a bar: minutes within a day, days, or months, by the wall clock of Moscow. */
type Length =
  | { readonly unit: 'minutes' | 'months'; readonly count: number }
  | { readonly unit: 'days'; readonly count: 1 | 7 };

const minutes = (count: number): Length => ({ unit: 'minutes', count });

/** The intervals by their numbers, 1 to 13; 0 is a tick. */
const LENGTHS: readonly (Length | undefined)[] = [
  undefined,
  ...[1, 5, 10, 15, 30, 60, 120, 240].map(minutes),
  { unit: 'days', count: 1 },
  { unit: 'days', count: 7 },
  { unit: 'months', count: 1 },
  { unit: 'months', count: 3 },
  { unit: 'months', count: 12 },
];

/** The start of the bar that holds an instant, `shift` bars later. */
export function barStart(interval: number, time: number, shift = 0): number {
  const { unit, count } = LENGTHS[interval] ?? minutes(1);
  const wall = moscowWall(time);
  const [year, month, day] = [wall.getUTCFullYear(), wall.getUTCMonth(), wall.getUTCDate()];
  if (unit === 'months') {
    return fromMoscowWall(Date.UTC(year, Math.floor(month / count) * count + shift * count, 1));
  }
  const midnight = Date.UTC(year, month, day);
  if (unit === 'days') {
    const back = count === 7 ? (wall.getUTCDay() + 6) % 7 : 0;
    return fromMoscowWall(midnight + (shift * count - back) * DAY_MS);
  }
  const span = count * MINUTE_MS;
  // Up to an hour a bar is as long when the clocks change; the zone is whole hours from UTC.
  if (count <= 60) return (Math.floor(time / span) + shift) * span;
  return fromMoscowWall(Math.floor((wall.getTime() - midnight) / span) * span + midnight + shift * span);
}

/**
 * Up to `count` bars: back in time from the one that holds `since`, newest first, or with a negative count forward,
 * oldest first. The running bar has only complete minutes.
 */
export function barsOf(
  market: Market<ChpInstrument>,
  symbol: string,
  interval: number,
  since: number,
  count: number,
  now: number,
): HistoryCandle[] {
  const back = count > 0;
  const start = barStart(interval, Math.max(OLDEST, back ? Math.min(since, now) : since));
  const first = back
    ? barStart(interval, start, 1 - count)
    : start < since
      ? barStart(interval, start, 1)
      : start;
  const end = back ? barStart(interval, start, 1) : barStart(interval, first, -count);
  const bars = grouped(market, symbol, interval, Math.max(first, OLDEST), Math.min(end, now));
  return back ? bars.reverse() : bars;
}

function grouped(
  market: Market<ChpInstrument>,
  symbol: string,
  interval: number,
  from: number,
  to: number,
): HistoryCandle[] {
  const length = LENGTHS[interval] ?? minutes(1);
  const part = length.unit === 'minutes' ? Math.min(60, length.count) : 60;
  const bars: HistoryCandle[] = [];
  if (from >= to) return bars;
  let next = 0;
  for (const candle of market.candles(
    symbol,
    part,
    Math.floor(from / MINUTE_MS),
    Math.floor(to / MINUTE_MS),
  )) {
    const bar = bars.at(-1);
    if (!bar || candle.time >= next) {
      const time = barStart(interval, candle.time);
      next = barStart(interval, time, 1);
      bars.push({ ...candle, time });
    } else {
      bars[bars.length - 1] = {
        ...bar,
        high: Math.max(bar.high, candle.high),
        low: Math.min(bar.low, candle.low),
        close: candle.close,
        volume: bar.volume + candle.volume,
      };
    }
  }
  return bars;
}

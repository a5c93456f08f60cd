import { candleStart } from '../market/candles';

/** A length of candles. */
export interface Interval {
  /** As REST names it. */
  readonly name: string;
  /** The channel of the public socket. */
  readonly channel: string;
  /** Absent for the calendar month. */
  readonly minutes?: number;
}

const MINUTE_MS = 60_000;

const interval = (name: string, minutes?: number): Interval => ({
  name,
  channel: `candles_${name.toLowerCase()}`,
  ...(minutes === undefined ? {} : { minutes }),
});

const ALL: readonly Interval[] = [
  ...[1, 5, 10, 15, 30].map((minutes) => interval(`MINUTE_${minutes}`, minutes)),
  ...[1, 2, 4, 6, 12].map((hours) => interval(`HOUR_${hours}`, hours * 60)),
  interval('DAY_1', 1440),
  interval('DAY_3', 3 * 1440),
  interval('WEEK_1', 7 * 1440),
  interval('MONTH_1'),
];

/** By the name of REST. */
export const INTERVALS: ReadonlyMap<string, Interval> = new Map(ALL.map((one) => [one.name, one]));
/** By the channel of the socket. */
export const CANDLE_CHANNELS: ReadonlyMap<string, Interval> = new Map(ALL.map((one) => [one.channel, one]));

/** The start of the candle that holds an instant, UTC epoch milliseconds. */
export function startOf({ minutes }: Interval, time: number): number {
  if (minutes !== undefined) return candleStart(Math.floor(time / MINUTE_MS), minutes) * MINUTE_MS;
  const date = new Date(time);
  return Date.UTC(date.getUTCFullYear(), date.getUTCMonth(), 1);
}

/** The start of the candle `steps` after, or before, the one that starts at `start`. */
export function shifted({ minutes }: Interval, start: number, steps: number): number {
  if (minutes !== undefined) return start + steps * minutes * MINUTE_MS;
  const date = new Date(start);
  return Date.UTC(date.getUTCFullYear(), date.getUTCMonth() + steps, 1);
}

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

const interval = <N extends string>(name: N, minutes?: number) => ({
  name,
  channel: `candles_${name.toLowerCase()}` as `candles_${Lowercase<N>}`,
  ...(minutes === undefined ? {} : { minutes }),
});

const ALL = [
  interval('MINUTE_1', 1),
  interval('MINUTE_5', 5),
  interval('MINUTE_10', 10),
  interval('MINUTE_15', 15),
  interval('MINUTE_30', 30),
  interval('HOUR_1', 60),
  interval('HOUR_2', 120),
  interval('HOUR_4', 240),
  interval('HOUR_6', 360),
  interval('HOUR_12', 720),
  interval('DAY_1', 1440),
  interval('DAY_3', 3 * 1440),
  interval('WEEK_1', 7 * 1440),
  interval('MONTH_1'),
];

/** The channel of an interval. */
export type CandleChannelName = (typeof ALL)[number]['channel'];

/** By the name of REST. */
export const INTERVALS: ReadonlyMap<string, Interval> = new Map<string, Interval>(
  ALL.map((one) => [one.name, one]),
);
/** By the channel of the socket. */
export const CANDLE_CHANNELS: ReadonlyMap<string, Interval> = new Map<string, Interval>(
  ALL.map((one) => [one.channel, one]),
);

/** The channels of all intervals. */
export const CANDLE_CHANNEL_NAMES: readonly CandleChannelName[] = ALL.map(({ channel }) => channel);

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

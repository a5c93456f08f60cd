import { once } from '../../../core/once';
import { TimeZone, type WallTime } from '../../../model';
import { SteadyDays } from '../../../model/steady-days';

/** Every wall time of the venue: UTC+3 since 26 October 2014, UTC+4 all year before that, summer time until 2011. */
const moscow = once(() => new TimeZone('Europe/Moscow'));

const WALL_TIME = /^(\d{4})-(\d{2})-(\d{2})(?:[T ](\d{2}):(\d{2})(?::(\d{2})(?:\.(\d{1,9}))?)?)?$/;
const MAX_LENGTH = 32;

/** Years before this are the venue's way to say that there is no date. */
const FIRST_YEAR = 1990;

/** Most times are of this form, and of a day of which another has been read. */
const days = new SteadyDays(moscow, readTime, 'T');

/**
 * A wall time of the venue as UTC epoch ms; `undefined` when it is none, or one that means that there is none.
 * @example timeFromWire('2020-10-14T18:50:00') // 2020-10-14T15:50:00Z
 */
export function timeFromWire(text: string | null | undefined): number | undefined {
  if (text == null || text.length > MAX_LENGTH) return undefined;
  const time = days.timeOf(text);
  return Number.isNaN(time) ? readTime(text) : time;
}

function readTime(text: string): number | undefined {
  const parts = WALL_TIME.exec(text);
  if (!parts || Number(parts[1]) < FIRST_YEAR) return undefined;
  try {
    return moscow().toEpoch({
      year: Number(parts[1]),
      month: Number(parts[2]),
      day: Number(parts[3]),
      hour: Number(parts[4] ?? 0),
      minute: Number(parts[5] ?? 0),
      second: Number(parts[6] ?? 0),
      millisecond: Number((parts[7] ?? '').slice(0, 3).padEnd(3, '0')),
    });
  } catch {
    return undefined;
  }
}

/** A time as the venue's `since`: Moscow wall time, `YYYY-MM-DDThh:mm:ss.SSS`. */
export function sinceOf(epochMs: number): string {
  const { year, month, day, hour, minute, second, millisecond } = moscow().toWall(epochMs);
  const date = `${pad(year, 4)}-${pad(month)}-${pad(day)}`;
  return `${date}T${pad(hour)}:${pad(minute)}:${pad(second)}.${pad(millisecond, 3)}`;
}

/** When the Moscow day began that `epochMs` lies in. */
export function startOfDay(epochMs: number): number {
  const { year, month, day } = moscow().toWall(epochMs);
  return moscow().toEpoch({ year, month, day, hour: 0, minute: 0 });
}

/** The instant that is `months` calendar months later in Moscow. */
export function addMonths(epochMs: number, months: number): number {
  const wall = moscow().toWall(epochMs);
  const index = wall.year * 12 + (wall.month - 1) + months;
  const next: WallTime = { ...wall, year: Math.floor(index / 12), month: (index % 12) + 1, day: 1 };
  return moscow().toEpoch(next) + (wall.day - 1) * 86_400_000;
}

function pad(value: number, width = 2): string {
  return String(value).padStart(width, '0');
}

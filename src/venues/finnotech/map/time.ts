import { once } from '../../../core/once';
import { TimeZone } from '../../../model';
import { SteadyDays } from '../../../model/steady-days';

/** UTC+3:30 all year since September 2022, UTC+4:30 in the summers before. */
const tehran = once(() => new TimeZone('Asia/Tehran'));

/** The Jalali calendar as the runtime knows it; of a day without a zone. */
const persian = once(
  () =>
    new Intl.DateTimeFormat('en-US-u-ca-persian-nu-latn', {
      timeZone: 'UTC',
      year: 'numeric',
      month: 'numeric',
      day: 'numeric',
    }),
);

/** Most times are of this form, and of a day of which another has been read. */
const days = new SteadyDays(tehran, readTime, ' ');

const MINUTE_MS = 60_000;
const DAY_MS = 86_400_000;

/** Years that the runtime's calendar is trusted for: 1821 to 2122 of the Gregorian one. */
const FIRST_YEAR = 1200;
const LAST_YEAR = 1500;

const HHMM = /^([01]\d|2[0-3])([0-5]\d)$/;
const JALALI = /^(\d{4})\/(\d{1,2})\/(\d{1,2})$/;
const GREGORIAN = /^(\d{4})[/-](\d{1,2})[/-](\d{1,2})(?:[ T](\d{1,2}):(\d{2})(?::(\d{2})(?:\.\d{1,9})?)?)?$/;
const CREATION = /^(\d{4})(\d{2})(\d{2})(\d{2})(\d{2})(\d{2})$/;
/** Longer texts are no time; known before any pattern runs. */
const MAX_LENGTH = 32;

type DateParts = readonly [year: number, month: number, day: number];

/** Jalali year, month and day of a day given as UTC midnight. */
function jalaliParts(utcMidnight: number): DateParts {
  const parts: Record<string, string> = Object.create(null);
  for (const { type, value } of persian().formatToParts(utcMidnight)) parts[type] = value;
  return [Number(parts['year']), Number(parts['month']), Number(parts['day'])];
}

/** UTC midnight of a Jalali date; undefined for a date that does not exist. */
function utcMidnightOf(year: number, month: number, day: number): number | undefined {
  if (year < FIRST_YEAR || year > LAST_YEAR || month < 1 || month > 12 || day < 1 || day > 31)
    return undefined;
  // Six months of 31 days, then 30; the year begins on the 19th to 22nd of March.
  const offset = (month <= 7 ? (month - 1) * 31 : 186 + (month - 7) * 30) + day - 1;
  for (let start = 19; start <= 22; start += 1) {
    const candidate = Date.UTC(year + 621, 2, start) + offset * DAY_MS;
    const [y, m, d] = jalaliParts(candidate);
    if (y === year && m === month && d === day) return candidate;
  }
  return undefined;
}

/** The Tehran day that an instant lies in, as UTC midnight of the same date. */
function tehranDate(time: number): number {
  const { year, month, day } = tehran().toWall(time);
  return Date.UTC(year, month - 1, day);
}

/** When the Tehran day begins whose date is that of a UTC midnight. Noon lies in the day whatever the clocks do. */
function dayStartOf(utcMidnight: number): number {
  return tehran().toEpoch(wallOf(dateOf(utcMidnight)));
}

/** Year, month and day of a UTC midnight. */
function dateOf(utcMidnight: number): DateParts {
  const date = new Date(utcMidnight);
  return [date.getUTCFullYear(), date.getUTCMonth() + 1, date.getUTCDate()];
}

function wallOf([year, month, day]: DateParts, [hour = 0, minute = 0, second = 0]: readonly number[] = []) {
  return { year, month, day, hour, minute, second };
}

/** A Tehran wall time as UTC epoch ms; undefined when there is no such time. */
function epochOf(date: DateParts, time: readonly number[]): number | undefined {
  try {
    return tehran().toEpoch(wallOf(date, time));
  } catch {
    return undefined;
  }
}

/** The groups of a pattern of numbers that begins with a date. */
function numbersOf(parts: RegExpExecArray): [...DateParts, ...number[]] {
  return parts.slice(1).map((part = '0') => Number(part)) as [...DateParts, ...number[]];
}

/** When the Tehran day began that an instant lies in. */
export function tehranDayStart(time: number): number {
  return dayStartOf(tehranDate(time));
}

/** When the Tehran day after that of an instant begins. */
export function nextTehranDay(time: number): number {
  return dayStartOf(tehranDate(time) + DAY_MS);
}

/** Day of the week in Tehran: 0 Sunday to 6 Saturday. */
export function tehranWeekday(time: number): number {
  return new Date(tehranDate(time)).getUTCDay();
}

/**
 * A Tehran wall time of the venue as UTC epoch ms; undefined when it is none. A date alone is its beginning.
 * @example tehranTime('2020/01/19 09:01:37') // 2020-01-19T05:31:37Z
 */
export function tehranTime(text: string | null | undefined): number | undefined {
  if (text == null || text.length > MAX_LENGTH) return undefined;
  const time = days.timeOf(text);
  return Number.isNaN(time) ? readTime(text) : time;
}

function readTime(text: string): number | undefined {
  const parts = GREGORIAN.exec(text);
  if (!parts) return undefined;
  const [year, month, day, ...time] = numbersOf(parts);
  return epochOf([year, month, day], time);
}

/**
 * When a Jalali date begins in Tehran, UTC epoch ms; undefined when there is no such date, such as the 30th of Esfand
 * of a year that is no leap year. Years 1200 to 1500.
 * @example jalaliDayStart('1398/10/29') // 2020-01-18T20:30:00Z
 */
export function jalaliDayStart(text: string): number | undefined {
  const parts = text.length <= MAX_LENGTH ? JALALI.exec(text) : null;
  if (!parts) return undefined;
  const [year, month, day] = numbersOf(parts);
  const midnight = utcMidnightOf(year, month, day);
  return midnight === undefined ? undefined : dayStartOf(midnight);
}

/**
 * The Jalali date in Tehran at an instant, `YYYY/MM/DD`.
 * @example jalaliOf(Date.UTC(2020, 0, 19, 5, 31)) // '1398/10/29'
 */
export function jalaliOf(time: number): string {
  const [year, month, day] = jalaliParts(tehranDate(time));
  return `${pad(year, 4)}/${pad(month)}/${pad(day)}`;
}

/**
 * A token's `creationDate`, Jalali and Tehran wall time, as UTC epoch ms; undefined when it is none.
 * @example creationTime('13970730111355') // 2018-10-22T07:43:55Z
 */
export function creationTime(text: string): number | undefined {
  const parts = text.length <= MAX_LENGTH ? CREATION.exec(text) : null;
  if (!parts) return undefined;
  const [year, month, day, ...time] = numbersOf(parts);
  const midnight = utcMidnightOf(year, month, day);
  return midnight === undefined ? undefined : epochOf(dateOf(midnight), time);
}

/** Whether a text is the venue's time of day: `HHmm`, 0000 to 2359. */
export function isHhmm(text: string): boolean {
  return HHMM.test(text);
}

/** The time of day in Tehran at an instant, `HHmm`. */
export function hhmmOf(time: number): string {
  const { hour, minute } = tehran().toWall(time);
  return `${pad(hour)}${pad(minute)}`;
}

/** The beginning of the minute that an instant lies in; Tehran's minutes are those of UTC. */
export function minuteStart(time: number): number {
  return Math.floor(time / MINUTE_MS) * MINUTE_MS;
}

/** The first instant of the Jalali month, or of its quarter, that an instant lies in. */
export function jalaliPeriodStart(time: number, months: 1 | 3): number {
  const [year, month] = jalaliParts(tehranDate(time));
  const first = month - ((month - 1) % months);
  return dayStartOf(utcMidnightOf(year, first, 1) as number);
}

function pad(value: number, width = 2): string {
  return String(value).padStart(width, '0');
}

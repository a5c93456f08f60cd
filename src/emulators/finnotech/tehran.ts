const HALF_HOUR_MS = 1_800_000;
const DAY_MS = 86_400_000;

const tehran = new Intl.DateTimeFormat('en-US', {
  timeZone: 'Asia/Tehran',
  hourCycle: 'h23',
  year: 'numeric',
  month: '2-digit',
  day: '2-digit',
  hour: '2-digit',
  minute: '2-digit',
  second: '2-digit',
});
const persian = new Intl.DateTimeFormat('en-US-u-ca-persian-nu-latn', {
  timeZone: 'UTC',
  year: 'numeric',
  month: '2-digit',
  day: '2-digit',
});

/** Tehran changed its clocks on half hours of UTC, so one lookup of the zone data is valid for half an hour. */
const offsets = new Map<number, number>();

function offsetMs(time: number): number {
  const slot = Math.floor(time / HALF_HOUR_MS);
  let offset = offsets.get(slot);
  if (offset === undefined) {
    const part: Record<string, number> = {};
    for (const { type, value } of tehran.formatToParts(slot * HALF_HOUR_MS)) part[type] = Number(value);
    const { year = 0, month = 1, day = 1, hour = 0, minute = 0, second = 0 } = part;
    offset = Date.UTC(year, month - 1, day, hour, minute, second) - slot * HALF_HOUR_MS;
    if (offsets.size > 50_000) offsets.clear();
    offsets.set(slot, offset);
  }
  return offset;
}

/** A date whose UTC getters read the wall clock in Tehran. */
function tehranWall(time: number): Date {
  return new Date(time + offsetMs(time));
}

/** A day of the Tehran calendar: its number since 1970-01-01. */
export type TehranDay = number;

/** The Tehran day of an instant. */
export function tehranDay(time: number): TehranDay {
  return Math.floor((time + offsetMs(time)) / DAY_MS);
}

/** The instant at which a Tehran day's clocks show a time of day, in minutes after midnight. */
export function instantOf(day: TehranDay, minutes: number): number {
  const wall = day * DAY_MS + minutes * 60_000;
  const guess = wall - offsetMs(wall);
  return wall - offsetMs(guess);
}

/** Day of the week: 0 Sunday to 6 Saturday. */
export function weekday(day: TehranDay): number {
  return (((day + 4) % 7) + 7) % 7;
}

/** "2020/01/19 09:01:37" */
export function gregorianText(time: number): string {
  return tehranWall(time).toISOString().slice(0, 19).replace('T', ' ').replaceAll('-', '/');
}

/** "2020/01/19" */
export function gregorianDate(day: TehranDay): string {
  return new Date(day * DAY_MS).toISOString().slice(0, 10).replaceAll('-', '/');
}

/** Year, month and day of the Jalali calendar. */
export function jalaliOf(day: TehranDay): readonly [number, number, number] {
  const part: Record<string, number> = {};
  for (const { type, value } of persian.formatToParts(day * DAY_MS)) part[type] = Number(value);
  return [part['year'] ?? 0, part['month'] ?? 0, part['day'] ?? 0];
}

/** "1398/10/29" */
export function jalaliText(day: TehranDay): string {
  const [year, month, date] = jalaliOf(day);
  return `${year}/${String(month).padStart(2, '0')}/${String(date).padStart(2, '0')}`;
}

/** Reads "1398/10/29"; undefined when there is no such date. */
export function parseJalali(text: string): TehranDay | undefined {
  if (!/^1[2-4]\d\d\/\d\d\/\d\d$/.test(text)) return undefined;
  const [year = 0, month = 0, day = 0] = text.split('/').map(Number);
  if (month < 1 || month > 12 || day < 1) return undefined;
  const about = Math.floor(Date.UTC(year + 621, 2, 19) / DAY_MS) + Math.floor((month - 1) * 30.4) + day;
  for (let guess = about - 6; guess <= about + 12; guess += 1) {
    if (jalaliText(guess) === text) return guess;
  }
  return undefined;
}

/** A token's "13970730111355": Jalali date and Tehran time. */
export function creationText(time: number): string {
  const clock = tehranWall(time).toISOString().slice(11, 19).replaceAll(':', '');
  return `${jalaliText(tehranDay(time)).replaceAll('/', '')}${clock}`;
}

/** Minutes after midnight of "0930"; undefined when it is no time of day. */
export function parseHhmm(text: string): number | undefined {
  const parts = /^([01]\d|2[0-3])([0-5]\d)$/.exec(text);
  return parts ? Number(parts[1]) * 60 + Number(parts[2]) : undefined;
}

/** 09:00 to 12:30, in minutes after midnight. */
export const OPENING_MINUTE = 540;
export const CLOSING_MINUTE = 750;

/** Whether there is trading on a day: Saturday to Wednesday, but not in the first four days of the year. */
export function isTradingDay(day: TehranDay): boolean {
  if ([4, 5].includes(weekday(day))) return false;
  const [, month, date] = jalaliOf(day);
  return !(month === 1 && date <= 4);
}

/** The last trading day before a day. */
export function tradingDayBefore(day: TehranDay): TehranDay {
  let before = day - 1;
  while (!isTradingDay(before)) before -= 1;
  return before;
}

const HOUR_MS = 3_600_000;

const format = new Intl.DateTimeFormat('en-US', {
  timeZone: 'Europe/Moscow',
  hourCycle: 'h23',
  year: 'numeric',
  month: '2-digit',
  day: '2-digit',
  hour: '2-digit',
  minute: '2-digit',
  second: '2-digit',
});

/** Moscow changed its clocks on whole hours only, so one lookup of the zone data is valid for an hour. */
const offsets = new Map<number, number>();

/** Moscow time minus UTC in ms at an instant, with the zone's history: 4 hours in 2012, 3 in 2020. */
export function moscowOffsetMs(time: number): number {
  const hour = Math.floor(time / HOUR_MS);
  let offset = offsets.get(hour);
  if (offset === undefined) {
    const part: Record<string, number> = {};
    for (const { type, value } of format.formatToParts(hour * HOUR_MS)) part[type] = Number(value);
    const { year = 0, month = 1, day = 1, hour: hours = 0, minute = 0, second = 0 } = part;
    offset = Date.UTC(year, month - 1, day, hours, minute, second) - hour * HOUR_MS;
    if (offsets.size > 50_000) offsets.clear();
    offsets.set(hour, offset);
  }
  return offset;
}

/** A date whose UTC getters read the wall clock in Moscow. */
export function moscowWall(time: number): Date {
  return new Date(time + moscowOffsetMs(time));
}

/** The wall time of an instant as the venue writes it: "2020-10-14T18:50:00". */
export function moscowText(time: number): string {
  return moscowWall(time).toISOString().slice(0, 19);
}

/** The instant of a wall time, given as if it were UTC; the later one where the clocks were put back. */
export function fromMoscowWall(wall: number): number {
  const guess = wall - moscowOffsetMs(wall);
  return wall - moscowOffsetMs(guess);
}

const WALL_TIME = /^(\d{4})-(\d\d)-(\d\d)T(\d\d):(\d\d):(\d\d)(\.\d{1,7})?$/;

/** Reads "YYYY-MM-DDThh:mm:ss.000"; undefined when it is no such time. */
export function parseMoscowText(text: string): number | undefined {
  if (!WALL_TIME.test(text)) return undefined;
  const wall = Date.parse(`${text.slice(0, 23)}Z`);
  // Date.parse reads February 30 as March 1 or so.
  if (Number.isNaN(wall) || new Date(wall).toISOString().slice(0, 19) !== text.slice(0, 19)) return undefined;
  return fromMoscowWall(wall);
}

/** Midnight in Moscow at the start of the day of an instant, `days` later. */
export function moscowMidnight(time: number, days = 0): number {
  const wall = moscowWall(time);
  return fromMoscowWall(Date.UTC(wall.getUTCFullYear(), wall.getUTCMonth(), wall.getUTCDate() + days));
}

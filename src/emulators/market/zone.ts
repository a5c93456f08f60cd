const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;

/** The instant at which Europe changes its clocks in a month: 01:00 UTC on its last Sunday. */
function changeOf(year: number, month: number): number {
  const last = new Date(Date.UTC(year, month + 1, 0, 1));
  return last.getTime() - last.getUTCDay() * DAY_MS;
}

const summers = new Map<number, readonly [number, number]>();

/** Central European time at an instant: 60 minutes ahead of UTC in winter (CET), 120 in summer (CEST). */
export function europeanOffsetMs(time: number): number {
  const year = new Date(time).getUTCFullYear();
  let summer = summers.get(year);
  if (!summer) {
    summer = [changeOf(year, 2), changeOf(year, 9)];
    summers.set(year, summer);
  }
  return time >= summer[0] && time < summer[1] ? 2 * HOUR_MS : HOUR_MS;
}

/** A date whose UTC getters read the wall clock in Central Europe. */
export function europeanWallTime(time: number): Date {
  return new Date(time + europeanOffsetMs(time));
}

/** The number of the Central European calendar day, counted from the epoch. */
export function europeanDay(time: number): number {
  return Math.floor((time + europeanOffsetMs(time)) / DAY_MS);
}

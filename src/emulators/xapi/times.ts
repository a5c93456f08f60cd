import { europeanOffsetMs, europeanWallTime } from '../market/zone';

const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'] as const;
const DAYS = ['Sun', 'Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat'] as const;

const two = (value: number): string => String(value).padStart(2, '0');

/** As in "Fri Oct 08 02:55:32 CEST 2021": trades and symbols. */
export function longTime(time: number): string {
  const wall = europeanWallTime(time);
  const zone = europeanOffsetMs(time) === 7_200_000 ? 'CEST' : 'CET';
  const clock = [wall.getUTCHours(), wall.getUTCMinutes(), wall.getUTCSeconds()].map(two).join(':');
  const day = `${DAYS[wall.getUTCDay()]} ${MONTHS[wall.getUTCMonth()]} ${two(wall.getUTCDate())}`;
  return `${day} ${clock} ${zone} ${wall.getUTCFullYear()}`;
}

/** As in "Jan 10, 2014 3:04:00 PM": candles, news and the server's clock. */
export function shortTime(time: number): string {
  const wall = europeanWallTime(time);
  const hours = wall.getUTCHours();
  const clock = `${hours % 12 || 12}:${two(wall.getUTCMinutes())}:${two(wall.getUTCSeconds())}`;
  const day = `${MONTHS[wall.getUTCMonth()]} ${two(wall.getUTCDate())}, ${wall.getUTCFullYear()}`;
  return `${day} ${clock} ${hours < 12 ? 'AM' : 'PM'}`;
}

import type { TimeZone } from './time-zone';

const DAY_MS = 86_400_000;
const HOUR_MS = 3_600_000;
const MINUTE_MS = 60_000;
const DATE_LENGTH = 'YYYY-MM-DD'.length;
const TIME_LENGTH = 'YYYY-MM-DDThh:mm:ss'.length;
const COLON = 0x3a;
const ZERO = 0x30;

/** Two digits of a number below a limit; NaN for anything else. */
function twoDigits(text: string, at: number, limit: number): number {
  const high = text.charCodeAt(at) - ZERO;
  const low = text.charCodeAt(at + 1) - ZERO;
  const value = high * 10 + low;
  return high >= 0 && high <= 9 && low >= 0 && low <= 9 && value < limit ? value : Number.NaN;
}

/**
 * Reads wall times of the form `YYYY-MM-DDThh:mm:ss`, with any marks within the date, in days in which clocks do not move.
 * It knows the start of the day of the last one: rows of one list share theirs.
 */
export class SteadyDays {
  readonly #zone: () => TimeZone;
  readonly #startOf: (date: string) => number | undefined;
  readonly #mark: number;
  #date = '';
  #start: number | undefined;

  /**
   * @param startOf - reads a date alone; undefined for what is none
   * @param mark - the character between date and time
   */
  constructor(zone: () => TimeZone, startOf: (date: string) => number | undefined, mark: 'T' | ' ') {
    this.#zone = zone;
    this.#startOf = startOf;
    this.#mark = mark.charCodeAt(0);
  }

  /** UTC epoch ms; NaN for a time of another form or day. */
  timeOf(text: string): number {
    if (
      text.length !== TIME_LENGTH ||
      text.charCodeAt(10) !== this.#mark ||
      text.charCodeAt(13) !== COLON ||
      text.charCodeAt(16) !== COLON
    )
      return Number.NaN;
    const start = this.#startOfDay(text);
    if (start === undefined) return Number.NaN;
    const inDay = twoDigits(text, 11, 24) * HOUR_MS + twoDigits(text, 14, 60) * MINUTE_MS;
    return start + inDay + twoDigits(text, 17, 60) * 1000;
  }

  /** The start of a day in which clocks do not move; `undefined` for any other. */
  #startOfDay(text: string): number | undefined {
    if (this.#date !== '' && text.startsWith(this.#date)) return this.#start;
    const date = text.slice(0, DATE_LENGTH);
    const start = this.#startOf(date);
    this.#date = date;
    this.#start = start !== undefined && this.#isSteady(start) ? start : undefined;
    return this.#start;
  }

  #isSteady(start: number): boolean {
    const zone = this.#zone();
    const offset = zone.offsetAt(start);
    // Where clocks move at midnight, a day may have none.
    return offset === zone.offsetAt(start + DAY_MS) && (start + offset) % DAY_MS === 0;
  }
}

/** A wall clock reading without a zone. */
export interface WallTime {
  readonly year: number;
  /** 1 to 12. */
  readonly month: number;
  readonly day: number;
  readonly hour: number;
  readonly minute: number;
  readonly second?: number;
  readonly millisecond?: number;
}

const HOUR_MS = 3_600_000;
const MAX_CACHED_HOURS = 4096;

/** `Date.UTC` rolls 24:00 over to the next day and the 30th of February to March without an error. */
function checkWall(wall: WallTime, asUtc: number): void {
  const date = new Date(asUtc);
  const real =
    date.getUTCFullYear() === wall.year &&
    date.getUTCMonth() === wall.month - 1 &&
    date.getUTCDate() === wall.day &&
    date.getUTCHours() === wall.hour &&
    date.getUTCMinutes() === wall.minute &&
    date.getUTCSeconds() === (wall.second ?? 0) &&
    date.getUTCMilliseconds() === (wall.millisecond ?? 0);
  if (!real) throw new RangeError(`There is no time ${JSON.stringify(wall)}`);
}

/**
 * A time zone with the history of the runtime's zone data.
 *
 * Offsets are cached by the hour: a call of `Intl` costs microseconds, a candle series has thousands of rows.
 */
export class TimeZone {
  readonly name: string;
  readonly #format: Intl.DateTimeFormat;
  readonly #offsets = new Map<number, number>();

  /** @param name - an IANA name such as `Europe/Moscow`
   *  @throws RangeError when the runtime does not know the zone */
  constructor(name: string) {
    this.name = name;
    this.#format = new Intl.DateTimeFormat('en-US', {
      timeZone: name,
      calendar: 'gregory',
      hourCycle: 'h23',
      year: 'numeric',
      month: 'numeric',
      day: 'numeric',
      hour: 'numeric',
      minute: 'numeric',
      second: 'numeric',
      era: 'short',
    });
  }

  /** How far local time is ahead of UTC at that instant, in ms. */
  offsetAt(epochMs: number): number {
    // Zones change on the half hour at the earliest (never within one); half-hour keys are exact.
    const key = Math.floor(epochMs / (HOUR_MS / 2));
    const known = this.#offsets.get(key);
    if (known !== undefined) return known;
    const instant = key * (HOUR_MS / 2);
    const offset = this.#readWallAsUtc(instant) - instant;
    if (this.#offsets.size >= MAX_CACHED_HOURS) this.#offsets.clear();
    this.#offsets.set(key, offset);
    return offset;
  }

  /**
   * The instant at which the zone's clocks show `wall`.
   *
   * A time that occurs twice in autumn is its first occurrence; one that is skipped in spring is taken as if the
   * clocks had not moved yet, which is what `java.time` and `Temporal` do as well.
   * @throws RangeError when there is no such date or time of day, such as 24:00 or the 30th of February
   */
  toEpoch(wall: WallTime): number {
    const asUtc = Date.UTC(
      wall.year,
      wall.month - 1,
      wall.day,
      wall.hour,
      wall.minute,
      wall.second ?? 0,
      wall.millisecond ?? 0,
    );
    checkWall(wall, asUtc);
    const before = this.offsetAt(asUtc - 24 * HOUR_MS);
    const after = this.offsetAt(asUtc + 24 * HOUR_MS);
    if (before === after) {
      const direct = this.offsetAt(asUtc - before);
      return asUtc - direct;
    }
    const early = asUtc - before;
    if (this.offsetAt(early) === before) return early;
    const late = asUtc - after;
    return this.offsetAt(late) === after ? late : early;
  }

  /** What the zone's clocks show at an instant. */
  toWall(epochMs: number): Required<WallTime> {
    const local = new Date(epochMs + this.offsetAt(epochMs));
    return {
      year: local.getUTCFullYear(),
      month: local.getUTCMonth() + 1,
      day: local.getUTCDate(),
      hour: local.getUTCHours(),
      minute: local.getUTCMinutes(),
      second: local.getUTCSeconds(),
      millisecond: local.getUTCMilliseconds(),
    };
  }

  #readWallAsUtc(epochMs: number): number {
    const parts: Record<string, string> = Object.create(null);
    for (const { type, value } of this.#format.formatToParts(epochMs)) parts[type] = value;
    const year = parts['era'] === 'BC' ? 1 - Number(parts['year']) : Number(parts['year']);
    return Date.UTC(
      year,
      Number(parts['month']) - 1,
      Number(parts['day']),
      Number(parts['hour']),
      Number(parts['minute']),
      Number(parts['second']),
    );
  }
}

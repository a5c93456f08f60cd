import type { Clock } from '../../core/clock';

/** How the records of a channel are ordered by the venue's own time. */
export interface RecordOrder<T> {
  /** What is ordered: records of different keys are not compared. */
  keyOf(record: T): string;
  /** The venue's time of the record; undefined where it has none, and then it is let through. */
  timeOf(record: T): number | undefined;
  /** The time below which later records are outdated; undefined when it sets no such limit. @defaultValue `timeOf` */
  limitOf?(record: T): number | undefined;
}

/**
 * How long only older times may come, each later than the first of them, before they are believed: then the venue has
 * set its clock back, or once sent a time that lay ahead. Without this, one wrong time would silence an instrument.
 */
export const CLOCK_CORRECTION_MS = 5000;

interface Limit {
  time: number;
  /** The first of the older records since the last good one: when it came (monotonic), and its venue time. */
  outdatedSince: number | undefined;
  outdatedTime: number;
}

/** Tells a record that the venue made before one already seen. */
export class VenueOrder<T> {
  readonly #order: RecordOrder<T>;
  readonly #clock: Clock;
  readonly #isFar: ((time: number) => boolean) | undefined;
  readonly #limits = new Map<string, Limit>();

  /** @param isFar - whether a time lies beyond the venue's clock; without it no time does */
  constructor(order: RecordOrder<T>, clock: Clock, isFar?: (time: number) => boolean) {
    this.#order = order;
    this.#clock = clock;
    this.#isFar = isFar;
  }

  /** Whether the record is not older than the newest seen, nor far ahead; equal times pass in order of arrival. */
  admits(record: T): boolean {
    const order = this.#order;
    const time = order.timeOf(record);
    if (time === undefined) return true;
    const limit = order.limitOf === undefined ? time : order.limitOf(record);
    // A time that cannot be would make outdated whatever comes after it.
    if (this.#isFar?.(limit ?? time) === true) return false;
    const key = order.keyOf(record);
    const seen = this.#limits.get(key);
    if (seen === undefined) {
      if (limit !== undefined)
        this.#limits.set(key, { time: limit, outdatedSince: undefined, outdatedTime: 0 });
      return true;
    }
    if (time < seen.time) {
      if (!this.#isCorrection(seen, time)) return false;
      seen.time = limit ?? time;
    } else if (limit !== undefined && limit > seen.time) {
      seen.time = limit;
    }
    seen.outdatedSince = undefined;
    return true;
  }

  #isCorrection(seen: Limit, time: number): boolean {
    const now = this.#clock.monotonic();
    if (seen.outdatedSince === undefined) {
      seen.outdatedSince = now;
      seen.outdatedTime = time;
      return false;
    }
    return now - seen.outdatedSince >= CLOCK_CORRECTION_MS && time > seen.outdatedTime;
  }
}

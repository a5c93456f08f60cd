import type { Clock } from '../../core/clock';
import { CountedWarning } from '../counted-warning';

/** How far ahead of a venue's clock that was read exactly, in ms, a candle may open: none opens before its time. */
export const CANDLE_TOLERANCE_MS = 5000;

/** How far beyond a time that was compared with the venue's clock others are taken to be possible without a look, in ms. */
const STEP_MS = 1000;

/** What {@link VenueTimes} works with. */
export interface VenueTimesOptions {
  readonly clock: Clock;
  /** The venue's clock, UTC epoch ms. */
  now(): number;
  /**
   * How far ahead of the venue's clock the time of a record may lie, in ms. What makes a record may be another machine
   * than the one whose clock is known.
   */
  readonly toleranceMs: number;
  report(code: string, message: string): void;
}

/**
 * Tells the times of records that cannot be: beyond the venue's clock and a tolerance.
 *
 * Such a time must move no cursor and no range. A market data record that has one is refused, a private one is told all
 * the same; of both the user is warned, once a minute at most.
 */
export class VenueTimes {
  readonly #options: VenueTimesOptions;
  readonly #warning: CountedWarning;
  /** What is not later is not far: the clock is read once for each second of the records' time, not for each record. */
  #checkedUntil = Number.NEGATIVE_INFINITY;

  constructor(options: VenueTimesOptions) {
    this.#options = options;
    this.#warning = new CountedWarning({
      clock: options.clock,
      gatherMs: 0,
      tell: (counts, last) => {
        const summary = ['left out', 'told']
          .filter((kind) => counts.has(kind))
          .map((kind) => `${counts.get(kind)} ${kind}`)
          .join(', ');
        const text = `Records have a time far ahead of the venue's clock (${summary}), the last of them: ${last}`;
        options.report('farTime', text);
      },
    });
  }

  /** The venue's clock, UTC epoch ms. */
  now(): number {
    return this.#options.now();
  }

  /** The last time that a record can have, UTC epoch ms. */
  get latest(): number {
    return this.#options.now() + this.#options.toleranceMs;
  }

  /** Whether no record can have this time. Hot. */
  isFar(time: number, toleranceMs = this.#options.toleranceMs): boolean {
    if (toleranceMs !== this.#options.toleranceMs) return !(time <= this.#options.now() + toleranceMs);
    // Near it alone: a venue's clock that was misstated once must not let through what is far by the right one.
    if (time <= this.#checkedUntil && time > this.#checkedUntil - 2 * STEP_MS) return false;
    const { latest } = this;
    if (!(time <= latest)) return true;
    this.#checkedUntil = Math.min(latest, time + STEP_MS);
    return false;
  }

  /**
   * Whether a market data record must be left out for its time; notes it where so.
   * @param what - what it is, for the warning
   */
  refuses(what: string, time: number | undefined, toleranceMs?: number): boolean {
    if (time === undefined || !this.isFar(time, toleranceMs)) return false;
    this.#warning.add('left out', what);
    return true;
  }

  /** Notes a private record that is told although its time is far ahead. */
  note(what: string, time: number | undefined): boolean {
    if (time === undefined || !this.isFar(time)) return false;
    this.#warning.add('told', what);
    return true;
  }
}

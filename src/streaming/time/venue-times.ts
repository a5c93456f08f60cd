import type { Clock, Timer } from '../../core/clock';

/** How often the user is told of records with a time far ahead, in ms, however many there are. */
const WARN_EVERY_MS = 60_000;

/** How far ahead of a venue's clock that was read exactly, in ms, a candle may open: none opens before its time. */
export const CANDLE_TOLERANCE_MS = 5000;

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
  #refused = 0;
  #told = 0;
  #example = '';
  #timer: Timer | undefined;

  constructor(options: VenueTimesOptions) {
    this.#options = options;
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
    return !(time <= this.#options.now() + toleranceMs);
  }

  /**
   * Whether a market data record must be left out for its time; notes it where so.
   * @param what - what it is, for the warning
   */
  refuses(what: string, time: number | undefined, toleranceMs?: number): boolean {
    if (time === undefined || !this.isFar(time, toleranceMs)) return false;
    this.#refused += 1;
    this.#warn(what);
    return true;
  }

  /** Notes a private record that is told although its time is far ahead. */
  note(what: string, time: number | undefined): boolean {
    if (time === undefined || !this.isFar(time)) return false;
    this.#told += 1;
    this.#warn(what);
    return true;
  }

  #warn(what: string): void {
    this.#example = what;
    if (this.#timer !== undefined) return;
    this.#tell();
    this.#timer = this.#options.clock.schedule(WARN_EVERY_MS, () => this.#tellMore(), { keepAlive: false });
  }

  #tellMore(): void {
    this.#timer = undefined;
    if (this.#refused + this.#told > 0) this.#warn(this.#example);
  }

  #tell(): void {
    const counts = [
      ...(this.#refused > 0 ? [`${this.#refused} left out`] : []),
      ...(this.#told > 0 ? [`${this.#told} told`] : []),
    ].join(', ');
    this.#refused = 0;
    this.#told = 0;
    this.#options.report(
      'farTime',
      `Records have a time far ahead of the venue's clock (${counts}), the last of them: ${this.#example}`,
    );
  }
}

import { addDecimals, type Candle, compareDecimals, FIXED_INTERVAL_MS, type Interval } from '../../model';

const MINUTE_MS = 60_000;

/** Builds the candles of an interval from those of one minute; holds those of one candle. */
export class CandleBuilder {
  readonly #interval: Interval;
  readonly #lengthMs: number;
  #openTime = Number.NEGATIVE_INFINITY;
  /** Closed minutes of the candle, in order. */
  #minutes: Candle[] = [];
  /** What they make together. */
  #built: Candle | undefined;
  /** A minute of it was not what the venue's history has. */
  #isDoubtful = false;

  /** @param interval - of a fixed length, at most an hour: so the edges are those of UTC in every zone of whole hours */
  constructor(interval: Interval) {
    this.#interval = interval;
    this.#lengthMs = FIXED_INTERVAL_MS[interval] as number;
  }

  /** The opening of the candle whose minutes came last; minus infinity before the first. */
  get openTime(): number {
    return this.#openTime;
  }

  /** The opening of the candle that an instant lies in. */
  startOf(time: number): number {
    return Math.floor(time / this.#lengthMs) * this.#lengthMs;
  }

  /**
   * Adds a minute, one that is closed or one that runs.
   * @returns the candle so far, closed when each of its minutes is there and closed; undefined for a minute of an earlier one
   */
  add(minute: Candle): Candle | undefined {
    const openTime = this.startOf(minute.openTime);
    if (openTime < this.#openTime) return undefined;
    if (openTime > this.#openTime) this.#restart(openTime);
    if (!minute.closed) return this.#join(this.#built, minute);
    const last = this.#minutes.at(-1);
    if (last === undefined || minute.openTime > last.openTime) {
      this.#minutes.push(minute);
      this.#built = this.#join(this.#built, minute);
    } else {
      const others = this.#minutes.filter(({ openTime: other }) => other !== minute.openTime);
      this.#minutes = [...others, minute].sort((a, b) => a.openTime - b.openTime);
      this.#built = undefined;
      for (const each of this.#minutes) this.#built = this.#join(this.#built, each);
    }
    return this.#built;
  }

  /** A minute cannot be relied on: its candle is not closed by its minutes. */
  doubt(openTime: number): void {
    const start = this.startOf(openTime);
    if (start > this.#openTime) this.#restart(start);
    if (start === this.#openTime) this.#isDoubtful = true;
  }

  #restart(openTime: number): void {
    this.#openTime = openTime;
    this.#minutes = [];
    this.#built = undefined;
    this.#isDoubtful = false;
  }

  #join(before: Candle | undefined, minute: Candle): Candle {
    const { venue, receivedTime, source, symbol, open, high, low, close, volume } = minute;
    const isWhole = minute.closed && !this.#isDoubtful && this.#minutes.length * MINUTE_MS === this.#lengthMs;
    return {
      venue,
      receivedTime,
      source,
      symbol,
      interval: this.#interval,
      openTime: this.#openTime,
      open: before?.open ?? open,
      high: before !== undefined && compareDecimals(before.high, high) > 0 ? before.high : high,
      low: before !== undefined && compareDecimals(before.low, low) < 0 ? before.low : low,
      close,
      volume: before === undefined ? volume : addDecimals(before.volume, volume),
      closed: isWhole,
      built: true,
    };
  }
}

import type { Clock } from '../../../core/clock';

const WINDOW_MS = 1000;

/** Counts requests within the last second. */
export class Quotas {
  readonly #clock: Clock;
  readonly #times = new Map<string, number[]>();

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** Counts one more of a kind; false where `limit` in a second are used up, and then it does not count. */
  take(kind: string, limit: number): boolean {
    const now = this.#clock.monotonic();
    const times = (this.#times.get(kind) ?? []).filter((time) => time > now - WINDOW_MS);
    this.#times.set(kind, times);
    if (times.length >= limit) return false;
    times.push(now);
    return true;
  }
}

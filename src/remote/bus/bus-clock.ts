import type { Clock } from '../../core/clock';
import type { Bus } from './bus';

/** How often the difference of the clocks is measured, in ms. */
const MEASURE_EVERY_MS = 30_000;

/** The clock of a bus, as this process knows it: measured by a question and its answer, carried on by our monotonic clock. */
export class BusClock {
  readonly #bus: Bus;
  readonly #clock: Clock;
  #offset = 0;
  #measuredAt = Number.NEGATIVE_INFINITY;

  constructor(bus: Bus, clock: Clock) {
    this.#bus = bus;
    this.#clock = clock;
  }

  /** UTC epoch ms; as exact as half of the time that the quickest answer took. */
  now(): number {
    return Math.floor(this.#clock.monotonic() + this.#offset);
  }

  async sync(): Promise<void> {
    const asked = this.#clock.monotonic();
    const time = await this.#bus.time();
    const answered = this.#clock.monotonic();
    const [least, most] = [time - answered, time - asked];
    const isFirst = this.#measuredAt === Number.NEGATIVE_INFINITY;
    // A slow answer is inexact: what a quicker one gave stays, where this one does not exclude it.
    this.#offset = isFirst ? (least + most) / 2 : Math.min(Math.max(this.#offset, least), most);
    this.#measuredAt = answered;
  }

  /** Measures anew when that was long ago. */
  async refresh(): Promise<void> {
    if (this.#clock.monotonic() - this.#measuredAt >= MEASURE_EVERY_MS) await this.sync();
  }
}

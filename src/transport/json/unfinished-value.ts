import type { Clock, Timer } from '../../core/clock';

/** How long a value may be unfinished, or not grow where it may take longer, in ms. */
export const UNFINISHED_MS = 5000;

/** A timer that fires this much later than due shows a blocked loop, whose sockets are read after the timers. */
const LATE_MS = 500;

/** What the watch needs. */
export interface UnfinishedValueOptions {
  readonly clock: Clock;
  /** How long a value that begins now may take in all while it grows, in ms; called once for each. */
  limitMs(): number;
  /** A value was cut short, or takes too long. Once; the watch has stopped. */
  onOverdue(ageMs: number): void;
}

/**
 * Watches the value that has begun on a connection and has not ended: all that follows a value cut short is read as
 * part of it.
 *
 * A late check waits one turn of the loop, in which the sockets are read, before it decides.
 */
export class UnfinishedValue {
  readonly #options: UnfinishedValueOptions;
  /** Monotonic ms; undefined while all values are finished. */
  #begunAt: number | undefined;
  #grewAt = 0;
  #limitAt = 0;
  #timer: { readonly due: number; readonly timer: Timer } | undefined;

  constructor(options: UnfinishedValueOptions) {
    this.#options = options;
  }

  /** Bytes of an unfinished value came. @param isNew - whether the value before it was finished meanwhile */
  grew(isNew: boolean): void {
    const { clock, limitMs } = this.#options;
    const now = clock.monotonic();
    this.#grewAt = now;
    if (this.#begunAt !== undefined && !isNew) return;
    this.#begunAt = now;
    this.#limitAt = now + limitMs();
    this.#arm(this.#due);
  }

  /** All values are finished. The timer stays: it costs less than one for each value. */
  finished(): void {
    this.#begunAt = undefined;
  }

  stop(): void {
    this.#begunAt = undefined;
    this.#timer?.timer.cancel();
    this.#timer = undefined;
  }

  get #due(): number {
    return Math.min(this.#limitAt, this.#grewAt + UNFINISHED_MS);
  }

  #arm(due: number): void {
    if (this.#timer !== undefined) {
      if (this.#timer.due <= due) return;
      this.#timer.timer.cancel();
    }
    const { clock } = this.#options;
    const look = (): void => {
      const isLate = clock.monotonic() - due >= LATE_MS;
      const timer = isLate ? clock.schedule(0, () => this.#look(), { keepAlive: false }) : undefined;
      this.#timer = timer && { due, timer };
      if (!isLate) this.#look();
    };
    const timer = clock.schedule(due - clock.monotonic(), look, { keepAlive: false });
    this.#timer = { due, timer };
  }

  #look(): void {
    this.#timer = undefined;
    if (this.#begunAt === undefined) return;
    const now = this.#options.clock.monotonic();
    if (now < this.#due) {
      this.#arm(this.#due);
      return;
    }
    const ageMs = now - this.#begunAt;
    this.stop();
    this.#options.onOverdue(ageMs);
  }
}

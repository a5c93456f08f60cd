import type { Clock, Timer } from '../core/clock';

/** How often the user is told of what keeps happening, in ms, however often it happens. */
const WARN_EVERY_MS = 60_000;

/** How many of each kind there were since the last warning; kinds without any are absent. */
export type Counts = ReadonlyMap<string, number>;

export interface CountedWarningOptions {
  readonly clock: Clock;
  readonly gatherMs: number;
  /** Writes the warning; `last` is the last event. */
  tell(counts: Counts, last: string): void;
}

/** Many events of a kind as few warnings: one soon after the first, then one a minute with the count of those since. */
export class CountedWarning {
  readonly #options: CountedWarningOptions;
  #counts = new Map<string, number>();
  #last = '';
  #timer: Timer | undefined;
  #nextTime = Number.NEGATIVE_INFINITY;

  constructor(options: CountedWarningOptions) {
    this.#options = options;
  }

  /** @param gatherMs - another wait for this event, in ms */
  add(kind: string, event: string, gatherMs = this.#options.gatherMs): void {
    this.#counts.set(kind, (this.#counts.get(kind) ?? 0) + 1);
    this.#last = event;
    const { clock } = this.#options;
    const wait = Math.max(gatherMs, this.#nextTime - clock.monotonic());
    if (wait <= 0) this.#tell();
    else this.#timer ??= clock.schedule(wait, () => this.#tell(), { keepAlive: false });
  }

  close(): void {
    this.#timer?.cancel();
    this.#nextTime = Number.POSITIVE_INFINITY;
  }

  #tell(): void {
    this.#timer?.cancel();
    this.#timer = undefined;
    const counts = this.#counts;
    this.#counts = new Map();
    if (this.#nextTime === Number.POSITIVE_INFINITY) return;
    this.#nextTime = this.#options.clock.monotonic() + WARN_EVERY_MS;
    this.#options.tell(counts, this.#last);
  }
}

import type { Clock, Timer } from '../../core/clock';

/** Least time between the beginnings of two reads, in ms: however many records are doubted, the venue is not flooded. */
const RECHECK_EVERY_MS = 5000;

/** How long a first doubt waits for others, in ms: what comes in one frame, or of one event, is one read. */
const GATHER_MS = 50;

/** What an {@link AccountRecheck} works with. */
export interface AccountRecheckOptions {
  readonly clock: Clock;
  /** Reads the account and tells what it finds. */
  run(signal: AbortSignal): Promise<void>;
  onFailure(error: unknown): void;
}

/**
 * Reads the account again when the stream told of it what cannot be true: at once, one read at a time, and once in a few
 * seconds at most. A doubt that comes while a read is under way is answered by the next one.
 */
export class AccountRecheck {
  readonly #options: AccountRecheckOptions;
  #abort = new AbortController();
  #timer: Timer | undefined;
  #isRunning = false;
  #isDue = false;
  #begun = Number.NEGATIVE_INFINITY;

  constructor(options: AccountRecheckOptions) {
    this.#options = options;
  }

  /** Something that was told cannot be true. */
  request(): void {
    if (this.#isRunning) this.#isDue = true;
    else this.#begin();
  }

  /** The connection is gone: the next one reads everything by itself. */
  stop(): void {
    this.#abort.abort();
    this.#abort = new AbortController();
    this.#timer?.cancel();
    this.#timer = undefined;
    this.#isDue = false;
    this.#isRunning = false;
  }

  #begin(): void {
    if (this.#timer !== undefined) return;
    const { clock } = this.#options;
    const wait = Math.max(GATHER_MS, this.#begun + RECHECK_EVERY_MS - clock.monotonic());
    const start = (): void => {
      this.#timer = undefined;
      void this.#run(this.#abort.signal);
    };
    this.#timer = clock.schedule(wait, start, { keepAlive: false });
  }

  async #run(signal: AbortSignal): Promise<void> {
    const { clock, run, onFailure } = this.#options;
    this.#isRunning = true;
    this.#begun = clock.monotonic();
    try {
      await run(signal);
    } catch (error) {
      if (!signal.aborted) onFailure(error);
    }
    if (signal.aborted) return;
    this.#isRunning = false;
    if (!this.#isDue) return;
    this.#isDue = false;
    this.#begin();
  }
}

import type { Clock, Timer } from '../core/clock';
import type { Random } from '../core/random';
import { sanitizeCause } from '../errors/sanitize';

export interface PollLoopOptions {
  readonly clock: Clock;
  readonly random: Random;
  /** Pause between the end of a poll and the start of the next, in ms; asked after each poll. */
  intervalMs(): number;
  readonly jitter: number;
  /** Asks the venue once; it must end by itself, by a deadline of its own. */
  poll(signal: AbortSignal): Promise<void>;
  /** Takes what a poll rejected with; the loop goes on unless this stops it. */
  onError(error: Error): void;
}

/** Asks a venue again and again, never twice at once: the next poll waits for the end of the last. */
export class PollLoop {
  readonly #options: PollLoopOptions;
  #timer: Timer | undefined;
  /** The run in hand; a poll that ends after its run was stopped starts nothing. */
  #run: AbortController | undefined;
  #polling = false;
  #again = false;

  constructor(options: PollLoopOptions) {
    this.#options = options;
  }

  get isRunning(): boolean {
    return this.#run !== undefined;
  }

  /** Polls at once, then again and again; does nothing while it runs. */
  start(): void {
    if (this.#run) return;
    this.#run = new AbortController();
    this.#next();
  }

  /** As {@link start}, but the first poll comes after a pause. */
  startLater(): void {
    if (this.#run) return;
    this.#run = new AbortController();
    // A poll of a run that was stopped goes on to wait by itself.
    if (!this.#polling) this.#wait();
  }

  /** Polls now, or as soon as the poll in hand has ended, instead of waiting for the interval. */
  poke(): void {
    if (this.#run) this.#next();
  }

  /** Stops; the signal of a poll in hand is aborted. May be started again. */
  stop(): void {
    const run = this.#run;
    this.#run = undefined;
    this.#timer?.cancel();
    this.#timer = undefined;
    run?.abort();
  }

  #next(): void {
    this.#timer?.cancel();
    this.#timer = undefined;
    // A poll of a run that was stopped may still be under way.
    if (this.#polling) this.#again = true;
    else if (this.#run) void this.#poll(this.#run);
  }

  async #poll(run: AbortController): Promise<void> {
    this.#polling = true;
    this.#again = false;
    try {
      await this.#options.poll(run.signal);
    } catch (error) {
      if (this.#run === run) this.#fail(sanitizeCause(error));
    }
    this.#polling = false;
    if (!this.#run) return;
    if (this.#again) this.#next();
    else this.#wait();
  }

  #fail(error: Error): void {
    try {
      this.#options.onError(error);
    } catch {
      // A reporter that fails must not end the polling.
    }
  }

  #wait(): void {
    const { clock, random, jitter } = this.#options;
    const delay = Math.max(0, this.#options.intervalMs()) * (1 + jitter * random.next());
    this.#timer = clock.schedule(delay, () => this.#next());
  }
}

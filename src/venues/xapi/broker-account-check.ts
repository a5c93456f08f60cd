import type { BrokerState } from '../../broker';
import type { Clock, Timer } from '../../core/clock';
import { isAbortedError } from '../../errors';

/** Shortest time between two checks, in ms: each costs three requests. */
const INTERVAL_MS = 5000;

/** What a check works with. */
export interface CheckParts {
  readonly clock: Clock;
  state(): BrokerState;
  /** Reads fills, orders, positions and balances anew. */
  read(signal: AbortSignal): Promise<void>;
  report(code: string, message: string, error?: unknown): void;
}

/** Reads the account anew when private records came that could not be read: they are not told again. */
export class AccountCheck {
  readonly #parts: CheckParts;
  #run = new AbortController();
  #timer: Timer | undefined;
  #isRunning = false;
  #isAsked = false;
  #ran = Number.NEGATIVE_INFINITY;

  constructor(parts: CheckParts) {
    this.#parts = parts;
  }

  /** Asks for a check: now, or as soon as the last one is old enough. */
  request(): void {
    this.#isAsked = true;
    if (this.#isRunning || this.#timer !== undefined) return;
    const { clock } = this.#parts;
    const delayMs = Math.max(0, this.#ran + INTERVAL_MS - clock.monotonic());
    this.#timer = clock.schedule(delayMs, () => void this.#check(this.#run.signal), { keepAlive: false });
  }

  /** The connection is gone: the next one brings everything up to date. */
  stop(): void {
    this.#run.abort();
    this.#run = new AbortController();
    this.#timer?.cancel();
    this.#timer = undefined;
    this.#isAsked = false;
  }

  async #check(signal: AbortSignal): Promise<void> {
    const { clock, state, read, report } = this.#parts;
    this.#timer = undefined;
    this.#isAsked = false;
    // Without a connection there is nobody to ask; while one is brought up to date it is done already.
    if (state() !== 'live' && state() !== 'stale') return;
    this.#isRunning = true;
    this.#ran = clock.monotonic();
    try {
      await read(signal);
    } catch (error) {
      if (!signal.aborted && !isAbortedError(error)) {
        report('audit', 'Orders and fills could not be compared with the venue’s', error);
      }
    } finally {
      this.#isRunning = false;
      if (this.#isAsked) this.request();
    }
  }
}

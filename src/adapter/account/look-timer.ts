import type { Clock, Timer } from '../../core/clock';
import type { LookReason } from './ports';

/** Least time between the beginnings of two looks, in ms: however many records are doubted, the venue is not flooded. */
const SPACING_MS = 5000;

/** How long a first doubt waits for others, in ms: what comes in one frame, or of one event, is one look. */
const GATHER_MS = 50;

export interface LookTimerOptions {
  readonly clock: Clock;
  readonly intervalMs: number;
  /** How long a request waits for others, in ms; longer where reads lag behind the stream. @defaultValue 50 */
  readonly gatherMs?: number | undefined;
  look(reason: Exclude<LookReason, 'gap'>): Promise<void>;
}

/** When the account is looked at: slowly, and soon when somebody asks for it; one look at a time, seconds apart. */
export class LookTimer {
  readonly #options: LookTimerOptions;
  #run: AbortController | undefined;
  #timer: Timer | undefined;
  #isRequested = false;
  #begun = Number.NEGATIVE_INFINITY;

  constructor(options: LookTimerOptions) {
    this.#options = options;
  }

  /** The account has been read: the next look is due in one interval, or soon where one was requested meanwhile. */
  start(): void {
    const isRequested = this.#isRequested;
    this.stop();
    this.#isRequested = isRequested;
    this.#run = new AbortController();
    this.#arm(this.#run.signal);
  }

  request(): void {
    if (this.#isRequested) return;
    this.#isRequested = true;
    // Without a timer a look is under way, or nothing is connected: the next one follows.
    if (this.#timer === undefined || this.#run === undefined) return;
    this.#timer.cancel();
    this.#arm(this.#run.signal);
  }

  /** The connection is gone: the next one reads everything by itself. */
  stop(): void {
    this.#run?.abort();
    this.#run = undefined;
    this.#timer?.cancel();
    this.#timer = undefined;
    this.#isRequested = false;
  }

  #arm(signal: AbortSignal): void {
    const { clock, intervalMs, gatherMs = GATHER_MS } = this.#options;
    const spared = this.#begun + SPACING_MS - clock.monotonic();
    const delay = this.#isRequested ? Math.max(gatherMs, Math.min(spared, intervalMs)) : intervalMs;
    this.#timer = clock.schedule(delay, () => void this.#look(signal), { keepAlive: false });
  }

  async #look(signal: AbortSignal): Promise<void> {
    this.#timer = undefined;
    const reason = this.#isRequested ? 'recheck' : 'audit';
    this.#isRequested = false;
    this.#begun = this.#options.clock.monotonic();
    await this.#options.look(reason);
    if (!signal.aborted) this.#arm(signal);
  }
}

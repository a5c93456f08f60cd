import type { Clock, Timer } from '../core/clock';
import { ValidationError } from '../errors';

export interface WatchdogOptions {
  readonly clock: Clock;
  /** Silence after which the connection is not to be trusted, in ms. */
  readonly staleAfterMs: number;
  /** Silence after which it is given up, in ms; more than `staleAfterMs`. */
  readonly lostAfterMs: number;
  /** When a silence is probed, in ms. @defaultValue half of `staleAfterMs` */
  readonly probeAfterMs?: number;
  /** Asks the venue for a sign of life, once in each silence. */
  probe?(): void;
  /** Called once in each silence. */
  onStale(ageMs: number): void;
  /** Data has come again after `onStale`. */
  onFresh(): void;
  /** Called once; the watchdog has stopped. */
  onLost(ageMs: number): void;
}

/** A timer that fires this much later than due tells of a blocked loop or a machine that slept. */
const LATE_MS = 500;

/**
 * Watches that data keeps coming: any byte counts.
 *
 * A machine that slept or a loop that was blocked has data waiting in its sockets, which is read after the timers; so a
 * late check gives it one turn before it judges. The monotonic clock of some systems stands still while they sleep,
 * the wall clock does not: when it alone has jumped ahead, nobody knows how old the data is, and it is taken as stale
 * until more comes.
 */
export class Watchdog {
  readonly #options: WatchdogOptions;
  readonly #clock: Clock;
  readonly #probeAfterMs: number;
  #timer: Timer | undefined;
  #running = false;
  #startedAt = 0;
  #heardAt = Number.NEGATIVE_INFINITY;
  /** The beginning of the silence that was probed. */
  #probedSince = Number.NEGATIVE_INFINITY;
  #stale = false;
  #due = 0;
  /** Wall clock less monotonic clock at the last check. */
  #offset = 0;

  /** @throws ValidationError when the limits are not in order */
  constructor(options: WatchdogOptions) {
    const { staleAfterMs, lostAfterMs } = options;
    if (!(staleAfterMs > 0))
      throw new ValidationError('staleAfterMs', 'must be above 0', { value: staleAfterMs });
    if (!(lostAfterMs > staleAfterMs && Number.isFinite(lostAfterMs))) {
      throw new ValidationError('lostAfterMs', 'must be finite and more than staleAfterMs', {
        value: lostAfterMs,
      });
    }
    this.#options = options;
    this.#clock = options.clock;
    this.#probeAfterMs = options.probeAfterMs ?? staleAfterMs / 2;
  }

  /** Age of the last inbound data in ms; undefined before the first. */
  get lastInboundAgeMs(): number | undefined {
    return this.#heardAt === Number.NEGATIVE_INFINITY ? undefined : this.#clock.monotonic() - this.#heardAt;
  }

  /** Data has come: the hot path. */
  inbound(): void {
    this.#heardAt = this.#clock.monotonic();
    if (this.#stale) this.#refreshed();
  }

  /** Begins to watch; the silence counts from here. */
  start(): void {
    this.stop();
    this.#running = true;
    this.#startedAt = this.#clock.monotonic();
    this.#probedSince = Number.NEGATIVE_INFINITY;
    this.#stale = false;
    this.#offset = this.#wallOffset();
    this.#schedule(0);
  }

  stop(): void {
    this.#running = false;
    this.#timer?.cancel();
    this.#timer = undefined;
  }

  #refreshed(): void {
    this.#stale = false;
    if (this.#running) this.#options.onFresh();
  }

  #wallOffset(): number {
    return this.#clock.now() - this.#clock.monotonic();
  }

  #check(): void {
    const now = this.#clock.monotonic();
    const offset = this.#wallOffset();
    // Half a limit: the wall clock is also set by small steps, and those say nothing about the connection.
    const slept = offset - this.#offset >= this.#options.staleAfterMs / 2;
    this.#offset = offset;
    if (!slept && now - this.#due < LATE_MS) this.#judge();
    else this.#timer = this.#clock.schedule(0, () => this.#judgeLate(slept, now), { keepAlive: false });
  }

  #judgeLate(slept: boolean, noticedAt: number): void {
    if (slept && this.#heardAt < noticedAt) {
      const stale = this.#clock.monotonic() - this.#options.staleAfterMs;
      this.#heardAt = Math.min(this.#heardAt, stale);
      this.#startedAt = Math.min(this.#startedAt, stale);
      // Another silence, whose beginning may be that of one that was probed.
      this.#probedSince = Number.NEGATIVE_INFINITY;
    }
    this.#judge();
  }

  #judge(): void {
    const options = this.#options;
    const { staleAfterMs, lostAfterMs } = options;
    const since = Math.max(this.#heardAt, this.#startedAt);
    const ageMs = this.#clock.monotonic() - since;
    if (ageMs >= staleAfterMs && !this.#stale) {
      this.#stale = true;
      options.onStale(ageMs);
    }
    // The callback may have stopped it.
    if (!this.#running) return;
    if (ageMs >= lostAfterMs) {
      this.stop();
      options.onLost(ageMs);
      return;
    }
    if (ageMs >= this.#probeAfterMs && this.#probedSince !== since) {
      this.#probedSince = since;
      this.#probe();
    }
    if (this.#running) this.#schedule(ageMs);
  }

  #probe(): void {
    try {
      this.#options.probe?.();
    } catch {
      // A connection that cannot even send will be given up for its silence.
    }
  }

  /** Checks each quarter of the limit, and at each limit itself, so that none is noticed late. */
  #schedule(ageMs: number): void {
    const { staleAfterMs, lostAfterMs } = this.#options;
    let delay = staleAfterMs / 4;
    for (const limit of [this.#probeAfterMs, staleAfterMs, lostAfterMs]) {
      if (limit > ageMs) delay = Math.min(delay, limit - ageMs);
    }
    delay = Math.max(1, Math.ceil(delay));
    this.#due = this.#clock.monotonic() + delay;
    this.#timer = this.#clock.schedule(delay, () => this.#check(), { keepAlive: false });
  }
}

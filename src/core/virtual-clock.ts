import type { Clock, Timer } from './clock';
import { modulesLoaded } from './module-loads';

interface Pending {
  readonly due: number;
  readonly order: number;
  readonly callback: () => void;
}

/** Turns of the event loop between two steps of time: one hop over loopback takes a poll phase on each side. */
const TURNS = 6;
/** A step of time in ms. */
const STEP_MS = 10;
/** How long {@link VirtualClock.drive} waits for sockets when no timer is scheduled, in ms of the machine's clock. */
const IDLE_MS = 2000;

/** Runs promises and I/O callbacks that are already due. */
function turn(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}

function checkStep(ms: number): number {
  if (!(ms >= 0 && Number.isFinite(ms)))
    throw new RangeError('Time moves by a finite number of milliseconds, forward');
  return ms;
}

/**
 * A clock that advances only on call: for tests of bots and of the SDK.
 *
 * Timers fire in order of their due time, ties in order of creation, each with `now()` at its due time.
 */
export class VirtualClock implements Clock {
  #elapsed = 0;
  #created = 0;
  #offset: number;
  readonly #pending = new Set<Pending>();

  /** @param startTime - the UTC epoch milliseconds that `now()` begins at */
  constructor(startTime = Date.UTC(2026, 0, 5, 12)) {
    this.#offset = startTime;
  }

  now(): number {
    return this.#offset + this.#elapsed;
  }

  monotonic(): number {
    return this.#elapsed;
  }

  schedule(delayMs: number, callback: () => void): Timer {
    if (!Number.isFinite(delayMs)) throw new RangeError('A delay must be a finite number of milliseconds');
    const entry: Pending = { due: this.#elapsed + Math.max(0, delayMs), order: this.#created++, callback };
    this.#pending.add(entry);
    return { cancel: () => void this.#pending.delete(entry) };
  }

  /** How many timers are waiting. */
  get pendingTimers(): number {
    return this.#pending.size;
  }

  /** Sets the wall clock without moving time: what NTP or a user does to a machine. */
  setWallTime(epochMs: number): void {
    this.#offset = epochMs - this.#elapsed;
  }

  /** Moves time by `ms` and fires what is due, synchronously. Callbacks of promises and sockets do not run in between. */
  advanceSync(ms: number): void {
    const target = this.#elapsed + checkStep(ms);
    for (let next = this.#next(target); next; next = this.#next(target)) this.#fire(next);
    this.#reach(target);
  }

  /** Moves time by `ms`, and runs promises and socket callbacks before and after each timer. */
  async advance(ms: number): Promise<void> {
    const target = this.#elapsed + checkStep(ms);
    await turn();
    for (let next = this.#next(target); next; next = this.#next(target)) {
      this.#fire(next);
      await turn();
    }
    this.#reach(target);
    await turn();
  }

  /**
   * Moves time in small steps until `condition` holds, giving sockets on loopback real time between the steps.
   * @param limitMs - virtual time after which it fails
   * @throws Error when the limit passes first
   */
  async advanceUntil(
    condition: () => boolean,
    { stepMs = STEP_MS, limitMs = 600_000 }: { readonly stepMs?: number; readonly limitMs?: number } = {},
  ): Promise<void> {
    const limit = this.#elapsed + limitMs;
    for (;;) {
      await modulesLoaded();
      for (let turns = 0; turns < TURNS; turns += 1) {
        if (condition()) return;
        await turn();
      }
      if (this.#elapsed >= limit) throw new Error(`The condition did not hold within ${limitMs} virtual ms`);
      await this.advance(stepMs);
    }
  }

  /**
   * Moves time in steps of 10 ms until `work` settles, and settles as it does. Nothing is waited for but sockets on
   * loopback, which get real time between the steps.
   * @param limitMs - virtual time after which it gives up
   * @throws Error when the limit passes first, or when no timer is scheduled and `work` has not settled within two
   * seconds of the machine's clock: it waits for something that no clock brings about
   */
  async drive<T>(
    work: PromiseLike<T>,
    { limitMs = 600_000 }: { readonly limitMs?: number } = {},
  ): Promise<T> {
    const limit = this.#elapsed + checkStep(limitMs);
    let isSettled = false;
    const settled = (): void => {
      isSettled = true;
    };
    work.then(settled, settled);
    let idleSince: number | undefined;
    for (;;) {
      await modulesLoaded();
      for (let turns = 0; turns < TURNS && !isSettled; turns += 1) await turn();
      if (isSettled) return work;
      if (this.#pending.size > 0) {
        idleSince = undefined;
        if (this.#elapsed >= limit) {
          throw new Error(`The promise did not settle within ${limitMs} virtual ms`);
        }
        await this.advance(STEP_MS);
        continue;
      }
      idleSince ??= performance.now();
      if (performance.now() - idleSince > IDLE_MS) {
        throw new Error('The promise still waits, and no timer is scheduled that could end that');
      }
    }
  }

  #next(target: number): Pending | undefined {
    let first: Pending | undefined;
    for (const entry of this.#pending) {
      if (entry.due > target) continue;
      if (!first || entry.due < first.due || (entry.due === first.due && entry.order < first.order))
        first = entry;
    }
    return first;
  }

  #fire(entry: Pending): void {
    this.#pending.delete(entry);
    this.#reach(entry.due);
    entry.callback();
  }

  /** Two `advance` calls may overlap: the one with the nearer target must not take time back. */
  #reach(target: number): void {
    this.#elapsed = Math.max(this.#elapsed, target);
  }
}

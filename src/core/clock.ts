/** A pending timer. */
export interface Timer {
  /** Prevents the callback from running; no effect once it has run. */
  cancel(): void;
}

/** Options of {@link Clock.schedule}. */
export interface ScheduleOptions {
  /**
   * Whether the pending timer keeps the process alive.
   * @defaultValue true
   */
  readonly keepAlive?: boolean;
}

/**
 * The only source of time in the SDK, so that tests can move it by hand.
 *
 * Two readings: `now` can jump when the machine's clock is set, `monotonic` never goes back.
 * Durations and deadlines are measured with `monotonic`, records are stamped with `now`.
 */
export interface Clock {
  /** UTC epoch milliseconds. */
  now(): number;
  /** Milliseconds since an arbitrary start, never decreasing. */
  monotonic(): number;
  /**
   * Runs `callback` once, `delayMs` from now.
   * @param delayMs - at least 0; any finite length, also beyond the 24.8 days of `setTimeout`
   */
  schedule(delayMs: number, callback: () => void, options?: ScheduleOptions): Timer;
}

/** The longest delay that `setTimeout` supports; a longer one fires at once. */
const MAX_TIMEOUT_MS = 2 ** 31 - 1;

function scheduleReal(delayMs: number, callback: () => void, options: ScheduleOptions = {}): Timer {
  if (!Number.isFinite(delayMs)) throw new RangeError('A delay must be a finite number of milliseconds');
  const due = performance.now() + Math.max(0, delayMs);
  let handle: NodeJS.Timeout;
  const arm = (): void => {
    const remaining = due - performance.now();
    handle =
      remaining > MAX_TIMEOUT_MS
        ? setTimeout(arm, MAX_TIMEOUT_MS)
        : setTimeout(callback, Math.max(0, remaining));
    if (options.keepAlive === false) handle.unref();
  };
  arm();
  return { cancel: () => clearTimeout(handle) };
}

/** The machine's clock. */
export const systemClock: Clock = {
  now: () => Date.now(),
  monotonic: () => performance.now(),
  schedule: scheduleReal,
};

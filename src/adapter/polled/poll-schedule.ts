import { isRateLimitError, isTransportError } from '../../errors';
import { refusalPause } from '../../streaming/session/reconnect-policy';

const MINUTE_MS = 60_000;

/** How often the pause of an interval is doubled while polls fail: eight intervals at most. */
const MOST_DOUBLINGS = 3;

/** Again and again, with a pause between the end of a poll and the start of the next. */
export interface IntervalSchedule {
  /** The pause in ms; it grows up to eightfold while polls fail. */
  readonly intervalMs: number;
  /** Share of the pause that is added by chance, 0 to 1. */
  readonly jitter: number;
}

/** Once a minute of the venue's clock. */
export interface MinuteSchedule {
  /** How long after the beginning of each minute, in ms, 0 to 59999. */
  readonly delayMs: number;
  /** Pause after a poll that failed on its way, in ms; it doubles while polls fail, up to the next minute. */
  readonly retryMs: number;
  venueNow(): number;
}

export type PollSchedule = IntervalSchedule | MinuteSchedule;

/** Polls that failed in a row. */
export interface FailedPolls {
  readonly error: Error;
  /** How many there were, 1 or more. */
  readonly count: number;
  /** How many of the last ones the venue refused because of the credentials. */
  readonly refusals: number;
}

/** The ms until the venue's next minute plus `offsetMs`, above 0 and at most a minute. */
export function untilMinute(venueNow: number, offsetMs: number): number {
  const offset = offsetMs % MINUTE_MS;
  return Math.floor((venueNow - offset) / MINUTE_MS + 1) * MINUTE_MS + offset - venueNow;
}

/** The pause before the next poll, in ms. @param spreadMs - how much later than the minute this program polls */
export function pauseAfter(
  schedule: PollSchedule,
  spreadMs: number,
  failed: FailedPolls | undefined,
): number {
  if (!('delayMs' in schedule)) {
    const doublings = failed === undefined ? 0 : Math.min(failed.count - 1, MOST_DOUBLINGS);
    return schedule.intervalMs * 2 ** doublings;
  }
  const pause = untilMinute(schedule.venueNow(), schedule.delayMs + spreadMs);
  if (failed === undefined) return pause;
  const { error, count, refusals } = failed;
  if (refusals > 0) return refusalPause(refusals - 1);
  if (isRateLimitError(error)) return Math.max(pause, error.retryAfterMs ?? 0);
  // What the venue refuses now it refuses in a moment too.
  return isTransportError(error) ? Math.min(pause, schedule.retryMs * 2 ** (count - 1)) : pause;
}

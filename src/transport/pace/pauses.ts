import { LIMITS } from '../../core/limits';
import type { Priority } from './pace-rule';

/** The time between attempts of a lane that was refused itself, and how long a pause is at least, in ms. */
export const RETRY_MS = 1000;

/** The lanes that a rate limit met by anything else does not touch. */
type Lane = Exclude<Priority, 'order' | 'read'>;

const isLane = (priority: Priority): priority is Lane => priority !== 'order' && priority !== 'read';

/**
 * The pauses that a venue asks for, of which none lasts longer than 30 s.
 *
 * They hold back orders and reads. Cancels, look-ups and control have a lane each: a bot that was limited because of a
 * balance read must still close its positions and get the outcome of its orders, and a connection whose pings or polls
 * are delayed is lost. Where a request of a lane is refused itself, the lane is not closed but makes one attempt a
 * second until the pause is over. Pure: its caller passes the time.
 */
export class Pauses {
  #until = Number.NEGATIVE_INFINITY;
  readonly #lanes = {
    cancel: { until: Number.NEGATIVE_INFINITY, next: 0 },
    lookup: { until: Number.NEGATIVE_INFINITY, next: 0 },
    control: { until: Number.NEGATIVE_INFINITY, next: 0 },
  };

  /** @param met - the priority of the request that the venue refused */
  add(now: number, ms: number, met: Priority): void {
    const until = now + Math.min(Math.max(ms, RETRY_MS), LIMITS.maxPauseMs);
    this.#until = Math.max(this.#until, until);
    if (!isLane(met)) return;
    const lane = this.#lanes[met];
    lane.until = Math.max(lane.until, until);
    lane.next = Math.max(lane.next, now + RETRY_MS);
  }

  /** Milliseconds until a request may go that has `ahead` of its own priority before it; 0 when it may go now. */
  delayMs(now: number, priority: Priority, ahead = 0): number {
    if (!isLane(priority)) return Math.max(0, this.#until - now);
    const { until, next } = this.#lanes[priority];
    return Math.max(0, Math.min(until, Math.max(next, now) + ahead * RETRY_MS) - now);
  }

  /** A request goes now. */
  take(now: number, priority: Priority): void {
    if (isLane(priority)) this.#lanes[priority].next = now + RETRY_MS;
  }
}

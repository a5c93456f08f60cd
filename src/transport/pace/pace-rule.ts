import { ValidationError } from '../../errors';

/**
 * The order of requests that wait: a cancel before an order before the look-up of an order whose outcome is not known
 * before control (login, ping, subscriptions, polls of channels) before reads.
 */
export type Priority = 'cancel' | 'order' | 'lookup' | 'control' | 'read';

/** All priorities, first served first. */
export const PRIORITIES: readonly Priority[] = ['cancel', 'order', 'lookup', 'control', 'read'];

/**
 * Requests at least `minIntervalMs` apart, of which some in a row may come sooner.
 *
 * For XAPI: 200 ms, and the connection is dropped at the sixth short interval in a row, counted at the server.
 */
export interface IntervalRule {
  readonly minIntervalMs: number;
  /**
   * Short intervals allowed in a row; 0 means none.
   * @defaultValue 0
   */
  readonly burst?: number;
  /**
   * Added to the interval before it counts as long, for the effect of the network on the distance of two requests.
   * @defaultValue a quarter of minIntervalMs
   */
  readonly marginMs?: number;
}

/** `capacity` requests at once, refilled evenly. */
export interface TokenBucketRule {
  readonly capacity: number;
  readonly refillPerSecond: number;
}

/**
 * At most `most` requests in any `windowMs` at the server, each as soon as that allows it.
 *
 * The server has a request at some time between its sending and its answer, so it counts from its sending until `windowMs`
 * after its answer: whatever the network delays, no second there holds more. What has no answer counts from its sending.
 */
export interface WindowRule {
  readonly most: number;
  readonly windowMs: number;
  /**
   * Added to the window. Where requests have no answer, for the effect of the network on the distance of two of them.
   * @defaultValue a twentieth of windowMs
   */
  readonly marginMs?: number;
}

/** The rate limit of a venue. */
export type PacerRule = IntervalRule | TokenBucketRule | WindowRule;

/** The state of one rule: pure, its caller passes the time. */
export interface Pace {
  /** Milliseconds until a request of this priority may go; 0 when it may go now. Never longer for a higher priority. */
  delayMs(now: number, priority: Priority): number;
  /** A request goes now. */
  take(now: number): void;
  /** One that has gone was answered, or failed. */
  settle(now: number): void;
  /** A copy that changes nothing of this one, to work out what will be: as if all that has gone were answered now. */
  fork(now: number): Pace;
}

/**
 * Builds the state of a rule.
 * @throws ValidationError when the rule makes no sense
 */
export function createPace(rule: PacerRule): Pace {
  if ('most' in rule) return windowPace(rule);
  return 'capacity' in rule ? tokenPace(rule) : intervalPace(rule);
}

/**
 * The pace of requests that count against a limit of their own and, with others, against a wider one. Of the wider one they
 * may use all: their own limits them, and what others send without a pause must not keep them away from it for ever.
 */
export function paceWithin(own: Pace, wider: Pace): Pace {
  return {
    delayMs: (now, priority) => Math.max(own.delayMs(now, priority), wider.delayMs(now, 'cancel')),
    take(now) {
      own.take(now);
      wider.take(now);
    },
    settle(now) {
      own.settle(now);
      wider.settle(now);
    },
    fork: (now) => paceWithin(own.fork(now), wider.fork(now)),
  };
}

/**
 * Two additions to the rule itself.
 *
 * The server measures at its end. One late packet can turn an interval that was long here into a short one there, and
 * join the runs of short ones before and after it. So two neighbouring runs SHARE the burst: after four short intervals
 * two long ones follow before the next short one. A single wrongly measured interval then makes a run of burst + 1 at
 * most. A pause of four intervals is certain and resets all runs.
 *
 * Reads use only half of the burst, so that a cancel or an order among many reads still has a short
 * interval; all others may use all of it.
 */
function intervalPace(
  rule: IntervalRule,
  state = { last: Number.NEGATIVE_INFINITY, runBefore: 0, run: 0 },
): Pace {
  const { minIntervalMs, burst = 0, marginMs = minIntervalMs / 4 } = rule;
  requireAtLeast('pacer.minIntervalMs', minIntervalMs, 0);
  requireAtLeast('pacer.burst', burst, 0);
  requireAtLeast('pacer.marginMs', marginMs, 0);
  const longMs = minIntervalMs + marginMs;
  const certainMs = longMs * 4;
  let { last, runBefore, run } = state;

  return {
    delayMs(now, priority) {
      const rest = last + longMs - now;
      if (rest <= 0) return 0;
      const allowed = priority === 'read' ? Math.floor(burst / 2) : burst;
      return runBefore + run < allowed ? 0 : rest;
    },
    take(now) {
      const interval = now - last;
      last = now;
      if (interval < longMs) {
        run += 1;
        return;
      }
      runBefore = interval < certainMs ? run : 0;
      run = 0;
    },
    settle() {},
    fork: () => intervalPace(rule, { last, runBefore, run }),
  };
}

/** Reads leave a quarter of the bucket to everything else. */
function tokenPace(
  rule: TokenBucketRule,
  state = { tokens: rule.capacity, at: Number.NEGATIVE_INFINITY },
): Pace {
  const { capacity, refillPerSecond } = rule;
  requireAtLeast('pacer.capacity', capacity, 1);
  if (!(refillPerSecond > 0 && refillPerSecond < Number.POSITIVE_INFINITY)) {
    throw new ValidationError('pacer.refillPerSecond', 'must be above 0', { value: refillPerSecond });
  }
  const reserve = Math.floor(capacity / 4);
  const perMs = refillPerSecond / 1000;
  let { tokens, at } = state;
  const tokensAt = (now: number): number => Math.min(capacity, tokens + Math.max(0, now - at) * perMs);
  return {
    delayMs(now, priority) {
      const missing = 1 + (priority === 'read' ? reserve : 0) - tokensAt(now);
      // A billionth of a token is rounding, not a wait.
      return missing <= 1e-9 ? 0 : missing / perMs;
    },
    take(now) {
      tokens = tokensAt(now) - 1;
      at = now;
    },
    settle() {},
    fork: () => tokenPace(rule, { tokens, at }),
  };
}

/**
 * Reads leave a quarter of the window to everything else. All but cancels and look-ups leave a tenth, so that after
 * a burst of orders the first cancels do not wait until the window has moved on.
 */
function windowPace(
  rule: WindowRule,
  state: { readonly settled?: readonly number[]; readonly next: number } = { next: 0 },
): Pace {
  const { most, windowMs, marginMs = windowMs / 20 } = rule;
  requireAtLeast('pacer.most', most, 1);
  requireAtLeast('pacer.windowMs', windowMs, 0);
  requireAtLeast('pacer.marginMs', marginMs, 0);
  const size = Math.floor(most);
  const spanMs = windowMs + marginMs;
  /** When the last `size` requests were settled; `next` is the place of the oldest of them. */
  const settled = state.settled?.slice() ?? new Array<number>(size).fill(Number.NEGATIVE_INFINITY);
  let { next } = state;
  let running = 0;
  const settle = (now: number): void => {
    running = Math.max(0, running - 1);
    settled[next] = now;
    next = (next + 1) % size;
  };
  const allowedTo = (priority: Priority): number => {
    if (priority === 'cancel' || priority === 'lookup') return size;
    return size - Math.floor(size / (priority === 'read' ? 4 : 10));
  };
  return {
    delayMs(now, priority) {
      const free = allowedTo(priority) - running;
      // Those that run are settled now at the earliest.
      if (free <= 0) return spanMs;
      const blocking = settled[(next + size - free) % size] as number;
      return Math.max(0, blocking + spanMs - now);
    },
    take() {
      running += 1;
    },
    settle,
    fork(now) {
      const copy = windowPace(rule, { settled, next });
      for (let left = running; left > 0; left -= 1) copy.settle(now);
      return copy;
    },
  };
}

function requireAtLeast(field: string, value: number, least: number): void {
  if (!(value >= least && value < Number.POSITIVE_INFINITY)) {
    throw new ValidationError(field, `must be a number of at least ${least}`, { value });
  }
}

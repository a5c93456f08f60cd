import type { ReconnectOptions } from '../../broker/broker-options';
import type { Random } from '../../core/random';
import { isAuthenticationError, isRateLimitError, ValidationError } from '../../errors';
import { backoffDelay } from '../../transport/backoff';

/** A session that ends sooner after its login counts as one that was thrown out. */
const SHORT_SESSION_MS = 10_000;

/** No two logins and the one after them within this time, in ms, while sessions end within seconds of their login. */
const LOGIN_WINDOW_MS = 60_000;

/** Waits after a refusal of what was accepted before, in ms; the last one goes on. */
const REFUSAL_PAUSES_MS = [1000, 5000, 30_000, 60_000] as const;

/**
 * How long to wait before a venue that has accepted the credentials before, and refuses them now, is asked again: 1, 5
 * and 30 s, then a minute each time. A proxy in front of it may answer so for a moment.
 * @param refusals - how many came in a row before this one
 */
export function refusalPause(refusals: number): number {
  return REFUSAL_PAUSES_MS[Math.min(refusals, 3)] ?? LOGIN_WINDOW_MS;
}

/** How many losses without a stable period between them make a connection a flapping one. */
const FLAPPING_LOSSES = 3;

type Limits = { readonly [K in keyof ReconnectOptions]-?: number };

function checkLimits(options: ReconnectOptions): Limits {
  const { baseMs = 500, factor = 2, maxMs = 30_000, stableMs = 60_000 } = options;
  const { maxAttempts = Number.POSITIVE_INFINITY } = options;
  const check = (field: keyof ReconnectOptions, value: number, holds: boolean, rule: string): void => {
    if (!holds) throw new ValidationError(`reconnect.${field}`, rule, { value });
  };
  check('baseMs', baseMs, baseMs > 0 && Number.isFinite(baseMs), 'must be a number of milliseconds above 0');
  check('factor', factor, factor >= 1, 'must be at least 1');
  check('maxMs', maxMs, maxMs >= baseMs && Number.isFinite(maxMs), 'must be finite and at least baseMs');
  check('stableMs', stableMs, stableMs >= 0 && Number.isFinite(stableMs), 'must be a number of milliseconds');
  check('maxAttempts', maxAttempts, maxAttempts >= 0, 'must be at least 0');
  return { baseMs, factor, maxMs, stableMs, maxAttempts };
}

/**
 * When to connect again.
 *
 * The wait before an attempt is even from [0, min(maxMs, baseMs * factor^n)), where n counts the attempts since the
 * last stable period: a connection that comes up and drops again goes on waiting longer. Sessions that end within seconds of
 * their login are a case of their own, for a venue that throws one out does so again: whatever the options, no minute
 * sees more than two such logins. Refused logins have a schedule of their own, see {@link refusalPause}.
 */
export class ReconnectPolicy {
  readonly #limits: Limits;
  readonly #random: Random;
  /** When the last two logins began, monotonic, the newer last. */
  #logins: readonly number[] = [];
  #loggedInAt: number | undefined;
  #attempts = 0;
  #losses = 0;
  #refusals = 0;

  /** @throws ValidationError when an option is out of range */
  constructor(options: ReconnectOptions, random: Random) {
    this.#limits = checkLimits(options);
    this.#random = random;
  }

  get stableMs(): number {
    return this.#limits.stableMs;
  }

  get flapping(): boolean {
    return this.#losses >= FLAPPING_LOSSES;
  }

  /** Whether as many attempts in a row as allowed have been made. */
  get isExhausted(): boolean {
    return this.#attempts >= this.#limits.maxAttempts;
  }

  /** How many refusals have been answered with another attempt since the last stable period. */
  get refusals(): number {
    return this.#refusals;
  }

  loginBegins(now: number): void {
    this.#logins = [...this.#logins.slice(-1), now];
    this.#loggedInAt = undefined;
  }

  loginEnds(now: number): void {
    this.#loggedInAt = now;
  }

  /** The connection has held for `stableMs`, or the user starts anew: attempts and losses are counted from here. */
  reset(): void {
    this.#attempts = 0;
    this.#losses = 0;
    this.#refusals = 0;
  }

  lost(): void {
    this.#losses += 1;
  }

  /**
   * Counts an attempt and returns how long to wait before it, in ms.
   * @param loggedIn - whether a login was begun on the connection that has ended
   * @param waitMs - how long the venue does not listen
   */
  nextDelay(now: number, loggedIn: boolean, error: Error, waitMs = 0): number {
    if (isAuthenticationError(error)) {
      this.#attempts += 1;
      this.#refusals += 1;
      return Math.max(refusalPause(this.#refusals - 1), waitMs);
    }
    const backoff = backoffDelay(this.#attempts, this.#limits, this.#random);
    this.#attempts += 1;
    const told = (isRateLimitError(error) && error.retryAfterMs) || 0;
    // Many may have been told the same wait, so that the jitter comes on top of it.
    return Math.max(this.#loginDelay(now, loggedIn), told + backoff);
  }

  #loginDelay(now: number, loggedIn: boolean): number {
    const [before, last] = this.#logins;
    if (!loggedIn || before === undefined || last === undefined) return 0;
    const wasShort = this.#loggedInAt === undefined || now - this.#loggedInAt < SHORT_SESSION_MS;
    return wasShort ? Math.max(0, before + LOGIN_WINDOW_MS - now) : 0;
  }
}

import type { Random } from '../core/random';
import { ValidationError } from '../errors';

/** How waits grow from attempt to attempt. */
export interface BackoffOptions {
  /** The bound of the first wait in ms; above 0. */
  readonly baseMs: number;
  /** What the bound is multiplied with at each attempt; at least 1. */
  readonly factor: number;
  /** The largest bound in ms; at least `baseMs`. */
  readonly maxMs: number;
}

/**
 * How long to wait before an attempt, with full jitter: evenly from [0, min(maxMs, baseMs * factor^attempt)).
 *
 * Full jitter spreads the clients that lost one server at the same moment as far apart as the bound allows.
 * @param attempt - 0 for the first wait
 * @throws ValidationError when the attempt or the options are out of range
 */
export function backoffDelay(attempt: number, options: BackoffOptions, random: Random): number {
  const { baseMs, factor, maxMs } = options;
  if (!Number.isInteger(attempt) || attempt < 0) {
    throw new ValidationError('attempt', 'must be a whole number of at least 0', { value: attempt });
  }
  if (!(baseMs > 0)) throw new ValidationError('backoff.baseMs', 'must be above 0', { value: baseMs });
  if (!(factor >= 1)) throw new ValidationError('backoff.factor', 'must be at least 1', { value: factor });
  if (!(maxMs >= baseMs && maxMs < Number.POSITIVE_INFINITY)) {
    throw new ValidationError('backoff.maxMs', 'must be finite and at least baseMs', { value: maxMs });
  }
  // Late attempts overflow to Infinity, which the minimum takes care of.
  return random.next() * Math.min(maxMs, baseMs * factor ** attempt);
}

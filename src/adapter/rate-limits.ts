import type { BrokerWarning } from '../broker';
import { isRateLimitError } from '../errors';

/** The warning of a call that the venue refused for its number: a bot may log no errors of reads, and is too fast all the same. */
export function rateLimitWarning(error: unknown): BrokerWarning | undefined {
  // What our own queue refused has a reason that was told already, or is the caller's own pace.
  if (!isRateLimitError(error) || error.sent !== true) return undefined;
  const { retryAfterMs } = error;
  const wait = retryAfterMs === undefined ? '' : `; other requests wait ${Math.ceil(retryAfterMs)} ms`;
  return { code: 'rateLimit', message: `${error.message}${wait}`, error };
}

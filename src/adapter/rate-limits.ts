import { isRateLimitError } from '../errors';

/** Warns of a call that the venue refused for its number: a bot may log no errors of reads, and is too fast all the same. */
export function reportRateLimit(
  error: unknown,
  report?: (code: string, message: string, error: unknown) => void,
): void {
  // What our own queue refused has a reason that was told already, or is the caller's own pace.
  if (!isRateLimitError(error) || error.sent !== true) return;
  const { retryAfterMs } = error;
  const wait = retryAfterMs === undefined ? '' : `; other requests wait ${Math.ceil(retryAfterMs)} ms`;
  report?.('rateLimit', `${error.message}${wait}`, error);
}

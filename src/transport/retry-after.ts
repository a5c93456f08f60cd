const HTTP_DATE = /^[A-Z][a-z]{2}, \d{2} [A-Z][a-z]{2} \d{4} \d{2}:\d{2}:\d{2} GMT$/;
/** A longer wait is taken for a mistake of the server and cut. */
const MAX_WAIT_MS = 24 * 60 * 60 * 1000;

/**
 * The wait that a `Retry-After` header asks for, in ms from `now`: at least 0, at most a day.
 *
 * @param value - seconds or an HTTP date
 * @param now - UTC epoch milliseconds
 * @returns undefined when the header is absent or is neither
 */
export function parseRetryAfter(value: string | undefined, now: number): number | undefined {
  const text = value?.trim() ?? '';
  if (/^\d{1,10}$/.test(text)) return Math.min(Number(text) * 1000, MAX_WAIT_MS);
  if (!HTTP_DATE.test(text)) return undefined;
  const time = Date.parse(text);
  return Number.isNaN(time) ? undefined : Math.min(Math.max(0, time - now), MAX_WAIT_MS);
}

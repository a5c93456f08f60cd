import { LIMITS } from '../../core/limits';

const HTTP_DATE = /^[A-Z][a-z]{2}, \d{2} [A-Z][a-z]{2} \d{4} \d{2}:\d{2}:\d{2} GMT$/;

/**
 * The wait that the `Retry-After` header of an answer asks for, in ms: at least 0, at most 30,000.
 *
 * A longer wait is usually an error of a server, and a bot that waits as long as requested must resume.
 * A date is read by the `Date` header of the same answer: only the venue's own clock shows how far away it is.
 *
 * @param headers - names in lower case
 * @param now - UTC epoch milliseconds, where the answer has no `Date` that can be read
 * @returns undefined when the header is absent or is neither seconds nor a date
 */
export function retryAfterOf(headers: Readonly<Record<string, string>>, now: number): number | undefined {
  const text = headers['retry-after']?.trim() ?? '';
  if (/^\d+$/.test(text)) return capped(Number(text) * 1000);
  const time = dateOf(text);
  return time === undefined ? undefined : capped(time - (dateOf(headers.date?.trim() ?? '') ?? now));
}

function capped(ms: number): number {
  return Math.min(Math.max(0, ms), LIMITS.maxPauseMs);
}

function dateOf(text: string): number | undefined {
  const time = HTTP_DATE.test(text) ? Date.parse(text) : Number.NaN;
  return Number.isNaN(time) ? undefined : time;
}

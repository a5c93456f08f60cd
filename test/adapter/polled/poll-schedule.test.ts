import { describe, expect, it } from 'vitest';
import { pauseAfter, untilMinute } from '../../../src/adapter/polled/poll-schedule';
import { AuthenticationError, RateLimitError, TimeoutError, VenueError } from '../../../src/errors';

const failed = (error: Error, count = 1, refusals = 0) => ({ error, count, refusals });
const late = new TimeoutError('late', { sent: true });

describe('untilMinute', () => {
  it.each([
    [0, 5000, 5000],
    [4999, 5000, 1],
    [5000, 5000, 60_000],
    [59_999, 5000, 5001],
    [30_000, 0, 30_000],
    [10, 60_000, 59_990],
  ])('default: at %i with an offset of %i it is %i ms', (now, offset, pause) => {
    expect(untilMinute(now, offset)).toBe(pause);
  });
});

describe('pauseAfter', () => {
  it('default: an interval; it doubles while polls fail, up to eightfold', () => {
    const schedule = { intervalMs: 500, jitter: 0 };
    const pauses = [1, 2, 3, 4, 5, 50].map((count) => pauseAfter(schedule, 0, failed(late, count)));
    expect([pauseAfter(schedule, 0, undefined), ...pauses]).toEqual([500, 500, 1000, 2000, 4000, 4000, 4000]);
  });

  it('default: until the next minute, sooner after a failed connection, later where the venue requests it', () => {
    const schedule = { delayMs: 5000, retryMs: 5000, venueNow: () => 10_000 };
    const pause = (error?: Error, count = 1, refusals = 0) =>
      pauseAfter(schedule, 300, error && failed(error, count, refusals));
    expect(pause()).toBe(55_300);
    expect([1, 2, 3, 4, 5].map((count) => pause(late, count))).toEqual([
      5000, 10_000, 20_000, 40_000, 55_300,
    ]);
    expect(pause(new VenueError('no', { code: 'X' }))).toBe(55_300);
    expect(pause(new RateLimitError('wait', { retryAfterMs: 90_000 }))).toBe(90_000);
    const refused = new AuthenticationError('no', {});
    expect([1, 2, 3, 4, 9].map((count) => pause(refused, count, count))).toEqual([
      1000, 5000, 30_000, 60_000, 60_000,
    ]);
  });
});

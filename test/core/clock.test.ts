import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { systemClock } from '../../src/core/clock';

const DAY_MS = 86_400_000;

describe('systemClock', () => {
  test('default: now is the wall clock, monotonic never goes back', () => {
    const before = Date.now();
    const now = systemClock.now();
    expect(now).toBeGreaterThanOrEqual(before);
    expect(now).toBeLessThanOrEqual(Date.now());
    const readings = Array.from({ length: 1000 }, () => systemClock.monotonic());
    expect(readings).toEqual([...readings].sort((a, b) => a - b));
  });

  test('behavior: schedule calls back once and not before its time', async () => {
    const start = systemClock.monotonic();
    const calls: number[] = [];
    await new Promise<void>((resolve) =>
      systemClock.schedule(20, () => {
        calls.push(systemClock.monotonic() - start);
        resolve();
      }),
    );
    expect(calls).toHaveLength(1);
    expect(calls[0]).toBeGreaterThan(18);
  });

  test.each([Number.NaN, Number.POSITIVE_INFINITY])('error: a delay of %d is refused', (delay) => {
    expect(() => systemClock.schedule(delay, () => {})).toThrow(RangeError);
  });

  test('args: keepAlive false leaves the process free to end', () => {
    const unref = vi.spyOn(globalThis, 'setTimeout');
    const timer = systemClock.schedule(60_000, () => {}, { keepAlive: false });
    const handle = unref.mock.results[0]?.value as NodeJS.Timeout;
    expect(handle.hasRef()).toBe(false);
    timer.cancel();
    unref.mockRestore();
  });
});

describe('systemClock over 24.8 days', () => {
  beforeEach(() => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'performance', 'Date'] });
  });
  afterEach(() => {
    vi.useRealTimers();
  });

  test('behavior: a timer of 60 days fires after 60 days and not at once', () => {
    const fired = vi.fn();
    systemClock.schedule(60 * DAY_MS, fired);
    vi.advanceTimersByTime(60 * DAY_MS - 1);
    expect(fired).not.toHaveBeenCalled();
    vi.advanceTimersByTime(1);
    expect(fired).toHaveBeenCalledTimes(1);
  });

  test('behavior: it can be cancelled in its second part', () => {
    const fired = vi.fn();
    const timer = systemClock.schedule(60 * DAY_MS, fired);
    vi.advanceTimersByTime(30 * DAY_MS);
    timer.cancel();
    vi.advanceTimersByTime(60 * DAY_MS);
    expect(fired).not.toHaveBeenCalled();
    expect(vi.getTimerCount()).toBe(0);
  });
});

import { describe, expect, test } from 'vitest';
import { VirtualClock } from '../../src/core/virtual-clock';

describe('VirtualClock', () => {
  test('default: does not move by itself', () => {
    const clock = new VirtualClock(1000);
    expect([clock.now(), clock.monotonic(), clock.pendingTimers]).toEqual([1000, 0, 0]);
  });

  test('behavior: timers fire in order of due time, ties in order of creation, each at its own time', () => {
    const clock = new VirtualClock(0);
    const log: string[] = [];
    const note = (name: string) => () => log.push(`${name}@${clock.now()}`);
    clock.schedule(20, note('c'));
    clock.schedule(10, note('a'));
    clock.schedule(10, note('b'));
    clock.advanceSync(30);
    expect(log).toEqual(['a@10', 'b@10', 'c@20']);
    expect(clock.monotonic()).toBe(30);
  });

  test('behavior: a timer made by a timer fires in the same advance when it is due', () => {
    const clock = new VirtualClock(0);
    const log: number[] = [];
    clock.schedule(10, () => clock.schedule(5, () => log.push(clock.now())));
    clock.advanceSync(15);
    expect(log).toEqual([15]);
  });

  test('behavior: a cancelled timer does not fire, also when a timer of the same instant cancels it', () => {
    const clock = new VirtualClock(0);
    const log: string[] = [];
    clock.schedule(10, () => second.cancel());
    const second = clock.schedule(10, () => log.push('second'));
    clock.advanceSync(20);
    second.cancel();
    expect([log, clock.pendingTimers]).toEqual([[], 0]);
  });

  test('behavior: setWallTime moves now and leaves monotonic and timers alone', () => {
    const clock = new VirtualClock(0);
    let firedAt = -1;
    clock.schedule(100, () => {
      firedAt = clock.monotonic();
    });
    clock.advanceSync(50);
    clock.setWallTime(-600_000);
    expect([clock.now(), clock.monotonic()]).toEqual([-600_000, 50]);
    clock.advanceSync(50);
    expect([firedAt, clock.now()]).toEqual([100, -599_950]);
  });

  test('behavior: advance runs promises between timers', async () => {
    const clock = new VirtualClock(0);
    const log: string[] = [];
    clock.schedule(10, () => void Promise.resolve().then(() => log.push('promise')));
    clock.schedule(20, () => log.push('timer'));
    await clock.advance(20);
    expect(log).toEqual(['promise', 'timer']);
  });

  test('behavior: overlapping advances never take time back', async () => {
    const clock = new VirtualClock(0);
    clock.schedule(5, () => {});
    const short = clock.advance(10);
    clock.advanceSync(100);
    await short;
    expect(clock.monotonic()).toBe(100);
  });

  test.each([-1, Number.NaN, Number.POSITIVE_INFINITY])('error: a step of %d is refused', async (step) => {
    const clock = new VirtualClock(0);
    expect(() => clock.advanceSync(step)).toThrow(RangeError);
    await expect(clock.advance(step)).rejects.toThrow(RangeError);
    expect(() => clock.schedule(Number.NaN, () => {})).toThrow(RangeError);
  });

  test('behavior: advanceUntil stops as soon as the condition holds', async () => {
    const clock = new VirtualClock(0);
    let done = false;
    clock.schedule(95, () => {
      done = true;
    });
    await clock.advanceUntil(() => done);
    expect(clock.monotonic()).toBe(100);
  });

  test('error: advanceUntil fails at its limit', async () => {
    const clock = new VirtualClock(0);
    await expect(clock.advanceUntil(() => false, { stepMs: 100, limitMs: 1000 })).rejects.toThrow(
      /1000 virtual ms/,
    );
    expect(clock.monotonic()).toBe(1000);
  });

  describe('drive', () => {
    const wait = (clock: VirtualClock, ms: number): Promise<number> =>
      new Promise((resolve) => clock.schedule(ms, () => resolve(ms)));

    test('default: moves time until the promise settles, and settles as it does', async () => {
      const clock = new VirtualClock(0);
      const startedAt = performance.now();
      expect(await clock.drive(wait(clock, 300_000))).toBe(300_000);
      expect(clock.monotonic()).toBe(300_000);
      expect(performance.now() - startedAt).toBeLessThan(10_000);
      const failing = wait(clock, 25).then(() => Promise.reject(new TypeError('broken')));
      await expect(clock.drive(failing)).rejects.toThrow('broken');
    });

    test('behavior: a promise that is settled already moves no time', async () => {
      const clock = new VirtualClock(0);
      clock.schedule(5, () => {});
      expect(await clock.drive(Promise.resolve(1))).toBe(1);
      expect([clock.monotonic(), clock.pendingTimers]).toEqual([0, 1]);
    });

    test('args: limitMs bounds the virtual time', async () => {
      const clock = new VirtualClock(0);
      await expect(clock.drive(wait(clock, 2000), { limitMs: 1000 })).rejects.toThrow(/1000 virtual ms/);
      expect(clock.monotonic()).toBe(1000);
      await expect(clock.drive(wait(clock, 1), { limitMs: Number.NaN })).rejects.toThrow(RangeError);
    });

    test('error: a promise that waits while no timer is scheduled', async () => {
      const clock = new VirtualClock(0);
      await expect(clock.drive(new Promise(() => {}))).rejects.toThrow(/no timer is scheduled/);
      expect(clock.monotonic()).toBe(0);
    });
  });
});

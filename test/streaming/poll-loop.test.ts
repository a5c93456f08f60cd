import { describe, expect, it, vi } from 'vitest';
import { seededRandom } from '../../src/core/random';
import { VirtualClock } from '../../src/core/virtual-clock';
import { PollLoop, type PollLoopOptions } from '../../src/streaming/poll-loop';

function setup(tookMs: number, options: Partial<PollLoopOptions> = {}) {
  const clock = new VirtualClock();
  const starts: number[] = [];
  const onError = vi.fn();
  let running = 0;
  let most = 0;
  const loop = new PollLoop({
    clock,
    random: seededRandom(7),
    intervalMs: () => 1000,
    jitter: 0.1,
    onError,
    poll: async () => {
      starts.push(clock.monotonic());
      running += 1;
      most = Math.max(most, running);
      await new Promise<void>((resolve) => clock.schedule(tookMs, resolve));
      running -= 1;
    },
    ...options,
  });
  return { loop, clock, starts, onError, most: () => most };
}

describe('PollLoop', () => {
  it('default: polls at once, and again an interval and a random delay after the end of the last', async () => {
    const { loop, clock, starts } = setup(300);
    loop.start();
    loop.start();
    expect(loop.isRunning).toBe(true);
    await clock.advance(20_000);
    const pauses = starts.slice(1).map((start, n) => start - starts[n]! - 300);
    expect(starts[0]).toBe(0);
    expect(pauses.length).toBeGreaterThan(10);
    for (const pause of pauses) expect(pause >= 1000 && pause <= 1100).toBe(true);
    expect(new Set(pauses.map(Math.round)).size).toBeGreaterThan(5);
  });

  it('args: a pause that is read after each poll, and a first poll that waits for it', async () => {
    const pauses = [500, 2000, -5, 1000];
    const { loop, clock, starts } = setup(100, { intervalMs: () => pauses.shift() ?? 60_000, jitter: 0 });
    loop.startLater();
    loop.startLater();
    expect(loop.isRunning).toBe(true);
    await clock.advance(10_000);
    // After 500; 2000 after the end of that; at once after the end of the next; 1000 after that.
    expect(starts).toEqual([500, 2600, 2700, 3800]);
    loop.stop();
    expect(clock.pendingTimers).toBe(0);
  });

  it('behavior: started again while the poll of a stopped run is still under way, it polls once', async () => {
    const { loop, clock, starts, most } = setup(1000);
    loop.start();
    loop.stop();
    loop.startLater();
    await clock.advance(1500);
    expect(starts).toHaveLength(1);
    await clock.advance(2000);
    expect([starts.length, most()]).toEqual([2, 1]);
  });

  it('behavior: replies slower than the interval never overlap, poked or not', async () => {
    const { loop, clock, starts, most } = setup(5000);
    loop.start();
    for (let n = 0; n < 50; n += 1) {
      await clock.advance(700);
      loop.poke();
    }
    expect(most()).toBe(1);
    expect(starts.length).toBeGreaterThan(5);
  });

  it('behavior: poke polls now, or once more right after the current poll', async () => {
    const { loop, clock, starts } = setup(300);
    loop.poke();
    expect(starts).toEqual([]);
    loop.start();
    loop.poke();
    loop.poke();
    await clock.advance(400);
    expect(starts).toEqual([0, 300]);
    await clock.advance(300);
    loop.poke();
    expect(starts).toEqual([0, 300, 700]);
  });

  it('behavior: stop aborts the current poll and schedules nothing; it may be started again without overlap', async () => {
    const signals: AbortSignal[] = [];
    let end = () => {};
    const { loop, clock } = setup(0, {
      poll: (signal) => {
        signals.push(signal);
        return new Promise((resolve) => (end = resolve));
      },
    });
    loop.start();
    loop.stop();
    loop.stop();
    expect([signals[0]?.aborted, loop.isRunning]).toEqual([true, false]);
    loop.start();
    expect(signals).toHaveLength(1);
    end();
    await clock.advance(0);
    expect([signals.length, signals[1]?.aborted]).toEqual([2, false]);
    loop.stop();
    end();
    await clock.advance(10_000);
    expect([signals.length, clock.pendingTimers]).toEqual([2, 0]);
  });

  it('error: a poll that fails, sync or async, is reported and the loop continues', async () => {
    let polls = 0;
    const { loop, clock, onError } = setup(0, {
      jitter: 0,
      poll: () => {
        polls += 1;
        if (polls === 1) throw new Error('sync');
        return Promise.reject(new Error('async'));
      },
    });
    onError.mockImplementation(() => {
      throw new Error('reporter');
    });
    loop.start();
    await clock.advance(2000);
    expect(polls).toBe(3);
    expect(onError.mock.calls.map(([error]) => error.message)).toEqual(['sync', 'async', 'async']);
  });

  it('error: onError may stop it; what fails after a stop is not reported', async () => {
    const { loop, clock, onError } = setup(0, { poll: () => Promise.reject(new Error('down')) });
    onError.mockImplementation(() => loop.stop());
    loop.start();
    await clock.advance(10_000);
    expect([onError.mock.calls.length, clock.pendingTimers]).toEqual([1, 0]);
    loop.start();
    loop.stop();
    await clock.advance(10_000);
    expect(onError).toHaveBeenCalledTimes(1);
  });
});

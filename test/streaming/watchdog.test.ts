import { describe, expect, it, vi } from 'vitest';
import type { Clock } from '../../src/core/clock';
import { VirtualClock } from '../../src/core/virtual-clock';
import { Watchdog, type WatchdogOptions } from '../../src/streaming/watchdog';

function setup(options: Partial<WatchdogOptions> = {}, clock = new VirtualClock()) {
  const events: string[] = [];
  const at = () => Math.round(clock.monotonic());
  const watchdog = new Watchdog({
    clock,
    staleAfterMs: 4000,
    lostAfterMs: 9000,
    probe: () => events.push(`probe ${at()}`),
    onStale: (ageMs) => events.push(`stale ${at()} ${Math.round(ageMs)}`),
    onFresh: () => events.push(`fresh ${at()}`),
    onLost: (ageMs) => events.push(`lost ${at()} ${Math.round(ageMs)}`),
    ...options,
  });
  return { watchdog, clock, events };
}

/** A clock whose timers stood still for a while: a blocked loop, or a machine that slept. */
function sleepyClock() {
  const inner = new VirtualClock();
  let slept = 0;
  let wall = 0;
  const clock: Clock = {
    now: () => inner.now() + slept + wall,
    monotonic: () => inner.monotonic() + slept,
    schedule: (delayMs, callback) => inner.schedule(delayMs, callback),
  };
  return {
    clock,
    inner,
    /** Time passes, the monotonic clock counts it, and no timer runs. */
    block: (ms: number) => {
      slept += ms;
    },
    /** Time passes, and only the wall clock counts it. */
    suspend: (ms: number) => {
      wall += ms;
    },
  };
}

describe('Watchdog', () => {
  it('default: silence causes a probe, then stale, then lost, each once and on time', async () => {
    const { watchdog, clock, events } = setup();
    watchdog.start();
    await clock.advance(60_000);
    expect(events).toEqual(['probe 2000', 'stale 4000 4000', 'lost 9000 9000']);
    expect(clock.pendingTimers).toBe(0);
  });

  it('default: any data keeps it from a probe, and its age is known', async () => {
    const { watchdog, clock, events } = setup();
    expect(watchdog.lastInboundAgeMs).toBeUndefined();
    watchdog.start();
    for (let n = 0; n < 100; n += 1) {
      await clock.advance(1900);
      watchdog.inbound();
    }
    await clock.advance(700);
    expect(events).toEqual([]);
    expect(watchdog.lastInboundAgeMs).toBe(700);
    expect(clock.pendingTimers).toBe(1);
  });

  it('behavior: data after stale is reported at once; the next silence is probed and reported again', async () => {
    const { watchdog, clock, events } = setup();
    watchdog.start();
    await clock.advance(5000);
    watchdog.inbound();
    watchdog.inbound();
    await clock.advance(4000);
    expect(events).toEqual(['probe 2000', 'stale 4000 4000', 'fresh 5000', 'probe 7000', 'stale 9000 4000']);
  });

  it('behavior: a frozen connection is detected within the limit, wherever in the interval it freezes', async () => {
    for (let offset = 0; offset < 4000; offset += 130) {
      const { watchdog, clock, events } = setup();
      watchdog.start();
      await clock.advance(offset);
      watchdog.inbound();
      const frozenAt = clock.monotonic();
      await clock.advance(20_000);
      expect(Number(events.at(-1)?.split(' ')[1]) - frozenAt).toBeLessThanOrEqual(9001);
      expect(events.at(-1)).toMatch(/^lost/);
    }
  });

  it('behavior: stop ends it, from within its own callbacks too; start begins a new silence', async () => {
    const { watchdog, clock, events } = setup({ onStale: () => watchdog.stop() });
    watchdog.start();
    await clock.advance(30_000);
    expect([events, clock.pendingTimers]).toEqual([['probe 2000'], 0]);
    watchdog.inbound();
    watchdog.start();
    watchdog.start();
    await clock.advance(1000);
    expect([events.length, clock.pendingTimers]).toEqual([1, 1]);
    watchdog.stop();
    watchdog.stop();
    expect(clock.pendingTimers).toBe(0);
  });

  it('behavior: the last sign of an earlier connection does not count for the next', async () => {
    const { watchdog, clock, events } = setup();
    watchdog.start();
    watchdog.inbound();
    watchdog.stop();
    await clock.advance(100_000);
    watchdog.start();
    await clock.advance(1000);
    expect(events).toEqual([]);
  });

  it('error: a probe that throws is the silence of the connection, not of the watchdog', async () => {
    const { watchdog, clock, events } = setup({
      probe: () => {
        throw new Error('not connected');
      },
    });
    watchdog.start();
    await clock.advance(10_000);
    expect(events).toEqual(['stale 4000 4000', 'lost 9000 9000']);
  });

  it('args: without a probe it only watches', async () => {
    const clock = new VirtualClock();
    const onLost = vi.fn();
    const watchdog = new Watchdog({
      clock,
      staleAfterMs: 10,
      lostAfterMs: 20,
      onStale() {},
      onFresh() {},
      onLost,
    });
    watchdog.start();
    await clock.advance(20);
    expect(onLost).toHaveBeenCalledTimes(1);
  });

  it.each([
    { staleAfterMs: 0 },
    { staleAfterMs: Number.NaN },
    { lostAfterMs: 4000 },
    { lostAfterMs: Number.POSITIVE_INFINITY },
    { lostAfterMs: Number.NaN },
  ])('args: %j is refused', (options) => {
    expect(() => setup(options)).toThrow(/must be/);
  });

  it('behavior: after a blocked loop the data that waits in the socket is read before it decides', async () => {
    const { clock, inner, block } = sleepyClock();
    const { watchdog, events } = setup({ clock });
    watchdog.start();
    await inner.advance(900);
    block(30_000);
    // The late timer fires; the socket is read after it, and before the timer of the second look.
    inner.advanceSync(99);
    inner.schedule(1, () => watchdog.inbound());
    await inner.advance(2);
    expect(events).toEqual([]);
  });

  it('behavior: after a blocked loop without data the real age is reported', async () => {
    const { clock, inner, block } = sleepyClock();
    const { watchdog, events } = setup({ clock });
    watchdog.start();
    await inner.advance(900);
    block(30_000);
    await inner.advance(101);
    expect(events.map((event) => event.split(' ')[0])).toEqual(['stale', 'lost']);
    expect(Number(events[1]?.split(' ')[2])).toBeGreaterThan(30_000);
    expect(inner.pendingTimers).toBe(0);
  });

  it('behavior: a suspension that only the wall clock counted is stale at once, and lost unless data comes', async () => {
    const { clock, inner, suspend } = sleepyClock();
    const { watchdog, events } = setup({ clock });
    watchdog.start();
    await inner.advance(900);
    watchdog.inbound();
    suspend(3_600_000);
    await inner.advance(101);
    expect(events.map((event) => event.split(' ')[0])).toEqual(['stale', 'probe']);
    expect(watchdog.lastInboundAgeMs).toBeGreaterThanOrEqual(4000);
    await inner.advance(1000);
    watchdog.inbound();
    expect(events.at(-1)).toMatch(/^fresh/);
    suspend(3_600_000);
    await inner.advance(8000);
    expect(events.map((event) => event.split(' ')[0])).toEqual([
      'stale',
      'probe',
      'fresh',
      'stale',
      'probe',
      'lost',
    ]);
  });

  it('behavior: after a suspension the data that waits in the socket is read before it decides', async () => {
    const { clock, inner, suspend } = sleepyClock();
    const { watchdog, events } = setup({ clock });
    watchdog.start();
    await inner.advance(900);
    suspend(3_600_000);
    inner.advanceSync(99);
    // The check at 1000 schedules its second look after this.
    inner.schedule(1, () => watchdog.inbound());
    await inner.advance(2);
    expect(events).toEqual([]);
  });

  it('behavior: a silence that was probed before a suspension is probed again after it', async () => {
    const { clock, inner, suspend } = sleepyClock();
    const { watchdog, events } = setup({ clock });
    watchdog.start();
    await inner.advance(500);
    watchdog.inbound();
    await inner.advance(4500);
    expect(events.map((event) => event.split(' ')[0])).toEqual(['probe', 'stale']);
    // The pong may have been lost in the sleep: a good connection gets another chance to answer.
    suspend(3_600_000);
    await inner.advance(1001);
    expect(events.map((event) => event.split(' ')[0])).toEqual(['probe', 'stale', 'probe']);
  });

  it('behavior: a wall clock that is set by a little, or back, has no effect', async () => {
    const { clock, inner, suspend } = sleepyClock();
    const { watchdog, events } = setup({ clock });
    watchdog.start();
    for (const step of [1900, -600_000, 500]) {
      suspend(step);
      await inner.advance(1500);
      watchdog.inbound();
    }
    expect(events).toEqual([]);
  });
});

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { silentLogger } from '../../../src/core/logger';
import { VirtualClock } from '../../../src/core/virtual-clock';
import { ClosedError } from '../../../src/errors';
import { bestSample, ServerClock } from '../../../src/venues/poloniex/rest/server-clock';

const MINUTE = 60_000;

/** A venue whose clock is `skew` ahead of the true time, at the end of a line with these delays, there and back. */
function world(skew: number, delays: readonly (readonly [number, number])[] = [[10, 10]]) {
  const clock = new VirtualClock();
  const start = clock.now();
  const warnings: string[] = [];
  let asked = 0;
  let broken: Error | undefined;
  const venueTime = (): number => start + clock.monotonic() + skew;
  const serverClock = new ServerClock({
    clock,
    logger: { ...silentLogger, warn: (message) => void warnings.push(message) },
    sample: async () => {
      const [there, back] = delays[asked % delays.length]!;
      asked += 1;
      if (broken) throw broken;
      const sentAt = clock.monotonic();
      clock.advanceSync(there);
      const serverTime = venueTime();
      clock.advanceSync(back);
      return { serverTime, sentAt, receivedAt: clock.monotonic() };
    },
  });
  return {
    clock,
    serverClock,
    warnings,
    venueTime,
    get asked() {
      return asked;
    },
    breaks(error: Error | undefined = new Error('no way')) {
      broken = error;
    },
    heals() {
      broken = undefined;
    },
  };
}

describe('ServerClock', () => {
  it.each([0, 600_000, -600_000])('default: a venue %i ms ahead', async (skew) => {
    const { serverClock, venueTime, clock } = world(skew);
    expect(serverClock.hasTime).toBe(false);
    expect(serverClock.roundTripMs).toBe(undefined);
    expect(serverClock.now()).toBe(clock.now());
    expect(await serverClock.sync()).toEqual({ offsetMs: skew, roundTripMs: 20 });
    expect(serverClock.hasTime).toBe(true);
    expect(serverClock.roundTripMs).toBe(20);
    expect(serverClock.now()).toBe(venueTime());
  });

  it('behavior: the sample with the shortest round trip counts', async () => {
    // The first holds a handshake, the last a jam on the way back.
    const it = world(5000, [
      [300, 20],
      [15, 15],
      [10, 400],
    ]);
    expect(await it.serverClock.sync()).toEqual({ offsetMs: 5000, roundTripMs: 30 });
    expect(it.asked).toBe(3);
  });

  it('behavior: whatever the network does, the time is off by at most half the shortest round trip', async () => {
    const delay = fc.integer({ min: 0, max: 2000 });
    await fc.assert(
      fc.asyncProperty(
        fc.integer({ min: -600_000, max: 600_000 }),
        fc.array(fc.tuple(delay, delay), { minLength: 3, maxLength: 3 }),
        async (skew, delays) => {
          const { serverClock, venueTime } = world(skew, delays);
          const { roundTripMs } = await serverClock.sync();
          expect(roundTripMs).toBe(Math.min(...delays.map(([there, back]) => there + back)));
          expect(Math.abs(serverClock.now() - venueTime())).toBeLessThanOrEqual(roundTripMs / 2 + 0.5);
        },
      ),
    );
  });

  it('behavior: a step of the wall clock does not move it', async () => {
    const { serverClock, clock, venueTime } = world(600_000);
    await serverClock.sync();
    clock.setWallTime(clock.now() - 3_600_000);
    expect(serverClock.now()).toBe(venueTime());
    clock.advanceSync(1234);
    expect(serverClock.now()).toBe(venueTime());
  });

  it('behavior: calls at the same time share one synchronisation', async () => {
    const it = world(0);
    await Promise.all([it.serverClock.sync(), it.serverClock.ready(), it.serverClock.sync()]);
    expect(it.asked).toBe(3);
    expect(it.serverClock.version).toBe(1);
  });

  it('behavior: nothing waits for a recent time', async () => {
    const it = world(0);
    await it.serverClock.ready();
    it.clock.advanceSync(10 * MINUTE - 100);
    expect(it.serverClock.ready()).toBe(undefined);
    expect(it.asked).toBe(3);
  });

  it('behavior: an old time is refreshed beside what needs it, once', async () => {
    const it = world(0);
    await it.serverClock.ready();
    it.clock.advanceSync(11 * MINUTE);
    expect(it.serverClock.ready()).toBe(undefined);
    expect(it.serverClock.ready()).toBe(undefined);
    await it.serverClock.sync();
    expect(it.asked).toBe(6);
  });

  it('behavior: a refresh that fails is reported and tried again after half a minute', async () => {
    const it = world(777);
    await it.serverClock.ready();
    it.breaks();
    it.clock.advanceSync(11 * MINUTE);
    expect(it.serverClock.ready()).toBe(undefined);
    await it.clock.advance(0);
    expect(it.warnings).toEqual(["The venue's time could not be refreshed: no way"]);
    expect(it.serverClock.now()).toBe(it.venueTime());
    it.clock.advanceSync(29_000);
    expect(it.serverClock.ready()).toBe(undefined);
    await it.clock.advance(0);
    expect(it.asked).toBe(4);
    it.clock.advanceSync(2000);
    expect(it.serverClock.ready()).toBe(undefined);
    await it.clock.advance(0);
    expect(it.asked).toBe(5);
  });

  it('behavior: a refresh that ends with the client is not reported', async () => {
    const it = world(0);
    await it.serverClock.ready();
    it.breaks(new ClosedError('The client was closed'));
    it.clock.advanceSync(11 * MINUTE);
    expect(it.serverClock.ready()).toBe(undefined);
    await it.clock.advance(0);
    expect([it.asked, it.warnings]).toEqual([4, []]);
  });

  it('behavior: after a jump of the wall clock the venue’s time is read first', async () => {
    const it = world(0);
    await it.serverClock.ready();
    it.clock.setWallTime(it.clock.now() + 3_600_000);
    await it.serverClock.ready();
    expect(it.asked).toBe(6);
    expect(it.serverClock.ready()).toBe(undefined);
    // The old time is still the best guess when the venue does not answer.
    it.breaks();
    it.clock.setWallTime(it.clock.now() - 3_600_000);
    await it.serverClock.ready();
    expect(it.serverClock.now()).toBe(it.venueTime());
  });

  it('behavior: a refused time is waited for, a newer one is not affected', async () => {
    const it = world(0);
    await it.serverClock.ready();
    it.serverClock.markSuspect(it.serverClock.version - 1);
    expect(it.serverClock.ready()).toBe(undefined);
    it.serverClock.markSuspect(it.serverClock.version);
    await it.serverClock.ready();
    expect(it.asked).toBe(6);
    expect(it.serverClock.ready()).toBe(undefined);
  });

  it('behavior: one valid answer is enough', async () => {
    const clock = new VirtualClock();
    let asked = 0;
    const serverClock = new ServerClock({
      clock,
      logger: silentLogger,
      sample: async () => {
        asked += 1;
        if (asked > 1) throw new Error('no way');
        return { serverTime: clock.now() + 50, sentAt: clock.monotonic(), receivedAt: clock.monotonic() };
      },
    });
    expect(await serverClock.sync()).toEqual({ offsetMs: 50, roundTripMs: 0 });
    expect(asked).toBe(2);
  });

  it('error: no answer at all', async () => {
    const it = world(0);
    it.breaks();
    await expect(it.serverClock.sync()).rejects.toThrow('no way');
    expect(it.serverClock.hasTime).toBe(false);
    expect(it.asked).toBe(1);
    it.heals();
    await it.serverClock.ready();
    expect(it.serverClock.hasTime).toBe(true);
  });

  it('default: bestSample', () => {
    const of = (sentAt: number, receivedAt: number) => ({ serverTime: 1, sentAt, receivedAt });
    expect(bestSample([])).toBe(undefined);
    expect(bestSample([of(0, 5), of(10, 12), of(20, 22)])).toEqual(of(10, 12));
  });
});

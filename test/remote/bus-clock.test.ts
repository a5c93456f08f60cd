import { expect, test } from 'vitest';
import { VirtualClock } from '../../src/core/virtual-clock';
import { BusClock } from '../../src/remote/bus/bus-clock';
import { memoryBus } from '../../src/remote/bus/memory-bus';

test('behavior: the difference of the clocks is measured again, as clocks drift', async () => {
  const clock = new VirtualClock();
  const bus = memoryBus({ clock });
  let drift = 0;
  bus.time = async () => Math.floor(clock.now()) + drift;
  const busClock = new BusClock(bus, clock);
  await busClock.sync();
  expect(busClock.now()).toBe(Math.floor(clock.now()));
  drift = 4000;
  await clock.advance(29_000);
  await busClock.refresh();
  expect(busClock.now()).toBe(Math.floor(clock.now()));
  await clock.advance(1000);
  await busClock.refresh();
  expect(busClock.now()).toBe(Math.floor(clock.now()) + 4000);
});

test('behavior: a slow answer does not spoil what a quick one gave, but proves a clock that was set', async () => {
  const clock = new VirtualClock();
  const bus = memoryBus({ clock });
  const busClock = new BusClock(bus, clock);
  await busClock.sync();
  let setBy = 0;
  // All of the delay is on the way back: half of it would be taken for the difference of the clocks.
  bus.time = async () => {
    const time = Math.floor(clock.now()) + setBy;
    await clock.advance(4000);
    return time;
  };
  await busClock.sync();
  expect(busClock.now()).toBe(Math.floor(clock.now()));
  setBy = 60_000;
  await busClock.sync();
  expect(busClock.now() - Math.floor(clock.now())).toBeGreaterThanOrEqual(56_000);
  expect(busClock.now() - Math.floor(clock.now())).toBeLessThanOrEqual(60_000);
});

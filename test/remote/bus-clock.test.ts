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

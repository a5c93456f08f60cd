import { expect, test } from 'vitest';
import { modulesLoaded, noteLoad } from '../../src/core/module-loads';
import { VirtualClock } from '../../src/core/virtual-clock';

test('behavior: a driven clock stands still while a module is loaded, and moves on afterwards', async () => {
  const clock = new VirtualClock();
  let load = (): void => {};
  const loaded = noteLoad(
    new Promise<void>((done) => {
      load = done;
    }),
  );
  const work = loaded.then(() => new Promise<void>((done) => void clock.schedule(50, done)));
  clock.schedule(1000, () => {});
  const driven = clock.drive(work);
  for (let turn = 0; turn < 50; turn += 1) await new Promise((next) => setImmediate(next));
  expect(clock.monotonic()).toBe(0);
  load();
  await driven;
  expect(clock.monotonic()).toBe(50);
});

test('behavior: a module that cannot be loaded is waited for no longer', async () => {
  const failed = noteLoad(Promise.reject(new Error('no such module')));
  await expect(failed).rejects.toThrow('no such module');
  await modulesLoaded();
});

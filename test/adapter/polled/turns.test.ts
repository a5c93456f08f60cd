import { expect, test } from 'vitest';
import { Turns } from '../../../src/adapter/polled/turns';
import { Deferred } from '../../../src/core/deferred';

const { signal } = new AbortController();

test('default: so much work runs at once, the rest in its order as each ends', async () => {
  const turns = new Turns(2);
  const ends = Array.from({ length: 4 }, () => new Deferred<void>());
  const begun: number[] = [];
  const all = ends.map(({ promise }, index) =>
    turns.run(signal, () => {
      begun.push(index);
      return promise;
    }),
  );
  expect(begun).toEqual([0, 1]);
  ends[1]?.resolve();
  await all[1];
  expect(begun).toEqual([0, 1, 2]);
  ends[0]?.reject(new Error('of the venue'));
  await expect(all[0]).rejects.toThrow('of the venue');
  expect(begun).toEqual([0, 1, 2, 3]);
  for (const end of ends) end.resolve();
  await Promise.all([all[2], all[3]]);
  await expect(turns.run(signal, async () => 'free again')).resolves.toBe('free again');
});

test('error: what was given up while it waited is not begun, and gives its turn on', async () => {
  const turns = new Turns(1);
  const first = new Deferred<void>();
  const controller = new AbortController();
  const begun: string[] = [];
  const running = turns.run(signal, () => first.promise);
  const givenUp = turns.run(controller.signal, async () => begun.push('given up'));
  const last = turns.run(signal, async () => begun.push('last'));
  controller.abort();
  first.resolve();
  await running;
  await expect(givenUp).rejects.toThrow('aborted by its caller');
  await last;
  expect(begun).toEqual(['last']);
});

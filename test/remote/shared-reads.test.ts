import { expect, test } from 'vitest';
import { Deferred } from '../../src/core/deferred';
import { VirtualClock } from '../../src/core/virtual-clock';
import { SharedReads } from '../../src/remote/connector/shared-reads';

function setup() {
  const clock = new VirtualClock();
  const reads = new SharedReads<string>(clock);
  const begun: { readonly deadline: number; readonly answer: Deferred<string> }[] = [];
  const read = (key: string, deadline = 1) =>
    reads.read(key, deadline, (latest) => {
      const answer = new Deferred<string>();
      begun.push({ deadline: latest, answer });
      return answer.promise;
    });
  const answer = (at: number, text: string) => begun[at]?.answer.resolve(text);
  return { clock, begun, read, answer };
}

test('default: whoever asks while a read is under way shares the next one, and none that began before', async () => {
  const { clock, begun, read, answer } = setup();
  const first = read('a');
  const rest = [read('a', 5), read('a', 9), read('a', 7)];
  expect(begun).toHaveLength(1);
  answer(0, 'before');
  expect(await first).toBe('before');
  await clock.advance(0);
  expect(begun.map(({ deadline }) => deadline)).toEqual([1, 9]);
  answer(1, 'after');
  expect(await Promise.all(rest)).toEqual(['after', 'after', 'after']);
  const last = read('a');
  answer(2, 'alone');
  expect(await last).toBe('alone');
});

test('behavior: different reads do not wait for each other', () => {
  const { begun, read } = setup();
  void read('a');
  void read('b');
  expect(begun).toHaveLength(2);
});

test('behavior: a read that hangs holds up the next one for a second', async () => {
  const { clock, begun, read, answer } = setup();
  const hanging = read('a');
  const second = read('a');
  await clock.advance(999);
  expect(begun).toHaveLength(1);
  await clock.advance(1);
  expect(begun).toHaveLength(2);
  // The one that hung ends while the second is under way: what is asked then waits for that.
  answer(0, 'late');
  expect(await hanging).toBe('late');
  const third = read('a');
  expect(begun).toHaveLength(2);
  answer(1, 'second');
  expect(await second).toBe('second');
  await clock.advance(0);
  answer(2, 'third');
  expect(await third).toBe('third');
});

import { describe, expect, test } from 'vitest';
import { atOnce, inSlices, mapInSlices, SlicesInOrder, type Steps } from '../../src/core/slices';

/** Work of so many steps with a turn of the loop between them. */
function* turns(count: number, onStep: (index: number) => void): Steps<number> {
  for (let index = 0; index < count; index += 1) {
    onStep(index);
    yield 'turn';
  }
  return count;
}

function* busy(ms: number): Steps<void> {
  const end = performance.now() + ms;
  while (performance.now() < end) yield;
}

describe('inSlices', () => {
  test('default: short work is done before the call returns', () => {
    const seen: number[] = [];
    void mapInSlices([1, 2, 3], (row) => seen.push(row));
    expect(seen).toEqual([1, 2, 3]);
  });

  test('behavior: the loop turns between the slices of long work', async () => {
    let beats = 0;
    let isOver = false;
    const beat = (): void => {
      beats += 1;
      if (!isOver) setImmediate(beat);
    };
    setImmediate(beat);
    // Long enough for a busy machine, which may take the processor away for several slices.
    await inSlices(busy(300));
    isOver = true;
    expect(beats).toBeGreaterThan(3);
  });

  test('behavior: of several works one continues in each turn', async () => {
    let turn = 0;
    let isOver = false;
    const count = (): void => {
      turn += 1;
      if (!isOver) setImmediate(count);
    };
    setImmediate(count);
    const at: number[] = [];
    const work = () => inSlices(turns(4, (index) => void (index > 0 && at.push(turn))));
    await Promise.all([work(), work(), work()]);
    isOver = true;
    expect(new Set(at).size).toBe(at.length);
  });

  test('error: what the work throws comes out, and what ends it too, at the next turn', async () => {
    const failing = function* (): Steps<void> {
      yield 'turn';
      throw new Error('broken');
    };
    await expect(inSlices(failing())).rejects.toThrow('broken');
    const seen: number[] = [];
    let reason: Error | undefined;
    const work = inSlices(
      turns(5, (index) => {
        seen.push(index);
        if (index === 1) reason = new Error('ended');
      }),
      () => reason,
    );
    await expect(work).rejects.toThrow('ended');
    expect(seen).toEqual([0, 1]);
  });
});

describe('SlicesInOrder', () => {
  test('behavior: short work waits for the long work before it, whatever its result', async () => {
    const order = new SlicesInOrder();
    const done: string[] = [];
    const long = order.run(turns(3, () => {})).then(() => done.push('long'));
    const failing = order
      .run(
        (function* (): Steps<void> {
          yield 'turn';
          throw new Error('broken');
        })(),
      )
      .catch(() => done.push('failing'));
    const short = order.run(turns(0, () => {})).then(() => done.push('short'));
    expect(order.isBusy).toBe(true);
    await Promise.all([long, failing, short]);
    expect(done).toEqual(['long', 'failing', 'short']);
    expect(order.isBusy).toBe(false);
  });

  test('error: work that is ended while it waits never begins', async () => {
    const order = new SlicesInOrder();
    const long = order.run(turns(3, () => {}));
    let begun = false;
    const waiting = order.run(
      turns(1, () => {
        begun = true;
      }),
      () => new Error('ended'),
    );
    await expect(waiting).rejects.toThrow('ended');
    await long;
    expect(begun).toBe(false);
  });
});

test('default: at a stretch all steps are done', () => {
  const seen: number[] = [];
  expect(atOnce(turns(3, (index) => seen.push(index)))).toBe(3);
  expect(seen).toEqual([0, 1, 2]);
});

import { describe, expect, it, vi } from 'vitest';
import { RequestBatcher } from '../../../src/adapter/polled/request-batcher';
import { AbortedError } from '../../../src/errors';

function setup() {
  const answers: { resolve(text: string): void; reject(error: Error): void; signal: AbortSignal }[] = [];
  const ask = vi.fn(
    (_queries: readonly number[], signal: AbortSignal) =>
      new Promise<string>((resolve, reject) => answers.push({ resolve, reject, signal })),
  );
  return { batcher: new RequestBatcher(ask), ask, answers };
}

const never = () => new AbortController().signal;
const turn = () => Promise.resolve();

describe('RequestBatcher', () => {
  it('default: calls of one moment are one request, those of the next another', async () => {
    const { batcher, ask, answers } = setup();
    const both = Promise.all([batcher.ask(1, never()), batcher.ask(2, never())]);
    await turn();
    const third = batcher.ask(3, never());
    await turn();
    expect(ask.mock.calls.map(([queries]) => queries)).toEqual([[1, 2], [3]]);
    answers[0]?.resolve('a');
    answers[1]?.resolve('b');
    expect([await both, await third]).toEqual([['a', 'a'], 'b']);
  });

  it('error: a request that fails fails for all its callers', async () => {
    const { batcher, answers } = setup();
    const asked = [batcher.ask(1, never()), batcher.ask(2, never())];
    await turn();
    answers[0]?.reject(new Error('no'));
    for (const one of asked) await expect(one).rejects.toThrow('no');
  });

  it('behavior: one that is aborted takes nothing from the others; the last one ends the request', async () => {
    const { batcher, answers } = setup();
    const [first, second] = [new AbortController(), new AbortController()];
    const one = batcher.ask(1, first.signal);
    const two = batcher.ask(2, second.signal);
    await turn();
    first.abort();
    await expect(one).rejects.toBeInstanceOf(AbortedError);
    expect(answers[0]?.signal.aborted).toBe(false);
    second.abort();
    await expect(two).rejects.toBeInstanceOf(AbortedError);
    expect(answers[0]?.signal.aborted).toBe(true);
  });

  it('behavior: one that is aborted at once is not requested', async () => {
    const { batcher, ask } = setup();
    const controller = new AbortController();
    const gone = batcher.ask(1, controller.signal);
    controller.abort();
    await expect(gone).rejects.toBeInstanceOf(AbortedError);
    await expect(batcher.ask(2, controller.signal)).rejects.toBeInstanceOf(AbortedError);
    expect(ask).not.toHaveBeenCalled();
  });
});

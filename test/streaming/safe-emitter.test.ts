import { describe, expect, it, vi } from 'vitest';
import { listenerText, SafeEmitter } from '../../src/streaming/safe-emitter';

interface Events {
  data: (value: number, extra?: string) => void;
  error: (error: Error) => void;
}

function setup() {
  const onListenerError = vi.fn();
  const onUnheardError = vi.fn();
  const emitter = new SafeEmitter<Events>({ onListenerError, onUnheardError });
  return { emitter, onListenerError, onUnheardError };
}

const turn = () => new Promise((resolve) => setImmediate(resolve));

describe('listenerText', () => {
  it.each([
    [new TypeError('mine'), 'A listener of data failed: TypeError: mine'],
    ['text', 'A listener of data failed: text'],
    [undefined, 'A listener of data failed: undefined'],
    [{ password: 'canary' }, 'A listener of data failed: what it threw is no Error'],
  ])('default: %s', (error, text) => {
    expect(listenerText('data', error)).toBe(text);
  });
});

describe('SafeEmitter', () => {
  it('default: calls listeners synchronously, in order, with exactly the arguments given', () => {
    const { emitter } = setup();
    const calls: unknown[] = [];
    emitter
      .on('data', (...args) => calls.push(['a', ...args]))
      .on('data', (...args) => calls.push(['b', ...args]));
    expect(emitter.emit('data', 1)).toBe(true);
    expect(emitter.emit('data', 2, 'x')).toBe(true);
    expect(calls).toEqual([
      ['a', 1],
      ['b', 1],
      ['a', 2, 'x'],
      ['b', 2, 'x'],
    ]);
    expect(emitter.listenerCount('data')).toBe(2);
  });

  it('default: a listener is called without a receiver', () => {
    const { emitter } = setup();
    const receivers: unknown[] = [];
    function listener(this: unknown): void {
      receivers.push(this);
    }
    emitter.on('data', listener).emit('data', 1);
    emitter.emit('data', 1, 'x');
    expect(receivers).toEqual([undefined, undefined]);
  });

  it('behavior: one that is added twice is called twice, and once in its turn', () => {
    const { emitter } = setup();
    const heard: string[] = [];
    const listener = () => void heard.push('twice');
    emitter
      .on('data', listener)
      .once('data', () => void heard.push('once'))
      .on('data', listener);
    emitter.emit('data', 1);
    emitter.emit('data', 2);
    expect([heard.join(' '), emitter.listenerCount('data')]).toEqual(['twice once twice twice twice', 2]);
  });

  it('default: emit returns whether there was a listener', () => {
    expect(setup().emitter.emit('data', 1)).toBe(false);
  });

  it('args: a listener that is no function is refused', () => {
    const { emitter } = setup();
    expect(() => emitter.on('data', undefined as never)).toThrow(/listener is required/);
    expect(() => emitter.once('data', {} as never)).toThrow(/listener must be a function/);
    expect(emitter.listenerCount('data')).toBe(0);
  });

  it('behavior: a throwing listener is reported and the others are called', () => {
    const { emitter, onListenerError } = setup();
    const failure = new Error('mine');
    const heard = vi.fn();
    emitter.on('data', () => {
      throw failure;
    });
    emitter.on('data', heard);
    expect(emitter.emit('data', 1)).toBe(true);
    expect(heard).toHaveBeenCalledWith(1);
    expect(onListenerError.mock.calls).toEqual([['data', failure]]);
  });

  it('behavior: a listener whose promise is rejected is reported, and no rejection goes unhandled', async () => {
    const { emitter, onListenerError } = setup();
    const unhandled = vi.fn();
    process.on('unhandledRejection', unhandled);
    emitter.on('data', async (value) => {
      if (value === 2) throw new Error('late');
    });
    emitter.on('data', (() => ({
      // biome-ignore lint/suspicious/noThenProperty: a foreign promise
      then: (_resolve: unknown, reject: (error: Error) => void) => reject(new Error('thenable')),
    })) as never);
    emitter.emit('data', 2);
    await turn();
    process.off('unhandledRejection', unhandled);
    expect(onListenerError.mock.calls.map(([event, error]) => [event, error.message])).toEqual(
      expect.arrayContaining([
        ['data', 'late'],
        ['data', 'thenable'],
      ]),
    );
    expect(unhandled).not.toHaveBeenCalled();
  });

  it('behavior: removing during an emission is safe, and the removed one is not called any more', () => {
    const { emitter } = setup();
    const second = vi.fn();
    const third = vi.fn();
    const first = () => emitter.off('data', first).off('data', second);
    emitter.on('data', first).on('data', second).on('data', third);
    emitter.emit('data', 1);
    emitter.emit('data', 2);
    expect(second).not.toHaveBeenCalled();
    expect(third).toHaveBeenCalledTimes(2);
    expect(emitter.listenerCount('data')).toBe(1);
  });

  it('behavior: one added during an emission receives the next event', () => {
    const { emitter } = setup();
    const late = vi.fn();
    emitter.once('data', () => emitter.on('data', late));
    emitter.emit('data', 1);
    emitter.emit('data', 2);
    expect(late.mock.calls).toEqual([[2]]);
  });

  it('behavior: once is called once, also when it emits the event itself', () => {
    const { emitter } = setup();
    const calls: number[] = [];
    emitter.once('data', (value) => {
      calls.push(value);
      emitter.emit('data', value + 1);
    });
    emitter.emit('data', 1);
    expect(calls).toEqual([1]);
    expect(emitter.listenerCount('data')).toBe(0);
  });

  it('behavior: off finds a once listener, removes every registration, and ignores unknown ones', () => {
    const { emitter } = setup();
    const listener = vi.fn();
    emitter.once('data', listener).on('data', listener).off('data', vi.fn()).off('data', listener);
    expect(emitter.emit('data', 1)).toBe(false);
    expect(listener).not.toHaveBeenCalled();
  });

  it('error: an error that nobody hears goes to onUnheardError and is never thrown', () => {
    const { emitter, onUnheardError } = setup();
    const error = new Error('nobody');
    expect(emitter.emit('error', error)).toBe(false);
    expect(onUnheardError).toHaveBeenCalledWith(error);
    emitter.on('error', () => {});
    expect(emitter.emit('error', error)).toBe(true);
    expect(onUnheardError).toHaveBeenCalledTimes(1);
    expect(() => new SafeEmitter<Events>({ onListenerError() {} }).emit('error', error)).not.toThrow();
  });

  it('error: reporters that throw or fail in a circle affect no one else', () => {
    let reports = 0;
    const emitter: SafeEmitter<Events> = new SafeEmitter<Events>({
      onListenerError: () => {
        reports += 1;
        emitter.emit('error', new Error('report'));
        throw new Error('reporter');
      },
      onUnheardError: () => {
        throw new Error('reporter');
      },
    });
    expect(() => emitter.emit('error', new Error('unheard'))).not.toThrow();
    emitter.on('error', () => {
      throw new Error('listener');
    });
    expect(() => emitter.emit('error', new Error('heard'))).not.toThrow();
    expect(reports).toBe(1);
  });

  it('error: a reporter that emits to listeners whose promises are rejected does not loop without end', async () => {
    let reports = 0;
    const emitter: SafeEmitter<Events> = new SafeEmitter<Events>({
      onListenerError: () => {
        reports += 1;
        emitter.emit('error', new Error('report'));
      },
    });
    emitter.on('error', (async () => {
      throw new Error('listener');
    }) as never);
    emitter.emit('error', new Error('first'));
    for (let n = 0; n < 20; n += 1) await turn();
    expect(reports).toBe(1);
  });
});

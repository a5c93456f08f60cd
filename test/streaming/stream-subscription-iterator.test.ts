import fc from 'fast-check';
import { describe, expect, it, vi } from 'vitest';
import { isOverflowError } from '../../src/errors';
import type { Fill, Quote } from '../../src/model';
import { fill, quote, subscribe, turn } from './subscription-setup';

async function collect(iterable: AsyncIterable<Fill>, into: string[] = []): Promise<string[]> {
  for await (const record of iterable) into.push(record.id);
  return into;
}

describe('the iterator of a StreamSubscription', () => {
  it('default: delivers what was held, then what comes, then is done when closed', async () => {
    const { subscription } = subscribe('fills');
    subscription.push(fill(1));
    const seen: string[] = [];
    const reading = collect(subscription, seen);
    await turn();
    subscription.push(fill(2));
    subscription.push(fill(3));
    await turn();
    expect(seen).toEqual(['1', '2', '3']);
    await subscription.close();
    await expect(reading).resolves.toEqual(['1', '2', '3']);
  });

  it('behavior: nothing is lost between two reads', async () => {
    const { subscription } = subscribe('quotes');
    const iterator = subscription[Symbol.asyncIterator]();
    const first = iterator.next();
    for (const n of [1, 2, 3]) subscription.push(quote('A', n));
    expect((await first).value?.bid).toBe('1');
    subscription.push(quote('A', 4));
    const rest = [await iterator.next(), await iterator.next(), await iterator.next()];
    expect(rest.map(({ value }) => value?.bid)).toEqual(['2', '3', '4']);
  });

  it('behavior: several next() that wait are served in turn and all settle', async () => {
    const { subscription } = subscribe('fills');
    const iterator = subscription[Symbol.asyncIterator]();
    const waiting = Promise.all([1, 2, 3, 4].map(() => iterator.next()));
    subscription.push(fill(1));
    subscription.push(fill(2));
    await subscription.close();
    expect((await waiting).map(({ done, value }) => (done ? 'done' : value?.id))).toEqual([
      '1',
      '2',
      'done',
      'done',
    ]);
  });

  it('behavior: break ends the iterator, not the subscription, and the next one continues where it stopped', async () => {
    const { subscription, onClose } = subscribe('fills');
    for (const n of [1, 2, 3]) subscription.push(fill(n));
    for await (const record of subscription) {
      expect(record.id).toBe('1');
      break;
    }
    subscription.push(fill(4));
    expect([subscription.state, subscription.buffered, onClose.mock.calls.length]).toEqual(['live', 3, 0]);
    void subscription.close();
    expect(await collect(subscription)).toEqual(['2', '3', '4']);
  });

  it('behavior: with listeners beside it each gets everything; after it ends nothing is buffered', async () => {
    const { subscription } = subscribe('fills');
    const heard: string[] = [];
    subscription.on('data', (record) => heard.push(record.id));
    const iterator = subscription[Symbol.asyncIterator]();
    for (const n of [1, 2, 3]) subscription.push(fill(n));
    expect(heard).toEqual(['1', '2', '3']);
    expect((await iterator.next()).value?.id).toBe('1');
    await iterator.return?.();
    expect(subscription.buffered).toBe(0);
    subscription.push(fill(4));
    expect(subscription.buffered).toBe(0);
    expect(heard).toHaveLength(4);
  });

  it('behavior: held events go to the listener that came before the iterator', async () => {
    const { subscription } = subscribe('fills');
    subscription.push(fill(1));
    const heard: string[] = [];
    subscription.on('data', (record) => heard.push(record.id));
    const iterator = subscription[Symbol.asyncIterator]();
    subscription.push(fill(2));
    expect(heard).toEqual(['1', '2']);
    expect((await iterator.next()).value?.id).toBe('2');
  });

  it('behavior: a listener added after the iterator receives what no one received, and takes nothing from it', async () => {
    const { subscription } = subscribe('fills');
    const iterator = subscription[Symbol.asyncIterator]();
    const heard: string[] = [];
    const listener = (record: Fill) => void heard.push(record.id);
    subscription.push(fill(1));
    subscription.on('data', listener);
    subscription.push(fill(2));
    subscription.off('data', listener);
    subscription.push(fill(3));
    subscription.on('data', listener);
    await turn();
    expect(heard).toEqual(['1', '2', '3']);
    void subscription.close();
    expect(await collect(iterator)).toEqual(['1', '2', '3']);
  });

  it('behavior: what an iterator left and a listener has received is not emitted again', async () => {
    const { subscription } = subscribe('fills');
    const heard: string[] = [];
    const listener = (record: Fill) => void heard.push(record.id);
    const iterator = subscription[Symbol.asyncIterator]();
    subscription.on('data', listener);
    subscription.push(fill(1));
    subscription.off('data', listener);
    await iterator.return?.();
    subscription.push(fill(2));
    expect(subscription.buffered).toBe(2);
    subscription.on('data', listener);
    await turn();
    expect([heard, subscription.buffered]).toEqual([['1', '2'], 0]);
  });

  it('behavior: the latest quote is emitted even when it replaced one that was received', async () => {
    const { subscription, clock } = subscribe('quotes');
    const heard: string[] = [];
    const listener = (record: Quote) => void heard.push(`${record.symbol}${record.bid}`);
    const iterator = subscription[Symbol.asyncIterator]();
    subscription.on('data', listener);
    for (const symbol of ['A', 'B']) subscription.push(quote(symbol, 1));
    subscription.off('data', listener);
    subscription.push(quote('A', 2));
    await iterator.return?.();
    clock.advanceSync(2000);
    subscription.on('data', listener);
    await turn();
    expect(heard).toEqual(['A1', 'B1', 'A2', 'B1']);
  });

  it('error: a second iterator is refused while the first is open', async () => {
    const { subscription } = subscribe('fills');
    const iterator = subscription[Symbol.asyncIterator]();
    expect(() => subscription[Symbol.asyncIterator]()).toThrow(/one at a time/);
    await expect(collect(subscription)).rejects.toThrow(/one at a time/);
    await iterator.return?.();
    expect(() => subscription[Symbol.asyncIterator]()).not.toThrow();
  });

  it('behavior: an ended iterator stays ended and does not disturb the next one', async () => {
    const { subscription } = subscribe('fills');
    const first = subscription[Symbol.asyncIterator]();
    const pending = first.next();
    await first.return?.();
    expect(await pending).toEqual({ done: true, value: undefined });
    const second = subscription[Symbol.asyncIterator]();
    await first.return?.();
    subscription.push(fill(1));
    expect(await first.next()).toEqual({ done: true, value: undefined });
    expect((await second.next()).value?.id).toBe('1');
    expect(first[Symbol.asyncIterator]()).toBe(first);
  });

  it('behavior: after close it delivers what had arrived, then is done', async () => {
    const { subscription } = subscribe('fills');
    const iterator = subscription[Symbol.asyncIterator]();
    for (const n of [1, 2]) subscription.push(fill(n));
    await subscription.close();
    subscription.push(fill(3));
    expect(await collect(iterator)).toEqual(['1', '2']);
    expect(await collect(subscription)).toEqual([]);
  });

  it('error: after a failure it delivers what had arrived, throws once, then is done', async () => {
    const { subscription } = subscribe('fills');
    const iterator = subscription[Symbol.asyncIterator]();
    subscription.push(fill(1));
    subscription.fail(new Error('refused'));
    expect((await iterator.next()).value?.id).toBe('1');
    await expect(iterator.next()).rejects.toThrow('refused');
    expect(await iterator.next()).toEqual({ done: true, value: undefined });
    await expect(collect(subscription)).rejects.toThrow('refused');
  });

  it('error: of several that wait the first gets the error, the others are done', async () => {
    const { subscription } = subscribe('fills');
    const iterator = subscription[Symbol.asyncIterator]();
    const waiting = [iterator.next(), iterator.next(), iterator.next()];
    subscription.fail(new Error('refused'));
    const results = await Promise.allSettled(waiting);
    expect(results.map((result) => result.status)).toEqual(['rejected', 'fulfilled', 'fulfilled']);
  });

  it('behavior: promises that are not awaited cause no unhandled rejection', async () => {
    const unhandled = vi.fn();
    process.on('unhandledRejection', unhandled);
    const { subscription } = subscribe('fills');
    const iterator = subscription[Symbol.asyncIterator]();
    void iterator.next();
    subscription.fail(new Error('refused'));
    void subscription[Symbol.asyncIterator]().next();
    await turn();
    process.off('unhandledRejection', unhandled);
    expect(unhandled).not.toHaveBeenCalled();
  });

  it.each(['orders', 'fills'] as const)(
    'error: %s beyond the bound end with OverflowError and are reported',
    async (channel) => {
      const { subscription, onUnheardError, onClose } = subscribe(channel as 'fills', { bufferSize: 3 });
      const iterator = subscription[Symbol.asyncIterator]();
      const heard: string[] = [];
      subscription.on('data', (record) => heard.push(record.id));
      for (const n of [1, 2, 3, 4, 5]) subscription.push(fill(n));
      expect(subscription.state).toBe('closed');
      expect(onUnheardError.mock.calls.map(([error]) => isOverflowError(error))).toEqual([true]);
      expect(heard).toEqual(['1', '2', '3', '4']);
      const seen: string[] = [];
      const error = await collect(iterator, seen).catch((reason: unknown) => reason);
      expect(seen).toEqual(['1', '2', '3']);
      expect(isOverflowError(error)).toBe(true);
      expect(String(error)).toMatch(/3 unread events/);
      expect(onClose).toHaveBeenCalledTimes(1);
    },
  );

  it('behavior: a million quotes with a paused reader stay bounded, cheap, and end with the latest of each', async () => {
    const { subscription } = subscribe('quotes', { bufferSize: 1000 });
    const iterator = subscription[Symbol.asyncIterator]();
    const records = Array.from({ length: 50 }, (_, n) => quote(n === 0 ? '__proto__' : `S${n}`, n));
    const started = performance.now();
    for (let n = 0; n < 1_000_000; n += 1) subscription.push(records[n % 50]!);
    const elapsed = performance.now() - started;
    subscription.push(quote('__proto__', 777));
    expect(subscription.buffered).toBe(50);
    expect(subscription.dropped).toBe(1_000_001 - 50);
    expect((await iterator.next()).value).toMatchObject({ symbol: '__proto__', bid: '777' });
    // 0.15 s on an idle machine.
    expect(elapsed).toBeLessThan(3000);
  });

  it.each([
    ['trades', 1000],
    ['quotes of as many symbols', 1000],
  ])('behavior: many %s with a paused reader cost constant time each', (name, bufferSize) => {
    const { subscription } = subscribe(name === 'trades' ? 'trades' : ('quotes' as 'trades'), { bufferSize });
    const records = Array.from({ length: 5000 }, (_, n) => ({ ...fill(n), symbol: `S${n}`, time: 1 }));
    const started = performance.now();
    for (let n = 0; n < 300_000; n += 1) subscription.push(records[n % 5000]!);
    expect(performance.now() - started).toBeLessThan(4000);
    expect([subscription.buffered, subscription.dropped]).toEqual([1000, 299_000]);
  });

  it('behavior: fills reach listener and iterator complete and in order, however they are read', async () => {
    const steps = fc.array(
      fc.constantFrom('push', 'push', 'next', 'turn', 'listen', 'unlisten', 'break', 'iterate'),
      {
        maxLength: 60,
      },
    );
    await fc.assert(
      fc.asyncProperty(steps, async (run) => {
        const { subscription } = subscribe('fills');
        const heard: number[] = [];
        const read: number[] = [];
        const listener = (record: Fill) => void heard.push(Number(record.id));
        let iterator: AsyncIterator<Fill, undefined> | undefined;
        let listening = false;
        let pushed = 0;
        const reads: Promise<void>[] = [];
        const next = async (from: AsyncIterator<Fill, undefined>) => {
          const result = await from.next();
          if (!result.done) read.push(Number(result.value.id));
        };
        for (const step of run) {
          if (step === 'push') {
            pushed += 1;
            subscription.push(fill(pushed));
          } else if (step === 'next' && iterator) reads.push(next(iterator));
          else if (step === 'turn') await turn();
          else if (step === 'listen' && !listening) {
            listening = true;
            subscription.on('data', listener);
          } else if (step === 'unlisten' && listening) {
            listening = false;
            subscription.off('data', listener);
          } else if (step === 'break') {
            await iterator?.return?.();
            iterator = undefined;
          } else if (step === 'iterate') iterator ??= subscription[Symbol.asyncIterator]();
        }
        if (iterator === undefined && !listening) subscription.on('data', listener);
        await subscription.close();
        iterator ??= subscription[Symbol.asyncIterator]();
        for (let n = subscription.buffered; n >= 0; n -= 1) await next(iterator);
        await Promise.all(reads);
        await turn();
        const sorted = (list: number[]) => [...list].sort((a, b) => a - b);
        expect(heard).toEqual(sorted([...new Set(heard)]));
        expect(read).toEqual(sorted([...new Set(read)]));
        // Between them nothing is missing.
        expect(new Set([...heard, ...read]).size).toBe(pushed);
      }),
      { numRuns: 300 },
    );
  });

  it('behavior: quotes read by a slow reader are the latest, or not superseded for more than a second', async () => {
    const { subscription, clock } = subscribe('quotes');
    const iterator = subscription[Symbol.asyncIterator]();
    const latest = { bid: '0', at: 0 };
    const made = new Map<string, number>();
    for (let n = 1; n <= 200; n += 1) {
      clock.advanceSync(100);
      subscription.push(quote('A', n));
      made.set(String(n), clock.monotonic());
      Object.assign(latest, { bid: String(n) });
      if (n % 15 === 0) {
        const { value } = (await iterator.next()) as { value: Quote };
        const supersededAt = made.get(String(Number(value.bid) + 1)) ?? Number.POSITIVE_INFINITY;
        expect(value.bid === latest.bid || clock.monotonic() - supersededAt <= 1000).toBe(true);
      }
    }
  });
});

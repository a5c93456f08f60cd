import fc from 'fast-check';
import { describe, expect, it, vi } from 'vitest';
import type { Fill, Quote } from '../../../src/model';
import { fill, quote, subscribe, turn } from '../subscription-setup';

const bids = (records: readonly Quote[]) =>
  records.map((record) => `${record.symbol}${record.bid}`).join(' ');

describe('StreamSubscription', () => {
  it('default: calls listeners at once, unbuffered, and has the time of the last data', () => {
    const { subscription, clock } = subscribe('quotes');
    expect([subscription.state, subscription.lastDataTime, subscription.confirmedBy]).toEqual([
      'live',
      undefined,
      'sent',
    ]);
    const seen: Quote[] = [];
    subscription.on('data', (record) => seen.push(record));
    clock.advanceSync(7);
    subscription.push({ ...quote('A', 1), receivedTime: 1_000_006 });
    expect(bids(seen)).toBe('A1');
    // When it arrived, not when it was handed on.
    expect(subscription.lastDataTime).toBe(1_000_006);
    for (let n = 0; n < 100; n += 1) subscription.push(quote('A', n));
    expect([seen.length, subscription.buffered, subscription.dropped]).toEqual([101, 0, 0]);
  });

  it.each([0, -1, 1.5, Number.NaN, 1_000_001, Number.POSITIVE_INFINITY, '10', null])(
    'args: bufferSize %s is refused',
    (bufferSize) => {
      expect(() => subscribe('quotes', { bufferSize: bufferSize as number })).toThrow(/bufferSize must be/);
    },
  );

  it('args: bufferSize bounds what is held; an initial state is taken', () => {
    const { subscription } = subscribe('trades', { bufferSize: 3, state: 'resyncing' });
    for (let n = 0; n < 10; n += 1) subscription.push({ ...fill(n), id: String(n) });
    expect([subscription.buffered, subscription.dropped, subscription.state]).toEqual([3, 7, 'resyncing']);
  });

  it('args: filter gives each subscriber its own view', () => {
    const { subscription } = subscribe('quotes', {
      filter: (record) => (record.symbol === 'A' ? record : undefined),
    });
    subscription.push(quote('B', 1));
    expect([subscription.buffered, subscription.lastDataTime]).toEqual([0, undefined]);
    subscription.push(quote('A', 1));
    expect(subscription.buffered).toBe(1);
  });

  it('behavior: what was held goes to all listeners that attach in the same turn, before anything newer', async () => {
    const { subscription } = subscribe('quotes');
    for (const n of [1, 2, 3]) subscription.push(quote('A', n));
    const first: Quote[] = [];
    const second: Quote[] = [];
    subscription.on('data', (record) => first.push(record));
    subscription.on('data', (record) => second.push(record));
    expect(first).toEqual([]);
    await Promise.resolve();
    expect([bids(first), bids(second), subscription.buffered]).toEqual(['A1 A2 A3', 'A1 A2 A3', 0]);
  });

  it('behavior: an event that comes before the held ones are delivered waits for its turn', async () => {
    const { subscription } = subscribe('quotes');
    subscription.push(quote('A', 1));
    const seen: Quote[] = [];
    subscription.on('data', (record) => {
      seen.push(record);
      // An event from within: it must not overtake what is still held.
      if (record.bid === '1') subscription.push(quote('A', 3));
    });
    subscription.push(quote('A', 2));
    expect(bids(seen)).toBe('A1 A3 A2');
    await turn();
    expect(seen).toHaveLength(3);
  });

  it('behavior: what a listener causes reaches all listeners in order', async () => {
    const { subscription } = subscribe('fills');
    const first: string[] = [];
    const second: string[] = [];
    subscription.on('data', ({ id }) => {
      first.push(id);
      if (id === '1') for (const n of [2, 3]) subscription.push(fill(n));
    });
    const listener = ({ id }: Fill) => {
      second.push(id);
      if (id === '2') subscription.off('data', listener);
    };
    subscription.on('data', listener);
    subscription.push(fill(1));
    expect([first, second]).toEqual([
      ['1', '2', '3'],
      ['1', '2'],
    ]);
  });

  it('behavior: what a listener causes as it leaves is held, not lost', async () => {
    const { subscription } = subscribe('fills');
    subscription.once('data', () => subscription.push(fill(2)));
    subscription.push(fill(1));
    const listener = () => {
      subscription.push(fill(4));
      subscription.off('data', listener);
    };
    expect(subscription.buffered).toBe(1);
    const seen: string[] = [];
    subscription.on('data', ({ id }) => void seen.push(id));
    await turn();
    expect(seen).toEqual(['2']);
    subscription.on('data', listener);
    subscription.push(fill(3));
    expect(seen).toEqual(['2', '3', '4']);
  });

  it('behavior: once takes the first held event and leaves the others', async () => {
    const { subscription } = subscribe('fills');
    for (const n of [1, 2, 3]) subscription.push(fill(n));
    const once = vi.fn();
    subscription.once('data', once);
    await turn();
    expect(once.mock.calls.map(([record]) => record.id)).toEqual(['1']);
    expect(subscription.buffered).toBe(2);
    const rest: Fill[] = [];
    subscription.on('data', (record) => rest.push(record));
    await turn();
    expect(rest.map((record) => record.id)).toEqual(['2', '3']);
  });

  it('behavior: with neither listener nor iterator it holds again', async () => {
    const { subscription } = subscribe('fills');
    const seen: string[] = [];
    const listener = (record: Fill) => seen.push(record.id);
    subscription.on('data', listener);
    subscription.push(fill(1));
    subscription.off('data', listener);
    subscription.push(fill(2));
    expect(subscription.buffered).toBe(1);
    subscription.on('data', listener);
    subscription.push(fill(3));
    await turn();
    expect(seen).toEqual(['1', '2', '3']);
  });

  it('behavior: a removed listener does not remove what is held', async () => {
    const { subscription } = subscribe('fills');
    subscription.push(fill(1));
    const listener = vi.fn();
    subscription.on('data', listener).off('data', listener);
    await turn();
    expect(listener).not.toHaveBeenCalled();
    expect(subscription.buffered).toBe(1);
  });

  it('behavior: failing listeners, sync and async, are reported and the stream continues', async () => {
    const { subscription, onListenerError } = subscribe('quotes');
    const seen = vi.fn();
    subscription.push(quote('A', 0));
    subscription.on('data', () => {
      throw new Error('sync');
    });
    subscription.on('data', (async () => {
      throw new Error('async');
    }) as never);
    subscription.on('data', seen);
    subscription.push(quote('A', 1));
    await turn();
    expect(seen).toHaveBeenCalledTimes(2);
    expect(onListenerError.mock.calls.map(([event, error]) => `${event} ${error.message}`).sort()).toEqual([
      'data async',
      'data async',
      'data sync',
      'data sync',
    ]);
  });

  it('behavior: states, gaps and resyncs are emitted once each, and never after the end', async () => {
    const { subscription } = subscribe('quotes');
    const events: unknown[] = [];
    subscription.on('state', (state) => events.push(state));
    subscription.on('gap', (gap) => events.push(gap));
    subscription.on('resynced', (result) => events.push(result));
    const tell = () => {
      subscription.setState('stale');
      subscription.setState('stale');
      subscription.gap({ reason: 'lost', to: 5 });
      subscription.resynced({ proved: ['fills'], unproved: [] });
      subscription.setState('live');
      subscription.setState('closed');
      subscription.report(new Error('no end'));
    };
    tell();
    expect(subscription.state).toBe('live');
    await subscription.close();
    tell();
    const gap = { reason: 'lost', to: 5 };
    expect(events).toEqual(['stale', gap, { proved: ['fills'], unproved: [] }, 'live', 'closed']);
    expect(subscription.state).toBe('closed');
  });

  it('behavior: an older venue time never replaces a newer one', async () => {
    const records = fc.array(
      fc.tuple(fc.constantFrom('A', '__proto__'), fc.option(fc.nat(20), { nil: undefined }), fc.boolean()),
    );
    await fc.assert(
      fc.asyncProperty(fc.constantFrom('quotes', 'book'), records, async (channel, run) => {
        const { subscription } = subscribe(channel as 'quotes', { bufferSize: 3 });
        const newest = new Map<string, number>();
        const check = ({ symbol, time }: Quote) => {
          if (time === undefined) return;
          expect(time).toBeGreaterThanOrEqual(newest.get(symbol) ?? 0);
          newest.set(symbol, time);
        };
        for (const [symbol, time, listening] of run) {
          if (listening) subscription.on('data', check);
          else subscription.off('data', check);
          subscription.push(quote(symbol, 1, time));
        }
        subscription.off('data', check).on('data', check);
        await Promise.resolve();
        const times = new Map<string, number>();
        for (const [symbol, time] of run)
          if (time !== undefined) times.set(symbol, Math.max(time, times.get(symbol) ?? 0));
        // Rejecting everything would do as well: the newest of each must have come through.
        if (run.every(([, time]) => time !== undefined)) expect(newest).toEqual(times);
      }),
    );
  });

  it('behavior: an outdated record is not data: it does not make the stream live', () => {
    const { subscription } = subscribe('quotes');
    subscription.push({ ...quote('A', 2, 20), receivedTime: 1_000_000 });
    subscription.push({ ...quote('A', 1, 10), receivedTime: 1_000_100 });
    expect([subscription.lastDataTime, subscription.buffered, subscription.outdated]).toEqual([
      1_000_000, 1, 1,
    ]);
  });

  it('behavior: close is idempotent, unsubscribes at the venue once, waits for that and never rejects', async () => {
    let told = () => {};
    const onClose = vi.fn(() => new Promise<void>((resolve) => (told = resolve)));
    const { subscription } = subscribe('quotes', { onClose });
    let settled = 0;
    for (const closing of [subscription.close(), subscription.close(), subscription[Symbol.asyncDispose]()]) {
      void closing.then(() => (settled += 1));
    }
    await turn();
    expect([subscription.state, settled, onClose.mock.calls.length]).toEqual(['closed', 0, 1]);
    told();
    await turn();
    expect(settled).toBe(3);
    subscription.push(quote('A', 1));
    expect(subscription.buffered).toBe(0);
  });

  it('behavior: close waits a second at most and leaves no timer', async () => {
    const { subscription, clock } = subscribe('quotes', { onClose: () => new Promise(() => {}) });
    const closed = vi.fn();
    void subscription.close().then(closed);
    await clock.advance(999);
    expect(closed).not.toHaveBeenCalled();
    await clock.advance(1);
    expect(closed).toHaveBeenCalled();
    expect(clock.pendingTimers).toBe(0);
  });

  it.each([
    ['throws', () => Promise.reject(new Error('venue'))],
    [
      'throws at once',
      () => {
        throw new Error('venue');
      },
    ],
  ])('error: onClose that %s is reported and does not reject', async (_name, onClose) => {
    const { subscription, onUnheardError, clock } = subscribe('quotes', { onClose });
    await expect(subscription.close()).resolves.toBeUndefined();
    expect(onUnheardError).toHaveBeenCalledWith(expect.objectContaining({ message: 'venue' }));
    expect(clock.pendingTimers).toBe(0);
  });

  it('behavior: what is held when a listener attaches and it closes at once is still delivered', async () => {
    const { subscription } = subscribe('fills');
    subscription.push(fill(1));
    const events: string[] = [];
    subscription.on('data', (record) => events.push(record.id)).on('state', (state) => events.push(state));
    await subscription.close();
    expect(events).toEqual(['1', 'closed']);
  });

  it('behavior: what is held at the end goes to a listener that comes after it', async () => {
    const { subscription } = subscribe('fills');
    subscription.push(fill(1));
    await subscription.close();
    const late = vi.fn();
    subscription.on('data', late);
    await turn();
    expect(late).toHaveBeenCalledTimes(1);
  });

  it('behavior: a listener may close it from within any event', async () => {
    const { subscription, onClose } = subscribe('fills', { bufferSize: 2 });
    for (const n of [1, 2]) subscription.push(fill(n));
    const seen: string[] = [];
    subscription.on('data', (record) => {
      seen.push(record.id);
      void subscription.close();
    });
    subscription.on('state', () => void subscription.close());
    await subscription.close();
    await turn();
    expect(seen).toEqual(['1', '2']);
    expect(onClose).toHaveBeenCalledTimes(1);
  });

  it('behavior: the signal closes it, also one that was aborted before', async () => {
    const controller = new AbortController();
    const { subscription, onClose } = subscribe('quotes', { signal: controller.signal });
    controller.abort();
    await turn();
    expect([subscription.state, onClose.mock.calls.length]).toEqual(['closed', 1]);

    const before = subscribe('quotes', { signal: AbortSignal.abort() });
    expect(before.subscription.state).toBe('closed');
    expect(before.onClose).toHaveBeenCalledTimes(1);
  });

  it('behavior: a closed subscription lets go of the signal', async () => {
    const { signal } = new AbortController();
    const remove = vi.spyOn(signal, 'removeEventListener');
    const add = vi.spyOn(signal, 'addEventListener');
    await subscribe('quotes', { signal }).subscription.close();
    expect([add.mock.calls.length, remove.mock.calls.length]).toEqual([1, 1]);
  });

  it('error: fail emits the error, then the state, and ends it', async () => {
    const { subscription, onClose } = subscribe('quotes');
    const events: unknown[] = [];
    const failure = new Error('refused');
    subscription.on('error', (error) => events.push(error)).on('state', (state) => events.push(state));
    subscription.fail(failure);
    subscription.fail(new Error('again'));
    await subscription.close();
    expect(events).toEqual([failure, 'closed']);
    expect(onClose).toHaveBeenCalledTimes(1);
  });

  it('error: an error without a listener goes to onUnheardError and is never thrown', () => {
    const { subscription, onUnheardError } = subscribe('quotes');
    subscription.report(new Error('a refusal'));
    expect(subscription.state).toBe('live');
    subscription.fail(new Error('the end'));
    expect(onUnheardError.mock.calls.map(([error]) => error.message)).toEqual(['a refusal', 'the end']);
  });

  it('behavior: an error of which the broker has warned is emitted, and without a listener nothing more is reported', () => {
    const { subscription, onUnheardError } = subscribe('quotes');
    const errors: string[] = [];
    subscription.report(new Error('unheard'), true);
    subscription.on('error', ({ message }) => errors.push(message));
    subscription.report(new Error('heard'), true);
    expect([errors, onUnheardError.mock.calls]).toEqual([['heard'], []]);
  });

  it('behavior: orders and fills overflow only without a reader; a listener loses nothing', () => {
    const { subscription } = subscribe('fills', { bufferSize: 2 });
    const seen = vi.fn();
    subscription.on('data', seen);
    for (let n = 0; n < 1000; n += 1) subscription.push(fill(n));
    expect(seen).toHaveBeenCalledTimes(1000);
    expect(subscription.state).toBe('live');
  });

  it('behavior: what waits and what was lost is said by the clock, also when nothing came and nobody read', () => {
    const { subscription, clock } = subscribe('quotes');
    for (let n = 0; n < 10; n += 1) subscription.push(quote('A', n));
    expect([subscription.buffered, subscription.dropped]).toEqual([10, 0]);
    clock.advanceSync(1001);
    expect([subscription.buffered, subscription.dropped]).toEqual([1, 9]);
  });
});

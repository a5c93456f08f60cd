import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { ClosedError, isClosedError, isOrderOutcomeUnknownError } from '../../../src/errors';
import {
  defer,
  isPending,
  makeManager,
  outcomeOf,
  placed,
  type TestManager,
} from '../../orders/support/desk';
import { INSTRUMENT, LIMIT, makeOrder, makePosition } from '../../orders/support/records';

const CLOSED = new ClosedError('The broker is closed', { sent: false });

describe('close', () => {
  /** Everything that can be under way when a broker closes, and how it must end. */
  const phases: readonly [
    string,
    (t: TestManager) => Promise<{ promise: Promise<unknown> }>,
    'closed' | 'unknown',
  ][] = [
    [
      'while the instrument is read',
      async (t) => {
        const promise = t.desk.placeOrder({ ...LIMIT, symbol: 'SLOW' });
        await t.settle();
        return { promise };
      },
      'closed',
    ],
    [
      'while the journal is written',
      async (t) => {
        const promise = t.desk.placeOrder({ ...LIMIT, clientOrderId: 'hang' });
        await t.settle();
        return { promise };
      },
      'closed',
    ],
    [
      'after a new order was sent',
      async (t) => {
        const promise = t.desk.placeOrder(LIMIT);
        await t.call('place');
        return { promise };
      },
      'unknown',
    ],
    [
      'after a cancel was sent',
      async (t) => {
        t.desk.observe(makeOrder());
        const promise = t.desk.cancelOrder({ id: '1' });
        await t.call('cancel');
        return { promise };
      },
      'unknown',
    ],
    [
      'while the end of a cancelled order is awaited',
      async (t) => {
        t.desk.observe(makeOrder());
        const promise = t.desk.cancelOrder({ id: '1' });
        (await t.call('cancel')).answer.resolve(makeOrder({ status: 'canceling' }) as never);
        await t.settle();
        return { promise };
      },
      'unknown',
    ],
    [
      'after a change was sent',
      async (t) => {
        t.desk.observe(makeOrder());
        const promise = t.desk.modifyOrder({ id: '1', price: '1.09' });
        await t.call('modify');
        return { promise };
      },
      'unknown',
    ],
    [
      'after a close of a position was sent',
      async (t) => {
        t.control.position = makePosition();
        const promise = t.desk.closePosition({ id: 'p1' });
        await t.call('closePosition');
        return { promise };
      },
      'unknown',
    ],
    [
      'while an order is looked up',
      async (t) => {
        t.control.lookup = () => new Promise(() => {});
        const promise = t.desk.cancelOrder({ id: '5' });
        await t.settle();
        return { promise };
      },
      'closed',
    ],
    [
      'while an outcome is waited for',
      async (t) => {
        const placing = outcomeOf(t.desk.placeOrder({ ...LIMIT, clientOrderId: 'c' }));
        (await t.call('place')).answer.reject(new Error('lost'));
        await placing;
        const promise = t.desk.resolveOrder({ clientOrderId: 'c' });
        await t.settle();
        return { promise };
      },
      'closed',
    ],
    [
      'between two look-ups, disconnected',
      async (t) => {
        t.control.state = 'reconnecting';
        const promise = t.desk.resolveOrder({ id: '5' });
        await t.clock.advance(700);
        return { promise };
      },
      'closed',
    ],
  ];
  for (const [name, start, expected] of phases) {
    it(`behavior: ${name}, the call ends as ${expected} and nothing is left`, async () => {
      const never = defer<never>();
      const t = makeManager({
        instrument: async (symbol) => (symbol === 'SLOW' ? never.promise : INSTRUMENT),
        journal: {
          append: async ({ clientOrderId }) => (clientOrderId === 'hang' ? never.promise : undefined),
          settle: async () => {},
          unsettled: async () => [],
        },
      });
      const { promise } = await start(t);
      expect(await isPending(promise)).toBe(true);
      const sent = t.calls.length;
      t.desk.close(CLOSED);
      const error = await outcomeOf(promise);
      if (expected === 'closed') {
        expect(isClosedError(error)).toBe(true);
        expect(error).toMatchObject({ sent: false });
      } else {
        expect(isOrderOutcomeUnknownError(error)).toBe(true);
        expect(isClosedError((error as Error).cause)).toBe(true);
      }
      await t.settle();
      expect(t.clock.pendingTimers).toBe(0);
      expect(t.desk.unresolved).toBe(0);
      await t.clock.advance(60_000);
      expect(t.calls).toHaveLength(sent);
    });
  }

  it('behavior: cancelAllOrders ends with its lists', async () => {
    const t = makeManager();
    for (const id of ['1', '2', '3', '4', '5']) t.desk.observe(makeOrder({ id }));
    const promise = t.desk.cancelAllOrders({ scope: 'all' });
    await t.settle();
    t.desk.close(CLOSED);
    const { unknown, failed } = await promise;
    expect([unknown.length, failed.length]).toEqual([4, 1]);
    expect(t.calls).toHaveLength(4);
    expect(t.clock.pendingTimers).toBe(0);
  });

  it('error: afterwards every call rejects at once', async () => {
    const t = makeManager();
    t.desk.observe(makeOrder());
    t.desk.close(CLOSED);
    t.desk.close(new ClosedError('again'));
    for (const promise of [
      t.desk.placeOrder(LIMIT),
      t.desk.modifyOrder({ id: '1', price: '1' }),
      t.desk.cancelOrder({ id: '1' }),
      t.desk.cancelAllOrders({ scope: 'own' }),
      t.desk.closePosition({ id: 'p1' }),
      t.desk.modifyPosition({ id: 'p1', stopLoss: '1' }),
      t.desk.resolveOrder({ id: '1' }),
    ]) {
      expect(isClosedError(await outcomeOf<unknown>(promise))).toBe(true);
    }
    t.desk.resume();
    await t.settle();
    expect([t.calls, t.clock.pendingTimers]).toEqual([[], 0]);
  });

  it('behavior: an answer that comes after the end changes nothing', async () => {
    const t = makeManager();
    const promise = outcomeOf(t.desk.placeOrder(LIMIT));
    const call = await t.call('place');
    t.desk.close(CLOSED);
    await promise;
    call.answer.resolve(placed(call));
    await t.settle();
    expect(t.events).toEqual([]);
    expect(t.settled).toEqual([]);
  });
});

describe('promises that are not awaited', () => {
  const unhandled: unknown[] = [];
  const note = (reason: unknown): void => void unhandled.push(reason);
  beforeEach(() => void process.on('unhandledRejection', note));
  afterEach(() => void process.off('unhandledRejection', note));

  it('behavior: none of them is ever an unhandled rejection', async () => {
    const t = makeManager();
    t.desk.observe(makeOrder());
    const all = (): void => {
      void t.desk.placeOrder(LIMIT);
      void t.desk.placeOrder({ ...LIMIT, price: Number.NaN });
      void t.desk.placeOrder({ ...LIMIT, clientOrderId: 'c', quantity: '5' });
      void t.desk.placeOrder({ ...LIMIT, clientOrderId: 'c', quantity: '6' });
      void t.desk.modifyOrder({ id: '1', price: '1.09' });
      void t.desk.modifyOrder({} as never);
      void t.desk.cancelOrder({ id: '1' });
      void t.desk.cancelOrder(undefined as never);
      void t.desk.cancelAllOrders({} as never);
      void t.desk.closePosition({ id: 'p1' });
      void t.desk.closePosition(null as never);
      void t.desk.modifyPosition({ id: 'p1', stopLoss: '1' });
      void t.desk.resolveOrder({ clientOrderId: 'nobody' });
      void t.desk.resolveOrder({} as never);
    };
    all();
    await t.clock.advance(500);
    for (const { answer } of t.calls) answer.reject(new Error('lost'));
    await t.clock.advance(500);
    t.control.state = 'reconnecting';
    all();
    await t.clock.advance(500);
    t.control.state = 'live';
    all();
    await t.clock.advance(500);
    t.desk.close(CLOSED);
    all();
    await t.clock.advance(60_000);
    await new Promise((resolve) => setImmediate(resolve));
    expect(unhandled).toEqual([]);
  });
});

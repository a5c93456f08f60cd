import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type {
  CancelAnswer,
  CancelMany,
  OrderPort,
  SendOptions,
} from '../../../src/adapter/orders/order-port';
import { isOrderOutcomeUnknownError, isOrderRejectedError, OrderRejectedError } from '../../../src/errors';
import type { Order } from '../../../src/model';
import { type Deferred, defer, makeManager } from '../../orders/support/desk';
import { makeOrder } from '../../orders/support/records';

const REFUSED = new OrderRejectedError('no such order', { code: 'gone' });

type Answers = readonly (CancelAnswer | undefined)[];

/** A request for several cancels, to be answered by the test. */
interface BatchCall {
  readonly ids: readonly string[];
  readonly options: SendOptions;
  readonly answer: Deferred<Answers>;
}

function withBatches(
  ids: readonly string[],
  { autoSend = true, most = 3, port = {} as Partial<OrderPort> } = {},
) {
  const batches: BatchCall[] = [];
  const cancelMany: CancelMany = {
    most,
    kindOf: ({ symbol }) => symbol,
    send(orders, options) {
      const answer = defer<Answers>();
      batches.push({ ids: orders.map(({ id }) => id), options, answer });
      if (autoSend) options.beforeSend();
      return answer.promise;
    },
  };
  const t = makeManager({ port: { cancelMany, ...port } });
  for (const id of ids) t.desk.observe(makeOrder({ id }));
  return { ...t, batches };
}

const canceled =
  (id: string): CancelAnswer =>
  async () => ({ order: makeOrder({ id, status: 'canceled' }) });
const idsOf = (orders: readonly Order[]) => orders.map(({ id }) => id);

describe('cancelAllOrders with a request for several cancels', () => {
  test('default: as many as a request takes, oldest first, each with its own journal entry', async () => {
    const t = withBatches(['1', '2', '3', '4', '5', '6', '7']);
    const promise = t.desk.cancelAllOrders({ scope: 'all' });
    await t.settle();
    // What is left over alone is a plain cancel.
    expect(t.batches.map(({ ids }) => ids)).toEqual([
      ['1', '2', '3'],
      ['4', '5', '6'],
    ]);
    expect(t.calls.map(({ args }) => (args[0] as Order).id)).toEqual(['7']);
    for (const { ids, answer } of t.batches) answer.resolve(ids.map(canceled));
    t.calls[0]?.answer.resolve(makeOrder({ id: '7', status: 'canceled' }) as never);
    expect(idsOf((await promise).canceled).sort()).toEqual(['1', '2', '3', '4', '5', '6', '7']);
    expect(t.appended).toHaveLength(7);
    expect(t.settled.map(({ outcome }) => outcome)).toEqual(Array(7).fill('accepted'));
  });

  test('behavior: orders of different kinds are in requests of their own', async () => {
    const t = withBatches(['1', '3']);
    for (const id of ['2', '4']) t.desk.observe(makeOrder({ id, symbol: 'GOLD' }));
    const promise = t.desk.cancelAllOrders({ scope: 'all' });
    await t.settle();
    expect(t.batches.map(({ ids }) => ids)).toEqual([
      ['1', '3'],
      ['2', '4'],
    ]);
    for (const { ids, answer } of t.batches) answer.resolve(ids.map(canceled));
    expect((await promise).canceled).toHaveLength(4);
  });

  test('behavior: an order that ends before its turn is not in the request, and holds up no other', async () => {
    const ids = Array.from({ length: 10 }, (_, at) => String(at + 1));
    const t = withBatches(ids, { most: 2 });
    const promise = t.desk.cancelAllOrders({ scope: 'all' });
    await t.settle();
    expect(t.batches).toHaveLength(4);
    t.desk.observe(makeOrder({ id: '10', status: 'filled', filledQuantity: '1' }));
    for (let at = 0; at < 5; at += 1) {
      const { ids: asked = [], answer } = t.batches[at] ?? {};
      answer?.resolve(asked.map(canceled));
      await t.settle();
    }
    const result = await promise;
    expect(t.batches[4]?.ids).toEqual(['9']);
    expect([result.canceled.length, idsOf(result.alreadyFinal)]).toEqual([9, ['10']]);
    expect(t.appended).toHaveLength(9);
  });

  test('error: a lost answer makes every order of that request unknown, and each is looked up', async () => {
    const t = withBatches(['1', '2', '3', '4', '5']);
    const promise = t.desk.cancelAllOrders({ scope: 'all' });
    await t.settle();
    t.batches[0]?.answer.reject(new Error('lost'));
    t.batches[1]?.answer.resolve(['4', '5'].map(canceled));
    const result = await promise;
    expect([idsOf(result.canceled), result.unknown.map(({ order }) => order.id)]).toEqual([
      ['4', '5'],
      ['1', '2', '3'],
    ]);
    expect(result.unknown.every(({ error }) => isOrderOutcomeUnknownError(error))).toBe(true);
    expect(t.desk.unresolved).toBe(3);
    t.control.venueOrders = ['1', '2', '3'].map((id) => makeOrder({ id, status: 'canceled' }));
    await t.clock.advance(8000);
    expect(t.desk.unresolved).toBe(0);
    expect(t.settled).toHaveLength(5);
  });

  test('error: a request that may not leave any more is sent for none of its orders', async () => {
    const t = withBatches(['1', '2', '3'], { autoSend: false });
    const promise = t.desk.cancelAllOrders({ scope: 'all' });
    await t.settle();
    t.control.state = 'reconnecting';
    const [batch] = t.batches;
    try {
      batch?.options.beforeSend();
    } catch (error) {
      batch?.answer.reject(error);
    }
    const { failed } = await promise;
    expect(failed.map(({ order, error }) => [order.id, error.name, error])).toEqual(
      ['1', '2', '3'].map((id) => [id, 'NotConnectedError', expect.objectContaining({ sent: false })]),
    );
    expect(t.settled.map(({ outcome }) => outcome)).toEqual(Array(3).fill('notSent'));
  });

  test('error: the deadline while the request is on its way is unknown for all of it', async () => {
    const t = withBatches(['1', '2']);
    const promise = t.desk.cancelAllOrders({ scope: 'all' }, { timeoutMs: 1000 });
    await t.settle();
    await t.clock.advance(1000);
    const { unknown } = await promise;
    expect(unknown.map(({ order }) => order.id)).toEqual(['1', '2']);
    // The answer that comes after all is taken in.
    t.batches[0]?.answer.resolve(['1', '2'].map(canceled));
    await t.settle();
    expect(t.tracker.openOrders()).toEqual([]);
  });

  test('behavior: whatever is said of each, an order is in one list, and its entry is settled once it is known', async () => {
    const said = fc.constantFrom('canceled', 'filled', 'refused', 'nothing', 'garbage');
    const whole = fc.constantFrom('answer', 'answer', 'lost', 'refused');
    await fc.assert(
      fc.asyncProperty(fc.array(said, { minLength: 1, maxLength: 9 }), whole, async (words, request) => {
        const ids = words.map((_, at) => String(at + 1));
        const t = withBatches(ids, { port: { refusalOf: (e) => (e === REFUSED ? REFUSED : undefined) } });
        // A refused cancel finds the order open.
        t.control.venueOrders = ids.map((id) => makeOrder({ id }));
        const answerOf = (id: string): CancelAnswer | undefined => {
          const word = words[Number(id) - 1];
          if (word === 'nothing') return undefined;
          if (word === 'canceled') return canceled(id);
          return async () => {
            if (word === 'filled') return { order: makeOrder({ id, status: 'filled', filledQuantity: '1' }) };
            throw word === 'refused' ? REFUSED : new Error('garbage');
          };
        };
        const promise = t.desk.cancelAllOrders({ scope: 'all' });
        await t.settle();
        for (const { ids: asked, answer } of t.batches) {
          if (request === 'answer') answer.resolve(asked.map(answerOf));
          else answer.reject(request === 'refused' ? REFUSED : new Error('lost'));
        }
        for (const { args, answer } of t.calls) {
          const { id } = args[0] as Order;
          answer.resolve(makeOrder({ id, status: 'canceled' }) as never);
        }
        const { canceled: done, alreadyFinal, failed, unknown } = await promise;
        const listed = [
          ...done,
          ...alreadyFinal,
          ...failed.map(({ order }) => order),
          ...unknown.map(({ order }) => order),
        ];
        expect(idsOf(listed).sort()).toEqual([...ids].sort());
        expect(failed.every(({ error }) => isOrderRejectedError(error))).toBe(true);
        expect(t.desk.unresolved).toBe(unknown.length);
        t.control.venueOrders = ids.map((id) => makeOrder({ id, status: 'canceled' }));
        await t.clock.advance(60_000);
        expect(t.desk.unresolved).toBe(0);
        expect(t.settled).toHaveLength(ids.length);
      }),
      { numRuns: 60 },
    );
  });
});

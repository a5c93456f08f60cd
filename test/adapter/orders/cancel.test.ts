import { describe, expect, it } from 'vitest';
import {
  isNotConnectedError,
  isOrderOutcomeUnknownError,
  isOrderRejectedError,
  isUnsupportedError,
  isValidationError,
  OrderRejectedError,
} from '../../../src/errors';
import { makeManager, outcomeOf, placed } from '../../orders/support/desk';
import { LIMIT, makeOrder } from '../../orders/support/records';

const REFUSED = new OrderRejectedError('no such order', { code: 'BE051' });

describe('cancelOrder', () => {
  it('default: resolves with the order, cancelled', async () => {
    const t = makeManager();
    t.desk.observe(makeOrder());
    const promise = t.desk.cancelOrder({ id: '1' });
    const call = await t.call('cancel');
    expect(call.args[0]).toMatchObject({ id: '1', symbol: 'EURUSD' });
    call.answer.resolve(makeOrder({ status: 'canceled' }) as never);
    expect(await promise).toMatchObject({ id: '1', status: 'canceled' });
    expect(t.appended).toMatchObject([{ operation: 'cancelOrder', orderId: '1' }]);
    expect(t.settled).toMatchObject([{ orderId: '1', outcome: 'accepted' }]);
    expect(t.events).toEqual(['order 1 open', 'order 1 canceled']);
  });

  it('default: passes while syncing and stale, and not otherwise', async () => {
    for (const state of ['live', 'syncing', 'stale'] as const) {
      const t = makeManager();
      t.desk.observe(makeOrder());
      t.control.state = state;
      const promise = t.desk.cancelOrder({ id: '1' });
      (await t.call('cancel')).answer.resolve(makeOrder({ status: 'canceled' }) as never);
      expect((await promise).status).toBe('canceled');
    }
    for (const state of [
      'idle',
      'connecting',
      'authenticating',
      'reconnecting',
      'failed',
      'closed',
    ] as const) {
      const t = makeManager();
      t.desk.observe(makeOrder());
      t.control.state = state;
      const error = await outcomeOf(t.desk.cancelOrder({ id: '1' }));
      expect(isNotConnectedError(error)).toBe(true);
      expect(t.calls).toEqual([]);
    }
  });

  it('behavior: an order that has ended is the answer, without asking the venue', async () => {
    for (const status of ['filled', 'canceled', 'expired', 'rejected'] as const) {
      const t = makeManager();
      t.desk.observe(makeOrder({ status }));
      expect((await t.desk.cancelOrder({ id: '1' })).status).toBe(status);
      expect(t.calls).toEqual([]);
    }
  });

  it('behavior: an order that is not known is looked up', async () => {
    const t = makeManager();
    t.control.venueOrders = [makeOrder({ clientOrderId: 'c' })];
    const promise = t.desk.cancelOrder({ clientOrderId: 'c' });
    (await t.call('cancel')).answer.resolve(makeOrder({ status: 'canceled' }) as never);
    expect((await promise).status).toBe('canceled');
    t.control.venueOrders = [makeOrder({ id: '8', status: 'filled', filledQuantity: '1' })];
    expect((await t.desk.cancelOrder({ id: '8' })).status).toBe('filled');
    expect(t.calls).toHaveLength(1);
  });

  it('behavior: an order that was only concluded to have ended is looked up and cancelled', async () => {
    for (const status of ['canceled', 'expired'] as const) {
      const t = makeManager();
      t.desk.observe(makeOrder({ status, reason: 'inferred' }));
      t.control.venueOrders = [makeOrder()];
      const promise = t.desk.cancelOrder({ id: '1' });
      (await t.call('cancel')).answer.resolve(makeOrder({ status: 'canceled' }) as never);
      expect((await promise).status).toBe('canceled');
    }
  });

  it('error: an order that nobody knows, or that does not fit its reference', async () => {
    const t = makeManager();
    t.desk.observe(makeOrder({ account: 'a', clientOrderId: 'c' }));
    for (const [ref, field] of [
      [{ id: '99' }, 'id'],
      [{ clientOrderId: 'x' }, 'clientOrderId'],
      [{ id: '1', symbol: 'GOLD' }, 'symbol'],
      [{ id: '1', account: 'b' }, 'account'],
      [{ id: '1', clientOrderId: 'd' }, 'clientOrderId'],
      [{ id: 1 }, 'id'],
      [{}, 'id'],
    ] as const) {
      expect(await outcomeOf(t.desk.cancelOrder(ref as never))).toMatchObject({ field, sent: false });
    }
    expect(t.calls).toEqual([]);
  });

  it('error: while stale an order that is not known cannot be looked up', async () => {
    const t = makeManager();
    t.control.state = 'stale';
    expect(isNotConnectedError(await outcomeOf(t.desk.cancelOrder({ id: '1' })))).toBe(true);
  });

  it('error: a venue without cancels', async () => {
    const t = makeManager({ port: { cancel: undefined as never } });
    expect(isUnsupportedError(await outcomeOf(t.desk.cancelOrder({ id: '1' })))).toBe(true);
    expect(isUnsupportedError(await outcomeOf(t.desk.cancelAllOrders({ scope: 'own' })))).toBe(true);
  });

  describe('refused by the venue', () => {
    it('behavior: an order that turns out filled is the answer, not an error', async () => {
      for (const seen of ['stream', 'lookup'] as const) {
        const t = makeManager();
        t.desk.observe(makeOrder());
        const promise = t.desk.cancelOrder({ id: '1' });
        const call = await t.call('cancel');
        const filled = makeOrder({ status: 'filled', filledQuantity: '1' });
        if (seen === 'stream') t.desk.observe(filled);
        else t.control.venueOrders = [filled];
        call.answer.reject(REFUSED);
        expect((await promise).status).toBe('filled');
      }
    });

    it('error: an order that is still open makes the refusal an error', async () => {
      const t = makeManager();
      t.desk.observe(makeOrder());
      t.control.venueOrders = [makeOrder()];
      const promise = outcomeOf(t.desk.cancelOrder({ id: '1' }));
      (await t.call('cancel')).answer.reject(REFUSED);
      expect(await promise).toBe(REFUSED);
      expect(t.desk.unresolved).toBe(0);
    });

    it('error: an order that cannot be found, or a look-up that fails, is unknown and resolved later', async () => {
      for (const how of ['nowhere', 'down'] as const) {
        const t = makeManager();
        t.desk.observe(makeOrder());
        if (how === 'down') t.control.lookup = () => Promise.reject(new Error('down'));
        const promise = outcomeOf(t.desk.cancelOrder({ id: '1' }));
        (await t.call('cancel')).answer.reject(REFUSED);
        const error = await promise;
        expect(isOrderOutcomeUnknownError(error)).toBe(true);
        expect((error as Error).cause).toBe(REFUSED);
        t.control.lookup = undefined;
        t.control.venueOrders = [makeOrder({ status: 'filled', filledQuantity: '1' })];
        await t.clock.advance(8000);
        expect(t.desk.unresolved).toBe(0);
        expect(t.orders.at(-1)?.status).toBe('filled');
      }
    });
  });

  describe('with its answer lost', () => {
    it('behavior: the end of the order is resolved in the background', async () => {
      const t = makeManager();
      t.desk.observe(makeOrder());
      const promise = outcomeOf(t.desk.cancelOrder({ id: '1' }));
      const call = await t.call('cancel');
      t.control.venueOrders = [makeOrder({ status: 'filled', filledQuantity: '1' })];
      call.answer.reject(new Error('lost'));
      expect(await promise).toMatchObject({ name: 'OrderOutcomeUnknownError', orderId: '1' });
      expect(await t.desk.resolveOrder({ id: '1' })).toMatchObject({
        outcome: 'accepted',
        order: { status: 'filled' },
      });
      expect(t.desk.unresolved).toBe(0);
      expect(t.adopted).toEqual([]);
    });

    it('behavior: an order that stays open ends the look-up after the grace period', async () => {
      const t = makeManager();
      t.desk.observe(makeOrder());
      t.control.venueOrders = [makeOrder()];
      const promise = outcomeOf(t.desk.cancelOrder({ id: '1' }));
      (await t.call('cancel')).answer.reject(new Error('lost'));
      await promise;
      await t.clock.advance(4000);
      expect(t.desk.unresolved).toBe(1);
      await t.clock.advance(6000);
      expect(t.desk.unresolved).toBe(0);
      expect(t.settled).toMatchObject([{ outcome: 'rejected' }]);
      expect(t.tracker.find({ id: '1' })?.status).toBe('open');
    });

    it('behavior: an order that cannot be found is inferred to be cancelled', async () => {
      const t = makeManager();
      t.desk.observe(makeOrder());
      const promise = outcomeOf(t.desk.cancelOrder({ id: '1' }));
      (await t.call('cancel')).answer.reject(new Error('lost'));
      await promise;
      await t.clock.advance(10_000);
      expect(t.orders.at(-1)).toMatchObject({ status: 'canceled', reason: 'inferred', source: 'reconcile' });
      expect(t.desk.unresolved).toBe(0);
      t.desk.observe(makeOrder({ status: 'filled', filledQuantity: '1' }));
      expect(t.orders.at(-1)?.status).toBe('filled');
    });
  });

  describe('taken, with the end still to come', () => {
    it('behavior: waits for the end on the stream', async () => {
      const t = makeManager();
      t.desk.observe(makeOrder());
      t.control.venueOrders = [makeOrder({ status: 'canceling' })];
      const promise = t.desk.cancelOrder({ id: '1' });
      (await t.call('cancel')).answer.resolve(makeOrder({ status: 'canceling' }) as never);
      await t.clock.advance(200);
      t.desk.observe(makeOrder({ status: 'canceled', filledQuantity: '0.4' }));
      expect(await promise).toMatchObject({ status: 'canceled', filledQuantity: '0.4' });
      expect(t.clock.pendingTimers).toBe(0);
    });

    it('error: at the deadline the outcome is unknown', async () => {
      const t = makeManager();
      t.desk.observe(makeOrder());
      t.control.lookup = () => new Promise(() => {});
      const promise = outcomeOf(t.desk.cancelOrder({ id: '1' }, { timeoutMs: 1000 }));
      (await t.call('cancel')).answer.resolve(makeOrder({ status: 'canceling' }) as never);
      await t.clock.advance(1000);
      expect(await promise).toMatchObject({ name: 'OrderOutcomeUnknownError', orderId: '1' });
      expect(t.desk.unresolved).toBe(1);
    });

    it('error: an order that stays open was not cancelled', async () => {
      const t = makeManager();
      t.desk.observe(makeOrder());
      t.control.venueOrders = [makeOrder()];
      const promise = outcomeOf(t.desk.cancelOrder({ id: '1' }));
      (await t.call('cancel')).answer.resolve(makeOrder() as never);
      await t.clock.advance(12_000);
      expect(isOrderRejectedError(await promise)).toBe(true);
    });
  });

  it('behavior: an order on its way, or unknown, is waited for and then cancelled', async () => {
    const t = makeManager();
    const placing = t.desk.placeOrder({ ...LIMIT, clientOrderId: 'c1' });
    const call = await t.call('place');
    const promise = t.desk.cancelOrder({ clientOrderId: 'c1' });
    await t.settle();
    call.answer.resolve(placed(call));
    await placing;
    (await t.call('cancel')).answer.resolve(makeOrder({ status: 'canceled' }) as never);
    expect((await promise).status).toBe('canceled');

    const other = makeManager();
    const lost = outcomeOf(other.desk.placeOrder({ ...LIMIT, clientOrderId: 'c1' }));
    (await other.call('place')).answer.reject(new Error('lost'));
    await lost;
    const cancel = other.desk.cancelOrder({ clientOrderId: 'c1' });
    other.control.venueOrders = [makeOrder({ clientOrderId: 'c1' })];
    await other.clock.advance(600);
    (await other.call('cancel')).answer.resolve(makeOrder({ status: 'canceled' }) as never);
    expect((await cancel).status).toBe('canceled');
  });

  it('error: an order that was refused cannot be cancelled', async () => {
    const t = makeManager();
    const placing = outcomeOf(t.desk.placeOrder({ ...LIMIT, clientOrderId: 'c1' }));
    (await t.call('place')).answer.reject(new OrderRejectedError('no', { code: '1' }));
    await placing;
    const error = await outcomeOf(t.desk.cancelOrder({ clientOrderId: 'c1' }));
    expect(isValidationError(error)).toBe(true);
  });
});

describe('cancelAllOrders', () => {
  function withOrders() {
    const t = makeManager();
    t.tracker.addLocal('mine');
    t.tracker.addLocal('gold');
    t.desk.observe(makeOrder({ id: '1', clientOrderId: 'mine' }));
    t.desk.observe(makeOrder({ id: '2' }));
    t.desk.observe(makeOrder({ id: '3', clientOrderId: 'gold', symbol: 'GOLD' }));
    t.desk.observe(makeOrder({ id: '4', status: 'filled' }));
    return t;
  }
  const EMPTY = { canceled: [], alreadyFinal: [], failed: [], unknown: [] };

  it('default: own orders only, or all, or those of a symbol', async () => {
    for (const [request, ids] of [
      [{ scope: 'own' }, ['1', '3']],
      [{ scope: 'all' }, ['1', '2', '3']],
      [{ scope: 'all', symbol: 'EURUSD' }, ['1', '2']],
      [{ scope: 'own', symbol: 'SILVER' }, []],
    ] as const) {
      const t = withOrders();
      const promise = t.desk.cancelAllOrders(request);
      await t.settle();
      expect(t.calls.map(({ args }) => (args[0] as { id: string }).id)).toEqual(ids);
      for (const { args, answer } of t.calls)
        answer.resolve({ ...(args[0] as object), status: 'canceled' } as never);
      expect((await promise).canceled.map(({ id }) => id)).toEqual(ids);
    }
  });

  it('behavior: each order ends in its list', async () => {
    const t = makeManager();
    for (const id of ['1', '2', '3', '4']) t.desk.observe(makeOrder({ id }));
    const promise = t.desk.cancelAllOrders({ scope: 'all' });
    await t.settle();
    const answer = (n: number) => t.calls[n]?.answer;
    answer(0)?.resolve(makeOrder({ id: '1', status: 'canceled' }) as never);
    answer(1)?.resolve(makeOrder({ id: '2', status: 'filled', filledQuantity: '1' }) as never);
    t.control.venueOrders = [makeOrder({ id: '3' })];
    answer(2)?.reject(REFUSED);
    answer(3)?.reject(new Error('lost'));
    const result = await promise;
    expect(result.canceled).toMatchObject([{ id: '1' }]);
    expect(result.alreadyFinal).toMatchObject([{ id: '2', status: 'filled' }]);
    expect(result.failed).toMatchObject([{ order: { id: '3' }, error: REFUSED }]);
    expect(result.unknown).toMatchObject([
      { order: { id: '4' }, error: { name: 'OrderOutcomeUnknownError' } },
    ]);
  });

  it('behavior: a few at a time, in order', async () => {
    const t = makeManager();
    for (let i = 0; i < 10; i += 1) t.desk.observe(makeOrder({ id: `${i}` }));
    const promise = t.desk.cancelAllOrders({ scope: 'all' });
    await t.settle();
    expect(t.calls).toHaveLength(4);
    for (let i = 0; i < 10; i += 1) {
      t.calls[i]?.answer.resolve(makeOrder({ id: `${i}`, status: 'canceled' }) as never);
      await t.settle();
    }
    expect((await promise).canceled.map(({ id }) => id)).toEqual([...'0123456789']);
  });

  it('behavior: an order that ends before its turn is not requested', async () => {
    const t = makeManager();
    for (let i = 0; i < 6; i += 1) t.desk.observe(makeOrder({ id: `${i}` }));
    const promise = t.desk.cancelAllOrders({ scope: 'all' });
    await t.settle();
    t.desk.observe(makeOrder({ id: '5', status: 'filled' }));
    for (let i = 0; i < 5; i += 1) {
      t.calls[i]?.answer.resolve(makeOrder({ id: `${i}`, status: 'canceled' }) as never);
      await t.settle();
    }
    expect((await promise).alreadyFinal).toMatchObject([{ id: '5' }]);
    expect(t.calls).toHaveLength(5);
  });

  it('behavior: all open orders are requested where the venue lists them', async () => {
    const t = makeManager({ port: { openOrders: async () => [makeOrder({ id: '77' })] } });
    const promise = t.desk.cancelAllOrders({ scope: 'all' });
    (await t.call('cancel')).answer.resolve(makeOrder({ id: '77', status: 'canceled' }) as never);
    expect((await promise).canceled).toMatchObject([{ id: '77' }]);
  });

  it('behavior: orders on their way and orders of unknown outcome are cancelled when they are found', async () => {
    const t = makeManager();
    const lost = outcomeOf(t.desk.placeOrder({ ...LIMIT, clientOrderId: 'lost' }));
    (await t.call('place')).answer.reject(new Error('lost'));
    await lost;
    const coming = t.desk.placeOrder({ ...LIMIT, clientOrderId: 'coming' });
    const call = await t.call('place');
    const promise = t.desk.cancelAllOrders({ scope: 'own' });
    await t.settle();
    call.answer.resolve(placed(call, { id: '20' }));
    await coming;
    t.control.venueOrders = [makeOrder({ id: '10', clientOrderId: 'lost' })];
    await t.clock.advance(600);
    for (const { name, args, answer } of t.calls.filter(({ name }) => name === 'cancel')) {
      expect(name).toBe('cancel');
      answer.resolve({ ...(args[0] as object), status: 'canceled' } as never);
    }
    expect((await promise).canceled.map(({ id }) => id)).toEqual(['20', '10']);
  });

  it('behavior: the deadline ends it with what is known', async () => {
    const t = makeManager();
    for (let i = 0; i < 6; i += 1) t.desk.observe(makeOrder({ id: `${i}` }));
    const promise = t.desk.cancelAllOrders({ scope: 'all' }, { timeoutMs: 1000 });
    await t.clock.advance(1000);
    const { unknown, failed } = await promise;
    expect(unknown.map(({ order }) => order.id)).toEqual(['0', '1', '2', '3']);
    expect(failed.map(({ order, error }) => [order.id, error.name])).toEqual([
      ['4', 'TimeoutError'],
      ['5', 'TimeoutError'],
    ]);
    expect(t.calls).toHaveLength(4);
  });

  it('error: bad requests and a broker that is down', async () => {
    const t = makeManager();
    expect(isValidationError(await outcomeOf(t.desk.cancelAllOrders({} as never)))).toBe(true);
    expect(await t.desk.cancelAllOrders({ scope: 'own' })).toEqual(EMPTY);
    t.control.state = 'reconnecting';
    expect(isNotConnectedError(await outcomeOf(t.desk.cancelAllOrders({ scope: 'own' })))).toBe(true);
  });
});

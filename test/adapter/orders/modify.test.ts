import { describe, expect, it } from 'vitest';
import {
  isNotConnectedError,
  isUnsupportedError,
  isValidationError,
  OrderRejectedError,
} from '../../../src/errors';
import { makeManager, outcomeOf } from '../../orders/support/desk';
import { makeOrder, makePosition } from '../../orders/support/records';

describe('modifyOrder', () => {
  it('default: passes the whole order and the changes on, and resolves with the resulting order', async () => {
    const t = makeManager();
    t.desk.observe(makeOrder({ stopLoss: '1.05', takeProfit: '1.2' }));
    const promise = t.desk.modifyOrder({ id: '1', price: '1.09', stopLoss: null });
    const call = await t.call('modify');
    expect(call.args).toMatchObject([
      { id: '1', takeProfit: '1.2' },
      { price: '1.09', stopLoss: null },
    ]);
    call.answer.resolve(makeOrder({ price: '1.09', takeProfit: '1.2' }) as never);
    const survivor = await promise;
    expect(survivor).toMatchObject({ id: '1', price: '1.09', takeProfit: '1.2' });
    expect(survivor).not.toHaveProperty('stopLoss');
    expect(t.appended).toMatchObject([
      { operation: 'modifyOrder', orderId: '1', request: { price: '1.09', stopLoss: null } },
    ]);
    expect(t.lookups).toEqual([]);
  });

  it('behavior: an answer counts against a lagging stream, and a later stream against the answer', async () => {
    const t = makeManager();
    t.desk.observe(makeOrder());
    const promise = t.desk.modifyOrder({ id: '1', price: '1.09' });
    (await t.call('modify')).answer.resolve(makeOrder({ price: '1.09', source: 'read' }) as never);
    expect((await promise).price).toBe('1.09');
    t.desk.observe(makeOrder({ status: 'filled', filledQuantity: '1', price: '1.09' }));
    expect(t.orders.at(-1)?.status).toBe('filled');
  });

  it('behavior: after a reconnect the order is looked up first, once', async () => {
    const t = makeManager();
    t.desk.observe(makeOrder({ stopLoss: '1.05' }));
    t.desk.resume();
    t.control.venueOrders = [makeOrder({ stopLoss: '1.06' })];
    const promise = t.desk.modifyOrder({ id: '1', price: '1.09' });
    const call = await t.call('modify');
    expect(call.args[0]).toMatchObject({ stopLoss: '1.06' });
    call.answer.resolve(makeOrder({ price: '1.09', stopLoss: '1.06' }) as never);
    await promise;
    void t.desk.modifyOrder({ id: '1', price: '1.08' });
    await t.call('modify');
    expect(t.lookups).toHaveLength(1);
  });

  it('behavior: what was reported while synchronising needs no look-up', async () => {
    const t = makeManager();
    t.control.state = 'syncing';
    t.desk.observe(makeOrder());
    t.control.state = 'live';
    t.desk.resume();
    void t.desk.modifyOrder({ id: '1', price: '1.09' });
    await t.call('modify');
    expect(t.lookups).toEqual([]);
  });

  it('behavior: an order that is not known is looked up', async () => {
    const t = makeManager();
    t.control.venueOrders = [makeOrder()];
    void t.desk.modifyOrder({ id: '1', price: '1.09' });
    expect((await t.call('modify')).args[0]).toMatchObject({ id: '1' });
    expect(await outcomeOf(t.desk.modifyOrder({ id: '2', price: '1.09' }))).toMatchObject({ field: 'id' });
  });

  it('error: nothing is sent for an ended order, a bad change, a broker that is not live', async () => {
    const t = makeManager();
    t.desk.observe(makeOrder());
    t.desk.observe(makeOrder({ id: '2', status: 'filled' }));
    expect(await outcomeOf(t.desk.modifyOrder({ id: '2', price: '1' }))).toMatchObject({
      rule: expect.stringContaining('filled'),
    });
    expect(await outcomeOf(t.desk.modifyOrder({ id: '1', price: '1.08505' }))).toMatchObject({
      field: 'price',
    });
    expect(await outcomeOf(t.desk.modifyOrder({ id: '1' }))).toMatchObject({ field: 'request' });
    for (const state of ['syncing', 'stale', 'reconnecting'] as const) {
      t.control.state = state;
      expect(isNotConnectedError(await outcomeOf(t.desk.modifyOrder({ id: '1', price: '1.09' })))).toBe(true);
    }
    expect(t.calls).toEqual([]);
    const without = makeManager({ port: { modify: undefined as never } });
    expect(isUnsupportedError(await outcomeOf(without.desk.modifyOrder({ id: '1', price: '1' })))).toBe(true);
  });

  it('behavior: a replacement takes the client id over and ends the old order', async () => {
    const t = makeManager();
    t.tracker.addLocal('c');
    t.desk.observe(makeOrder({ clientOrderId: 'c' }));
    const promise = t.desk.modifyOrder({ clientOrderId: 'c', price: '1.09' });
    (await t.call('modify')).answer.resolve(makeOrder({ id: '2', price: '1.09' }) as never);
    expect(await promise).toMatchObject({ id: '2', replaces: '1', clientOrderId: 'c', origin: 'local' });
    expect(t.tracker.find({ id: '1' })).toMatchObject({ status: 'canceled', reason: 'replaced' });
    expect(t.tracker.find({ clientOrderId: 'c' })?.id).toBe('2');
    expect(t.tracker.openOrders()).toHaveLength(1);
  });

  it('behavior: a fill between sending and replacing is reported as what it is, and warned of', async () => {
    const t = makeManager();
    t.desk.observe(makeOrder());
    const promise = t.desk.modifyOrder({ id: '1', price: '1.09' });
    const call = await t.call('modify');
    t.desk.observe(makeOrder({ status: 'canceled', filledQuantity: '0.4' }));
    call.answer.resolve(makeOrder({ id: '2', price: '1.09' }) as never);
    await promise;
    expect(t.tracker.find({ id: '1' })).toMatchObject({ filledQuantity: '0.4', status: 'canceled' });
    expect(t.warnings).toMatchObject([{ code: 'overfill', message: expect.stringContaining('0.4') }]);
    expect(t.calls).toHaveLength(1);
  });

  it('error: a replacement that failed half way names the order that is gone', async () => {
    const t = makeManager();
    t.desk.observe(makeOrder());
    const promise = outcomeOf(t.desk.modifyOrder({ id: '1', price: '1.09' }));
    const half = Object.assign(new OrderRejectedError('no', { code: '1' }), {
      canceled: makeOrder({ status: 'canceled' }),
      replacement: new Error('no money'),
    });
    (await t.call('modify')).answer.reject(half);
    expect(await promise).toBe(half);
    expect(t.tracker.find({ id: '1' })?.status).toBe('canceled');
  });

  describe('with its answer lost', () => {
    async function lost(t: ReturnType<typeof makeManager>) {
      t.desk.observe(makeOrder({ stopLoss: '1.05' }));
      const promise = outcomeOf(t.desk.modifyOrder({ id: '1', price: '1.09', stopLoss: null }));
      (await t.call('modify')).answer.reject(new Error('lost'));
      expect(await promise).toMatchObject({ name: 'OrderOutcomeUnknownError', orderId: '1' });
    }

    it('behavior: it is settled when the change shows', async () => {
      const t = makeManager();
      t.control.venueOrders = [makeOrder({ stopLoss: '1.05' })];
      await lost(t);
      await t.clock.advance(300);
      expect(t.desk.unresolved).toBe(1);
      t.desk.observe(makeOrder({ price: '1.09' }), { complete: true });
      expect(t.desk.unresolved).toBe(0);
      expect(t.settled).toMatchObject([{ outcome: 'accepted' }]);
    });

    it('behavior: it is settled as not made when the order stays as it was', async () => {
      const t = makeManager();
      t.control.venueOrders = [makeOrder({ stopLoss: '1.05' })];
      await lost(t);
      const promise = t.desk.resolveOrder({ id: '1' });
      await t.clock.advance(10_000);
      expect(t.settled).toMatchObject([{ outcome: 'rejected' }]);
      expect(await promise).toMatchObject({ outcome: 'accepted', order: { price: '1.085' } });
    });

    it('behavior: a late replacement is accepted', async () => {
      const t = makeManager();
      t.desk.observe(makeOrder());
      const promise = outcomeOf(t.desk.modifyOrder({ id: '1', price: '1.09' }, { timeoutMs: 100 }));
      const call = await t.call('modify');
      await t.clock.advance(100);
      await promise;
      call.answer.resolve(makeOrder({ id: '2', price: '1.09' }) as never);
      await t.settle();
      expect(t.desk.unresolved).toBe(0);
      expect(t.tracker.openOrders()).toMatchObject([{ id: '2', replaces: '1' }]);
    });
  });
});

describe('closePosition', () => {
  it('default: resolves with the closing order; the same id twice is one close', async () => {
    const t = makeManager();
    t.control.position = makePosition();
    const promise = t.desk.closePosition({ id: 'p1', quantity: '0.2', clientOrderId: 'c' });
    expect(t.desk.closePosition({ id: 'p1', quantity: 0.2, clientOrderId: 'c' })).toBe(promise);
    const call = await t.call('closePosition');
    expect(call.args[1]).toMatchObject({ id: 'p1' });
    expect(call.args[0]).toMatchObject({ positionId: 'p1', quantity: '0.2', clientOrderId: 'c' });
    call.answer.resolve(makeOrder({ side: 'sell', positionEffect: 'close', status: 'filled' }) as never);
    expect(await promise).toMatchObject({ clientOrderId: 'c', positionEffect: 'close', origin: 'local' });
    expect(t.calls).toHaveLength(1);
    expect(await outcomeOf(t.desk.closePosition({ id: 'p1', clientOrderId: 'c' }))).toMatchObject({
      field: 'clientOrderId',
    });
  });

  it('error: no such position, too much of it, bad input', async () => {
    const t = makeManager();
    expect(await outcomeOf(t.desk.closePosition({ id: 'p1' }))).toMatchObject({ field: 'id', sent: false });
    t.control.position = makePosition();
    expect(await outcomeOf(t.desk.closePosition({ id: 'p1', quantity: '0.6' }))).toMatchObject({
      field: 'quantity',
    });
    expect(await outcomeOf(t.desk.closePosition({ id: 1 } as never))).toMatchObject({ field: 'id' });
    t.control.state = 'stale';
    expect(isNotConnectedError(await outcomeOf(t.desk.closePosition({ id: 'p1' })))).toBe(true);
    const without = makeManager({ port: { closePosition: undefined as never } });
    expect(isUnsupportedError(await outcomeOf(without.desk.closePosition({ id: 'p1' })))).toBe(true);
    expect(t.calls).toEqual([]);
  });

  it('behavior: a lost answer is resolved like that of a new order', async () => {
    const t = makeManager();
    t.control.position = makePosition();
    const promise = outcomeOf(t.desk.closePosition({ id: 'p1', clientOrderId: 'c' }));
    t.control.venueOrders = [
      makeOrder({ clientOrderId: 'c', side: 'sell', positionEffect: 'close', status: 'filled' }),
    ];
    (await t.call('closePosition')).answer.reject(new Error('lost'));
    expect(await promise).toMatchObject({ name: 'OrderOutcomeUnknownError', clientOrderId: 'c' });
    await t.settle();
    expect(t.adopted).toMatchObject([{ clientOrderId: 'c' }]);
  });

  it('error: a refusal is kept', async () => {
    const t = makeManager();
    t.control.position = makePosition();
    const promise = outcomeOf(t.desk.closePosition({ id: 'p1', clientOrderId: 'c' }));
    (await t.call('closePosition')).answer.reject(
      new OrderRejectedError('no', { code: 'X', venueText: 'nie' }),
    );
    await promise;
    expect(await t.desk.resolveOrder({ clientOrderId: 'c' })).toMatchObject({
      outcome: 'rejected',
      order: { side: 'sell', positionId: 'p1', reason: 'nie' },
    });
  });
});

describe('modifyPosition where the price is known', () => {
  it('args: a level on the wrong side of the market is refused, one that is not changed is not checked', async () => {
    const t = makeManager({ port: { lastQuote: () => ({ bid: '1.08', ask: '1.0802' }) } });
    t.control.position = makePosition({ takeProfit: '1.07' });
    const error = await outcomeOf(t.desk.modifyPosition({ id: 'p1', stopLoss: '1.08' }));
    expect(error).toMatchObject({ field: 'stopLoss', sent: false });
    expect(t.calls).toEqual([]);
    void t.desk.modifyPosition({ id: 'p1', stopLoss: '1.06' });
    expect((await t.call('modifyPosition')).args[1]).toEqual({ stopLoss: '1.06' });
  });
});

describe('modifyPosition', () => {
  it('default: resolves with the position', async () => {
    const t = makeManager();
    t.control.position = makePosition();
    const promise = t.desk.modifyPosition({ id: 'p1', stopLoss: '1.05', takeProfit: null });
    const call = await t.call('modifyPosition');
    expect(call.args).toMatchObject([{ id: 'p1' }, { stopLoss: '1.05', takeProfit: null }]);
    call.answer.resolve(makePosition({ stopLoss: '1.05' }) as never);
    expect(await promise).toMatchObject({ id: 'p1', stopLoss: '1.05' });
    expect(t.settled).toMatchObject([{ outcome: 'accepted' }]);
  });

  it('error: refusals, unknown outcomes and bad input', async () => {
    const t = makeManager();
    expect(isValidationError(await outcomeOf(t.desk.modifyPosition({ id: 'p1', stopLoss: '1' })))).toBe(true);
    t.control.position = makePosition();
    expect(await outcomeOf(t.desk.modifyPosition({ id: 'p1', stopLoss: '1.00001' }))).toMatchObject({
      field: 'stopLoss',
    });
    const refused = outcomeOf(t.desk.modifyPosition({ id: 'p1', stopLoss: '1' }));
    const refusal = new OrderRejectedError('no', { code: '1' });
    (await t.call('modifyPosition')).answer.reject(refusal);
    expect(await refused).toBe(refusal);
    const lost = outcomeOf(t.desk.modifyPosition({ id: 'p1', stopLoss: '1' }));
    (await t.call('modifyPosition')).answer.reject(new Error('lost'));
    expect(await lost).toMatchObject({ name: 'OrderOutcomeUnknownError', orderId: 'p1' });
    expect(t.settled.map(({ outcome }) => outcome)).toEqual(['rejected']);
    // The levels are as they were: the change was not made.
    await t.clock.advance(10_000);
    expect(t.settled.map(({ outcome }) => outcome)).toEqual(['rejected', 'rejected']);
    const gone = outcomeOf(t.desk.modifyPosition({ id: 'p1', stopLoss: '1' }));
    (await t.call('modifyPosition')).answer.reject(new Error('lost'));
    await gone;
    t.control.position = undefined;
    await t.clock.advance(10_000);
    t.control.position = makePosition();
    const made = outcomeOf(t.desk.modifyPosition({ id: 'p1', stopLoss: '1' }));
    await t.settle();
    t.control.position = makePosition({ stopLoss: '1' });
    (await t.call('modifyPosition')).answer.reject(new Error('lost'));
    await made;
    await t.clock.advance(1000);
    expect(t.settled.map(({ outcome }) => outcome).slice(2)).toEqual(['unknown', 'accepted']);
    expect(t.desk.unresolved).toBe(0);
    const without = makeManager({ port: { modifyPosition: undefined as never } });
    expect(isUnsupportedError(await outcomeOf(without.desk.modifyPosition({ id: 'p', stopLoss: '1' })))).toBe(
      true,
    );
  });
});

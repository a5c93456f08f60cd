import { describe, expect, test } from 'vitest';
import { isRateLimitError, isVenueError } from '../../../src/errors';
import { expectTruth } from './broker-oracle';
import { OTHER, SYMBOL, World } from './broker-world';

const LIMIT = { symbol: SYMBOL, side: 'buy', type: 'limit', price: '46000', quantity: '0.01' } as const;

describe('fetchOrder', () => {
  test('default: by id and by client id, open and ended', async () => {
    await using world = await World.live();
    const open = await world.drive(world.broker.placeOrder({ ...LIMIT, clientOrderId: 'open-1' }));
    const ended = await world.drive(world.broker.placeOrder({ ...LIMIT, clientOrderId: 'ended-1' }));
    await world.drive(world.broker.cancelOrder({ id: ended.id }));
    for (const { order, status } of [
      { order: open, status: 'open' },
      { order: ended, status: 'canceled' },
    ]) {
      for (const ref of [{ id: order.id }, { clientOrderId: order.clientOrderId ?? '' }]) {
        expect(await world.drive(world.broker.fetchOrder(ref))).toMatchObject({
          id: order.id,
          clientOrderId: order.clientOrderId,
          status,
          timeInForce: 'gtc',
          origin: 'local',
        });
      }
    }
  });

  test('behavior: orders of before a restart are found, and stay those of the venue', async () => {
    await using world = await World.live();
    const plain = await world.drive(world.broker.placeOrder({ ...LIMIT, clientOrderId: 'plain-1' }));
    const stop = await world.drive(
      world.broker.placeOrder({ ...LIMIT, type: 'stopLimit', stopPrice: '46400', clientOrderId: 'stop-1' }),
    );
    const gone = await world.drive(
      world.broker.placeOrder({ ...LIMIT, type: 'stopLimit', stopPrice: '46500', clientOrderId: 'gone-1' }),
    );
    await world.drive(world.broker.cancelOrder({ id: gone.id }));
    await world.restartBroker();
    for (const { id, clientOrderId = '' } of [plain, stop, gone]) {
      for (const ref of [{ id }, { clientOrderId }]) {
        expect(await world.drive(world.broker.fetchOrder(ref))).toMatchObject({
          id,
          clientOrderId,
          status: id === gone.id ? 'canceled' : 'open',
          type: id === plain.id ? 'limit' : 'stopLimit',
          origin: 'external',
        });
      }
    }
  });

  test.each([
    { id: '205343650954099999' },
    { clientOrderId: 'nobody' },
    { id: '__proto__' },
    { id: 'constructor' },
  ])('error: %o names no order', async (ref) => {
    await using world = await World.live();
    const error = await world.refused(world.broker.fetchOrder(ref));
    if ('id' in ref && ref.id !== undefined && /\D/.test(ref.id))
      expect(error.message).toMatch(/^id must be/);
    else {
      expect(isVenueError(error)).toBe(true);
      expect(error).toMatchObject({ code: 'notFound' });
    }
    expect((await world.refused(world.broker.cancelOrder(ref))).name).toBe('ValidationError');
  });

  test('behavior: unknown states and types are kept as they came', async () => {
    await using world = await World.live();
    const order = await world.drive(world.broker.placeOrder(LIMIT));
    world.emulator.faults.unknownEnum();
    const read = await world.drive(world.broker.fetchOrder({ id: order.id }));
    expect(read.id).toBe(order.id);
    expect(await world.drive(world.broker.fetchOpenOrders())).toHaveLength(1);
    await world.emulator.faults.clear();
    expect(await world.drive(world.broker.cancelOrder({ id: order.id }))).toMatchObject({
      status: 'canceled',
    });
  });
});

describe('fetchOpenOrders', () => {
  test('default: more than a page of them, each once, of one symbol where one is named', async () => {
    await using world = await World.start({
      emulator: { accounts: [{ apiKey: 'K', apiSecret: 's', balances: { USDT: '100000000' } }] },
    });
    const made: string[] = [];
    for (let count = 0; count < 1203; count += 1) {
      made.push(
        world.emulator.placeOrder({
          symbol: SYMBOL,
          side: 'BUY',
          type: 'LIMIT',
          price: '46000',
          quantity: '0.001',
        }),
      );
    }
    const other = world.emulator.placeOrder({
      symbol: OTHER,
      side: 'BUY',
      type: 'LIMIT',
      price: '3000',
      quantity: '0.01',
    });
    await world.drive(world.broker.connect());
    const open = await world.drive(world.broker.fetchOpenOrders());
    expect(open.map(({ id }) => id).sort()).toEqual([...made, other].sort());
    expect(await world.drive(world.broker.fetchOpenOrders({ symbol: OTHER }))).toMatchObject([{ id: other }]);
    await expect(world.refused(world.broker.fetchOpenOrders({ account: '1' }))).resolves.toMatchObject({
      field: 'account',
    });
  });
});

describe('the audit', () => {
  test('behavior: an order that is nowhere ends only when it was missing twice', async () => {
    await using world = await World.live();
    // Acknowledged, and then it comes to nothing: there is no money left when its turn comes.
    world.emulator.faults.delayApply('createOrder', 20_000);
    const order = await world.drive(world.broker.placeOrder(LIMIT));
    world.emulator.withdraw('USDT', '999999');
    await world.pass(32_000);
    expect(world.last(order.id)).toMatchObject({ status: 'open' });
    await world.pass(32_000);
    expect(world.last(order.id)).toMatchObject({ status: 'canceled', reason: 'inferred' });
  });

  test('behavior: an order that ended without an event is emitted with its end and its fills', async () => {
    await using world = await World.live();
    const canceled = await world.drive(world.broker.placeOrder(LIMIT));
    const filled = await world.drive(
      world.broker.placeOrder({ ...LIMIT, price: '46100', quantity: '0.001' }),
    );
    await world.pass(6000);
    world.emulator.faults.silence('orders');
    world.emulator.cancelOrder(canceled.id);
    world.emulator.market.setPrice(SYMBOL, '46099.98', '46100');
    await world.pass(32_000);
    expect(world.last(canceled.id)).toMatchObject({ status: 'canceled', source: 'reconcile' });
    expect(world.last(filled.id)).toMatchObject({ status: 'filled', source: 'reconcile' });
    expect(world.fillsOf(filled.id)).toMatchObject([{ source: 'reconcile' }]);
    await expectTruth(world);
  });

  test('behavior: what was filled right before the connection is history and not emitted', async () => {
    await using world = await World.start();
    world.emulator.placeOrder({ symbol: SYMBOL, side: 'SELL', type: 'MARKET', quantity: '0.001' });
    await world.pass(5000);
    await world.drive(world.broker.connect());
    const from = Math.floor(world.clock.now()) - 10_000;
    expect(await world.drive(world.broker.fetchFills({ from }))).toHaveLength(1);
    await world.pass(35_000);
    await world.reconnect();
    expect(world.fills).toEqual([]);
  });

  test('behavior: a failing audit is reported and the next one runs', async () => {
    await using world = await World.live();
    world.emulator.faults.html(502, { command: 'getOpenOrders', times: 1 });
    await world.pass(31_000);
    expect(world.warnings.map(({ code }) => code)).toEqual(['audit']);
    const asked = world.asked('getTrades').length;
    await world.pass(31_000);
    expect(world.asked('getTrades').length).toBe(asked + 1);
    expect(world.warnings).toHaveLength(1);
  });

  test('behavior: a 429 stops the reads for the time it states', async () => {
    await using world = await World.live();
    world.emulator.faults.status(
      429,
      { headers: { 'retry-after': '7' }, body: '{"code":429,"message":"Too many requests"}' },
      { command: 'getOpenOrders', times: 1 },
    );
    const error = await world.refused(world.broker.fetchOpenOrders());
    expect(isRateLimitError(error)).toBe(true);
    expect(error).toMatchObject({ retryAfterMs: 7000 });
    const began = world.clock.monotonic();
    await world.drive(world.broker.fetchOpenOrders());
    expect(world.clock.monotonic() - began).toBeGreaterThanOrEqual(7000);
  });
});

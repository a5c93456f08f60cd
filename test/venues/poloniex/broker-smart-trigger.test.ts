import { describe, expect, test } from 'vitest';
import { expectForward, expectTruth } from './broker-oracle';
import { SYMBOL, World } from './broker-world';

const STOP = { symbol: SYMBOL, side: 'buy', type: 'stop', stopPrice: '46400', quoteQuantity: '100' } as const;
const STOP_LIMIT = {
  symbol: SYMBOL,
  side: 'sell',
  type: 'stopLimit',
  stopPrice: '46200',
  price: '46500',
  quantity: '0.01',
} as const;

/** Lets the price reach the stops: up to 46400 for buys, down to 46200 for sells. */
const trigger = (world: World, side: 'buy' | 'sell'): void => {
  const [bid, ask] = side === 'buy' ? ['46400', '46400.02'] : ['46200', '46200.02'];
  world.emulator.market.setPrice(SYMBOL, bid as string, ask as string);
};

/** The id of the order that a smart order became, which no user is to see. */
const triggeredId = (world: World): string =>
  world.emulator.orders.ofKind('open', 'pending').at(-1)?.order ?? '';

test('behavior: after a restart an old trigger is joined by the client id that both orders have', async () => {
  await using world = await World.live();
  const { id } = await world.drive(world.broker.placeOrder(STOP_LIMIT));
  trigger(world, 'sell');
  await world.pass(3000);
  // So many smart orders have ended since that this one is not among the last.
  world.emulator.faults.status(200, { body: '[]' }, { command: 'getSmartOrderHistory' });
  await world.restartBroker();
  const open = await world.drive(world.broker.fetchOpenOrders());
  expect(open).toMatchObject([{ id, type: 'stopLimit', stopPrice: '46200', status: 'open' }]);
});

describe.each(['same', 'empty'] as const)('triggered, its client id %s', (triggeredClientOrderId) => {
  const setup = { emulator: { triggeredClientOrderId } };

  test('default: it stays one order under one id', async () => {
    await using world = await World.live(setup);
    const { id, clientOrderId } = await world.drive(world.broker.placeOrder(STOP));
    trigger(world, 'buy');
    await world.until(() => world.last(id)?.status === 'filled');
    await world.pass(2000);
    expect(world.last(id)).toMatchObject({
      type: 'stop',
      stopPrice: '46400',
      quoteQuantity: '100',
      clientOrderId,
      origin: 'local',
    });
    expect(new Set(world.orders.map((order) => order.id))).toEqual(new Set([id]));
    expect(world.fillsOf(id).length).toBe(world.fills.length);
    expect(world.fills.length).toBeGreaterThan(0);
    for (const ref of [{ id }, { clientOrderId }, { id: triggeredId(world) }]) {
      expect(await world.drive(world.broker.fetchOrder(ref as { id: string }))).toMatchObject({
        id,
        status: 'filled',
        type: 'stop',
      });
    }
    await expectTruth(world);
  });

  test('behavior: a cancel cancels what it became', async () => {
    await using world = await World.live(setup);
    const { id } = await world.drive(world.broker.placeOrder(STOP_LIMIT));
    trigger(world, 'sell');
    await world.until(() => world.executed === 1);
    await world.pass(2500);
    const open = await world.drive(world.broker.fetchOpenOrders());
    expect(open).toMatchObject([
      { id, type: 'stopLimit', status: 'open', stopPrice: '46200', price: '46500' },
    ]);
    expect(await world.drive(world.broker.cancelOrder({ id }))).toMatchObject({ id, status: 'canceled' });
    expect(world.asked('cancelOrderById')).toEqual([{ parts: [triggeredId(world)] }]);
    await world.pass(100);
    await expectTruth(world);
  });

  test('behavior: a cancel that the trigger overtakes cancels what it became', async () => {
    await using world = await World.live(setup);
    const { id } = await world.drive(world.broker.placeOrder(STOP_LIMIT));
    world.emulator.faults.dropEvent('orders', { times: 1 });
    trigger(world, 'sell');
    const ended = await world.drive(world.broker.cancelOrder({ id }));
    expect(ended).toMatchObject({ id, status: 'canceled' });
    await world.pass(100);
    await expectTruth(world);
  });

  test('behavior: a cancel that the trigger and the fill overtake resolves with the filled order', async () => {
    await using world = await World.live(setup);
    const { id } = await world.drive(world.broker.placeOrder(STOP));
    world.emulator.faults.dropEvent('orders', { times: 10 });
    trigger(world, 'buy');
    expect(await world.drive(world.broker.cancelOrder({ id }))).toMatchObject({ id, status: 'filled' });
    await world.emulator.faults.clear();
    await world.pass(70_000);
    await expectTruth(world);
  });

  test('behavior: triggered while disconnected it is the same order, its fills under its id', async () => {
    await using world = await World.live(setup);
    const { id } = await world.drive(world.broker.placeOrder(STOP));
    const resting = await world.drive(world.broker.placeOrder(STOP_LIMIT));
    await world.reconnect(() => {
      world.emulator.faults.refuse({ side: 'private' });
      world.emulator.faults.reset();
      trigger(world, 'buy');
      trigger(world, 'sell');
      void world.emulator.faults.accept();
    });
    expect(world.last(id)).toMatchObject({ status: 'filled', type: 'stop', source: 'reconcile' });
    expect(world.last(resting.id)).toMatchObject({ status: 'open', type: 'stopLimit' });
    expect(world.fillsOf(id).length).toBeGreaterThan(0);
    await expectTruth(world);
  });

  test('behavior: placed long before, triggered while disconnected, its fills are under its id', async () => {
    await using world = await World.live(setup);
    const { id } = await world.drive(world.broker.placeOrder(STOP));
    await world.pass(200_000);
    await world.reconnect(() => {
      world.emulator.faults.reset({ side: 'private' });
      trigger(world, 'buy');
    });
    expect(world.last(id)).toMatchObject({ status: 'filled', type: 'stop', source: 'reconcile' });
    await expectTruth(world);
  });

  test('behavior: triggered without an event, the audit emits order and fills under its id', async () => {
    await using world = await World.live(setup);
    const { id } = await world.drive(world.broker.placeOrder(STOP));
    await world.pass(6000);
    world.emulator.faults.silence('orders');
    trigger(world, 'buy');
    await world.pass(35_000);
    expect(world.last(id)).toMatchObject({ status: 'filled', source: 'reconcile' });
    expect(world.fillsOf(id).length).toBeGreaterThan(0);
    await expectTruth(world);
  });

  test('behavior: triggered before the reply to its placing', async () => {
    await using world = await World.live(setup);
    world.emulator.faults.latency(2000, { side: 'rest', command: 'createSmartOrder' });
    const placing = world.broker.placeOrder(STOP);
    await world.until(() => world.asked('createSmartOrder').length === 1);
    trigger(world, 'buy');
    const order = await world.drive(placing);
    await world.pass(3000);
    expect(world.last(order.id)).toMatchObject({ status: 'filled', type: 'stop', origin: 'local' });
    expect(new Set(world.orders.map(({ id }) => id))).toEqual(new Set([order.id]));
    await expectTruth(world);
  });

  test('behavior: a search that fails for a while still links the two', async () => {
    await using world = await World.live(setup);
    const { id } = await world.drive(world.broker.placeOrder(STOP));
    for (const command of ['getSmartOrder', 'getSmartOrderHistory'] as const)
      world.emulator.faults.html(502, { command, times: 4 });
    trigger(world, 'buy');
    await world.pass(15_000);
    expect(world.last(id)).toMatchObject({ status: 'filled', type: 'stop' });
    expectForward(world.orders);
    await world.emulator.faults.clear();
    await expectTruth(world);
  });

  test('behavior: reads that lag behind the stream create no second order', async () => {
    await using world = await World.live(setup);
    const { id } = await world.drive(world.broker.placeOrder(STOP));
    await world.pass(6000);
    world.emulator.faults.lagReads(3000);
    trigger(world, 'buy');
    await world.pass(10_000);
    expect(world.last(id)).toMatchObject({ status: 'filled', type: 'stop' });
    await world.emulator.faults.clear();
    await expectTruth(world);
  });

  test('behavior: triggered before the reply to its placing and cut off, its fills are under its id', async () => {
    await using world = await World.live(setup);
    world.emulator.faults.applyThenDrop('createSmartOrder', { drop: 'reply' });
    const placing = world.broker
      .placeOrder({ ...STOP, clientOrderId: 'mine' }, { timeoutMs: 4000 })
      .catch(() => {});
    await world.until(() => world.asked('createSmartOrder').length === 1);
    await world.reconnect(() => {
      world.emulator.faults.reset({ side: 'private' });
      trigger(world, 'buy');
    });
    await world.drive(placing);
    const found = await world.drive(world.broker.resolveOrder({ clientOrderId: 'mine' }));
    expect(found).toMatchObject({
      outcome: 'accepted',
      order: { type: 'stop', status: 'filled', origin: 'local' },
    });
    await expectTruth(world);
  });

  test('behavior: wrongly emitted under an id of its own, it ends there once the two are joined', async () => {
    await using world = await World.live(setup);
    const { id } = await world.drive(world.broker.placeOrder(STOP_LIMIT));
    const { faults } = world.emulator;
    // The tracker knows the smart order by a client id; without one only reads can join the two.
    faults.status(200, { body: '[]' }, { command: 'getSmartOrderHistory' });
    faults.fail('getSmartOrder', '21301', { times: 100 });
    trigger(world, 'sell');
    await world.pass(15_000);
    await faults.clear();
    const own = triggeredId(world);
    if (triggeredClientOrderId === 'empty') {
      expect(world.last(own)).toMatchObject({ status: 'open' });
      expect(world.warnings.map(({ code }) => code)).toContain('smartOrder');
    }
    await world.pass(65_000);
    expect(world.last(id)).toMatchObject({ status: 'open', type: 'stopLimit' });
    if (triggeredClientOrderId === 'empty') expect(world.last(own)).toMatchObject({ status: 'canceled' });
    else expect(world.last(own)).toBeUndefined();
    expect(await world.drive(world.broker.fetchOpenOrders())).toMatchObject([{ id }]);
    const all = await world.drive(world.broker.cancelAllOrders({ scope: 'own' }));
    expect(all.canceled.map((order) => order.id)).toEqual([id]);
    expect(all).toMatchObject({ failed: [], unknown: [] });
  });

  test('behavior: after a restart of the program it is still one order', async () => {
    await using world = await World.live(setup);
    const { id, clientOrderId } = await world.drive(world.broker.placeOrder(STOP_LIMIT));
    trigger(world, 'sell');
    await world.pass(3000);
    await world.restartBroker();
    const expected = { id, type: 'stopLimit', stopPrice: '46200', price: '46500', status: 'open' };
    expect(await world.drive(world.broker.fetchOpenOrders())).toMatchObject([expected]);
    for (const ref of [{ id }, { clientOrderId }, { id: triggeredId(world) }]) {
      expect(await world.drive(world.broker.fetchOrder(ref as { id: string }))).toMatchObject(expected);
    }
    expect(await world.drive(world.broker.cancelOrder({ id }))).toMatchObject({ id, status: 'canceled' });
    const from = world.clock.now() - 60_000;
    const past = await world.drive(world.broker.fetchOrders({ from: Math.floor(from) }));
    expect(past).toMatchObject([{ ...expected, status: 'canceled' }]);
  });

  test('error: a trigger without the money is a rejected order', async () => {
    await using world = await World.live({
      emulator: { ...setup.emulator, accounts: [{ apiKey: 'K', apiSecret: 's', balances: { USDT: '50' } }] },
    });
    const { id } = await world.drive(world.broker.placeOrder(STOP));
    await world.pass(6000);
    trigger(world, 'buy');
    await world.pass(35_000);
    expect(world.last(id)).toMatchObject({ status: 'rejected', venueStatus: 'FAILED' });
    expect(await world.drive(world.broker.cancelOrder({ id }))).toMatchObject({ id, status: 'rejected' });
  });
});

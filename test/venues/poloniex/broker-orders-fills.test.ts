import { describe, expect, test } from 'vitest';
import { addDecimals, divideDecimals } from '../../../src/model';
import { expectForward, expectTruth } from './broker-oracle';
import { ASK, SYMBOL, World } from './broker-world';

const LIMIT = { symbol: SYMBOL, side: 'buy', type: 'limit', price: '46000', quantity: '0.01' } as const;

describe('partial fills', () => {
  /** Fills some of an order that rests at 46000, and some more with each call. */
  const fillSome = async (world: World): Promise<void> => {
    world.emulator.market.setPrice(SYMBOL, '45999.98', '46000');
    await world.pass(50);
  };

  test('behavior: totals are the order’s and trades are the fills’, over the stream', async () => {
    await using world = await World.live();
    const { id } = await world.drive(world.broker.placeOrder({ ...LIMIT, quantity: '8' }));
    await fillSome(world);
    await fillSome(world);
    const trades = world.emulator.orders.ofKind('fill').filter(({ order }) => order === id);
    expect(trades.length).toBeGreaterThan(1);
    const sum = trades.reduce((total, { volume }) => addDecimals(total, volume), '0');
    const order = world.last(id);
    expect(order).toMatchObject({ status: 'partiallyFilled', filledQuantity: sum, averagePrice: '46000' });
    expect(world.fillsOf(id).map(({ quantity }) => quantity)).toEqual(trades.map(({ volume }) => volume));
    expect(order?.averagePrice).toBe(divideDecimals(order?.filledQuoteQuantity ?? '0', sum, 18));
    await world.pass(100);
    await expectTruth(world);
  });

  test('behavior: partly over the stream, partly while disconnected, then over the stream again', async () => {
    await using world = await World.live();
    const { id } = await world.drive(world.broker.placeOrder({ ...LIMIT, quantity: '8' }));
    await fillSome(world);
    world.emulator.faults.reset();
    world.emulator.market.setPrice(SYMBOL, '45999.97', '45999.99');
    await world.until(() => world.state === 'reconnecting');
    // The clocks of machines tell fractions of a ms, times of the venue have none.
    world.clock.advanceSync(0.37);
    await world.until(() => world.state === 'live');
    expect(world.warnings).toEqual([]);
    await fillSome(world);
    await world.pass(100);
    const sources = new Set(world.fillsOf(id).map(({ source }) => source));
    expect(sources).toEqual(new Set(['stream', 'reconcile']));
    expectForward(world.orders);
    await expectTruth(world);
  });

  test('behavior: what the stream left out the audit finds', async () => {
    await using world = await World.live();
    const { id } = await world.drive(world.broker.placeOrder({ ...LIMIT, quantity: '8' }));
    await world.pass(6000);
    world.emulator.faults.dropEvent('orders', { times: 10 });
    await fillSome(world);
    expect(world.fillsOf(id)).toEqual([]);
    await world.pass(35_000);
    expect(world.fillsOf(id).map(({ source }) => source)).toContain('reconcile');
    expect(world.last(id)).toMatchObject({ status: 'partiallyFilled', source: 'reconcile' });
    await world.emulator.faults.clear();
    await fillSome(world);
    expectForward(world.orders);
    await expectTruth(world);
  });

  test('behavior: reads that lag behind the stream undo nothing', async () => {
    await using world = await World.live({ broker: { auditIntervalMs: 1000 } });
    const { id } = await world.drive(world.broker.placeOrder({ ...LIMIT, quantity: '0.001' }));
    const other = await world.drive(world.broker.placeOrder({ ...LIMIT, quantity: '8' }));
    await world.pass(6000);
    world.emulator.faults.lagReads(3000);
    await fillSome(world);
    expect(world.last(id)?.status).toBe('filled');
    const told = world.orders.length;
    await world.pass(2900);
    expect(world.orders.slice(told)).toEqual([]);
    await world.drive(world.broker.fetchOpenOrders());
    expect(await world.drive(world.broker.fetchOrder({ id }))).toMatchObject({ status: 'filled' });
    await world.drive(world.broker.cancelOrder({ id: other.id }));
    await world.pass(10_000);
    expectForward(world.orders);
    await world.emulator.faults.clear();
    await expectTruth(world);
  });

  test('behavior: cut off right after placing, while reads lag, an order is not considered ended', async () => {
    await using world = await World.live();
    await world.pass(6000);
    world.emulator.faults.lagReads(3000);
    const { id } = await world.drive(world.broker.placeOrder(LIMIT));
    await world.reconnect();
    expect(world.orders.map(({ status }) => status)).not.toContain('canceled');
    await world.pass(65_000);
    expect(world.last(id)).toMatchObject({ status: 'open' });
    expectForward(world.orders);
    await expectTruth(world);
  });

  test('behavior: an order that cannot rest resolves with its end, though the stream is late or silent', async () => {
    await using world = await World.live();
    world.emulator.faults.latency(200, { side: 'private', command: 'orders' });
    const order = await world.drive(
      world.broker.placeOrder({ symbol: SYMBOL, side: 'sell', type: 'market', quantity: '0.001' }),
    );
    expect(order).toMatchObject({ status: 'filled', filledQuantity: '0.001' });
    world.emulator.faults.silence('orders');
    const unseen = await world.drive(
      world.broker.placeOrder({ ...LIMIT, timeInForce: 'ioc', price: ASK, quantity: '0.001' }),
    );
    expect(unseen).toMatchObject({ status: 'filled', timeInForce: 'ioc' });
  });

  test('behavior: duplicated and reordered events change nothing', async () => {
    await using world = await World.live();
    for (const event of ['orders', 'balances'] as const)
      world.emulator.faults.duplicate(event, { times: 100 });
    world.emulator.faults.reorder('orders', 'balances', { times: 5 });
    const { id } = await world.drive(world.broker.placeOrder({ ...LIMIT, quantity: '8' }));
    await fillSome(world);
    await fillSome(world);
    await world.drive(world.broker.cancelOrder({ id }));
    await world.pass(100);
    expectForward(world.orders);
    await expectTruth(world);
  });

  test('behavior: a fill that is faster than the answer comes after its order', async () => {
    await using world = await World.live();
    world.emulator.faults.latency(1000, { side: 'rest', command: 'createOrder' });
    const placing = world.broker.placeOrder({
      symbol: SYMBOL,
      side: 'sell',
      type: 'market',
      quantity: '0.001',
    });
    const order = await world.drive(placing);
    expect(order).toMatchObject({ status: 'filled', origin: 'local' });
    const events = world.seen.filter(({ event }) => event === 'order' || event === 'fill');
    expect(events[0]?.event).toBe('order');
    expect(world.fillsOf(order.id)).toHaveLength(1);
    expect(world.orders.every(({ origin }) => origin === 'local')).toBe(true);
    await expectTruth(world);
  });
});

import { describe, expect, test } from 'vitest';
import { expectTruth } from './broker-oracle';
import { OTHER, SYMBOL, World } from './broker-world';

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

describe('waiting', () => {
  test('default: a stop is a smart order, and one of the open ones', async () => {
    await using world = await World.live();
    const stop = await world.drive(world.broker.placeOrder(STOP));
    expect(stop).toMatchObject({
      status: 'open',
      type: 'stop',
      venueType: 'STOP',
      stopPrice: '46400',
      quoteQuantity: '100',
      filledQuantity: '0',
      origin: 'local',
    });
    const limit = await world.drive(world.broker.placeOrder(STOP_LIMIT));
    expect(limit).toMatchObject({
      status: 'open',
      type: 'stopLimit',
      stopPrice: '46200',
      price: '46500',
      quantity: '0.01',
    });
    expect(world.asked('createSmartOrder')).toMatchObject([
      { type: 'STOP', side: 'BUY', amount: '100', stopPrice: '46400' },
      { type: 'STOP_LIMIT', side: 'SELL', quantity: '0.01', price: '46500', stopPrice: '46200' },
    ]);
    expect(world.executed).toBe(0);
    const open = await world.drive(world.broker.fetchOpenOrders());
    expect(open.map(({ id }) => id).sort()).toEqual([stop.id, limit.id].sort());
    expect(await world.drive(world.broker.fetchOpenOrders({ symbol: OTHER }))).toEqual([]);
    await expectTruth(world);
  });

  test('default: a cancel resolves with the cancelled stop', async () => {
    await using world = await World.live();
    const { id } = await world.drive(world.broker.placeOrder(STOP));
    expect(await world.drive(world.broker.cancelOrder({ id }))).toMatchObject({ id, status: 'canceled' });
    trigger(world, 'buy');
    await world.pass(100);
    expect(world.executed).toBe(0);
    await expectTruth(world);
  });

  test('behavior: the audit finds a stop that another program cancelled', async () => {
    await using world = await World.live();
    const { id } = await world.drive(world.broker.placeOrder(STOP));
    await world.pass(6000);
    const other = world.newBroker();
    await world.drive(other.connect());
    await world.drive(other.cancelOrder({ id }));
    await world.drive(other.close());
    await world.pass(35_000);
    expect(world.last(id)).toMatchObject({ status: 'canceled', source: 'reconcile' });
    await expectTruth(world);
  });

  test('behavior: the audit finds a stop that another program placed', async () => {
    await using world = await World.live();
    const other = world.newBroker();
    await world.drive(other.connect());
    const { id } = await world.drive(other.placeOrder(STOP));
    await world.drive(other.close());
    await world.pass(35_000);
    expect(world.last(id)).toMatchObject({ status: 'open', type: 'stop', origin: 'external' });
  });

  test('behavior: cancelling all includes stops, and of one symbol that symbol alone', async () => {
    await using world = await World.live();
    const stop = await world.drive(world.broker.placeOrder(STOP));
    const limit = { symbol: SYMBOL, side: 'buy', type: 'limit', price: '46000', quantity: '0.01' } as const;
    const mine = await world.drive(world.broker.placeOrder(limit));
    const other = await world.drive(
      world.broker.placeOrder({
        symbol: OTHER,
        side: 'buy',
        type: 'stop',
        stopPrice: '3400',
        quoteQuantity: '10',
      }),
    );
    const external = world.emulator.placeOrder({
      symbol: SYMBOL,
      side: 'BUY',
      type: 'LIMIT',
      price: '45000',
      quantity: '0.01',
    });
    await world.until(() => world.last(external) !== undefined);
    const own = await world.drive(world.broker.cancelAllOrders({ symbol: SYMBOL, scope: 'own' }));
    expect(own.canceled.map(({ id }) => id).sort()).toEqual([stop.id, mine.id].sort());
    expect(own).toMatchObject({ failed: [], unknown: [], alreadyFinal: [] });
    const open = await world.drive(world.broker.fetchOpenOrders());
    expect(open.map(({ id }) => id).sort()).toEqual([other.id, external].sort());
    const all = await world.drive(world.broker.cancelAllOrders({ scope: 'all' }));
    expect(all.canceled.map(({ id }) => id).sort()).toEqual([other.id, external].sort());
    expect(await world.drive(world.broker.fetchOpenOrders())).toEqual([]);
    await expectTruth(world);
  });

  test('behavior: the outcome of a stop whose reply was lost is resolved', async () => {
    await using world = await World.live();
    world.emulator.faults.applyThenDrop('createSmartOrder');
    await world.refused(world.broker.placeOrder({ ...STOP, clientOrderId: 'stop-1' }));
    const found = await world.drive(world.broker.resolveOrder({ clientOrderId: 'stop-1' }));
    expect(found).toMatchObject({
      outcome: 'accepted',
      order: { type: 'stop', status: 'open', origin: 'local' },
    });
    world.emulator.faults.dropBeforeApply('createSmartOrder');
    await world.refused(world.broker.placeOrder({ ...STOP, clientOrderId: 'stop-2' }));
    const lost = world.broker.resolveOrder({ clientOrderId: 'stop-2' }, { timeoutMs: 15_000 });
    expect(await world.drive(lost)).toMatchObject({ outcome: 'notPlaced' });
    expect(world.asked('createSmartOrder')).toHaveLength(2);
    await expectTruth(world);
  });
});

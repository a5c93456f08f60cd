import { describe, expect, test } from 'vitest';
import { memoryJournal } from './broker-journal';
import { SYMBOL, World } from './broker-world';

const LIMIT = { symbol: SYMBOL, side: 'buy', type: 'limit', price: '40000', quantity: '0.001' } as const;
const STOP = { ...LIMIT, type: 'stopLimit', stopPrice: '60000', price: '61000' } as const;

/** Places orders, so many of each type, and resolves with their ids. */
async function placed(world: World, limits: number, stops: number): Promise<string[]> {
  const requests = [...Array(limits).fill(LIMIT), ...Array(stops).fill(STOP)];
  const orders = await world.drive(Promise.all(requests.map((request) => world.broker.placeOrder(request))));
  return orders.map(({ id }) => id);
}

const idsIn = (requests: readonly Readonly<Record<string, unknown>>[]): unknown[] =>
  requests.flatMap(({ orderIds }) => orderIds);

describe('cancelAllOrders', () => {
  test('default: 20 orders a request, stops in requests of their own, and nobody else is touched', async () => {
    const journal = memoryJournal();
    await using world = await World.live({ broker: { journal } });
    const ids = await placed(world, 45, 21);
    const price = '20000';
    const external = await world.emulator.placeOrder({
      symbol: SYMBOL,
      side: 'BUY',
      type: 'LIMIT',
      price,
      quantity: '0.02',
    });
    const result = await world.drive(world.broker.cancelAllOrders({ scope: 'own' }));
    expect(result.canceled.map(({ id }) => id).sort()).toEqual([...ids].sort());
    expect([result.alreadyFinal, result.failed, result.unknown]).toEqual([[], [], []]);
    expect(world.asked('cancelOrdersByIds').map(({ orderIds }) => (orderIds as unknown[]).length)).toEqual([
      20, 20, 5,
    ]);
    expect([...idsIn(world.asked('cancelOrdersByIds'))].sort()).toEqual(ids.slice(0, 45).sort());
    // The one that is left over alone goes by itself.
    const stops = idsIn(world.asked('cancelSmartOrdersByIds'));
    expect(stops).toHaveLength(20);
    expect(ids.slice(45)).toEqual(expect.arrayContaining([...stops]));
    expect(world.asked('cancelSmartOrderById')).toHaveLength(1);
    expect((await world.drive(world.broker.fetchOpenOrders())).map(({ id }) => id)).toEqual([external]);
    expect(journal.open()).toEqual([]);
  });

  test('error: an order that was filled meanwhile is final, and the others of its request are canceled', async () => {
    await using world = await World.live();
    const ids = await placed(world, 3, 0);
    // The stream does not show it before the answer.
    world.emulator.faults.latency(1000, { side: 'private', command: 'orders' });
    world.emulator.market.setPrice(SYMBOL, '39000', '39000.02');
    const other = await placed(world, 0, 2);
    const result = await world.drive(world.broker.cancelAllOrders({ scope: 'own' }));
    expect(result.alreadyFinal.map(({ id, status }) => [id, status]).sort()).toEqual(
      ids.map((id) => [id, 'filled']).sort(),
    );
    expect(result.canceled.map(({ id }) => id).sort()).toEqual([...other].sort());
  });

  test.each([
    ['lost after it was carried out', 'canceled'],
    ['lost on its way', 'open'],
  ])('error: a request that is %s is unknown for each of its orders, and resolved', async (how, status) => {
    const journal = memoryJournal();
    await using world = await World.live({ broker: { journal } });
    const ids = await placed(world, 3, 0);
    const { faults } = world.emulator;
    if (status === 'canceled') faults.applyThenDrop('cancelOrdersByIds');
    else faults.dropBeforeApply('cancelOrdersByIds');
    const { unknown, canceled } = await world.drive(world.broker.cancelAllOrders({ scope: 'own' }));
    // The stream may show an end before the answer counts as lost.
    expect([...unknown.map(({ order }) => order.id), ...canceled.map(({ id }) => id)].sort(), how).toEqual(
      [...ids].sort(),
    );
    await world.until(() => world.broker.health().unresolvedOrders === 0);
    for (const id of ids)
      expect(await world.drive(world.broker.fetchOrder({ id }))).toMatchObject({ status });
    expect(journal.open()).toEqual([]);
  });

  test('error: a row that is missing in the answer leaves that order unknown until it is looked up', async () => {
    await using world = await World.live();
    const ids = await placed(world, 3, 0);
    world.emulator.faults.rewrite('cancelOrdersByIds', (text) => JSON.stringify(JSON.parse(text).slice(1)));
    const { canceled, unknown } = await world.drive(world.broker.cancelAllOrders({ scope: 'own' }));
    expect(canceled).toHaveLength(2);
    expect(unknown.map(({ order, error }) => [order.id, error.name])).toEqual([
      [ids[0], 'OrderOutcomeUnknownError'],
    ]);
    await world.until(() => world.broker.health().unresolvedOrders === 0);
    expect(world.last(ids[0] ?? '')?.status).toBe('canceled');
  });

  test('behavior: a stop that was triggered before its cancel is canceled as the order that it became', async () => {
    await using world = await World.live();
    const ids = await placed(world, 0, 3);
    world.emulator.faults.latency(1000, { side: 'private', command: 'orders' });
    // Above the stop and above the limit: they become orders that work.
    world.emulator.market.setPrice(SYMBOL, '62000', '62000.02');
    const result = await world.drive(world.broker.cancelAllOrders({ scope: 'own' }));
    expect(result.canceled.map(({ id }) => id).sort()).toEqual([...ids].sort());
    expect(await world.drive(world.broker.fetchOpenOrders())).toEqual([]);
  });
});

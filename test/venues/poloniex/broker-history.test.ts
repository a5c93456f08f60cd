import { describe, expect, test } from 'vitest';
import { OTHER, START, SYMBOL, World } from './broker-world';

const DAY = 86_400_000;
const REST = { symbol: SYMBOL, side: 'BUY', type: 'LIMIT', price: '46000', quantity: '0.001' } as const;

/** A venue whose account has traded for days before the broker connects. */
async function afterDays(days: number, eachDay: (world: World, day: number) => void): Promise<World> {
  const world = await World.start({ emulator: { rateLimits: true } });
  for (let day = 0; day < days; day += 1) {
    eachDay(world, day);
    await world.clock.advance(DAY);
  }
  await world.drive(world.broker.connect());
  return world;
}

const isSorted = (times: readonly number[]): boolean =>
  times.every((time, index) => index === 0 || (times[index - 1] as number) <= time);

describe('fetchOrders', () => {
  test('default: weeks of it, page by page, in order, none twice, none missing', async () => {
    const made: string[] = [];
    await using world = await afterDays(16, ({ emulator }) => {
      for (let count = 0; count < 160; count += 1) {
        const id = emulator.placeOrder(REST);
        emulator.cancelOrder(id);
        made.push(id);
      }
    });
    const progress: number[] = [];
    const orders = await world.drive(
      world.broker.fetchOrders({
        from: START,
        to: START + 20 * DAY,
        onProgress: ({ done }) => void progress.push(done),
      }),
    );
    expect(orders.map(({ id }) => id).sort()).toEqual([...made].sort());
    expect(isSorted(orders.map(({ createdTime = 0 }) => createdTime))).toBe(true);
    expect(orders.range).toMatchObject({ from: START, to: START + 20 * DAY, complete: true });
    expect(progress.at(-1)).toBe(1);
    expect(isSorted(progress)).toBe(true);
    const asked = world.asked('getOrderHistory');
    expect(asked.length).toBeGreaterThan(3);
    for (const { startTime, endTime } of asked)
      expect(Number(endTime) - Number(startTime)).toBeLessThanOrEqual(7 * DAY);
    expect(world.asked('getOrderHistory').some(({ from }) => from !== undefined)).toBe(true);
  });

  test('behavior: an order that was made in one week and ended in another is there once', async () => {
    let id = '';
    await using world = await afterDays(16, ({ emulator }, day) => {
      if (day === 5) id = emulator.placeOrder(REST);
      if (day === 9) emulator.cancelOrder(id);
    });
    const range = { from: START, to: START + 16 * DAY };
    expect(await world.drive(world.broker.fetchOrders(range))).toMatchObject([
      {
        id,
        status: 'canceled',
        createdTime: START + 5 * DAY,
        updatedTime: START + 9 * DAY,
        origin: 'external',
      },
    ]);
    expect(await world.drive(world.broker.fetchOrders({ ...range, symbol: OTHER }))).toEqual([]);
    expect(await world.drive(world.broker.fetchOrders({ ...range, to: START + 6 * DAY }))).toMatchObject([
      { id },
    ]);
    expect(await world.drive(world.broker.fetchOrders({ ...range, from: START + 6 * DAY }))).toEqual([]);
  });

  test('behavior: open orders are no history', async () => {
    await using world = await afterDays(1, ({ emulator }) => void emulator.placeOrder(REST));
    expect(await world.drive(world.broker.fetchOrders({ from: START }))).toEqual([]);
  });

  test.each(['same', 'empty'] as const)(
    'behavior: a stop that was triggered weeks after it was placed is one order (%s)',
    async (triggeredClientOrderId) => {
      await using world = await World.live({ emulator: { triggeredClientOrderId } });
      const stop = await world.drive(
        world.broker.placeOrder({
          symbol: SYMBOL,
          side: 'buy',
          type: 'stop',
          stopPrice: '46400',
          quoteQuantity: '100',
        }),
      );
      await world.drive(world.broker.close());
      await world.clock.advance(10 * DAY);
      world.emulator.market.setPrice(SYMBOL, '46400', '46400.02');
      await world.clock.advance(DAY);
      await world.restartBroker();
      const from = Math.floor(world.clock.now()) - 3 * DAY;
      // By the time of its placing it is none of these, nor is there another in its place.
      expect(await world.drive(world.broker.fetchOrders({ from }))).toEqual([]);
      const past = await world.drive(world.broker.fetchOrders({ from: from - 10 * DAY }));
      expect(past).toMatchObject([{ id: stop.id, type: 'stop', status: 'filled', stopPrice: '46400' }]);
    },
  );

  test('behavior: what is older than the venue keeps is reported as missing', async () => {
    await using world = await World.live();
    const from = START - 300 * DAY;
    const orders = await world.drive(
      world.broker.fetchOrders({ from, to: START - 290 * DAY }, { timeoutMs: 60_000 }),
    );
    expect(orders.range).toMatchObject({ complete: false, availableFrom: expect.any(Number) });
    expect(orders.range.availableFrom).toBeGreaterThanOrEqual(START - 181 * DAY);
  });

  test.each<[string, Record<string, unknown>, RegExp]>([
    ['a range that ends before it begins', { from: START, to: START - 1 }, /^from must be before to/],
    ['a time in seconds', { from: START / 1000 + 0.5 }, /^from/],
    ['an account', { from: START, account: '1234' }, /^account/],
    ['an empty symbol', { from: START, symbol: '' }, /^symbol/],
  ])('error: %s is refused, and nothing is sent', async (_name, request, message) => {
    await using world = await World.live();
    const before = world.requests;
    for (const operation of ['fetchOrders', 'fetchFills'] as const) {
      const error = await world.refused(world.broker[operation](request as { from: number }));
      expect(error.message).toMatch(message);
    }
    expect(world.requests).toBe(before);
  });
});

describe('fetchFills', () => {
  test('default: weeks of it, page by page, in order, none twice, none missing', async () => {
    await using world = await afterDays(15, ({ emulator }) => {
      for (let count = 0; count < 160; count += 1) {
        emulator.placeOrder({
          symbol: count % 2 === 0 ? SYMBOL : OTHER,
          side: 'BUY',
          type: 'MARKET',
          amount: '2',
        });
      }
    });
    const range = { from: START, to: START + 20 * DAY };
    const fills = await world.drive(world.broker.fetchFills(range));
    const orders = world.emulator.orders.ofKind('open').map(({ order }) => order);
    expect(new Set(fills.map(({ orderId }) => orderId))).toEqual(new Set(orders));
    expect(new Set(fills.map(({ id }) => id)).size).toBe(fills.length);
    expect(isSorted(fills.map(({ time }) => time))).toBe(true);
    expect(fills.range).toMatchObject({ complete: true });
    const some = await world.drive(world.broker.fetchFills({ ...range, symbol: OTHER }));
    expect(some.length).toBeGreaterThan(0);
    expect(some).toEqual(
      fills
        .filter(({ symbol }) => symbol === OTHER)
        .map((fill) => ({ ...fill, receivedTime: expect.any(Number) })),
    );
    const first = fills.filter(({ time }) => time < START + DAY);
    expect(await world.drive(world.broker.fetchFills({ from: START, to: START + DAY }))).toHaveLength(
      first.length,
    );
    // Nothing of before the connection is news.
    expect(world.fills).toEqual([]);
    await world.pass(35_000);
    expect(world.fills).toEqual([]);
  });
});

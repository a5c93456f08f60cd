import { afterEach, describe, expect, test } from 'vitest';
import type { Fill, Trade } from '../../../src/model';
import { expectTruth } from './broker-oracle';
import { type Setup, SYMBOL, World } from './broker-world';

const worlds: World[] = [];
afterEach(async () => {
  for (const world of worlds.splice(0)) await world[Symbol.asyncDispose]();
});

async function live(setup?: Setup): Promise<World> {
  const world = await World.live(setup);
  worlds.push(world);
  return world;
}

const LIMIT = { symbol: SYMBOL, side: 'buy', type: 'limit', price: '46000', quantity: '0.01' } as const;
const protocolWarnings = (world: World): number =>
  world.warnings.filter(({ code }) => code === 'protocol').length;
const bytesOf = Array.from({ length: 12 }, (_, index) => 1 + index * 40);

describe('a frame cut short', () => {
  test.each([1, 40, 120, 240])(
    'behavior: of the own orders after %i bytes, is reported and repaired within 3 s',
    async (bytes) => {
      const world = await live();
      const order = await world.drive(world.broker.placeOrder(LIMIT));
      const fills: Fill[] = world.collect('fill');
      await world.pass(6000);
      world.emulator.faults.truncate(bytes, { side: 'private', command: 'orders', times: 10 });
      world.emulator.market.setPrice(SYMBOL, '45999.98', '46000');
      const since = world.clock.now();
      await world.until(() => fills.length > 0 && world.last(order.id)?.status === 'filled', 40_000);
      expect(world.clock.now() - since).toBeLessThanOrEqual(3000);
      expect(protocolWarnings(world)).toBeGreaterThan(0);
      expect(world.state).toBe('live');
      await world.emulator.faults.clear();
      await world.pass(2000);
      await expectTruth(world);
    },
  );

  test('behavior: of the trades, at any byte, emits a gap and the trades that were in it', async () => {
    const world = await live();
    const trades = await world.drive(world.broker.subscribe('trades', { symbols: [SYMBOL] }));
    const seen: Trade[] = [];
    const events: string[] = [];
    trades.on('data', (trade) => seen.push(trade));
    trades.on('gap', ({ from, to }) => events.push(from !== undefined && from <= to ? 'gap' : 'bad gap'));
    trades.on('resynced', ({ proved }) => events.push(`resynced ${proved.join()}`));
    const from = world.clock.now();
    for (const bytes of bytesOf.slice(0, 5)) {
      world.emulator.market.setPrice(SYMBOL, '46200', '46201');
      await world.pass(100);
      events.length = 0;
      world.emulator.faults.truncate(bytes, { side: 'public', command: 'trades' });
      world.emulator.market.setPrice(SYMBOL, '46100', '46101');
      await world.pass(3000);
      expect(events).toEqual(['gap', 'resynced trades']);
    }
    const tape = await world.drive(
      world.broker.fetchTrades({ symbol: SYMBOL, from, to: world.clock.now() + 1 }),
    );
    expect(seen.map(({ id }) => id)).toEqual(tape.map(({ id }) => id));
    expect([world.state, trades.state]).toEqual(['live', 'live']);
  });
});

describe('a half-open connection', () => {
  const busy: Readonly<Record<string, (world: World) => () => void>> = {
    nothing: () => () => {},
    'a command': (world) => {
      void world.broker.subscribe('trades', { symbols: [SYMBOL] }).catch(() => {});
      return () => {};
    },
    'a read every second': (world) => () =>
      void world.broker.fetchOpenOrders({}, { timeoutMs: 5000 }).catch(() => {}),
    'an order every second': (world) => () => void world.broker.placeOrder(LIMIT).catch(() => {}),
  };
  const rows = (['public', 'private', 'both'] as const).flatMap((side) =>
    Object.keys(busy).map((what) => [side, what] as const),
  );

  test.each(rows)(
    'behavior: of %s, with %s pending, is stale and made again within 20 s',
    async (side, what) => {
      const world = await live();
      await world.pass(2000);
      if (side === 'both') world.emulator.faults.freeze();
      else world.emulator.faults.freeze({ side });
      const frozenAt = world.clock.now();
      const before = world.states.length;
      const eachSecond = busy[what]?.(world) as () => void;
      let second = 0;
      await world.until(() => {
        if (world.clock.now() - frozenAt >= second * 1000) {
          second += 1;
          if (world.state === 'live' || world.state === 'stale') eachSecond();
        }
        return world.state === 'reconnecting';
      }, 40_000);
      expect(world.clock.now() - frozenAt).toBeLessThanOrEqual(20_000);
      expect(world.states.slice(before)).toEqual(['stale', 'reconnecting']);
      world.emulator.faults.thaw();
      await world.until(
        () => world.state === 'live' && world.broker.health().unresolvedOrders === 0,
        180_000,
      );
      await expectTruth(world);
    },
  );

  test('behavior: REST that hangs while the sockets work is reported by the calls, and an order is resolved', async () => {
    const world = await live({ broker: { timeoutMs: 4000 } });
    world.emulator.faults.freeze({ side: 'rest' });
    const since = world.clock.now();
    const [order, read] = [
      world.refused(world.broker.placeOrder(LIMIT)),
      world.refused(world.broker.fetchOpenOrders()),
    ];
    expect(await order).toMatchObject({ name: 'OrderOutcomeUnknownError', sent: true });
    expect(await read).toMatchObject({ name: 'TimeoutError' });
    expect(world.clock.now() - since).toBeLessThanOrEqual(4100);
    expect(world.state).toBe('live');
    world.emulator.faults.thaw();
    await world.until(() => world.broker.health().unresolvedOrders === 0, 180_000);
    expect(world.executed).toBeLessThanOrEqual(1);
    await expectTruth(world);
  });
});

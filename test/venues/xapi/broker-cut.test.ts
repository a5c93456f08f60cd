import { afterEach, describe, expect, test } from 'vitest';
import { Bench, type Setup, type Transport } from './broker-harness';

const benches: Bench[] = [];
afterEach(async () => {
  for (const bench of benches.splice(0)) await bench[Symbol.asyncDispose]();
});

async function live(setup: Setup): Promise<Bench> {
  const bench = await Bench.live(setup);
  benches.push(bench);
  return bench;
}

const MARKET = { symbol: 'EURUSD', side: 'buy', type: 'market', quantity: '0.1' } as const;
const TRANSPORTS: readonly Transport[] = ['tcp', 'websocket'];

const unresolved = (bench: Bench): number => bench.broker.health().unresolvedOrders;

describe.each(TRANSPORTS)('a value cut short, over %s', (transport) => {
  test.each([
    ['the answer to an order', 'main', 'tradeTransaction'],
    ['an answer to a read', 'main', 'getMarginLevel'],
    ['a status of an order', 'stream', 'tradeStatus'],
    ['a trade', 'stream', 'trade'],
    ['a tick', 'stream', 'tickPrices'],
  ] as const)(
    'behavior: %s: the connection is restored, and every order is known',
    async (_, side, command) => {
      const bench = await live({ transport });
      await bench.drive(bench.broker.subscribe('quotes', { symbols: ['EURUSD'] }));
      await bench.clock.advance(2000);
      bench.emulator.faults.truncate(40, { side, command });
      const since = bench.clock.now();
      // Orders and reads go on, as a bot that has been told nothing.
      const placed = Array.from({ length: 6 }, (_order, index) =>
        bench.broker.placeOrder({ ...MARKET, clientOrderId: `bot-${index}` }).then(
          () => 'filled',
          (error: Error) => error.name,
        ),
      );
      void bench.broker.fetchBalances().catch(() => {});
      bench.emulator.market.setPrice('EURUSD', '1.1', '1.1001');
      await bench.until(() => bench.state === 'reconnecting', 6000);
      expect(bench.clock.now() - since).toBeLessThanOrEqual(5100);
      const outcomes = await bench.drive(Promise.all(placed));
      await bench.until(() => bench.state === 'live' && unresolved(bench) === 0, 120_000);
      const executed = bench.emulator.orders
        .ofKind('open', 'pending')
        .map(({ customComment }) => customComment);
      // Nothing twice, and each order is known for what it is: executed, or not placed.
      expect(new Set(executed).size).toBe(executed.length);
      const told = new Set(
        bench.fills.map(({ orderId }) => bench.orders.find(({ id }) => id === orderId)?.clientOrderId),
      );
      for (const [index, outcome] of outcomes.entries()) {
        const id = `bot-${index}`;
        if (outcome === 'filled') expect(executed).toContain(id);
        if (outcome === 'NotConnectedError') expect(executed).not.toContain(id);
        expect(told.has(id)).toBe(executed.includes(id));
      }
      expect(bench.fills).toHaveLength(executed.length);
    },
  );
});

describe.each(TRANSPORTS)('a half-open connection, over %s', (transport) => {
  const busy: Readonly<Record<string, (bench: Bench) => () => void>> = {
    nothing: () => () => {},
    'a request': (bench) => {
      void bench.broker.fetchBalances().catch(() => {});
      return () => {};
    },
    'orders that are unknown': (bench) => {
      for (let index = 0; index < 3; index += 1)
        void bench.broker.placeOrder(MARKET, { timeoutMs: 300 }).catch(() => {});
      return () => {};
    },
    'a read every second': (bench) => () =>
      void bench.broker.fetchBalances({}, { timeoutMs: 5000 }).catch(() => {}),
    'an order every second': (bench) => () => void bench.broker.placeOrder(MARKET).catch(() => {}),
  };
  const sides = ['main', 'stream', 'both'] as const;
  const rows = sides.flatMap((side) => Object.keys(busy).map((what) => [side, what] as const));

  test.each(rows)(
    'behavior: of %s, with %s pending, is stale and made again within 10 s',
    async (side, what) => {
      const bench = await live({ transport });
      await bench.clock.advance(2000);
      // Requests that have left already wait for their answers.
      bench.emulator.faults.freeze(side === 'both' ? {} : { side });
      const frozenAt = bench.clock.now();
      const eachSecond = busy[what]?.(bench) as () => void;
      const before = bench.states.length;
      let second = 0;
      await bench.until(() => {
        if (bench.clock.now() - frozenAt >= second * 1000) {
          second += 1;
          if (bench.state === 'live' || bench.state === 'stale') eachSecond();
        }
        return bench.state === 'reconnecting';
      }, 40_000);
      expect(bench.clock.now() - frozenAt).toBeLessThanOrEqual(10_000);
      expect(bench.states.slice(before).map(({ state }) => state)).toEqual(['stale', 'reconnecting']);
      bench.emulator.faults.thaw();
      await bench.until(() => bench.state === 'live' && unresolved(bench) === 0, 180_000);
      const executed = bench.emulator.orders
        .ofKind('open', 'pending')
        .map(({ customComment }) => customComment);
      expect(new Set(executed).size).toBe(executed.length);
      expect(bench.fills).toHaveLength(executed.length);
    },
    30_000,
  );
});

test('behavior: an answer that grows for longer than the limits of silence leaves the connection live', async () => {
  const bench = await live({});
  const states = bench.states.length;
  bench.emulator.faults.rewrite('getAllSymbols', (text) =>
    text.replace('"description":"', `"description":"${'x'.repeat(4000)}`),
  );
  bench.emulator.faults.slice(1, { side: 'main', command: 'getAllSymbols', times: 1 });
  const since = bench.clock.now();
  await bench.drive(bench.broker.fetchInstruments({ timeoutMs: 120_000 }).then(() => {}));
  expect(bench.clock.now() - since).toBeGreaterThan(20_000);
  expect(bench.states.slice(states)).toEqual([]);
});

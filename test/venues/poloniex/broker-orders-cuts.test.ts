import fc from 'fast-check';
import { expect, test } from 'vitest';
import { expectForward, expectTruth } from './broker-oracle';
import { SYMBOL, World } from './broker-world';

const LIMIT = { symbol: SYMBOL, side: 'buy', type: 'limit', price: '46000', quantity: '8' } as const;
const STOP = { symbol: SYMBOL, side: 'buy', type: 'stop', stopPrice: '46350', quoteQuantity: '500' } as const;

type Cut = (world: World, bytes: number) => void;

/** Ways for a connection to end; `bytes` is how much of the frame on its way still arrives. */
const CUTS: Readonly<Record<string, Cut>> = {
  reset: ({ emulator: { faults } }) => faults.reset(),
  close: ({ emulator: { faults } }) => faults.closeAll(),
  fin: ({ emulator: { faults } }) => faults.cut({ side: 'private' }),
  midFrame: ({ emulator: { faults } }, bytes) => {
    faults.truncate(bytes, { side: 'private', command: 'orders' });
  },
  frozen: ({ emulator: { faults } }) => faults.freeze(),
};

/** Rests an order, fills it in six moves of the price, triggers a stop in the middle; cut off at one point of that. */
async function tradeWithCut(world: World, at: number, cut: () => void): Promise<void> {
  const { market, faults } = world.emulator;
  let point = 0;
  const pass = async (): Promise<void> => {
    if (point === at) cut();
    point += 1;
    await world.pass(20);
  };
  const order = await world.drive(world.broker.placeOrder(LIMIT));
  await world.drive(world.broker.placeOrder(STOP));
  for (let move = 0; move < 6; move += 1) {
    if (point === at) cut();
    point += 1;
    if (move === 3) market.setPrice(SYMBOL, '46350', '46350.02');
    market.setPrice(SYMBOL, '45999.98', '46000');
    await pass();
  }
  faults.thaw();
  await world.pass(1000);
  const ending = world.broker.cancelOrder({ id: order.id }).catch(() => {});
  await world.drive(ending);
}

test('behavior: cut off at any point, no fill is lost and none is emitted twice', async () => {
  const cut = fc.record({
    at: fc.nat(12),
    how: fc.constantFrom(...Object.keys(CUTS)),
    bytes: fc.integer({ min: 1, max: 600 }),
    clientId: fc.constantFrom('same' as const, 'empty' as const),
  });
  await fc.assert(
    fc.asyncProperty(cut, async ({ at, how, bytes, clientId }) => {
      await using world = await World.live({ emulator: { triggeredClientOrderId: clientId } });
      await tradeWithCut(world, at, () => CUTS[how]?.(world, bytes));
      await world.emulator.faults.clear();
      await world.pass(100_000);
      await world.until(() => world.state === 'live');
      expect(world.emulator.orders.ofKind('fill').length).toBeGreaterThan(2);
      expectForward(world.orders);
      await expectTruth(world);
    }),
    { numRuns: Number(process.env['POLONIEX_RUNS'] ?? 40), seed: 45 },
  );
}, 900_000);

import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { PoloniexCommand } from '../../../src/emulators';
import { isOrderOutcomeUnknownError } from '../../../src/errors';
import type { Order } from '../../../src/model';
import { memoryJournal } from './broker-journal';
import { expectForward, expectTruth } from './broker-oracle';
import { SYMBOL, World } from './broker-world';

const LIMIT = { symbol: SYMBOL, side: 'buy', type: 'limit', price: '46000', quantity: '0.01' } as const;
const CALL = { timeoutMs: 4000 };

type Fault = (world: World, command: PoloniexCommand) => void;

/** What can happen to one request, and whether the venue carries it out. */
const FAULTS: readonly [name: string, applied: boolean, fault: Fault][] = [
  [
    'its reply lost with the connection',
    true,
    ({ emulator: { faults } }, command) => faults.applyThenDrop(command),
  ],
  [
    'its reply lost',
    true,
    ({ emulator: { faults } }, command) => faults.applyThenDrop(command, { drop: 'reply' }),
  ],
  ['lost with the connection', false, ({ emulator: { faults } }, command) => faults.dropBeforeApply(command)],
  ['lost', false, ({ emulator: { faults } }, command) => faults.dropBeforeApply(command, { drop: 'reply' })],
  [
    '429 and nothing done',
    false,
    ({ emulator: { faults } }, command) =>
      faults.status(429, { body: '{"code":429,"message":"Too many requests"}' }, { command, times: 1 }),
  ],
  [
    '500 and nothing done',
    false,
    ({ emulator: { faults } }, command) =>
      faults.status(500, { body: '{"code":500,"message":"Internal error"}' }, { command, times: 1 }),
  ],
  [
    '500 although it was done',
    true,
    ({ emulator: { faults } }, command) =>
      faults.status(
        500,
        { body: '{"code":500,"message":"Internal error"}', applied: true },
        { command, times: 1 },
      ),
  ],
  [
    '503 although it was done',
    true,
    ({ emulator: { faults } }, command) => faults.status(503, { applied: true }, { command, times: 1 }),
  ],
  [
    'the page of a proxy',
    false,
    ({ emulator: { faults } }, command) => faults.html(502, { command, times: 1 }),
  ],
  [
    'an answer that hangs',
    true,
    ({ emulator: { faults } }, command) => faults.latency(60_000, { command, side: 'rest', times: 1 }),
  ],
  [
    'an answer that is cut',
    true,
    ({ emulator: { faults } }, command) => faults.truncate(5, { command, side: 'rest' }),
  ],
];

describe('what became of an order', () => {
  test.each(FAULTS)(
    'error: placing with %s (done: %s) is unknown, and then known',
    async (_name, applied, fault) => {
      await using world = await World.live();
      fault(world, 'createOrder');
      const began = world.clock.monotonic();
      const request = { ...LIMIT, clientOrderId: 'mine-1' };
      const error = await world.refused(world.broker.placeOrder(request, CALL));
      expect(isOrderOutcomeUnknownError(error)).toBe(true);
      const found = await world.drive(
        world.broker.resolveOrder({ clientOrderId: 'mine-1' }, { timeoutMs: 30_000 }),
      );
      expect(world.clock.monotonic() - began).toBeLessThanOrEqual(15_000);
      expect(found.outcome).toBe(applied ? 'accepted' : 'notPlaced');
      expect(world.asked('createOrder')).toHaveLength(1);
      expect(world.executed).toBe(applied ? 1 : 0);
      if (applied) expect(world.last(world.emulator.orders.executed[0]?.order ?? '')?.origin).toBe('local');
      await world.emulator.faults.clear();
      await expectTruth(world);
    },
  );

  test.each(FAULTS)(
    'error: a cancel with %s (done: %s) is verified, not repeated',
    async (_name, applied, fault) => {
      await using world = await World.live();
      const { id } = await world.drive(world.broker.placeOrder(LIMIT));
      fault(world, 'cancelOrderById');
      const ended = await world.drive(
        world.broker.cancelOrder({ id }, CALL).then(
          (order): Order | Error => order,
          (error: Error) => error,
        ),
      );
      if (ended instanceof Error) expect(isOrderOutcomeUnknownError(ended)).toBe(true);
      const found = await world.drive(world.broker.resolveOrder({ id }, { timeoutMs: 30_000 }));
      expect(found).toMatchObject({ outcome: 'accepted', order: { status: applied ? 'canceled' : 'open' } });
      expect(world.asked('cancelOrderById')).toHaveLength(1);
      await world.emulator.faults.clear();
      await world.pass(100);
      await expectTruth(world);
    },
  );

  test('behavior: an order that is carried out long after is adopted', async () => {
    await using world = await World.live();
    world.emulator.faults.delayApply('createOrder', 30_000);
    world.emulator.faults.applyThenDrop('createOrder');
    const request = { ...LIMIT, clientOrderId: 'late-1' };
    expect(isOrderOutcomeUnknownError(await world.refused(world.broker.placeOrder(request)))).toBe(true);
    const found = world.broker.resolveOrder({ clientOrderId: 'late-1' }, { timeoutMs: 20_000 });
    expect(await world.drive(found)).toMatchObject({ outcome: 'notPlaced' });
    await world.pass(31_000);
    expect(world.adopted).toMatchObject([{ clientOrderId: 'late-1', origin: 'local', status: 'open' }]);
    await expectTruth(world);
  });

  test('behavior: acknowledged, filled instead of cancelled: the cancel resolves with the filled order', async () => {
    await using world = await World.live();
    const { id } = await world.drive(world.broker.placeOrder({ ...LIMIT, quantity: '0.001' }));
    world.emulator.faults.dropEvent('orders', { times: 2 });
    world.emulator.market.setPrice(SYMBOL, '45999.98', '46000');
    expect(await world.drive(world.broker.cancelOrder({ id }))).toMatchObject({ status: 'filled' });
    await world.pass(40_000);
    await expectTruth(world);
  });

  test('behavior: two equal requests under one id are one order, a different one is refused', async () => {
    await using world = await World.live();
    const request = { ...LIMIT, clientOrderId: 'same-1' };
    const [first, second] = await world.drive(
      Promise.all([world.broker.placeOrder(request), world.broker.placeOrder({ ...request })]),
    );
    expect(second).toBe(first);
    const other = await world.refused(world.broker.placeOrder({ ...request, price: '45000' }));
    expect(other.message).toMatch(/^clientOrderId/);
    expect(world.executed).toBe(1);
  });

  test('behavior: a program that was killed after sending finds its order by the journal', async () => {
    const journal = memoryJournal();
    await using world = await World.live({ broker: { journal } });
    world.emulator.faults.applyThenDrop('createOrder');
    const placing = world.broker.placeOrder({ ...LIMIT, clientOrderId: 'left-1' });
    await world.until(() => world.executed === 1);
    await world.restartBroker();
    expect(isOrderOutcomeUnknownError(await world.refused(placing))).toBe(true);
    await world.until(() => world.adopted.length > 0);
    expect(world.adopted[0]).toMatchObject({ clientOrderId: 'left-1', status: 'open' });
    await world.until(() => journal.open().length === 0);
    const order = await world.drive(world.broker.fetchOrder({ clientOrderId: 'left-1' }));
    expect(order).toMatchObject({ origin: 'local', status: 'open' });
  });

  test('behavior: an order of another program is external', async () => {
    await using world = await World.live();
    const id = world.emulator.placeOrder({
      symbol: SYMBOL,
      side: 'BUY',
      type: 'LIMIT',
      price: '46000',
      quantity: '0.02',
      clientOrderId: 'web',
    });
    await world.until(() => world.last(id) !== undefined);
    expect(world.last(id)).toMatchObject({ origin: 'external', clientOrderId: 'web', status: 'open' });
    expect(await world.drive(world.broker.cancelOrder({ id }))).toMatchObject({ status: 'canceled' });
    await expectTruth(world);
  });

  test('behavior: ids above 2^53 come and go with every digit', async () => {
    const firstOrderId = '9223372036854775001';
    await using world = await World.live({ emulator: { firstOrderId, firstBalanceId: '9007199254740993' } });
    const order = await world.drive(world.broker.placeOrder({ ...LIMIT, quantity: '0.001' }));
    expect(order.id).toBe(firstOrderId);
    expect(await world.drive(world.broker.fetchOrder({ id: firstOrderId }))).toMatchObject({
      id: firstOrderId,
    });
    world.emulator.market.setPrice(SYMBOL, '45999.98', '46000');
    await world.until(() => world.fillsOf(firstOrderId).length > 0);
    const next = await world.drive(world.broker.placeOrder({ ...LIMIT, price: '45000' }));
    const moved = await world.drive(world.broker.modifyOrder({ id: next.id, price: '45001' }));
    expect(moved).toMatchObject({ replaces: '9223372036854775008', id: '9223372036854775015' });
    await world.drive(world.broker.cancelOrder({ id: moved.id }));
    expect(world.asked('cancelOrderById')).toEqual([{ parts: [moved.id] }]);
    await world.pass(100);
    await expectTruth(world);
  });

  test('behavior: any faults in any order: no order twice, and everything is reported correctly', async () => {
    const command = fc.constantFrom<PoloniexCommand>('createOrder', 'cancelOrderById', 'getOrder');
    const step = fc.record({
      fault: fc.nat(FAULTS.length - 1),
      command,
      action: fc.constantFrom('buy', 'rest', 'cancel', 'cut', 'drop', 'double', 'move'),
    });
    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 1, maxLength: 6 }), async (steps) => {
        await using world = await World.live();
        const { faults, market } = world.emulator;
        let placed = 0;
        const asked: string[] = [];
        const running: Promise<unknown>[] = [];
        const place = (request: Parameters<World['broker']['placeOrder']>[0]): void => {
          placed += 1;
          const clientOrderId = `p-${placed}`;
          asked.push(clientOrderId);
          running.push(world.broker.placeOrder({ ...request, clientOrderId }, CALL).catch(() => {}));
        };
        for (const { fault, command: target, action } of steps) {
          FAULTS[fault]?.[2](world, target);
          if (action === 'buy') place({ symbol: SYMBOL, side: 'buy', type: 'market', quoteQuantity: '50' });
          if (action === 'rest') place({ ...LIMIT, price: '46100' });
          if (action === 'cancel') {
            const open = world.orders.find(({ id }) => world.last(id)?.status === 'open');
            if (open) running.push(world.broker.cancelOrder({ id: open.id }, CALL).catch(() => {}));
          }
          if (action === 'cut') faults.reset();
          if (action === 'drop') faults.dropEvent('orders');
          if (action === 'double') faults.duplicate('orders');
          if (action === 'move') market.setPrice(SYMBOL, '46099.98', '46100');
          await world.pass(300);
        }
        await world.drive(Promise.all(running));
        await faults.clear();
        // A login that was cut off may have been thrown out: the next one is up to a minute away.
        const outcomes = asked.map((clientOrderId) =>
          world.broker.resolveOrder({ clientOrderId }, { timeoutMs: 180_000 }).catch((error: Error) => error),
        );
        const verdicts = await world.drive(Promise.all(outcomes), 200_000);
        await world.pass(70_000);
        const executed = world.emulator.orders
          .ofKind('open', 'pending')
          .map(({ customComment }) => customComment);
        expect(new Set(executed).size).toBe(executed.length);
        verdicts.forEach((verdict, index) => {
          const wasSent = world
            .asked('createOrder')
            .some(({ clientOrderId }) => clientOrderId === asked[index]);
          if (!wasSent) return;
          expect(verdict).toMatchObject({
            outcome: executed.includes(asked[index] ?? '') ? 'accepted' : 'notPlaced',
          });
        });
        expectForward(world.orders);
        await expectTruth(world);
      }),
      { numRuns: Number(process.env['POLONIEX_RUNS'] ?? 25), seed: 51 },
    );
  }, 300_000);
});

import { describe, expect, test } from 'vitest';
import { isOrderOutcomeUnknownError } from '../../../src/errors';
import { addDecimals, subtractDecimals } from '../../../src/model';
import { expectForward, expectTruth } from './broker-oracle';
import { SYMBOL, World } from './broker-world';

const LIMIT = { symbol: SYMBOL, side: 'buy', type: 'limit', price: '46000', quantity: '0.01' } as const;
const CALL = { timeoutMs: 4000 };

/** Fills an order at 46000 as far as the best level reaches. */
const fillSome = async (world: World, ms = 50): Promise<void> => {
  world.emulator.market.setPrice(SYMBOL, '45999.98', '46000');
  await world.pass(ms);
};

const filledBy = (world: World, id: string): string =>
  world.emulator.orders
    .ofKind('fill')
    .filter(({ order }) => order === id)
    .reduce((sum, { volume }) => addDecimals(sum, volume), '0');

describe('what became of a change', () => {
  test.each(['connection', 'reply'] as const)(
    'error: its reply lost (%s), the resulting order is found',
    async (drop) => {
      await using world = await World.live();
      const old = await world.drive(world.broker.placeOrder({ ...LIMIT, clientOrderId: 'mine' }));
      world.emulator.faults.applyThenDrop('replaceOrder', { drop });
      const error = await world.refused(world.broker.modifyOrder({ id: old.id, price: '46002' }, CALL));
      expect(isOrderOutcomeUnknownError(error)).toBe(true);
      const found = await world.drive(world.broker.resolveOrder({ clientOrderId: 'mine' }));
      expect(found).toMatchObject({
        outcome: 'accepted',
        order: { replaces: old.id, price: '46002', clientOrderId: 'mine', origin: 'local', status: 'open' },
      });
      expect(world.last(old.id)).toMatchObject({ status: 'canceled' });
      expect(world.asked('replaceOrder')).toHaveLength(1);
      await expectTruth(world);
    },
  );

  test('error: its reply and the stream lost, a change in part filled is found by a look-up', async () => {
    await using world = await World.live();
    const old = await world.drive(
      world.broker.placeOrder({ ...LIMIT, quantity: '8', clientOrderId: 'mine' }),
    );
    await fillSome(world);
    world.emulator.faults.silence('orders');
    world.emulator.faults.applyThenDrop('replaceOrder', { drop: 'reply' });
    await world.refused(world.broker.modifyOrder({ id: old.id, quantity: '7.9', price: '45000' }, CALL));
    const found = await world.drive(world.broker.resolveOrder({ clientOrderId: 'mine' }));
    const quantity = subtractDecimals('7.9', filledBy(world, old.id));
    expect(found).toMatchObject({ order: { replaces: old.id, price: '45000', quantity, status: 'open' } });
    await world.emulator.faults.clear();
    await world.pass(35_000);
    expect(world.last(old.id)).toMatchObject({ status: 'canceled' });
    await expectTruth(world);
  });

  test('error: the request lost, the old order is found as it was', async () => {
    await using world = await World.live();
    const old = await world.drive(world.broker.placeOrder({ ...LIMIT, clientOrderId: 'mine' }));
    world.emulator.faults.dropBeforeApply('replaceOrder');
    const error = await world.refused(world.broker.modifyOrder({ id: old.id, price: '46002' }, CALL));
    expect(isOrderOutcomeUnknownError(error)).toBe(true);
    const began = world.clock.monotonic();
    const found = await world.drive(world.broker.resolveOrder({ clientOrderId: 'mine' }));
    expect(found).toMatchObject({ order: { id: old.id, price: '46000', status: 'open' } });
    expect(world.clock.monotonic() - began).toBeLessThan(15_000);
    const changed = await world.drive(world.broker.modifyOrder({ id: old.id, price: '46003' }));
    expect(changed).toMatchObject({ replaces: old.id, price: '46003' });
    await world.pass(100);
    await expectTruth(world);
  });

  test('behavior: with the stream silent it still resolves', async () => {
    await using world = await World.live();
    const old = await world.drive(world.broker.placeOrder({ ...LIMIT, clientOrderId: 'mine' }));
    world.emulator.faults.silence('orders');
    const changed = await world.drive(world.broker.modifyOrder({ id: old.id, price: '46002' }));
    expect(changed).toMatchObject({
      replaces: old.id,
      price: '46002',
      clientOrderId: 'mine',
      status: 'open',
    });
    for (const command of ['getOrder', 'getSmartOrder'] as const)
      world.emulator.faults.html(502, { command });
    const unseen = await world.drive(world.broker.modifyOrder({ id: changed.id, price: '46003' }));
    expect(unseen).toMatchObject({
      replaces: changed.id,
      price: '46003',
      quantity: '0.01',
      clientOrderId: 'mine',
    });
    await world.emulator.faults.clear();
    await world.pass(70_000);
    expectForward(world.orders);
    await expectTruth(world);
  });
});

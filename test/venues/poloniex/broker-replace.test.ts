import { describe, expect, test } from 'vitest';
import { isOrderRejectedError, isValidationError } from '../../../src/errors';
import { addDecimals, subtractDecimals } from '../../../src/model';
import { PoloniexReplaceError } from '../../../src/venues/poloniex/orders/replace-error';
import { expectTruth } from './broker-oracle';
import { SYMBOL, World } from './broker-world';

const LIMIT = { symbol: SYMBOL, side: 'buy', type: 'limit', price: '46000', quantity: '0.01' } as const;

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

describe('a change', () => {
  test('default: a new id, the old one named, the same client id, all else kept', async () => {
    await using world = await World.live();
    const old = await world.drive(
      world.broker.placeOrder({ ...LIMIT, clientOrderId: 'mine', postOnly: true }),
    );
    const changed = await world.drive(world.broker.modifyOrder({ id: old.id, price: '46001' }));
    expect(changed).toMatchObject({
      replaces: old.id,
      clientOrderId: 'mine',
      price: '46001',
      quantity: '0.01',
      status: 'open',
      postOnly: true,
      timeInForce: 'gtc',
      origin: 'local',
    });
    expect(changed.id).not.toBe(old.id);
    expect(world.last(old.id)).toMatchObject({ status: 'canceled', filledQuantity: '0' });
    const [asked] = world.asked('replaceOrder');
    expect(asked).toMatchObject({ price: '46001', quantity: '0.01', parts: [old.id] });
    expect(asked?.['clientOrderId']).not.toBe('mine');
    const again = await world.drive(world.broker.modifyOrder({ clientOrderId: 'mine', quantity: '0.02' }));
    expect(again).toMatchObject({
      replaces: changed.id,
      clientOrderId: 'mine',
      price: '46001',
      quantity: '0.02',
    });
    expect(await world.drive(world.broker.fetchOrder({ clientOrderId: 'mine' }))).toMatchObject({
      id: again.id,
    });
    expect(await world.drive(world.broker.fetchOrder({ id: old.id }))).toMatchObject({ status: 'canceled' });
    expect(await world.drive(world.broker.cancelOrder({ clientOrderId: 'mine' }))).toMatchObject({
      id: again.id,
      status: 'canceled',
    });
    await world.pass(100);
    await expectTruth(world);
  });

  test('behavior: of an order that is filled in part only the rest is sent', async () => {
    await using world = await World.live();
    const old = await world.drive(world.broker.placeOrder({ ...LIMIT, quantity: '8' }));
    await fillSome(world);
    const filled = filledBy(world, old.id);
    const changed = await world.drive(world.broker.modifyOrder({ id: old.id, price: '45000' }));
    expect(changed).toMatchObject({
      quantity: subtractDecimals('8', filled),
      filledQuantity: '0',
      status: 'open',
    });
    expect(world.last(old.id)).toMatchObject({ status: 'canceled', filledQuantity: filled });
    expect(world.warnings).toEqual([]);
    await world.pass(100);
    await expectTruth(world);
  });

  test('error: a quantity that is filled already, or leaves too little, is refused before the old one is gone', async () => {
    await using world = await World.live();
    const { id } = await world.drive(world.broker.placeOrder({ ...LIMIT, quantity: '8' }));
    await fillSome(world);
    const filled = filledBy(world, id);
    for (const quantity of [filled, addDecimals(filled, '0.00001')]) {
      const error = await world.refused(world.broker.modifyOrder({ id, quantity }));
      expect(isValidationError(error)).toBe(true);
      expect(error.message).toMatch(/^quantity/);
    }
    expect(world.asked('replaceOrder')).toEqual([]);
    expect(world.last(id)?.status).toBe('partiallyFilled');
  });

  test('behavior: a fill between the sending and the change is reported as an overfill', async () => {
    await using world = await World.live();
    const old = await world.drive(world.broker.placeOrder({ ...LIMIT, quantity: '8' }));
    world.emulator.faults.delayApply('replaceOrder', 500);
    const changing = world.broker.modifyOrder({ id: old.id, price: '45000' });
    await world.until(() => world.asked('replaceOrder').length === 1);
    await fillSome(world, 10);
    const changed = await world.drive(changing);
    expect(changed).toMatchObject({ quantity: '8', replaces: old.id });
    expect(world.last(old.id)).toMatchObject({ status: 'canceled', filledQuantity: filledBy(world, old.id) });
    expect(world.warnings.map(({ code }) => code)).toEqual(['overfill']);
    await world.pass(100);
    await expectTruth(world);
  });

  test('behavior: an overfill that the stream does not report is read', async () => {
    await using world = await World.live();
    const old = await world.drive(world.broker.placeOrder({ ...LIMIT, quantity: '8' }));
    world.emulator.faults.delayApply('replaceOrder', 500);
    world.emulator.faults.silence('orders');
    const changing = world.broker.modifyOrder({ id: old.id, price: '45000' });
    await world.until(() => world.asked('replaceOrder').length === 1);
    await fillSome(world, 10);
    await world.drive(changing);
    expect(world.last(old.id)).toMatchObject({ status: 'canceled', filledQuantity: filledBy(world, old.id) });
    expect(world.warnings.map(({ code }) => code)).toEqual(['overfill']);
    await world.emulator.faults.clear();
    await world.pass(35_000);
    await expectTruth(world);
  });

  test('error: refused as a whole the old order works on', async () => {
    await using world = await World.live();
    const { id } = await world.drive(world.broker.placeOrder(LIMIT));
    world.emulator.faults.fail('replaceOrder', '21360');
    const error = await world.refused(world.broker.modifyOrder({ id, quantity: '0.02' }));
    expect(isOrderRejectedError(error)).toBe(true);
    expect(error).not.toBeInstanceOf(PoloniexReplaceError);
    expect(error).toMatchObject({ code: '21360' });
    expect(await world.drive(world.broker.fetchOrder({ id }))).toMatchObject({
      status: 'open',
      quantity: '0.01',
    });
    await expectTruth(world);
  });

  test('error: half way the old one is gone and the new one was refused', async () => {
    await using world = await World.live();
    const { id } = await world.drive(world.broker.placeOrder({ ...LIMIT, quantity: '8' }));
    await fillSome(world);
    const error = await world.refused(world.broker.modifyOrder({ id, quantity: '100' }));
    expect(error).toBeInstanceOf(PoloniexReplaceError);
    expect(error).toMatchObject({
      code: '21709',
      orderId: id,
      canceled: { id, status: 'canceled', filledQuantity: filledBy(world, id) },
      replacement: { code: '21709' },
    });
    expect(world.last(id)).toMatchObject({ status: 'canceled' });
    expect(await world.drive(world.broker.fetchOpenOrders())).toEqual([]);
    await expectTruth(world);
  });

  test('error: half way while reads lag: the stream counts', async () => {
    await using world = await World.live();
    const { id } = await world.drive(world.broker.placeOrder(LIMIT));
    await world.pass(5000);
    world.emulator.faults.lagReads(4000);
    const error = await world.refused(world.broker.modifyOrder({ id, quantity: '100' }));
    expect(error).toBeInstanceOf(PoloniexReplaceError);
  });

  test('error: an order that is filled meanwhile is not changed', async () => {
    await using world = await World.live();
    const { id } = await world.drive(world.broker.placeOrder({ ...LIMIT, quantity: '0.001' }));
    world.emulator.faults.delayApply('replaceOrder', 500);
    const changing = world.broker.modifyOrder({ id, price: '45000' });
    await world.until(() => world.asked('replaceOrder').length === 1);
    await fillSome(world, 10);
    const error = await world.refused(changing);
    expect(isOrderRejectedError(error)).toBe(true);
    expect(error).not.toBeInstanceOf(PoloniexReplaceError);
    expect(world.last(id)).toMatchObject({ status: 'filled' });
    await expectTruth(world);
  });
});

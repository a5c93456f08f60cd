import { describe, expect, test } from 'vitest';
import { isOrderRejectedError } from '../../../src/errors';
import { PoloniexReplaceError } from '../../../src/venues/poloniex/orders/replace-error';
import { expectTruth } from './broker-oracle';
import { SYMBOL, World } from './broker-world';

const LIMIT = { symbol: SYMBOL, side: 'buy', type: 'limit', price: '46000', quantity: '0.01' } as const;
const STOP_LIMIT = { ...LIMIT, type: 'stopLimit', stopPrice: '46400', price: '46100' } as const;
const CALL = { timeoutMs: 4000 };

describe('a change of a stop', () => {
  test('default: before its trigger, all fields can change', async () => {
    await using world = await World.live();
    const old = await world.drive(world.broker.placeOrder({ ...STOP_LIMIT, clientOrderId: 'stop' }));
    const changed = await world.drive(world.broker.modifyOrder({ id: old.id, stopPrice: '46500' }));
    expect(changed).toMatchObject({
      replaces: old.id,
      clientOrderId: 'stop',
      type: 'stopLimit',
      stopPrice: '46500',
      price: '46100',
      quantity: '0.01',
      status: 'open',
    });
    expect(world.last(old.id)).toMatchObject({ status: 'canceled' });
    world.emulator.market.setPrice(SYMBOL, '46500', '46500.02');
    await world.until(() => world.executed === 1);
    await world.pass(2500);
    expect(world.last(changed.id)).toMatchObject({
      type: 'stopLimit',
      clientOrderId: 'stop',
      status: 'open',
    });
    await expectTruth(world);
  });

  test('default: a buy stop keeps its amount', async () => {
    await using world = await World.live();
    const request = {
      symbol: SYMBOL,
      side: 'buy',
      type: 'stop',
      stopPrice: '46400',
      quoteQuantity: '100',
    } as const;
    const old = await world.drive(world.broker.placeOrder(request));
    const changed = await world.drive(world.broker.modifyOrder({ id: old.id, stopPrice: '46500' }));
    expect(changed).toMatchObject({
      type: 'stop',
      quoteQuantity: '100',
      stopPrice: '46500',
      replaces: old.id,
    });
    await expectTruth(world);
  });

  test('behavior: after its trigger it is the change of what it became', async () => {
    await using world = await World.live();
    const old = await world.drive(world.broker.placeOrder({ ...STOP_LIMIT, clientOrderId: 'stop' }));
    world.emulator.market.setPrice(SYMBOL, '46400', '46400.02');
    await world.until(() => world.executed === 1);
    await world.pass(2500);
    const late = await world.refused(world.broker.modifyOrder({ id: old.id, stopPrice: '46500' }));
    expect(late.message).toMatch(/^stopPrice cannot be changed any more/);
    const changed = await world.drive(world.broker.modifyOrder({ id: old.id, price: '46050' }));
    expect(changed).toMatchObject({
      replaces: old.id,
      type: 'limit',
      price: '46050',
      clientOrderId: 'stop',
      status: 'open',
    });
    expect(world.last(old.id)).toMatchObject({ status: 'canceled', type: 'stopLimit' });
    await world.pass(100);
    await expectTruth(world);
  });

  test('behavior: after its trigger and with nothing to be read, what replaces it is a plain order', async () => {
    await using world = await World.live();
    const old = await world.drive(world.broker.placeOrder(STOP_LIMIT));
    world.emulator.market.setPrice(SYMBOL, '46400', '46400.02');
    await world.until(() => world.executed === 1);
    await world.pass(2500);
    world.emulator.faults.silence('orders');
    for (const command of ['getOrder', 'getSmartOrder'] as const)
      world.emulator.faults.html(502, { command });
    const changed = await world.drive(world.broker.modifyOrder({ id: old.id, price: '46050' }));
    expect(changed).toMatchObject({ replaces: old.id, type: 'limit', price: '46050', quantity: '0.01' });
    expect(changed.stopPrice).toBeUndefined();
    await world.emulator.faults.clear();
    await world.pass(35_000);
    await expectTruth(world);
  });

  test('behavior: a trigger that precedes the change leaves the order open', async () => {
    await using world = await World.live();
    const { id } = await world.drive(world.broker.placeOrder(STOP_LIMIT));
    world.emulator.faults.delayApply('replaceSmartOrder', 500);
    const changing = world.broker.modifyOrder({ id, stopPrice: '46500' });
    await world.until(() => world.asked('replaceSmartOrder').length === 1);
    world.emulator.market.setPrice(SYMBOL, '46400', '46400.02');
    const error = await world.refused(changing);
    expect(isOrderRejectedError(error)).toBe(true);
    expect(error).not.toBeInstanceOf(PoloniexReplaceError);
    await world.pass(2500);
    expect(world.last(id)).toMatchObject({ status: 'open', type: 'stopLimit' });
    await expectTruth(world);
  });

  test('error: its reply lost, the resulting stop is found', async () => {
    await using world = await World.live();
    const old = await world.drive(world.broker.placeOrder({ ...STOP_LIMIT, clientOrderId: 'stop' }));
    world.emulator.faults.applyThenDrop('replaceSmartOrder');
    await world.refused(world.broker.modifyOrder({ id: old.id, stopPrice: '46500' }, CALL));
    const found = await world.drive(world.broker.resolveOrder({ clientOrderId: 'stop' }));
    expect(found).toMatchObject({ outcome: 'accepted', order: { replaces: old.id, stopPrice: '46500' } });
    await world.pass(70_000);
    expect(world.last(old.id)).toMatchObject({ status: 'canceled' });
    await expectTruth(world);
  });
});

import type { Position } from '../../../index';
import { check, checkEqual, checkRecord } from '../../check';
import { defineCase } from '../../contract-case';
import { checkOrderForm, marketOrder, priceAt } from './order-requests';

export const positionCases = [
  defineCase(
    407,
    'default: a filled order shows as a position',
    ['placeOrder', 'fetchPositions'],
    async (world, broker) => {
      await world.drive(broker.connect());
      const positions: Position[] = [];
      broker.on('position', (position) => positions.push(position));
      await world.drive(broker.placeOrder(marketOrder(world)));
      await world.until(() =>
        positions.some(({ symbol, quantity }) => symbol === world.symbol && quantity === world.quantity),
      );
      const held = await world.drive(broker.fetchPositions());
      checkEqual(
        held.map(({ symbol, side, quantity }) => [symbol, side, quantity]),
        [[world.symbol, 'long', world.quantity]],
        'positions',
      );
      for (const position of held) checkRecord(world, position, 'read');
    },
  ),

  defineCase(
    413,
    'behavior: cancelAllOrders closes no position',
    ['placeOrder', 'cancelAllOrders', 'fetchPositions'],
    async (world, broker) => {
      await world.drive(broker.connect());
      await world.drive(broker.placeOrder(marketOrder(world)));
      await world.advance(2000);
      const result = await world.drive(broker.cancelAllOrders({ scope: 'all' }));
      checkEqual([result.canceled.length, result.failed.length], [0, 0], 'canceled and failed');
      checkEqual((await world.drive(broker.fetchPositions())).length, 1, 'positions');
    },
  ),

  defineCase(
    414,
    'default: closePosition ends a position with an order of its own',
    ['placeOrder', 'closePosition', 'fetchPositions'],
    async (world, broker) => {
      await world.drive(broker.connect());
      const opening = await world.drive(broker.placeOrder(marketOrder(world)));
      await world.advance(2000);
      const [position] = await world.drive(broker.fetchPositions());
      check(position !== undefined, 'there is no position');
      const closing = await world.drive(broker.closePosition({ id: position.id }));
      checkOrderForm(closing);
      check(closing.id !== opening.id, 'the closing order has the id of the opening one');
      checkEqual([closing.side, closing.positionEffect], ['sell', 'close'], 'side and effect');
      await world.advance(2000);
      checkEqual((await world.drive(broker.fetchPositions())).length, 0, 'positions');
    },
  ),

  defineCase(
    415,
    'default: modifyPosition sets and removes a stop loss',
    ['placeOrder', 'modifyPosition', 'fetchPositions'],
    async (world, broker) => {
      await world.drive(broker.connect());
      await world.drive(broker.placeOrder(marketOrder(world)));
      await world.advance(2000);
      const [position] = await world.drive(broker.fetchPositions());
      check(position !== undefined, 'there is no position');
      const stopLoss = await priceAt(world, '0.8');
      const guarded = await world.drive(broker.modifyPosition({ id: position.id, stopLoss }));
      checkEqual(
        [guarded.id, guarded.stopLoss, guarded.quantity],
        [position.id, stopLoss, world.quantity],
        'position',
      );
      checkEqual((await world.drive(broker.fetchPositions()))[0]?.stopLoss, stopLoss, 'stop loss as read');
      const bare = await world.drive(broker.modifyPosition({ id: position.id, stopLoss: null }));
      checkEqual(bare.stopLoss, undefined, 'stop loss when removed');
    },
  ),
];

import { compareDecimals, type Fill, isOrderRejectedError, type Order } from '../../../index';
import { check, checkEqual, checkRecord, rejection } from '../../check';
import { defineCase } from '../../contract-case';
import { checkOrderForm, marketOrder, priceAt, restingBuy } from './order-requests';

export const orderCases = [
  defineCase(
    401,
    'default: a limit order resolves when the venue has accepted it',
    ['placeOrder'],
    async (world, broker) => {
      await world.drive(broker.connect());
      const request = await restingBuy(world);
      const order = await world.drive(broker.placeOrder(request));
      checkEqual(world.executedOrders(), 1, 'orders at the venue');
      checkOrderForm(order);
      const { symbol, side, type, status, origin, filledQuantity } = order;
      checkEqual(
        [symbol, side, type, status, origin, filledQuantity],
        [world.symbol, 'buy', 'limit', 'open', 'local', '0'],
        'order',
      );
      checkEqual(
        compareDecimals(order.price ?? '0', request.price),
        0,
        'price compared with the requested one',
      );
      checkEqual(
        compareDecimals(order.quantity ?? '0', request.quantity),
        0,
        'quantity compared with the requested one',
      );
    },
  ),

  defineCase(
    402,
    'default: a working order is among the open ones and can be read',
    ['placeOrder', 'fetchOpenOrders', 'fetchOrder'],
    async (world, broker) => {
      await world.drive(broker.connect());
      const order = await world.drive(broker.placeOrder(await restingBuy(world)));
      const open = await world.drive(broker.fetchOpenOrders());
      checkEqual(
        open.map(({ id, clientOrderId, origin }) => [id, clientOrderId, origin]),
        [[order.id, order.clientOrderId, 'local']],
        'open orders',
      );
      const { clientOrderId = '' } = order;
      for (const ref of [{ id: order.id }, { clientOrderId }]) {
        const read = await world.drive(broker.fetchOrder(ref));
        checkEqual(
          [read.id, read.clientOrderId, read.status, read.price],
          [order.id, clientOrderId, 'open', order.price],
          'order as read',
        );
      }
      checkEqual(
        (await world.drive(broker.fetchOpenOrders({ symbol: world.otherSymbol }))).length,
        0,
        'open orders of another symbol',
      );
    },
  ),

  defineCase(
    403,
    'default: modify changes what was named and leaves the rest',
    ['placeOrder', 'modifyOrder', 'fetchOpenOrders'],
    async (world, broker) => {
      await world.drive(broker.connect());
      const order = await world.drive(broker.placeOrder(await restingBuy(world)));
      const price = await priceAt(world, '0.91');
      const changed = await world.drive(broker.modifyOrder({ id: order.id, price }));
      checkEqual(
        [changed.id !== order.id, changed.replaces],
        broker.capabilities.modifyReplaces ? [true, order.id] : [false, undefined],
        'whether another order has taken its place, and which',
      );
      const open = await world.drive(broker.fetchOpenOrders());
      for (const now of [changed, ...open]) {
        checkEqual(
          [now.id, now.price, now.quantity, now.symbol, now.side],
          [changed.id, price, order.quantity, order.symbol, 'buy'],
          'order',
        );
      }
      checkEqual([open.length, world.executedOrders()], [1, 1], 'open orders and executions');
    },
  ),

  defineCase(
    406,
    'default: a market order is filled: one fill, and the order ends filled',
    ['placeOrder'],
    async (world, broker) => {
      await world.drive(broker.connect());
      const fills: Fill[] = [];
      const orders: Order[] = [];
      broker.on('fill', (fill) => fills.push(fill)).on('order', (order) => orders.push(order));
      const order = await world.drive(broker.placeOrder(marketOrder(world)));
      checkOrderForm(order);
      await world.until(() => fills.length > 0);
      await world.until(() =>
        [order, ...orders].some(({ id, status }) => id === order.id && status === 'filled'),
      );
      await world.advance(10_000);
      checkEqual(
        fills.map(({ orderId, quantity, side }) => [orderId, quantity, side]),
        [[order.id, world.quantity, world.marketSide ?? 'buy']],
        'fills',
      );
      checkEqual(world.executedOrders(), 1, 'orders at the venue');
      for (const fill of fills) checkRecord(world, fill, 'stream');
    },
  ),

  defineCase(
    408,
    'error: what the venue refuses is an OrderRejectedError with its code, and nothing is executed',
    ['placeOrder'],
    async (world, broker) => {
      await world.drive(broker.connect());
      const error = await rejection(
        world,
        broker.placeOrder({ ...world.refusedOrder(), clientOrderId: '987' }),
        isOrderRejectedError,
        'a refused order',
      );
      check(error.code !== '' && !error.retryable, `code ${error.code}, retryable ${error.retryable}`);
      checkEqual([error.clientOrderId, error.sent], ['987', true], 'clientOrderId and sent');
      await world.advance(5000);
      checkEqual(world.executedOrders(), 0, 'orders at the venue');
    },
  ),

  defineCase(
    410,
    'behavior: the same clientOrderId with an equal request is one order and one answer',
    ['placeOrder'],
    async (world, broker) => {
      await world.drive(broker.connect());
      const request = { ...(await restingBuy(world)), clientOrderId: '4242' };
      const both = [broker.placeOrder(request), broker.placeOrder({ ...request })] as const;
      const [first, second] = await world.drive(Promise.all(both));
      checkEqual(first.id, second.id, 'ids');
      const third = await world.drive(broker.placeOrder(request));
      checkEqual([third.id, world.executedOrders()], [first.id, 1], 'id and orders at the venue');
    },
  ),

  defineCase(
    411,
    'behavior: many orders at once are as many orders',
    ['placeOrder', 'fetchOpenOrders'],
    async (world, broker) => {
      await world.drive(broker.connect());
      const request = await restingBuy(world);
      const orders = await world.drive(
        Promise.all(Array.from({ length: 5 }, () => broker.placeOrder(request))),
      );
      checkEqual(new Set(orders.map(({ id }) => id)).size, 5, 'ids');
      checkEqual(new Set(orders.map(({ clientOrderId }) => clientOrderId)).size, 5, 'clientOrderIds');
      checkEqual(
        [world.executedOrders(), (await world.drive(broker.fetchOpenOrders())).length],
        [5, 5],
        'orders',
      );
    },
  ),

  defineCase(
    417,
    'default: ended orders and fills are in the history',
    ['placeOrder', 'fetchOrders', 'fetchFills', 'cancelOrder'],
    async (world, broker) => {
      await world.drive(broker.connect());
      const from = world.now() - 3_600_000;
      const canceled = await world.drive(broker.placeOrder(await restingBuy(world)));
      await world.drive(broker.cancelOrder({ id: canceled.id }));
      const filled = await world.drive(broker.placeOrder(marketOrder(world)));
      await world.advance(5000);
      const range = { from, to: world.now() + 1000 };
      const fills = await world.drive(broker.fetchFills(range));
      checkEqual(
        fills.map(({ orderId }) => orderId),
        [filled.id],
        'orders of the fills',
      );
      for (const fill of fills) checkRecord(world, fill, 'read');
      for (const order of await world.drive(broker.fetchOrders(range))) {
        check(
          !['open', 'pending', 'partiallyFilled'].includes(order.status),
          `an order of the history is ${order.status}`,
        );
      }
      checkEqual([fills.range.from, fills.range.to], [range.from, range.to], 'range of the report');
    },
  ),
];

import type { Balance, Fill, Order, OrderStatus, Position } from '../../../index';
import { check, checkEqual, checkRecord } from '../../check';
import { defineCase } from '../../contract-case';
import { marketOrder, restingBuy } from './order-requests';

const FINAL: ReadonlySet<OrderStatus> = new Set(['filled', 'canceled', 'rejected', 'expired']);

export const privateCases = [
  defineCase(
    601,
    'default: orders and fills stream with the events of the broker',
    ['placeOrder', 'subscribe:orders', 'subscribe:fills'],
    async (world, broker) => {
      await world.drive(broker.connect());
      const [orders, fills] = [
        await world.drive(broker.subscribe('orders', {})),
        await world.drive(broker.subscribe('fills', {})),
      ];
      const streamed: { orders: Order[]; fills: Fill[] } = { orders: [], fills: [] };
      const emitted: { orders: Order[]; fills: Fill[] } = { orders: [], fills: [] };
      orders.on('data', (order) => streamed.orders.push(order));
      fills.on('data', (fill) => streamed.fills.push(fill));
      broker
        .on('order', (order) => emitted.orders.push(order))
        .on('fill', (fill) => emitted.fills.push(fill));
      const { id } = await world.drive(broker.placeOrder(marketOrder(world)));
      await world.until(() => streamed.fills.length > 0 && streamed.orders.some((order) => order.id === id));
      await world.advance(5000);
      checkEqual(
        streamed.fills.map((fill) => fill.id),
        emitted.fills.map((fill) => fill.id),
        'fills',
      );
      checkEqual(
        streamed.orders.map((order) => [order.id, order.status]),
        emitted.orders.map((order) => [order.id, order.status]),
        'orders',
      );
      checkEqual(
        streamed.fills.map(({ orderId }) => orderId),
        [id],
        'orders of the fills',
      );
    },
  ),

  defineCase(
    602,
    'behavior: filledQuantity never falls and a final order never reopens',
    ['placeOrder', 'cancelOrder'],
    async (world, broker) => {
      await world.drive(broker.connect());
      const seen = new Map<string, Order>();
      const faults: string[] = [];
      broker.on('order', (order) => {
        const before = seen.get(order.id);
        if (before && Number(order.filledQuantity) < Number(before.filledQuantity))
          faults.push(`${order.id} fell`);
        if (before && FINAL.has(before.status) && !FINAL.has(order.status))
          faults.push(`${order.id} reopened`);
        seen.set(order.id, order);
      });
      const resting = await world.drive(broker.placeOrder(await restingBuy(world)));
      await world.drive(broker.placeOrder(marketOrder(world)));
      await world.drive(broker.cancelOrder({ id: resting.id }));
      world.cutConnection();
      await world.until(() => broker.status.state !== 'live');
      await world.until(() => broker.status.state === 'live');
      await world.advance(10_000);
      checkEqual(faults, [], 'faults');
      check(
        [...seen.values()].every(({ status }) => FINAL.has(status)),
        'an order did not end',
      );
    },
  ),

  defineCase(
    603,
    'default: positions stream; a closed one comes once more with quantity 0',
    ['placeOrder', 'closePosition', 'subscribe:positions'],
    async (world, broker) => {
      await world.drive(broker.connect());
      const positions: Position[] = [];
      (await world.drive(broker.subscribe('positions', {}))).on('data', (position) =>
        positions.push(position),
      );
      await world.drive(broker.placeOrder(marketOrder(world)));
      await world.until(() => positions.some(({ quantity }) => quantity === world.quantity));
      const { id } = positions.at(-1) ?? { id: '' };
      await world.drive(broker.closePosition({ id }));
      await world.until(() => positions.some((position) => position.id === id && position.quantity === '0'));
      for (const position of positions) checkRecord(world, position, 'stream');
    },
  ),

  defineCase(
    604,
    'default: balances stream when money moves',
    ['placeOrder', 'closePosition', 'fetchPositions', 'subscribe:balances'],
    async (world, broker) => {
      await world.drive(broker.connect());
      const balances: Balance[] = [];
      (await world.drive(broker.subscribe('balances', {}))).on('data', (balance) => balances.push(balance));
      await world.drive(broker.placeOrder(marketOrder(world)));
      await world.until(() => balances.length > 0);
      for (const balance of balances) checkRecord(world, balance, 'stream');
    },
  ),

  defineCase(
    605,
    'behavior: an order placed by another program is an order, of origin external',
    ['placeOrder', 'subscribe:orders', 'fetchOpenOrders'],
    async (world, broker) => {
      await world.drive(broker.connect());
      const orders: Order[] = [];
      broker.on('order', (order) => orders.push(order));
      const id = await world.drive(world.placeExternalOrder?.() ?? Promise.resolve(''));
      await world.until(() => orders.some((order) => order.id === id));
      checkEqual([...new Set(orders.map(({ origin }) => origin))], ['external'], 'origins');
      checkEqual(
        (await world.drive(broker.fetchOpenOrders())).map(({ origin }) => origin),
        ['external'],
        'origins as read',
      );
    },
    ['placeExternalOrder'],
  ),

  defineCase(
    606,
    'behavior: a fill missed while disconnected is emitted once, as reconciled, before resynced',
    ['placeOrder', 'subscribe:fills'],
    async (world, broker) => {
      await world.drive(broker.connect());
      const request = await restingBuy(world);
      const order = await world.drive(broker.placeOrder(request));
      const events: string[] = [];
      const fills: Fill[] = [];
      broker.on('fill', (fill) => {
        fills.push(fill);
        events.push('fill');
      });
      broker.on('resynced', ({ proved, unproved }) =>
        events.push(`resynced ${[...proved, ...unproved].includes('fills')}`),
      );
      world.goDown();
      await world.until(() => broker.status.state === 'reconnecting');
      world.setPrice(world.symbol, request.price, request.price);
      await world.advance(5000);
      await world.comeUp();
      await world.until(() => broker.status.state === 'live');
      await world.advance(10_000);
      checkEqual(
        fills.map(({ orderId, source }) => [orderId, source]),
        [[order.id, 'reconcile']],
        'fills',
      );
      checkEqual(events, ['fill', 'resynced true'], 'events');
    },
  ),

  defineCase(
    607,
    'behavior: a fill emitted before a cut is not emitted again after it',
    ['placeOrder'],
    async (world, broker) => {
      await world.drive(broker.connect());
      const fills: string[] = [];
      broker.on('fill', ({ id }) => fills.push(id));
      await world.drive(broker.placeOrder(marketOrder(world)));
      await world.until(() => fills.length > 0);
      world.cutConnection();
      await world.until(() => broker.status.state !== 'live');
      await world.until(() => broker.status.state === 'live');
      await world.advance(10_000);
      checkEqual(fills.length, 1, 'fills');
    },
  ),

  defineCase(
    608,
    'behavior: after a cut the broker’s own orders are still known and can be cancelled',
    ['placeOrder', 'cancelOrder', 'fetchOpenOrders'],
    async (world, broker) => {
      await world.drive(broker.connect());
      const resting = await world.drive(broker.placeOrder(await restingBuy(world)));
      world.cutConnection();
      await world.until(() => broker.status.state !== 'live');
      await world.until(() => broker.status.state === 'live');
      const open = await world.drive(broker.fetchOpenOrders());
      checkEqual(
        open.map(({ id, origin }) => [id, origin]),
        [[resting.id, 'local']],
        'open orders after a cut',
      );
      checkEqual((await world.drive(broker.cancelOrder({ id: resting.id }))).status, 'canceled', 'status');
    },
  ),

  defineCase(
    609,
    'behavior: an event that the venue sends twice is emitted once',
    ['placeOrder', 'subscribe:fills', 'subscribe:orders'],
    async (world, broker) => {
      await world.drive(broker.connect());
      const fills: string[] = [];
      const orders: string[] = [];
      broker.on('fill', ({ id }) => fills.push(id));
      broker.on('order', (order) => orders.push([order.id, order.status, order.filledQuantity].join(' ')));
      world.duplicateEvents?.(20);
      await world.drive(broker.placeOrder(marketOrder(world)));
      await world.until(() => fills.length > 0);
      await world.advance(5000);
      checkEqual(fills.length, 1, 'fills');
      checkEqual(orders, [...new Set(orders)], 'orders without duplicates');
    },
    ['duplicateEvents'],
  ),
];

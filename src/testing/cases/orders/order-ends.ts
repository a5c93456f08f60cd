import { addDecimals, type Fill, type Order, type OrderStatus, type PlaceOrderRequest } from '../../../index';
import { check, checkEqual } from '../../check';
import { type BrokerWith, defineCase } from '../../contract-case';
import type { ContractWorld } from '../../harness';
import { marketOrder, priceAt, restingBuy } from './order-requests';

const FINAL: ReadonlySet<OrderStatus> = new Set(['filled', 'canceled', 'rejected', 'expired']);

/** Every order and fill that a broker emits from now on. */
function listen(broker: BrokerWith<'placeOrder'>): { readonly orders: Order[]; readonly fills: Fill[] } {
  const emitted = { orders: [] as Order[], fills: [] as Fill[] };
  broker.on('order', (order) => emitted.orders.push(order)).on('fill', (fill) => emitted.fills.push(fill));
  return emitted;
}

const endsOf = (orders: readonly Order[]): OrderStatus[] => [
  ...new Set(orders.map(({ status }) => status).filter((status) => FINAL.has(status))),
];

const sumOf = (fills: readonly Fill[]): string =>
  fills.reduce((sum, { quantity }) => addDecimals(sum, quantity), '0');

/** Cuts the connection and waits until everything missed has been emitted. */
async function cutAndReturn(world: ContractWorld): Promise<void> {
  world.cutConnection();
  await world.until(() => world.broker.status.state !== 'live');
  await world.until(() => world.broker.status.state === 'live');
  await world.advance(10_000);
}

/** Fills an order by setting a price. It must show no other final status, then or after a cut, and one fill. */
async function checkFilledAlone(
  world: ContractWorld,
  broker: BrokerWith<'placeOrder'>,
  request: PlaceOrderRequest & { readonly quantity: string },
  price: string,
): Promise<void> {
  const emitted = listen(broker);
  const { id } = await world.drive(broker.placeOrder(request));
  world.setPrice(world.symbol, price, price);
  await world.until(
    () => emitted.fills.length > 0 && emitted.orders.some(({ status }) => status === 'filled'),
  );
  await world.advance(10_000);
  await cutAndReturn(world);
  checkEqual(endsOf(emitted.orders), ['filled'], 'ends');
  checkEqual([...new Set(emitted.fills.map(({ orderId }) => orderId))], [id], 'orders of the fills');
  checkEqual(sumOf(emitted.fills), request.quantity, 'quantity filled');
  const ids = emitted.fills.map((fill) => fill.id);
  checkEqual(ids, [...new Set(ids)], 'fills without duplicates');
}

export const orderEndCases = [
  defineCase(
    616,
    'behavior: a position that is closed is one fill and one closing order, and its opening order stays as it was',
    ['placeOrder', 'closePosition', 'fetchPositions'],
    async (world, broker) => {
      await world.drive(broker.connect());
      const emitted = listen(broker);
      const opening = await world.drive(broker.placeOrder(marketOrder(world)));
      await world.until(() => emitted.fills.length > 0);
      await world.advance(2000);
      const [position] = await world.drive(broker.fetchPositions());
      check(position !== undefined, 'there is no position');
      const before = { orders: emitted.orders.length, fills: emitted.fills.length };
      const closing = await world.drive(broker.closePosition({ id: position.id }));
      await world.until(() => emitted.fills.length > before.fills);
      await world.advance(10_000);
      await cutAndReturn(world);
      const fills = emitted.fills.slice(before.fills);
      checkEqual(
        fills.map(({ orderId, quantity, side }) => [orderId, quantity, side]),
        [[closing.id, world.quantity, 'sell']],
        'closing fills',
      );
      const since = emitted.orders.slice(before.orders);
      checkEqual([...new Set(since.map(({ id }) => id))], [closing.id], 'orders emitted');
      checkEqual(endsOf(since), ['filled'], 'ends');
      const price = since.at(-1)?.averagePrice;
      if (price !== undefined) checkEqual(price, fills[0]?.price, 'price of the order and of its fill');
      check(closing.id !== opening.id, 'the closing order has the id of the opening one');
    },
  ),

  defineCase(
    617,
    'behavior: a working order that is filled shows no other end, before or after',
    ['placeOrder'],
    async (world, broker) => {
      await world.drive(broker.connect());
      const request = await restingBuy(world);
      await checkFilledAlone(world, broker, request, request.price);
    },
  ),

  defineCase(
    618,
    'behavior: a stop order that triggers shows no other end than filled, before or after',
    ['placeOrder'],
    async (world, broker) => {
      if (!broker.capabilities.orderTypes.includes('stop')) return;
      await world.drive(broker.connect());
      const { symbol, quantity, marketSide = 'buy' } = world;
      const stopPrice = await priceAt(world, marketSide === 'buy' ? '1.05' : '0.95');
      const request = { symbol, side: marketSide, type: 'stop', quantity, stopPrice } as const;
      await checkFilledAlone(world, broker, request, stopPrice);
    },
  ),
];

import { isBrokerError, isOrderOutcomeUnknownError, supports } from '../../../index';
import { check, checkEqual, rejection } from '../../check';
import { defineCase } from '../../contract-case';
import { MemoryJournal } from '../../memory-journal';
import { marketOrder, restingBuy } from './order-requests';

export const orderCancelCases = [
  defineCase(
    404,
    'default: cancel ends an order, and it is open no more',
    ['placeOrder', 'cancelOrder', 'fetchOpenOrders'],
    async (world, broker) => {
      await world.drive(broker.connect());
      const order = await world.drive(broker.placeOrder(await restingBuy(world)));
      const ended = await world.drive(broker.cancelOrder({ id: order.id }));
      checkEqual([ended.id, ended.status, ended.filledQuantity], [order.id, 'canceled', '0'], 'order');
      checkEqual((await world.drive(broker.fetchOpenOrders())).length, 0, 'open orders');
      const again = await world.drive(broker.cancelOrder({ id: order.id }));
      checkEqual(again.status, 'canceled', 'status when cancelled again');
    },
  ),

  defineCase(
    405,
    'default: an order can be named by its clientOrderId alone',
    ['placeOrder', 'cancelOrder'],
    async (world, broker) => {
      await world.drive(broker.connect());
      const placed = await world.drive(
        broker.placeOrder({ ...(await restingBuy(world)), clientOrderId: '123456789' }),
      );
      checkEqual(placed.clientOrderId, '123456789', 'clientOrderId');
      const ended = await world.drive(broker.cancelOrder({ clientOrderId: '123456789' }));
      checkEqual([ended.id, ended.status], [placed.id, 'canceled'], 'order');
    },
  ),

  defineCase(
    409,
    'behavior: cancelling an order that was filled meanwhile resolves with it, filled',
    ['placeOrder', 'cancelOrder'],
    async (world, broker) => {
      await world.drive(broker.connect());
      const order = await world.drive(broker.placeOrder(marketOrder(world)));
      await world.advance(3000);
      const ended = await world.drive(broker.cancelOrder({ id: order.id }));
      checkEqual([ended.id, ended.status], [order.id, 'filled'], 'order');
    },
  ),

  defineCase(
    412,
    'behavior: cancelAllOrders of scope own leaves the orders of others, of scope all takes them',
    ['placeOrder', 'cancelAllOrders', 'fetchOpenOrders'],
    async (world, broker) => {
      await world.drive(broker.connect());
      const request = await restingBuy(world);
      const own = [
        await world.drive(broker.placeOrder(request)),
        await world.drive(broker.placeOrder(request)),
      ];
      const foreign = world.placeExternalOrder ? await world.drive(world.placeExternalOrder()) : undefined;
      await world.advance(2000);
      const result = await world.drive(broker.cancelAllOrders({ scope: 'own' }));
      checkEqual(result.canceled.map(({ id }) => id).sort(), own.map(({ id }) => id).sort(), 'canceled');
      checkEqual([result.failed, result.unknown], [[], []], 'failed and unknown');
      const left = await world.drive(broker.fetchOpenOrders());
      checkEqual(
        left.map(({ id }) => id),
        foreign === undefined ? [] : [foreign],
        'open orders',
      );
      const all = await world.drive(broker.cancelAllOrders({ scope: 'all' }));
      checkEqual(
        all.canceled.map(({ id }) => id),
        foreign === undefined ? [] : [foreign],
        'canceled by all',
      );
      checkEqual((await world.drive(broker.fetchOpenOrders())).length, 0, 'open orders at the end');
    },
  ),

  defineCase(
    627,
    'behavior: cancelAllOrders of many orders ends each once, and leaves no journal entry open',
    ['placeOrder', 'cancelAllOrders', 'fetchOpenOrders'],
    async (world) => {
      const journal = new MemoryJournal();
      const broker = world.brokerOn?.(journal);
      if (!broker || !supports(broker, 'placeOrder') || !supports(broker, 'cancelAllOrders')) return;
      const ends: string[] = [];
      broker.on('order', ({ id, status }) => {
        if (status === 'canceled') ends.push(id);
      });
      await world.drive(broker.connect());
      const request = await restingBuy(world, broker);
      const limit = { timeoutMs: 120_000 };
      const orders = await world.drive(
        Promise.all(Array.from({ length: 25 }, () => broker.placeOrder(request, limit))),
      );
      const ids = orders.map(({ id }) => id).sort();
      const result = await world.drive(broker.cancelAllOrders({ scope: 'own' }, limit));
      checkEqual(result.canceled.map(({ id }) => id).sort(), ids, 'canceled');
      checkEqual([result.alreadyFinal, result.failed, result.unknown], [[], [], []], 'the other lists');
      await world.until(() => ends.length >= ids.length);
      checkEqual([...ends].sort(), ids, 'ends that were emitted');
      checkEqual((await journal.unsettled()).length, 0, 'journal entries that are open');
    },
    ['brokerOn'],
  ),

  defineCase(
    416,
    'error: cancelling what does not exist is an error, and never an unknown outcome',
    ['cancelOrder'],
    async (world, broker) => {
      await world.drive(broker.connect());
      const error = await rejection(world, broker.cancelOrder({ id: '1' }), isBrokerError, 'cancel');
      check(!isOrderOutcomeUnknownError(error), 'the outcome is reported as unknown');
    },
  ),
];

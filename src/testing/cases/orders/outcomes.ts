import {
  isOrderOutcomeUnknownError,
  type Order,
  type OrderOutcomeUnknownError,
  type OrderRef,
  type OrderResolution,
} from '../../../index';
import { check, checkEqual, rejection } from '../../check';
import { type BrokerWith, defineCase } from '../../contract-case';
import type { ContractWorld } from '../../harness';
import { marketOrder, restingBuy } from './order-requests';

/** How long an answer takes that must not come before the caller stops waiting, in ms. */
const REPLY_MS = 1000;

type Resolver = BrokerWith<'resolveOrder'>;

/** Calls `resolveOrder` until the outcome is known; each call may wait up to its deadline. */
export async function resolution(
  world: ContractWorld,
  broker: Resolver,
  ref: OrderRef,
): Promise<OrderResolution> {
  for (let round = 0; ; round += 1) {
    await world.until(() => broker.status.state === 'live');
    const result = await world.drive(broker.resolveOrder(ref));
    if (result.outcome !== 'unknown' || round === 10) return result;
    await world.advance(5000);
  }
}

/** The order when its confirmation arrived in time, the error when it did not; anything else breaks the contract. */
export async function placedOrUnknown(
  world: ContractWorld,
  placing: Promise<Order>,
): Promise<Order | OrderOutcomeUnknownError> {
  return world.drive(
    placing.catch(async () =>
      rejection(world, placing, isOrderOutcomeUnknownError, 'an order whose answer was lost'),
    ),
  );
}

/** In the end exactly `count` orders were executed: nothing was sent again. */
export async function neverAgain(world: ContractWorld, count: number): Promise<void> {
  await world.advance(60_000);
  checkEqual(world.executedOrders(), count, 'orders at the venue');
}

const RESOLVABLE = ['placeOrder', 'resolveOrder'] as const;

export const outcomeCases = [
  defineCase(
    501,
    'error: a reply lost after execution is an unknown outcome, resolved as accepted, one order',
    RESOLVABLE,
    async (world, broker) => {
      await world.drive(broker.connect());
      const request = { ...(await restingBuy(world)), clientOrderId: '51' };
      world.dropReplyOnce('placeOrder');
      const outcome = await placedOrUnknown(world, broker.placeOrder(request));
      if (isOrderOutcomeUnknownError(outcome)) {
        checkEqual(
          [outcome.sent, outcome.retryable, outcome.clientOrderId],
          [true, false, '51'],
          'sent, retryable, clientOrderId',
        );
      }
      const result = await resolution(world, broker, { clientOrderId: '51' });
      checkEqual(result.outcome, 'accepted', 'outcome');
      check('order' in result, 'the order is missing');
      checkEqual([result.order.clientOrderId, result.order.status], ['51', 'open'], 'order');
      await neverAgain(world, 1);
    },
  ),

  defineCase(
    502,
    'error: a market order whose reply was lost is resolved as accepted, one execution, one fill',
    RESOLVABLE,
    async (world, broker) => {
      await world.drive(broker.connect());
      const fills: string[] = [];
      broker.on('fill', ({ id }) => fills.push(id));
      world.dropReplyOnce('placeOrder');
      await placedOrUnknown(world, broker.placeOrder({ ...marketOrder(world), clientOrderId: '52' }));
      const result = await resolution(world, broker, { clientOrderId: '52' });
      checkEqual(result.outcome, 'accepted', 'outcome');
      await neverAgain(world, 1);
      checkEqual([fills.length, new Set(fills).size], [1, 1], 'fills');
    },
  ),

  defineCase(
    503,
    'error: a request lost on its way is an unknown outcome, resolved as notPlaced and never as rejected',
    RESOLVABLE,
    async (world, broker) => {
      await world.drive(broker.connect());
      const request = { ...(await restingBuy(world)), clientOrderId: '53' };
      world.dropRequestOnce('placeOrder');
      const error = await rejection(
        world,
        broker.placeOrder(request),
        isOrderOutcomeUnknownError,
        'an order that was lost',
      );
      checkEqual([error.sent, error.clientOrderId], [true, '53'], 'sent and clientOrderId');
      const result = await resolution(world, broker, { clientOrderId: '53' });
      checkEqual(result.outcome, 'notPlaced', 'outcome');
      await neverAgain(world, 0);
    },
  ),

  defineCase(
    504,
    'error: a signal after the send ends the wait with an unknown outcome, not the order',
    RESOLVABLE,
    async (world, broker) => {
      await world.drive(broker.connect());
      const request = { ...(await restingBuy(world)), clientOrderId: '54' };
      const controller = new AbortController();
      const before = world.requests();
      world.delayReplies?.('placeOrder', REPLY_MS);
      const placing = broker.placeOrder(request, { signal: controller.signal });
      const outcome = rejection(world, placing, isOrderOutcomeUnknownError, 'an order that was left');
      await world.until(() => world.requests() > before);
      controller.abort();
      await outcome;
      const result = await resolution(world, broker, { clientOrderId: '54' });
      checkEqual(result.outcome, 'accepted', 'outcome');
      await neverAgain(world, 1);
    },
  ),

  defineCase(
    505,
    'error: a deadline after the send is an unknown outcome and is resolved',
    RESOLVABLE,
    async (world, broker) => {
      await world.drive(broker.connect());
      const request = { ...(await restingBuy(world)), clientOrderId: '55' };
      world.freeze();
      const error = await rejection(
        world,
        broker.placeOrder(request, { timeoutMs: 1000 }),
        isOrderOutcomeUnknownError,
        'an order that timed out',
      );
      check(error.cause instanceof Error, 'the cause is missing');
      world.thaw();
      const result = await resolution(world, broker, { clientOrderId: '55' });
      // A half-open connection may lose what was written to it, or deliver it late. Both are valid, and the venue's
      // count shows which.
      checkEqual(result.outcome, world.executedOrders() === 1 ? 'accepted' : 'notPlaced', 'outcome');
      await neverAgain(world, world.executedOrders());
    },
  ),

  defineCase(
    506,
    'error: close after the send is an unknown outcome',
    ['placeOrder'],
    async (world, broker) => {
      await world.drive(broker.connect());
      const request = await restingBuy(world);
      const before = world.requests();
      world.delayReplies?.('placeOrder', REPLY_MS);
      const outcome = rejection(
        world,
        broker.placeOrder(request),
        isOrderOutcomeUnknownError,
        'an order at close',
      );
      await world.until(() => world.requests() > before);
      await world.drive(broker.close());
      await outcome;
    },
  ),

  defineCase(
    507,
    'error: a cancel whose reply was lost is resolved: the order ends canceled, once',
    ['placeOrder', 'cancelOrder', 'resolveOrder', 'fetchOpenOrders'],
    async (world, broker) => {
      await world.drive(broker.connect());
      const order = await world.drive(broker.placeOrder(await restingBuy(world)));
      world.dropReplyOnce('cancelOrder');
      await placedOrUnknown(world, broker.cancelOrder({ id: order.id }));
      const result = await resolution(world, broker, { id: order.id });
      check('order' in result, `the outcome is ${result.outcome}`);
      checkEqual([result.order.id, result.order.status], [order.id, 'canceled'], 'order');
      checkEqual((await world.drive(broker.fetchOpenOrders())).length, 0, 'open orders');
    },
  ),

  defineCase(
    508,
    'error: a cancel that was lost on its way leaves the order open, and is reported so',
    ['placeOrder', 'cancelOrder', 'resolveOrder', 'fetchOpenOrders'],
    async (world, broker) => {
      await world.drive(broker.connect());
      const order = await world.drive(broker.placeOrder(await restingBuy(world)));
      world.dropRequestOnce('cancelOrder');
      await rejection(
        world,
        broker.cancelOrder({ id: order.id }),
        isOrderOutcomeUnknownError,
        'a cancel that was lost',
      );
      const result = await resolution(world, broker, { id: order.id });
      check('order' in result, `the outcome is ${result.outcome}`);
      checkEqual(result.order.status, 'open', 'status');
      checkEqual((await world.drive(broker.fetchOpenOrders())).length, 1, 'open orders');
      checkEqual(
        (await world.drive(broker.cancelOrder({ id: order.id }))).status,
        'canceled',
        'status after a second cancel',
      );
    },
  ),

  defineCase(
    509,
    'behavior: an unknown outcome is counted until it is resolved',
    RESOLVABLE,
    async (world, broker) => {
      await world.drive(broker.connect());
      const request = { ...(await restingBuy(world)), clientOrderId: '59' };
      world.dropRequestOnce('placeOrder');
      await rejection(
        world,
        broker.placeOrder(request),
        isOrderOutcomeUnknownError,
        'an order that was lost',
      );
      checkEqual(broker.health().unresolvedOrders, 1, 'unresolved orders');
      await world.until(() => broker.status.state === 'live' && broker.health().unresolvedOrders === 0);
      checkEqual((await resolution(world, broker, { clientOrderId: '59' })).outcome, 'notPlaced', 'outcome');
    },
  ),

  defineCase(
    510,
    'behavior: the outcome of an order is resolved automatically, without a call',
    RESOLVABLE,
    async (world, broker) => {
      await world.drive(broker.connect());
      const adopted: string[] = [];
      broker.on('adopted', ({ clientOrderId }) => adopted.push(clientOrderId ?? ''));
      world.dropReplyOnce('placeOrder');
      const request = { ...(await restingBuy(world)), clientOrderId: '60' };
      const outcome = await placedOrUnknown(world, broker.placeOrder(request));
      if (!isOrderOutcomeUnknownError(outcome)) return;
      await world.until(() => adopted.length > 0);
      await world.advance(30_000);
      checkEqual(adopted, ['60'], 'adopted');
    },
  ),
];

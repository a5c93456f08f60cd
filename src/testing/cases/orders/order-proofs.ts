import { type Broker, isOrderOutcomeUnknownError, type Order } from '../../../index';
import { check, checkEqual, rejection } from '../../check';
import { defineCase } from '../../contract-case';
import type { ContractWorld } from '../../harness';
import { MemoryJournal } from '../../memory-journal';
import { priceAt, restingBuy } from './order-requests';
import { placedOrUnknown, resolution } from './outcomes';
import { checkIdIsUsed, checkSettled, restart, WRITES, type Writer } from './restarts';

/** The order as known after its outcome was resolved. */
async function resolved(world: ContractWorld, broker: Writer, id: string): Promise<Order> {
  const result = await resolution(world, broker, { id });
  check('order' in result, `the outcome is ${result.outcome}`);
  return result.order;
}

/** Waits until the call of a process that is about to be killed ends, with whatever result. */
async function abandon(world: ContractWorld, broker: Broker, call: Promise<unknown>): Promise<void> {
  await world.drive(call.catch(() => {}));
  await world.drive(broker.close());
}

export const orderProofCases = [
  defineCase(
    511,
    'error: an inconclusive refusal is an unknown outcome and is resolved to what really happened',
    WRITES,
    async (world, broker) => {
      await world.drive(broker.connect());
      const request = await restingBuy(world);
      let executed = 0;
      for (const applied of [true, false]) {
        const clientOrderId = applied ? '5111' : '5112';
        world.refuseAmbiguously?.('placeOrder', { applied });
        await rejection(
          world,
          broker.placeOrder({ ...request, clientOrderId }),
          isOrderOutcomeUnknownError,
          `an order refused without proof, carried out: ${applied}`,
        );
        const { outcome } = await resolution(world, broker, { clientOrderId });
        checkEqual(outcome, applied ? 'accepted' : 'notPlaced', `outcome, carried out: ${applied}`);
        executed += applied ? 1 : 0;
        checkEqual(world.executedOrders(), executed, 'orders at the venue');
      }

      const price = await priceAt(world, '0.85');
      for (const applied of [true, false]) {
        const order = await world.drive(broker.placeOrder(request));
        world.refuseAmbiguously?.('modifyOrder', { applied });
        const modified = await placedOrUnknown(world, broker.modifyOrder({ id: order.id, price }));
        check(
          isOrderOutcomeUnknownError(modified),
          'a change refused without proof is not an unknown outcome',
        );
        const survivor = await resolved(world, broker, order.id);
        checkEqual([survivor.status, survivor.price], ['open', applied ? price : order.price], 'survivor');

        world.refuseAmbiguously?.('cancelOrder', { applied });
        await placedOrUnknown(world, broker.cancelOrder({ id: survivor.id }));
        const ended = await resolved(world, broker, survivor.id);
        checkEqual(ended.status, applied ? 'canceled' : 'open', `status, cancel carried out: ${applied}`);
      }
    },
    ['refuseAmbiguously'],
  ),

  defineCase(
    512,
    'error: an order refused without proof keeps its last status until it is resolved',
    WRITES,
    async (world, broker) => {
      await world.drive(broker.connect());
      const order = await world.drive(broker.placeOrder(await restingBuy(world)));
      await world.advance(2000);
      const seen: string[] = [];
      broker.on('order', ({ id, status }) => {
        if (id === order.id) seen.push(status);
      });
      for (const write of [
        () => broker.cancelOrder({ id: order.id }),
        async () => broker.modifyOrder({ id: order.id, price: await priceAt(world, '0.85') }),
      ] as const) {
        for (const operation of ['cancelOrder', 'modifyOrder'] as const)
          world.refuseAmbiguously?.(operation, { applied: false });
        await placedOrUnknown(world, write());
        await world.advance(20_000);
      }
      checkEqual(
        seen.filter((status) => status !== 'open'),
        [],
        'statuses that were emitted',
      );
      checkEqual((await resolved(world, broker, order.id)).status, 'open', 'status');
    },
    ['refuseAmbiguously'],
  ),

  defineCase(
    513,
    'behavior: placed, canceled, killed, restarted on the same journal: accepted, canceled, and the id cannot be used again',
    ['placeOrder', 'cancelOrder', 'resolveOrder'],
    async (world) => {
      const journal = new MemoryJournal();
      // One order whose acceptance was recorded before the end, and one without a recorded outcome.
      const killed = journal.killed(
        ({ clientOrderId, operation }) => clientOrderId === '5131' && operation === 'placeOrder',
      );
      const first = await restart(world, killed);
      const request = await restingBuy(world, first);
      const ids = ['5131', '5132'];
      for (const clientOrderId of ids) await world.drive(first.placeOrder({ ...request, clientOrderId }));
      for (const clientOrderId of ids) await world.drive(first.cancelOrder({ clientOrderId }));
      await world.drive(first.close());

      const second = await restart(world, journal);
      for (const clientOrderId of ids) {
        await checkIdIsUsed(world, second, { ...request, clientOrderId });
        const result = await resolution(world, second, { clientOrderId });
        checkEqual(result.outcome, 'accepted', 'outcome');
        check('order' in result, 'the order is missing');
        checkEqual(
          [result.order.clientOrderId, result.order.status, result.order.origin],
          [clientOrderId, 'canceled', 'local'],
          'order',
        );
      }
      await world.advance(60_000);
      checkEqual(world.executedOrders(), 2, 'orders at the venue');
      checkSettled(journal);
    },
    ['brokerOn'],
  ),

  defineCase(
    514,
    'behavior: every journal entry is settled by its own id',
    WRITES,
    async (world) => {
      const journal = new MemoryJournal();
      const broker = await restart(world, journal);
      const request = await restingBuy(world, broker);
      const prices = [await priceAt(world, '0.85', broker), await priceAt(world, '0.86', broker)] as const;
      const place = () => world.drive(broker.placeOrder(request));

      const plain = await place();
      const changed = await world.drive(broker.modifyOrder({ id: plain.id, price: prices[0] }));
      await world.drive(broker.cancelOrder({ id: changed.id }));
      await world.drive(broker.placeOrder(world.refusedOrder()).catch(() => {}));

      // Answers that are lost, two for one order among them.
      world.dropReplyOnce('placeOrder');
      await placedOrUnknown(world, broker.placeOrder({ ...request, clientOrderId: '5141' }));
      await resolution(world, broker, { clientOrderId: '5141' });
      world.dropRequestOnce('placeOrder');
      await placedOrUnknown(world, broker.placeOrder({ ...request, clientOrderId: '5142' }));
      await resolution(world, broker, { clientOrderId: '5142' });
      const lost = await place();
      world.dropReplyOnce('modifyOrder');
      await placedOrUnknown(world, broker.modifyOrder({ id: lost.id, price: prices[1] }));
      const survivor = await resolved(world, broker, lost.id);
      world.dropRequestOnce('cancelOrder');
      await placedOrUnknown(world, broker.cancelOrder({ id: survivor.id }));
      await world.until(() => broker.status.state === 'live');
      await placedOrUnknown(world, broker.cancelOrder({ id: survivor.id }));
      await world.until(() => broker.status.state === 'live' && broker.health().unresolvedOrders === 0);
      await world.advance(1000);

      checkSettled(journal);
      const outcomes = journal.entries.map(({ entryId, operation }) => {
        const settled = journal.outcomes.find((outcome) => outcome.entryId === entryId);
        return `${operation} ${settled?.outcome}`;
      });
      checkEqual(
        outcomes.slice(0, 7),
        [
          'placeOrder accepted',
          'modifyOrder accepted',
          'cancelOrder accepted',
          'placeOrder rejected',
          'placeOrder accepted',
          'placeOrder notPlaced',
          'placeOrder accepted',
        ],
        'outcomes',
      );
      checkEqual(outcomes[7], 'modifyOrder accepted', 'outcome of the lost change');
      check(outcomes.slice(8).includes('cancelOrder accepted'), 'no cancel was accepted');
    },
    ['brokerOn'],
  ),

  defineCase(
    515,
    'error: after a lost modify the old id resolves to the resulting order, in this process and in the next',
    WRITES,
    async (world) => {
      const journal = new MemoryJournal();
      const first = await restart(
        world,
        journal.killed(({ operation }) => operation === 'placeOrder'),
      );
      const request = await restingBuy(world, first);
      const price = await priceAt(world, '0.85', first);
      const order = await world.drive(first.placeOrder({ ...request, clientOrderId: '5151' }));
      world.dropReplyOnce('modifyOrder');
      const modifying = first.modifyOrder({ id: order.id, price });
      await placedOrUnknown(world, modifying);
      const checkSurvivor = async (broker: Writer): Promise<void> => {
        const survivor = await resolved(world, broker, order.id);
        checkEqual(
          [survivor.status, survivor.price, survivor.clientOrderId],
          ['open', price, '5151'],
          'survivor',
        );
        check(
          survivor.id === order.id || survivor.replaces === order.id,
          'nothing links it to the old order',
        );
      };
      await checkSurvivor(first);
      await abandon(world, first, modifying);
      const second = await restart(world, journal);
      await checkSurvivor(second);
      await world.advance(20_000);
      checkSettled(journal);
    },
    ['brokerOn'],
  ),
];

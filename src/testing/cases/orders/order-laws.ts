import { addDecimals, type Broker, isValidationError, supports } from '../../../index';
import { check, checkEqual, rejection } from '../../check';
import { defineCase } from '../../contract-case';
import type { ContractWorld } from '../../harness';
import { MemoryJournal } from '../../memory-journal';
import { bestPrices, marketOrder, priceAt, restingBuy } from './order-requests';
import { checkIdIsUsed, checkSettled, restart, WRITES } from './restarts';

/** How soon an order shown by the stream is known, however long its look-up takes, in ms. */
const SHOWN_WITHIN_MS = 5000;
/** Valid at every venue that accepts more than numbers. */
const LONG_ID = 'A'.repeat(24);

/** Opens a position, changes it where that is possible, and closes it. */
async function tradePosition(world: ContractWorld, broker: Broker): Promise<void> {
  if (!supports(broker, 'closePosition') || !supports(broker, 'fetchPositions')) return;
  if (!supports(broker, 'placeOrder')) return;
  await world.drive(broker.placeOrder(marketOrder(world)));
  await world.advance(2000);
  const [position] = await world.drive(broker.fetchPositions());
  check(position !== undefined, 'there is no position');
  const { id } = position;
  if (supports(broker, 'modifyPosition')) {
    const stopLoss = await priceAt(world, '0.8', broker);
    await world.drive(broker.modifyPosition({ id, stopLoss }));
  }
  await world.drive(broker.closePosition({ id }));
}

export const orderLawCases = [
  defineCase(
    520,
    'behavior: generated ids use the full length that the venue allows, and an id of the journal is not used again',
    ['placeOrder', 'cancelOrder', 'resolveOrder'],
    async (world) => {
      const journal = new MemoryJournal();
      const first = await restart(world, journal);
      const request = await restingBuy(world, first);
      const ids: string[] = [];
      for (let count = 0; count < 3; count += 1) {
        const { id, clientOrderId = '' } = await world.drive(first.placeOrder(request));
        ids.push(clientOrderId);
        // Ended and settled: at some venues no list contains it any more, and only the journal has its id.
        await world.drive(first.cancelOrder({ id }));
      }
      const { pattern } = first.capabilities.clientOrderId ?? {};
      check(pattern !== undefined, 'the venue names no pattern');
      check(
        ids.every((id) => id.search(pattern) >= 0),
        `ids do not fit: ${ids}`,
      );
      checkEqual(new Set(ids).size, ids.length, 'ids');
      if (LONG_ID.search(pattern) >= 0) {
        check(
          ids.every(({ length }) => length >= 20),
          `short ids where longer ones are allowed: ${ids}`,
        );
      }
      checkEqual((await journal.unsettled()).length, 0, 'entries without an outcome');
      await world.drive(first.close());

      const second = await restart(world, journal);
      for (const clientOrderId of ids) {
        await checkIdIsUsed(world, second, { ...request, clientOrderId });
      }
      const { clientOrderId = '' } = await world.drive(second.placeOrder(request));
      check(!ids.includes(clientOrderId), 'an id was used twice');
      checkEqual(world.executedOrders(), ids.length + 1, 'orders at the venue');
    },
    ['brokerOn'],
  ),

  defineCase(
    524,
    'error: a generated id that the venue refuses as used is replaced by another, and one order is placed',
    ['placeOrder'],
    async (world, broker) => {
      await world.drive(broker.connect());
      const request = await restingBuy(world);
      const before = await world.drive(broker.placeOrder(request));
      check(before.clientOrderId !== undefined, 'the order has no id of the broker');
      await world.drive(world.refuseUsedIdOnce?.(before.clientOrderId) ?? Promise.resolve());
      const executed = world.executedOrders();
      const order = await world.drive(broker.placeOrder(request));
      checkEqual([order.status, order.origin], ['open', 'local'], 'the order');
      check(order.clientOrderId !== before.clientOrderId, 'an id was used twice');
      await world.advance(10_000);
      checkEqual(world.executedOrders(), executed + 1, 'orders at the venue');
      checkEqual(broker.health().unresolvedOrders, 0, 'unresolved orders');
    },
    ['refuseUsedIdOnce'],
  ),

  defineCase(
    521,
    'behavior: what the stream reports of an order during its look-up is not lost',
    ['placeOrder'],
    async (world, broker) => {
      await world.drive(broker.connect());
      const request = await restingBuy(world);
      world.slowLookUps?.();
      const since = world.now();
      const order = await world.drive(broker.placeOrder(request));
      checkEqual(order.status, 'open', 'status');
      check(world.now() - since < SHOWN_WITHIN_MS, `it took ${world.now() - since} ms`);
    },
    ['slowLookUps'],
  ),

  defineCase(
    522,
    'behavior: after an end without outcomes every kind of entry is settled by its own id and operation',
    WRITES,
    async (world) => {
      const journal = new MemoryJournal();
      const first = await restart(
        world,
        journal.killed(() => false),
      );
      const order = await world.drive(first.placeOrder(await restingBuy(world, first)));
      const price = await priceAt(world, '0.85', first);
      const changed = await world.drive(first.modifyOrder({ id: order.id, price }));
      await world.drive(first.cancelOrder({ id: changed.id }));
      await tradePosition(world, first);
      await world.drive(first.close());
      checkEqual(journal.outcomes.length, 0, 'outcomes before the restart');

      const second = await restart(world, journal);
      await world.until(() => journal.outcomes.length >= journal.entries.length);
      await world.advance(20_000);
      checkSettled(journal);
      for (const { operation, outcome } of journal.outcomes) {
        // The outcome of a change to a position that is closed since cannot be known.
        const expected = operation === 'modifyPosition' ? 'unknown' : 'accepted';
        checkEqual(outcome, expected, `outcome of ${operation}`);
      }
      checkEqual(second.health().unresolvedOrders, 0, 'unresolved orders');
    },
    ['brokerOn'],
  ),

  defineCase(
    523,
    'args: a trigger or level on the wrong side of a streamed price is refused before it is sent',
    ['placeOrder', 'subscribe:quotes'],
    async (world, broker) => {
      await world.drive(broker.connect());
      const subscription = await world.drive(broker.subscribe('quotes', { symbols: [world.symbol] }));
      const { bid, ask, tick } = await bestPrices(world);
      let isShown = false;
      subscription.on('data', () => {
        isShown = true;
      });
      world.setPrice(world.symbol, addDecimals(bid, tick), addDecimals(ask, tick));
      await world.until(() => isShown);
      const { symbol, quantity } = world;
      const wrong = { buy: await priceAt(world, '0.9'), sell: await priceAt(world, '1.1') };
      const requests = world.requests();
      for (const side of ['buy', 'sell'] as const) {
        const stop = { symbol, side, type: 'stop', quantity, stopPrice: wrong[side] } as const;
        const refusal = await rejection(
          world,
          broker.placeOrder(stop),
          isValidationError,
          `a ${side} stop on the wrong side`,
        );
        checkEqual([refusal.field, refusal.sent], ['stopPrice', false], 'field and sent');
      }
      const market = { symbol, side: 'buy', type: 'market', quantity } as const;
      const error = await rejection(
        world,
        broker.placeOrder({ ...market, stopLoss: addDecimals(ask, ask) }),
        isValidationError,
        'a stop loss above the market',
      );
      checkEqual([error.field, error.sent], ['stopLoss', false], 'field and sent');
      checkEqual([world.requests(), world.executedOrders()], [requests, 0], 'requests and orders');
    },
    ['checksLevels'],
  ),
];

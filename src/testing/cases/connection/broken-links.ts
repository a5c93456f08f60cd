import {
  addDecimals,
  type BrokerState,
  type Fill,
  isBrokerError,
  isOrderOutcomeUnknownError,
} from '../../../index';
import { check, checkEqual, rejection } from '../../check';
import { type BrokerWith, defineCase } from '../../contract-case';
import type { ContractWorld } from '../../harness';
import { collect, moveAndReceive, quotesOf } from '../market/quote-streams';
import { marketOrder, priceMover, restingBuy } from '../orders/order-requests';
import { neverAgain, placedOrUnknown, resolution } from '../orders/outcomes';

/** How much of a frame still arrives, in bytes: inside its first string, and far inside a record. */
const CUTS = [7, 60];

/**
 * Advances time, with a read started every second, until the connection is replaced, and checks that this took no
 * longer than allowed.
 */
async function noticed(world: ContractWorld, broker: BrokerWith<never>, what: string): Promise<void> {
  const { silenceLimitMs = 0 } = world;
  const states: BrokerState[] = [];
  const note = ({ state }: { readonly state: BrokerState }): void => void states.push(state);
  broker.on('status', note);
  const since = world.now();
  let reads = 0;
  await world.until(() => {
    const isUp = broker.status.state === 'live' || broker.status.state === 'stale';
    if (isUp && world.now() - since >= reads * 1000) {
      reads += 1;
      broker.fetchQuotes([world.symbol], { timeoutMs: 60_000 }).catch(() => {});
    }
    return broker.status.state === 'reconnecting';
  });
  const tookMs = world.now() - since;
  broker.off('status', note);
  check(tookMs <= silenceLimitMs, `${what} was detected after ${tookMs} ms, the limit is ${silenceLimitMs}`);
  checkEqual(states, ['stale', 'reconnecting'], `states while ${what}`);
}

export const brokenLinkCases = [
  defineCase(
    156,
    'error: an answer cut short leaves no order without an outcome and loses no later answer',
    ['placeOrder', 'resolveOrder'],
    async (world, broker) => {
      await world.drive(broker.connect());
      for (const [index, bytes] of CUTS.entries()) {
        const request = { ...(await restingBuy(world)), clientOrderId: `${1560 + index}` };
        world.truncateReplyOnce?.('placeOrder', bytes);
        const since = world.now();
        const placing = placedOrUnknown(world, broker.placeOrder(request));
        const read = broker.fetchQuotes([world.symbol]).catch(() => {});
        const outcome = await placing;
        await world.drive(read);
        check(world.now() - since < 6000, `order and read were settled after ${world.now() - since} ms`);
        await world.until(() => broker.status.state === 'live');
        const ref = { clientOrderId: request.clientOrderId };
        if (isOrderOutcomeUnknownError(outcome)) {
          checkEqual((await resolution(world, broker, ref)).outcome, 'accepted', 'outcome');
        }
        await neverAgain(world, index + 1);
        checkEqual(broker.health().unresolvedOrders, 0, 'unresolved orders');
      }
    },
    ['truncateReplyOnce'],
  ),

  defineCase(
    157,
    'behavior: private events cut short are still emitted, once',
    ['placeOrder', 'subscribe:fills'],
    async (world, broker) => {
      await world.drive(broker.connect());
      const move = await priceMover(world);
      const quotes = collect(await quotesOf(world));
      const fills: Fill[] = [];
      broker.on('fill', (fill) => fills.push(fill));
      for (const [index, bytes] of CUTS.entries()) {
        fills.length = 0;
        world.truncateEvents?.(2, bytes);
        await placedOrUnknown(world, broker.placeOrder(marketOrder(world)));
        const since = world.now();
        await world.until(() => fills.length > 0 && broker.status.state === 'live');
        check(world.now() - since < 40_000, `the fill was emitted after ${world.now() - since} ms`);
        // Nothing that came after it was lost.
        await moveAndReceive(world, move, quotes);
        await neverAgain(world, index + 1);
        checkEqual(new Set(fills.map(({ id }) => id)).size, fills.length, 'fills emitted once');
        const filled = fills.reduce((sum, { quantity }) => addDecimals(sum, quantity), '0');
        checkEqual(filled, world.quantity, 'quantity of the fills');
      }
    },
    ['truncateEvents'],
  ),

  defineCase(
    158,
    'behavior: a connection that transfers nothing is stale and replaced in time, whatever waits on it',
    [],
    async (world, broker) => {
      await world.drive(broker.connect());
      await world.advance(1000);
      world.freeze();
      await noticed(world, broker, 'a half-open link');
      world.thaw();
      await world.until(() => broker.status.state === 'live');
    },
    ['silenceLimitMs'],
  ),

  defineCase(
    159,
    'behavior: one connection of several that transfers nothing is detected as well',
    [],
    async (world, broker) => {
      await world.drive(broker.connect());
      for (const name of world.connections ?? []) {
        await world.advance(1000);
        world.freezeConnection?.(name);
        await noticed(world, broker, `a half-open ${name} connection`);
        world.thaw();
        await world.until(() => broker.status.state === 'live');
        // After a session that ended soon after its login, the next login is delayed.
        await world.advance(11_000);
      }
    },
    ['silenceLimitMs', 'connections', 'freezeConnection'],
  ),

  defineCase(
    180,
    'error: a venue that reads no more leaves no call waiting, doubles no order, and is connected to again',
    ['placeOrder', 'resolveOrder'],
    async (world, broker) => {
      await world.drive(broker.connect());
      const request = { ...(await restingBuy(world)), clientOrderId: '1800' };
      world.stopReading?.();
      const since = world.now();
      const calls = Array.from({ length: 20 }, () => broker.fetchQuotes([world.symbol], { timeoutMs: 3000 }));
      const placing = broker.placeOrder(request, { timeoutMs: 3000 });
      const opening = broker.subscribe('quotes', { symbols: [world.otherSymbol], timeoutMs: 3000 });
      await world.drive(Promise.allSettled([...calls, opening, placing]));
      check(world.now() - since <= 3500, `the last call ended after ${world.now() - since} ms`);
      const failure = await rejection(world, placing, isBrokerError, 'an order that the venue did not read');
      checkEqual(isOrderOutcomeUnknownError(failure), failure.sent, 'whether the outcome is unknown');
      await world.advance(30_000);
      await world.readAgain?.();
      await world.until(() => broker.status.state === 'live');
      if (failure.sent) {
        const { outcome } = await resolution(world, broker, { clientOrderId: request.clientOrderId });
        checkEqual(outcome, world.executedOrders() === 1 ? 'accepted' : 'notPlaced', 'outcome');
      }
      await neverAgain(world, world.executedOrders());
      check(world.executedOrders() <= 1, 'the order was executed twice');
      checkEqual((await world.drive(broker.fetchQuotes([world.symbol]))).length, 1, 'quotes');
    },
    ['stopReading', 'readAgain'],
  ),
];

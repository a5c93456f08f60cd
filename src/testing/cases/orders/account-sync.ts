import type { Fill, Order, Resynced, Trade } from '../../../index';
import { check, checkEqual } from '../../check';
import { defineCase } from '../../contract-case';
import type { ContractWorld } from '../../harness';
import { restingBuy } from './order-requests';

/** Trades of one second: more than a page of any venue has. */
const BURST = 1300;

/** Makes a second have more trades than a page. */
async function burst(world: ContractWorld): Promise<void> {
  await world.tradeBurst?.(world.symbol, BURST);
  await world.advance(2000);
}

export const accountSyncCases = [
  defineCase(
    360,
    'behavior: a range has all trades of a second with more than a page, or states that it is not complete',
    ['fetchTrades'],
    async (world, broker) => {
      await world.drive(broker.connect());
      await world.advance(2000);
      // Times of trades may be whole seconds.
      const from = Math.floor(world.venueNow() / 1000) * 1000;
      await burst(world);
      await world.tradeBurst?.(world.symbol, 1);
      await world.advance(2000);
      const trades = await world.drive(broker.fetchTrades({ symbol: world.symbol, from }));
      const { range } = trades as typeof trades & { readonly range?: { readonly complete: boolean } };
      const ids = new Set(trades.map(({ id, time, price }, index) => id ?? `${time} ${price} ${index}`));
      checkEqual(ids.size, trades.length, 'trades without duplicates');
      check(ids.size > BURST || range?.complete === false, `${ids.size} trades are reported as complete`);
    },
    ['tradeBurst'],
  ),

  defineCase(
    620,
    'behavior: what a stream that seems healthy leaves out is found, and emitted once as reconciled',
    ['placeOrder', 'subscribe:orders', 'subscribe:fills'],
    async (world, broker) => {
      await world.drive(broker.connect());
      const request = await restingBuy(world);
      const { id } = await world.drive(broker.placeOrder(request));
      // The events of the order itself are on their way.
      await world.advance(6000);
      const fills: Fill[] = [];
      const ends: Order[] = [];
      const states: string[] = [];
      broker.on('fill', (fill) => fills.push(fill));
      broker.on('order', (order) => {
        if (order.id === id && order.status === 'filled') ends.push(order);
      });
      broker.on('status', ({ state }) => states.push(state));
      world.losePrivateEvents?.();
      world.setPrice(world.symbol, request.price, request.price);
      await world.until(() => fills.length > 0 && ends.length > 0);
      await world.advance(35_000);
      checkEqual(
        fills.map(({ orderId, source }) => [orderId, source]),
        [[id, 'reconcile']],
        'fills',
      );
      checkEqual(
        ends.map(({ source }) => source),
        ['reconcile'],
        'ends of the order',
      );
      checkEqual(states, [], 'changes of the connection');
    },
    ['losePrivateEvents'],
  ),

  defineCase(
    621,
    'behavior: candles that could not be read after a gap are not reported as proved',
    ['subscribe:candles'],
    async (world, broker) => {
      await world.drive(broker.connect());
      const [interval = '1m'] = broker.capabilities.candleStreamIntervals;
      const subscription = await world.drive(
        broker.subscribe('candles', { symbols: [world.symbol], interval }),
      );
      let count = 0;
      subscription.on('data', () => {
        count += 1;
      });
      subscription.on('error', () => {});
      const { last = '1', bid = last } = (await world.drive(broker.fetchQuotes([world.symbol])))[0] ?? {};
      for (let minute = 0; minute < 3; minute += 1) {
        world.setPrice(world.symbol, bid, bid);
        await world.advance(60_000);
      }
      await world.until(() => count > 0);
      const results: Resynced[] = [];
      broker.on('resynced', (result) => results.push(result));
      world.goDown();
      await world.until(() => broker.status.state === 'reconnecting');
      await world.advance(130_000);
      world.refuseCandles?.();
      await world.comeUp();
      await world.until(() => results.length > 0);
      check(results[0]?.proved.includes('candles') === false, 'candles are reported as proved');
      check(results[0]?.unproved.includes('candles') === true, 'candles are not reported as unproved');
    },
    ['refuseCandles'],
  ),

  defineCase(
    622,
    'behavior: trades lost in a gap are all emitted, or are not reported as proved',
    ['subscribe:trades'],
    async (world, broker) => {
      await world.drive(broker.connect());
      const trades = new Map<string, Trade>();
      const subscription = await world.drive(broker.subscribe('trades', { symbols: [world.symbol] }));
      subscription.on('data', (trade) => trades.set(trade.id ?? String(trades.size), trade));
      await world.tradeBurst?.(world.symbol, 1);
      await world.until(() => trades.size > 0);
      const results: Resynced[] = [];
      broker.on('resynced', (result) => results.push(result));
      world.goDown();
      await world.until(() => broker.status.state === 'reconnecting');
      const before = trades.size;
      await burst(world);
      // The venue has dropped the subscriptions as well.
      world.cutConnection();
      await world.comeUp();
      await world.until(() => results.length > 0);
      const emitted = trades.size - before;
      const isProved = results[0]?.proved.includes('trades') === true;
      check(!isProved || emitted >= BURST, `${emitted} of ${BURST} trades are reported as complete`);
    },
    ['tradeBurst'],
  ),
];

/**
 * Waits for orders: one that is filled at once, and one that rests until its time is over and is canceled.
 *
 *   npx ts-node examples/wait-for-order.ts            on an emulator
 *   LIVE=1 npx ts-node examples/wait-for-order.ts     at Poloniex: VENUEKIT_POLONIEX_API_KEY, VENUEKIT_POLONIEX_API_SECRET
 */
import {
  formatPrice,
  isOrderEndedError,
  isTimeoutError,
  multiplyDecimals,
  roundPrice,
  roundQuantity,
  waitForOrder,
} from 'venuekit';
import { openPoloniex } from './shared/open';

const SYMBOL = 'BTC_USDT';

async function main(): Promise<void> {
  await using venue = await openPoloniex();
  const { broker } = venue;
  await broker.connect();
  const instrument = await broker.fetchInstrument(SYMBOL);
  const [quote] = await broker.fetchQuotes([SYMBOL]);
  const ask = quote?.ask ?? quote?.last ?? '0';
  const order = {
    symbol: SYMBOL,
    side: 'buy',
    type: 'limit',
    quantity: roundQuantity(instrument, '0.0005', 'up'),
  } as const;

  // Above the best offer: it is filled at once, perhaps before the next line runs. The wait finds it all the same.
  const high = roundPrice(instrument, multiplyDecimals(ask, '1.01'), 'down');
  const taken = await broker.placeOrder({ ...order, price: high });
  const filled = await waitForOrder(broker, taken, { until: 'filled', timeoutMs: 10_000 });
  console.log(`${filled.id} filled, bought at ${filled.averagePrice ?? 'an unknown price'}`);

  // Far below: it rests. A change of its price gives it a new id here, and the wait follows it.
  const low = (factor: string): string => roundPrice(instrument, multiplyDecimals(ask, factor), 'down');
  const resting = await broker.placeOrder({ ...order, price: low('0.8') });
  const waiting = waitForOrder(broker, resting, { until: 'filled', timeoutMs: 2000 });
  waiting.catch(() => {}); // it is awaited below
  const changed = await broker.modifyOrder({ id: resting.id, price: low('0.81') });
  console.log(`${resting.id} became ${changed.id} at ${formatPrice(instrument, changed.price ?? '0')}`);
  try {
    await waiting;
  } catch (error) {
    if (isOrderEndedError(error)) console.log(`ended as ${error.order.status}`);
    else if (isTimeoutError(error)) {
      const ended = await broker.cancelOrder({ id: changed.id });
      console.log(`not filled in time, now ${ended.status} with ${ended.filledQuantity} filled`);
    } else throw error;
  }
}

void main();

/**
 * A stop that waits at the venue and stays the same order, under the same id, when the price triggers it.
 *
 *   npx ts-node examples/poloniex-stop-order.ts     on emulators only: it moves the price
 */
import { multiplyDecimals, roundPrice, waitForOrder } from 'venuekit';
import { emulatedPoloniex } from './shared/open';

const SYMBOL = 'BTC_USDT';

async function main(): Promise<void> {
  await using venue = await emulatedPoloniex();
  const { broker, emulator } = venue;
  await broker.connect();
  const instrument = await broker.fetchInstrument(SYMBOL);
  const [quote] = await broker.fetchQuotes([SYMBOL]);
  const times = (factor: string): string =>
    roundPrice(instrument, multiplyDecimals(quote?.last ?? '40000', factor), 'down');

  const stop = await broker.placeOrder({
    symbol: SYMBOL,
    side: 'sell',
    type: 'stopLimit',
    quantity: '0.01',
    stopPrice: times('0.9'),
    price: times('0.8'),
  });
  console.log(`order ${stop.id}: ${stop.status} (${stop.venueStatus}), waits for ${stop.stopPrice ?? '-'}`);

  broker.on('order', ({ id, status, venueStatus }) => console.log(`order ${id}: ${status} (${venueStatus})`));
  emulator.market.setPrice(SYMBOL, times('0.89'), times('0.8901'));
  const { filledQuantity, averagePrice } = await waitForOrder(broker, stop, { until: 'filled' });
  console.log(`sold ${filledQuantity} at ${averagePrice ?? '-'}`);
}

void main();

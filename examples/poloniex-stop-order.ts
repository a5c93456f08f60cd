/**
 * A stop that waits at the venue and stays the same order, under the same id, when the price triggers it.
 *
 *   npx ts-node examples/poloniex-stop-order.ts     on emulators only: it moves the price
 */
import { multiplyDecimals, type Order, roundToStep } from 'venuekit';
import { emulatedPoloniex } from './shared/open';

const SYMBOL = 'BTC_USDT';

async function main(): Promise<void> {
  await using venue = await emulatedPoloniex();
  const { broker, emulator } = venue;
  await broker.connect();
  const { tickSize = '0.01' } = await broker.fetchInstrument(SYMBOL);
  const [quote] = await broker.fetchQuotes([SYMBOL]);
  const times = (factor: string): string =>
    roundToStep(multiplyDecimals(quote?.last ?? '40000', factor), tickSize, 'down');

  const stop = await broker.placeOrder({
    symbol: SYMBOL,
    side: 'sell',
    type: 'stopLimit',
    quantity: '0.01',
    stopPrice: times('0.9'),
    price: times('0.8'),
  });
  console.log(`order ${stop.id}: ${stop.status} (${stop.venueStatus}), waits for ${stop.stopPrice ?? '-'}`);

  const filled = new Promise<Order>((resolve) => {
    broker.on('order', (order) => {
      console.log(`order ${order.id}: ${order.status} (${order.venueStatus})`);
      if (order.id === stop.id && order.status === 'filled') resolve(order);
    });
  });
  emulator.market.setPrice(SYMBOL, times('0.89'), times('0.8901'));
  const { filledQuantity, averagePrice } = await filled;
  console.log(`sold ${filledQuantity} at ${averagePrice ?? '-'}`);
}

void main();

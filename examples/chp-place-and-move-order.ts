/**
 * Places a limit order, moves its price and cancels it.
 *
 *   npx ts-node examples/chp-place-and-move-order.ts            on an emulator
 *   LIVE=1 npx ts-node examples/chp-place-and-move-order.ts     at CHP: VENUEKIT_CHP_HOST, _LOGIN, _PASSWORD, _TOKEN
 */
import { multiplyDecimals, roundPrice } from 'venuekit';
import { openChp } from './shared/open';

const SYMBOL = 'GAZP';

async function main(): Promise<void> {
  await using venue = await openChp();
  const { broker } = venue;
  broker.on('order', ({ id, status, price }) => console.log(`order ${id}: ${status} at ${price}`));
  await broker.connect();
  const instrument = await broker.fetchInstrument(SYMBOL);
  const [quote] = await broker.fetchQuotes([SYMBOL]);
  if (quote?.bid === undefined) throw new Error(`${SYMBOL} has no bid now`);
  const { bid } = quote;
  const below = (factor: string): string => roundPrice(instrument, multiplyDecimals(bid, factor), 'down');

  // Quantities are securities: one lot of them.
  const order = await broker.placeOrder({
    symbol: SYMBOL,
    side: 'buy',
    type: 'limit',
    quantity: instrument.lotStep ?? '1',
    price: below('0.95'),
    timeInForce: 'day',
  });
  const moved = await broker.modifyOrder({ id: order.id, price: below('0.96') });
  const ended = await broker.cancelOrder({ id: moved.id });
  console.log(`${ended.status}, ${ended.filledQuantity} filled`);
}

void main();

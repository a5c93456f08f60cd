/**
 * A grid: buys below the price and sells above it; each fill places the opposite order one step away.
 *
 *   npx ts-node examples/grid.ts            on an emulator
 *   LIVE=1 npx ts-node examples/grid.ts     at Poloniex: VENUEKIT_POLONIEX_API_KEY, VENUEKIT_POLONIEX_API_SECRET
 */
import { addDecimals, multiplyDecimals, type Order, roundPrice, subtractDecimals } from 'venuekit';
import { openPoloniex } from './shared/open';
import { swing } from './shared/swing';

const SYMBOL = 'BTC_USDT';
const QUANTITY = '0.001';
const LEVELS = 3;
/** Distance of two levels, as a share of the price. */
const STEP = '0.0006';
const RUN_MS = 7000;

async function main(): Promise<void> {
  await using venue = await openPoloniex();
  const { broker, emulator } = venue;
  await broker.connect();
  const instrument = await broker.fetchInstrument(SYMBOL);
  const [quote] = await broker.fetchQuotes([SYMBOL]);
  if (quote?.bid === undefined) throw new Error(`${SYMBOL} has no bid now`);
  const step = roundPrice(instrument, multiplyDecimals(quote.bid, STEP), 'up');
  let fills = 0;

  const place = async (side: 'buy' | 'sell', price: string): Promise<void> => {
    const request = {
      symbol: SYMBOL,
      side,
      type: 'limit',
      quantity: QUANTITY,
      price,
      postOnly: true,
    } as const;
    // A level that the price has passed already is refused; the grid goes on without it.
    await broker
      .placeOrder(request)
      .catch((error: Error) => console.log(`no ${side} at ${price}: ${error.message}`));
  };

  broker.on('order', ({ origin, status, symbol, side, price, filledQuantity }: Order) => {
    if (origin !== 'local' || symbol !== SYMBOL || status !== 'filled' || price === undefined) return;
    fills += 1;
    console.log(`${side} ${filledQuantity} at ${price} is filled`);
    void (side === 'buy'
      ? place('sell', addDecimals(price, step))
      : place('buy', subtractDecimals(price, step)));
  });

  let [buy, sell] = [quote.bid, quote.bid];
  for (let level = 0; level < LEVELS; level += 1) {
    buy = subtractDecimals(buy, step);
    sell = addDecimals(sell, step);
    await Promise.all([place('buy', buy), place('sell', sell)]);
  }
  console.log(`${LEVELS} levels on each side of ${quote.bid}, ${step} apart`);

  swing(emulator, instrument, quote.bid);
  await new Promise((resolve) => setTimeout(resolve, RUN_MS));
  const { canceled } = await broker.cancelAllOrders({ symbol: SYMBOL, scope: 'own' });
  console.log(`${fills} fills; ${canceled.length} orders were still open and are cancelled`);
}

void main();

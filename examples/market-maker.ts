/**
 * A market maker: one buy and one sell around the price, moved along with it, within a limit of what it holds.
 *
 *   npx ts-node examples/market-maker.ts            on an emulator
 *   LIVE=1 npx ts-node examples/market-maker.ts     at Poloniex: VENUEKIT_POLONIEX_API_KEY, VENUEKIT_POLONIEX_API_SECRET
 */
import {
  addDecimals,
  type Decimal,
  isOrderRejectedError,
  multiplyDecimals,
  type Order,
  roundPrice,
  subtractDecimals,
} from 'venuekit';
import { openPoloniex } from './shared/open';
import { swing } from './shared/swing';

const SYMBOL = 'BTC_USDT';
const QUANTITY = '0.001';
const MAX_HELD = '0.003'; // a multiple of the quantity
/** Half of the spread, as a share of the price. */
const HALF_SPREAD = '0.0005';
const RUN_MS = 7000;

async function main(): Promise<void> {
  await using venue = await openPoloniex();
  const { broker, emulator } = venue;
  await broker.connect();
  const instrument = await broker.fetchInstrument(SYMBOL);
  const open = new Map<Order['side'], Order>();
  const filled = new Map<string, Decimal>();
  let held: Decimal = '0'; // bought minus sold by this bot

  broker.on('order', (order) => {
    const { origin, symbol, id, side, status, filledQuantity } = order;
    if (origin !== 'local' || symbol !== SYMBOL) return;
    if (status === 'open' || status === 'partiallyFilled') open.set(side, order);
    else if (open.get(side)?.id === id) open.delete(side);
    const more = subtractDecimals(filledQuantity, filled.get(id) ?? '0');
    filled.set(id, filledQuantity);
    if (more === '0') return;
    held = side === 'buy' ? addDecimals(held, more) : subtractDecimals(held, more);
    console.log(`${side} ${more} at ${order.averagePrice}, holds ${held}`);
  });

  /** Takes the old order of a side back and places one at the price, unless the limit is reached. */
  const quoteAt = async (side: Order['side'], price: string): Promise<void> => {
    const old = open.get(side);
    if (old?.price === price) return;
    if (old !== undefined) await broker.cancelOrder({ id: old.id });
    if (held === (side === 'buy' ? MAX_HELD : `-${MAX_HELD}`)) return;
    try {
      const order = { symbol: SYMBOL, side, quantity: QUANTITY, price } as const;
      await broker.placeOrder({ ...order, type: 'limit', postOnly: true });
    } catch (error) {
      if (!isOrderRejectedError(error)) throw error;
      console.log(`no ${side} at ${price}: ${error.venueText}`); // often the price is there already
    }
  };

  const [first] = await broker.fetchQuotes([SYMBOL]);
  if (first?.bid === undefined) throw new Error(`${SYMBOL} has no bid now`);
  swing(emulator, instrument, first.bid, 0.0008);
  const quotes = await broker.subscribe('quotes', { symbols: [SYMBOL], signal: AbortSignal.timeout(RUN_MS) });
  for await (const { bid, ask } of quotes) {
    if (bid === undefined || ask === undefined || quotes.state !== 'live') continue;
    const away = multiplyDecimals(bid, HALF_SPREAD);
    await Promise.all([
      quoteAt('buy', roundPrice(instrument, subtractDecimals(bid, away), 'down')),
      quoteAt('sell', roundPrice(instrument, addDecimals(ask, away), 'up')),
    ]);
  }
  await broker.cancelAllOrders({ symbol: SYMBOL, scope: 'own' });
  console.log(`ended with ${held} of ${instrument.base ?? SYMBOL}`);
}

void main();

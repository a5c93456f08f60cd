/**
 * Crypto spot: a limit order that is changed and cancelled, and a buy that spends an amount.
 *
 *   npx ts-node examples/poloniex-place-and-follow-order.ts            on an emulator
 *   LIVE=1 npx ts-node examples/poloniex-place-and-follow-order.ts     at Poloniex: VENUEKIT_POLONIEX_API_KEY, VENUEKIT_POLONIEX_API_SECRET
 */
import { multiplyDecimals, roundPrice } from 'venuekit';
import { PoloniexReplaceError } from 'venuekit/poloniex';
import { openPoloniex } from './shared/open';

const SYMBOL = 'BTC_USDT';

async function main(): Promise<void> {
  await using venue = await openPoloniex();
  const { broker } = venue;
  broker.on('order', ({ id, type, status, filledQuantity }) =>
    console.log(`order   ${id} ${type} ${status}, ${filledQuantity} filled`),
  );
  broker.on('fill', ({ side, quantity, price, fee = '-', feeCurrency = '' }) =>
    console.log(`fill    ${side} ${quantity} at ${price}, fee ${fee} ${feeCurrency}`),
  );
  await broker.connect();
  const instrument = await broker.fetchInstrument(SYMBOL);
  const [quote] = await broker.fetchQuotes([SYMBOL]);
  if (quote?.bid === undefined) throw new Error(`${SYMBOL} has no bid now`);
  const { bid } = quote;
  const below = (factor: string): string => roundPrice(instrument, multiplyDecimals(bid, factor), 'down');

  // The order rests below the market. With `postOnly` it is refused rather than executed at once.
  const limit = await broker.placeOrder({
    symbol: SYMBOL,
    side: 'buy',
    type: 'limit',
    quantity: '0.001',
    price: below('0.95'),
    postOnly: true,
  });
  // The venue changes an order by cancelling it and placing another: a new id, and `replaces` names the old one.
  try {
    const changed = await broker.modifyOrder({ id: limit.id, price: below('0.96') });
    console.log(`changed ${changed.replaces ?? '-'} into ${changed.id} at ${changed.price ?? '-'}`);
    const ended = await broker.cancelOrder({ id: changed.id });
    console.log(`cancel  ${ended.id}: ${ended.status}`);
  } catch (error) {
    if (!(error instanceof PoloniexReplaceError)) throw error;
    // Half way: the old order is gone, the new one was refused. No order is open at the venue any more.
    console.log(`${error.canceled.filledQuantity} was filled, then: ${error.replacement.message}`);
  }

  // A buy at the market names the amount to spend; a quantity would need a guess of the price.
  const bought = await broker.placeOrder({
    symbol: SYMBOL,
    side: 'buy',
    type: 'market',
    quoteQuantity: '50',
  });
  console.log(`bought  ${bought.filledQuantity} for ${bought.filledQuoteQuantity ?? '-'} USDT`);
}

void main();

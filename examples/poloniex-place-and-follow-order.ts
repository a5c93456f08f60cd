/**
 * Crypto spot: a limit order that is changed and cancelled, a buy that spends an amount, and a stop that waits for its price.
 * Runs against a local emulator; for the venue itself use `brokerFromEnv('poloniex')` of `venuekit`.
 *
 *   npx ts-node examples/poloniex-place-and-follow-order.ts
 */
import {
  isOrderRejectedError,
  isValidationError,
  multiplyDecimals,
  newClientOrderId,
  type Order,
  roundToStep,
} from 'venuekit';
import { startEmulator } from 'venuekit/emulators';
import { PoloniexBroker, PoloniexReplaceError } from 'venuekit/poloniex';

const SYMBOL = 'BTC_USDT';

/** Resolves with the order when it has the status. */
function reached(broker: PoloniexBroker, id: string, status: Order['status']): Promise<Order> {
  return new Promise((resolve) => {
    const listener = (order: Order): void => {
      if (order.id !== id || order.status !== status) return;
      broker.off('order', listener);
      resolve(order);
    };
    broker.on('order', listener);
  });
}

async function main(): Promise<void> {
  const emulator = await startEmulator('poloniex');
  const { http, ws } = emulator.endpoints;
  const broker = new PoloniexBroker({
    baseUrl: http.url,
    publicUrl: ws.public,
    privateUrl: ws.private,
    ...emulator.credentials,
  });
  broker.on('order', ({ id, type, status, filledQuantity }) =>
    console.log(`order   ${id} ${type} ${status}, ${filledQuantity} filled`),
  );
  broker.on('fill', ({ side, quantity, price, fee, feeCurrency }) =>
    console.log(`fill    ${side} ${quantity} at ${price}, fee ${fee ?? '-'} ${feeCurrency ?? ''}`),
  );
  broker.on('balance', ({ currency, available, held }) =>
    console.log(`balance ${currency}: ${available ?? '-'} available, ${held ?? '-'} held`),
  );

  try {
    await broker.connect();
    const { tickSize = '0.01' } = await broker.fetchInstrument(SYMBOL);
    const [quote] = await broker.fetchQuotes([SYMBOL]);
    const times = (factor: string): string =>
      roundToStep(multiplyDecimals(quote?.last ?? '40000', factor), tickSize, 'down');

    // The order rests below the market. `postOnly` makes it LIMIT_MAKER: refused rather than executed at once.
    const limit = await broker.placeOrder({
      symbol: SYMBOL,
      side: 'buy',
      type: 'limit',
      quantity: '0.01',
      price: times('0.95'),
      postOnly: true,
    });
    // The venue changes an order by cancelling it and placing another: a new id, and `replaces` names the old one.
    try {
      const changed = await broker.modifyOrder({ id: limit.id, price: times('0.96') });
      console.log(`changed ${changed.replaces ?? '-'} into ${changed.id} at ${changed.price ?? '-'}`);
      const ended = await broker.cancelOrder({ id: changed.id });
      console.log(`cancel  ${ended.id}: ${ended.status}`);
    } catch (error) {
      if (!(error instanceof PoloniexReplaceError)) throw error;
      // Half way: the old order is gone, the new one was refused. No order is open at the venue any more.
      console.log(`${error.canceled.filledQuantity} was filled, then: ${error.replacement.message}`);
    }

    // A buy at the market names the amount to spend. A quantity would need a guess of the price, and does not compile.
    const order = { symbol: SYMBOL, side: 'buy', type: 'market' } as const;
    await broker.placeOrder({ ...order, quoteQuantity: '0.001' }).catch((error: unknown) => {
      if (isValidationError(error)) console.log(`nothing was sent: ${error.message}`);
    });
    const bought = await broker.placeOrder({ ...order, quoteQuantity: '500' });
    console.log(`bought  ${bought.filledQuantity} for ${bought.filledQuoteQuantity ?? '-'} USDT`);

    // A stop waits at the venue as a smart order. When it triggers it stays the same Order, under the same id.
    const stop = await broker.placeOrder({
      symbol: SYMBOL,
      side: 'sell',
      type: 'stopLimit',
      quantity: '0.01',
      stopPrice: times('0.9'),
      price: times('0.8'),
      clientOrderId: newClientOrderId(),
    });
    console.log(
      `stop    ${stop.id}: ${stop.status} (${stop.venueStatus}), waits for ${stop.stopPrice ?? '-'}`,
    );
    const filled = reached(broker, stop.id, 'filled');
    emulator.market.setPrice(SYMBOL, times('0.89'), times('0.8901'));
    console.log(
      `stop    ${(await filled).id} was triggered and filled at ${(await filled).averagePrice ?? '-'}`,
    );
  } catch (error) {
    if (!isOrderRejectedError(error)) throw error;
    console.log(`refused by the venue: ${error.code} ${error.message}`);
  } finally {
    await broker.close();
    await emulator.close();
  }
}

main().catch((error: unknown) => {
  console.error(error);
  process.exitCode = 1;
});

/**
 * Places a limit order, moves its price and cancels it.
 * Runs against a local emulator; for a real server use `brokerFromEnv('chp')` of `venuekit`.
 */
import { multiplyDecimals, roundToStep } from 'venuekit';
import { ChpBroker } from 'venuekit/chp';
import { startEmulator } from 'venuekit/emulators';

async function main(): Promise<void> {
  const emulator = await startEmulator('chp');
  const { host, port } = emulator.endpoints.http;
  const broker = new ChpBroker({ host, port, ...emulator.credentials });
  broker.on('order', ({ id, status, price }) => console.log(`order ${id}: ${status} at ${price}`));
  try {
    await broker.connect();
    const { tickSize = '0.01', lotStep = '1' } = await broker.fetchInstrument('GAZP');
    const [quote] = await broker.fetchQuotes(['GAZP']);
    const below = (factor: string): string =>
      roundToStep(multiplyDecimals(quote?.bid ?? '160', factor), tickSize, 'down');

    // Quantities are securities: one lot of them.
    const order = await broker.placeOrder({
      symbol: 'GAZP',
      side: 'buy',
      type: 'limit',
      quantity: lotStep,
      price: below('0.95'),
      timeInForce: 'day',
    });
    const moved = await broker.modifyOrder({ id: order.id, price: below('0.96') });
    const ended = await broker.cancelOrder({ id: moved.id });
    console.log(`${ended.status}, ${ended.filledQuantity} filled`);
  } finally {
    await broker.close();
    await emulator.close();
  }
}

main().catch((error: unknown) => {
  console.error(error);
  process.exitCode = 1;
});

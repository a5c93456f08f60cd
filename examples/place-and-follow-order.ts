/**
 * Places an order and follows it to its position, then closes that; shows what each failure means.
 *
 *   npx ts-node examples/place-and-follow-order.ts
 */
import {
  isOrderOutcomeUnknownError,
  isOrderRejectedError,
  isValidationError,
  newClientOrderId,
} from 'venuekit';
import { startEmulator } from 'venuekit/emulators';
import { XapiBroker } from 'venuekit/xapi';

async function main(): Promise<void> {
  const emulator = await startEmulator('xapi');
  const broker = new XapiBroker({
    transport: 'websocket',
    mainUrl: emulator.endpoints.ws.main,
    streamUrl: emulator.endpoints.ws.stream,
    ...emulator.credentials,
  });
  // Private events run from connect on, for orders of other programs too.
  broker.on('order', (order) => console.log('order   ', order.id, order.status, order.filledQuantity));
  broker.on('fill', (fill) =>
    console.log('fill    ', fill.side, fill.quantity, fill.symbol, 'at', fill.price),
  );
  broker.on('position', (position) => console.log('position', position.id, position.side, position.quantity));
  await broker.connect();

  // Keep the id before you send: after a crash `resolveOrder` needs it.
  const clientOrderId = newClientOrderId();
  try {
    const order = await broker.placeOrder({
      symbol: 'EURUSD',
      side: 'buy',
      type: 'market',
      quantity: '0.1',
      clientOrderId,
    });
    console.log(`accepted: ${order.id}, ${order.status}, position ${order.positionId ?? 'not known yet'}`);
  } catch (error) {
    if (isValidationError(error)) console.log(`nothing was sent: ${error.message}`);
    else if (isOrderRejectedError(error)) console.log(`refused by the venue: ${error.code} ${error.message}`);
    else if (isOrderOutcomeUnknownError(error)) {
      // Sent, and the answer was lost. Never send it again: resolve it.
      const resolution = await broker.resolveOrder({ clientOrderId });
      console.log(`it was ${resolution.outcome}`);
    } else throw error;
  }

  for (const position of await broker.fetchPositions()) {
    const close = await broker.closePosition({ id: position.id });
    console.log(`closed position ${position.id} with order ${close.id}: ${close.status}`);
  }

  // An error in a request costs nothing: it is found before any byte leaves.
  await broker
    .placeOrder({ symbol: 'EURUSD', side: 'buy', type: 'limit', quantity: '0.123', price: '1.05' })
    .catch((error: unknown) => {
      if (isValidationError(error)) console.log(`${error.field}: ${error.message}`);
    });

  await broker.close();
  await emulator.close();
}

main().catch((error: unknown) => {
  console.error(error);
  process.exitCode = 1;
});

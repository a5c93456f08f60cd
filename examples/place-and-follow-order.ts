/**
 * Places an order and follows it to its position, then closes that; shows what each failure means.
 *
 *   npx ts-node examples/place-and-follow-order.ts            on an emulator
 *   LIVE=1 npx ts-node examples/place-and-follow-order.ts     at XAPI: VENUEKIT_XAPI_USER_ID, VENUEKIT_XAPI_PASSWORD
 */
import {
  isOrderOutcomeUnknownError,
  isOrderRejectedError,
  isValidationError,
  newClientOrderId,
} from 'venuekit';
import { openXapi } from './shared/open';

const ORDER = { symbol: 'EURUSD', side: 'buy', type: 'market', quantity: '0.1' } as const;

async function main(): Promise<void> {
  await using venue = await openXapi();
  const { broker } = venue;
  // Private events run from connect on, for orders of other programs too.
  broker.on('order', ({ id, status, filledQuantity }) => console.log('order   ', id, status, filledQuantity));
  broker.on('fill', ({ side, quantity, symbol, price }) =>
    console.log('fill    ', side, quantity, symbol, 'at', price),
  );
  broker.on('position', ({ id, side, quantity }) => console.log('position', id, side, quantity));
  await broker.connect();

  // Keep the id before you send: after a crash `resolveOrder` needs it.
  const clientOrderId = newClientOrderId();
  try {
    const order = await broker.placeOrder({ ...ORDER, clientOrderId });
    console.log(`accepted: ${order.id}, ${order.status}, position ${order.positionId ?? 'not known yet'}`);
  } catch (error) {
    if (isValidationError(error)) console.log(`nothing was sent: ${error.message}`);
    else if (isOrderRejectedError(error)) console.log(`refused by the venue: ${error.code} ${error.message}`);
    else if (isOrderOutcomeUnknownError(error)) {
      // Sent, and the answer was lost. Never send it again: resolve it.
      const { outcome } = await broker.resolveOrder({ clientOrderId });
      console.log(`it was ${outcome}`);
    } else throw error;
  }

  // The account may hold more: close what this order opened.
  for (const position of await broker.fetchPositions({ symbol: ORDER.symbol })) {
    if (position.clientOrderId !== clientOrderId) continue;
    const { id } = position;
    const close = await broker.closePosition({ id });
    console.log(`closed position ${id} with order ${close.id}: ${close.status}`);
  }

  // A mistake in a request costs nothing: it is found before any byte leaves.
  await broker.placeOrder({ ...ORDER, quantity: '0.123' }).catch((error: unknown) => {
    if (isValidationError(error)) console.log(`${error.field}: ${error.message}`);
  });
}

void main();

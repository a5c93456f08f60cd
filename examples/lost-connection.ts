/**
 * A lost connection: the broker connects again by itself, and the same subscription and orders go on.
 *
 *   npx ts-node examples/lost-connection.ts     on emulators only: it cuts the connection
 */
import { emulatedXapi } from './shared/open';

async function main(): Promise<void> {
  await using venue = await emulatedXapi();
  const { broker, emulator } = venue;
  const time = (): string => new Date().toISOString().slice(14, 23);
  broker.on('status', ({ state, reason = '' }) => console.log(time(), 'status  ', state, reason));
  broker.on('gap', ({ reason }) => console.log(time(), 'gap     ', reason));
  // `source: 'reconcile'` marks what was read again because it may have been missed.
  broker.on('order', ({ id, status, source }) => console.log(time(), 'order   ', id, status, source));
  await broker.connect();
  const order = await broker.placeOrder({
    symbol: 'EURUSD',
    side: 'buy',
    type: 'limit',
    quantity: '0.1',
    price: '0.9',
  });

  const quotes = await broker.subscribe('quotes', { symbols: ['EURUSD'] });
  quotes.on('state', (state) => console.log(time(), 'quotes  ', state));
  const resynced = new Promise<void>((resolve) => {
    broker.on('resynced', ({ proved, unproved }) => {
      console.log(
        time(),
        'resynced',
        proved.join(', '),
        unproved.length > 0 ? `not ${unproved.join(', ')}` : '',
      );
      resolve();
    });
  });

  emulator.faults.refuse(); // and the first attempts to come back fail
  emulator.faults.reset();
  setTimeout(() => emulator.faults.accept(), 1000);
  await resynced;
  const { id, status } = await broker.fetchOrder({ id: order.id });
  console.log(time(), `order ${id} is still ${status}`);
}

void main();

/**
 * Connects, streams quotes for a few seconds with a listener and with an iterator, and ends.
 *
 *   npx ts-node examples/connect-and-stream.ts
 */
import { startEmulator } from 'venuekit/emulators';
import { XapiBroker } from 'venuekit/xapi';

async function main(): Promise<void> {
  // A local server to try it on. With an account, leave it out and use
  // new XapiBroker({ environment: 'demo', userId, password }).
  const emulator = await startEmulator('xapi');
  const broker = new XapiBroker({
    transport: 'websocket',
    mainUrl: emulator.endpoints.ws.main,
    streamUrl: emulator.endpoints.ws.stream,
    ...emulator.credentials,
  });
  broker.on('status', (status) => console.log('status:', status.state, status.reason ?? ''));
  await broker.connect();

  const quotes = await broker.subscribe('quotes', { symbols: ['EURUSD', 'GOLD'] });

  // An emitter: called at once for every quote.
  let count = 0;
  quotes.on('data', () => {
    count += 1;
  });

  // An async iterator: at your own pace; when you are slow you get the latest of each symbol.
  let shown = 0;
  for await (const quote of quotes) {
    console.log(quote.symbol, quote.bid, quote.ask, new Date(quote.time ?? quote.receivedTime).toISOString());
    shown += 1;
    if (shown === 10) break;
  }
  console.log(`${count} quotes received`);

  await broker.close();
  await emulator.close();
}

main().catch((error: unknown) => {
  console.error(error);
  process.exitCode = 1;
});

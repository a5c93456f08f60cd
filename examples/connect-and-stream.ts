/**
 * Streams quotes with a listener and with an iterator, and ends.
 *
 *   npx ts-node examples/connect-and-stream.ts            on an emulator
 *   LIVE=1 npx ts-node examples/connect-and-stream.ts     at XAPI: VENUEKIT_XAPI_USER_ID, VENUEKIT_XAPI_PASSWORD
 */
import { openXapi } from './shared/open';

async function main(): Promise<void> {
  await using venue = await openXapi();
  const { broker } = venue;
  broker.on('status', ({ state, reason = '' }) => console.log('status:', state, reason));
  await broker.connect();
  const quotes = await broker.subscribe('quotes', { symbols: ['EURUSD', 'GOLD'] });

  // An emitter: called at once for every quote.
  let count = 0;
  quotes.on('data', () => {
    count += 1;
  });

  // An async iterator: at your own pace; when you are slow you get the latest of each symbol.
  let shown = 0;
  for await (const { symbol, bid, ask, time, receivedTime } of quotes) {
    console.log(symbol, bid, ask, new Date(time ?? receivedTime).toISOString());
    shown += 1;
    if (shown === 5) break;
  }
  console.log(`${count} quotes received`);
}

void main();

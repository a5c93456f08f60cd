/**
 * Quotes of a venue that has no streams: the broker polls, one loop for all symbols.
 * Runs against a local emulator; for a real server use `brokerFromEnv('chp')` of `venuekit`.
 */
import { ChpBroker } from 'venuekit/chp';
import { startEmulator } from 'venuekit/emulators';

async function main(): Promise<void> {
  const emulator = await startEmulator('chp');
  const { host, port } = emulator.endpoints.http;
  const broker = new ChpBroker({ host, port, ...emulator.credentials, pollIntervalMs: 200 });
  broker.on('gap', ({ channel, reason }) => console.log(`gap in ${channel ?? 'all'}: ${reason}`));
  try {
    await broker.connect();
    const quotes = await broker.subscribe('quotes', { symbols: ['GAZP', 'SBER'] });
    let count = 0;
    for await (const { symbol, bid, ask, time } of quotes) {
      console.log(symbol, bid, ask, time === undefined ? '' : new Date(time).toISOString());
      count += 1;
      if (count === 10) break;
    }
  } finally {
    await broker.close();
    await emulator.close();
  }
}

main().catch((error: unknown) => {
  console.error(error);
  process.exitCode = 1;
});

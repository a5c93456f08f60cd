import { startEmulator } from '../../src/emulators';
import { XapiBroker } from '../../src/venues/xapi';

// Streams quotes in a process that is started such that it makes no code of texts.

async function main(): Promise<void> {
  const emulator = await startEmulator('xapi');
  const { main: mainUrl, stream: streamUrl } = emulator.endpoints.ws;
  const broker = new XapiBroker({ mainUrl, streamUrl, ...emulator.credentials });
  await broker.connect();
  const quotes = await broker.subscribe('quotes', { symbols: ['EURUSD', 'GOLD'], minArrivalTime: 1 });
  let count = 0;
  for await (const { bid } of quotes) {
    if (bid !== undefined && ++count === 5) break;
  }
  await broker.close();
  await emulator.close();
  process.stdout.write('closed\n');
}

main().catch((error: unknown) => {
  process.stderr.write(`${error}\n`);
  process.exitCode = 1;
});

import { startEmulator } from 'venuekit/emulators';
import { XapiBroker } from 'venuekit/xapi';

const emulator = await startEmulator('xapi');
const { main: mainUrl, stream: streamUrl } = emulator.endpoints.ws;
const broker = new XapiBroker({ transport: 'websocket', mainUrl, streamUrl, ...emulator.credentials });
await broker.connect();
for await (const quote of await broker.subscribe('quotes', { symbols: ['EURUSD'] })) {
  console.log(`first quote ${quote.symbol} ${quote.bid}`);
  break;
}
await broker.close();
await emulator.close();

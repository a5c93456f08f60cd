// Compiled and run by `npm run try` as a module of each kind, in a folder without the types of Node.
import { type Broker, isBrokerError } from 'venuekit';
import type * as adapter from 'venuekit/adapter';
import type { ChpBroker } from 'venuekit/chp';
import { type Faults, startEmulator } from 'venuekit/emulators';
import type { FinnotechBroker } from 'venuekit/finnotech';
import type { PoloniexBroker } from 'venuekit/poloniex';
import type { ContractHarness } from 'venuekit/testing';
import { XapiBroker } from 'venuekit/xapi';

export type Venues = ChpBroker | FinnotechBroker | PoloniexBroker;
export type Others = adapter.Deadline | ContractHarness;

async function main(): Promise<void> {
  const emulator = await startEmulator('xapi');
  const faults: Faults = emulator.faults;
  const broker = new XapiBroker({
    transport: 'websocket',
    mainUrl: emulator.endpoints.ws.main,
    streamUrl: emulator.endpoints.ws.stream,
    ...emulator.credentials,
  });
  const common: Broker = broker;
  await common.connect();
  for await (const quote of await broker.subscribe('quotes', { symbols: ['EURUSD'] })) {
    console.log(`first quote ${quote.symbol} ${quote.bid}`);
    break;
  }
  await faults.clear();
  await broker.close();
  await emulator.close();
}

void main().catch((error: unknown) => {
  console.error(isBrokerError(error) ? error.message : error);
  throw error;
});

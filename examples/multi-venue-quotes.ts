/**
 * One function, four venues: the same code streams quotes over TCP, WebSocket and polled HTTP.
 * Runs against local emulators; for the venues themselves use `brokerFromEnv` of `venuekit`.
 *
 *   npx ts-node examples/multi-venue-quotes.ts
 */
import { type Broker, createBroker, supports } from 'venuekit';
import { startEmulator } from 'venuekit/emulators';

const QUOTES = 5;

/** Uses nothing but the interface `Broker`. */
async function showQuotes(broker: Broker, symbols: readonly string[]): Promise<void> {
  await broker.connect();
  const instruments = await broker.fetchInstruments();
  const trades = supports(broker, 'placeOrder') ? 'takes orders' : 'market data only';
  console.log(`${broker.venue}: ${instruments.length} instruments, ${trades}`);
  const quotes = await broker.subscribe('quotes', { symbols });
  let count = 0;
  for await (const { venue, symbol, bid, ask, last } of quotes) {
    // What a venue does not send is absent: Tehran's quotes have a last price alone.
    const prices = bid === undefined ? `last ${last ?? '-'}` : `bid ${bid} ask ${ask ?? '-'}`;
    console.log(`  ${venue.padEnd(9)} ${symbol.padEnd(12)} ${prices}`);
    count += 1;
    if (count === QUOTES) break;
  }
  await quotes.close();
}

async function main(): Promise<void> {
  const [chp, xapi, finnotech, poloniex] = await Promise.all([
    startEmulator('chp'),
    startEmulator('xapi'),
    startEmulator('finnotech', { alwaysOpen: true }),
    startEmulator('poloniex'),
  ]);
  // Each venue has its own address and credentials; the calls are the same.
  const brokers = await Promise.all([
    createBroker('chp', {
      host: chp.endpoints.http.host,
      port: chp.endpoints.http.port,
      pollIntervalMs: 200,
      ...chp.credentials,
    }),
    createBroker('xapi', {
      mainUrl: xapi.endpoints.ws.main,
      streamUrl: xapi.endpoints.ws.stream,
      ...xapi.credentials,
    }),
    createBroker('finnotech', { baseUrl: finnotech.endpoints.http.url, ...finnotech.credentials }),
    createBroker('poloniex', {
      baseUrl: poloniex.endpoints.http.url,
      publicUrl: poloniex.endpoints.ws.public,
      privateUrl: poloniex.endpoints.ws.private,
      ...poloniex.credentials,
    }),
  ]);
  const [overChp, overXapi, overFinnotech, overPoloniex] = brokers;
  try {
    await Promise.all([
      showQuotes(overChp, ['GAZP', 'SBER']),
      showQuotes(overXapi, ['EURUSD', 'GOLD']),
      // As many shares as are shown: this venue's quotes change once a minute.
      showQuotes(overFinnotech, ['ومعادن', 'فملی', 'فولاد', 'IRO1IKCO0001', 'IRR1MADN0101']),
      showQuotes(overPoloniex, ['BTC_USDT', 'ETH_USDT']),
    ]);
  } finally {
    await Promise.all(brokers.map((broker) => broker.close()));
    await Promise.all([chp, xapi, finnotech, poloniex].map((emulator) => emulator.close()));
  }
}

main().catch((error: unknown) => {
  console.error(error);
  process.exitCode = 1;
});

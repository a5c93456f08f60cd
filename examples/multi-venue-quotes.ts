/**
 * One function, four venues: the same code streams quotes over WebSocket and polled HTTP.
 *
 *   npx ts-node examples/multi-venue-quotes.ts            on an emulator
 *   LIVE=1 npx ts-node examples/multi-venue-quotes.ts     at the venues, with the variables of all four: VENUEKIT_CHP_* and so on
 */
import { type Broker, supports } from 'venuekit';
import { openChp, openFinnotech, openPoloniex, openXapi } from './shared/open';

const QUOTES = 4;

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
  await using chp = await openChp();
  await using xapi = await openXapi();
  await using finnotech = await openFinnotech();
  await using poloniex = await openPoloniex();
  await Promise.all([
    showQuotes(chp.broker, ['GAZP', 'SBER']),
    showQuotes(xapi.broker, ['EURUSD', 'GOLD']),
    // As many shares as are shown: this venue's quotes change once a minute.
    showQuotes(finnotech.broker, ['ومعادن', 'فملی', 'فولاد', 'IRO1IKCO0001']),
    showQuotes(poloniex.broker, ['BTC_USDT', 'ETH_USDT']),
  ]);
}

void main();

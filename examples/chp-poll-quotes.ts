/**
 * Quotes of a venue that has no streams: the broker polls, one loop for all symbols.
 *
 *   npx ts-node examples/chp-poll-quotes.ts            on an emulator
 *   LIVE=1 npx ts-node examples/chp-poll-quotes.ts     at CHP: VENUEKIT_CHP_HOST, _LOGIN, _PASSWORD, _TOKEN
 */
import { openChp } from './shared/open';

async function main(): Promise<void> {
  await using venue = await openChp();
  const { broker } = venue;
  broker.on('gap', ({ channel, reason }) => console.log(`gap in ${channel ?? 'all'}: ${reason}`));
  await broker.connect();
  const quotes = await broker.subscribe('quotes', { symbols: ['GAZP', 'SBER'] });
  let count = 0;
  for await (const { symbol, bid, ask, time } of quotes) {
    console.log(symbol, bid, ask, time === undefined ? '' : new Date(time).toISOString());
    count += 1;
    if (count === 5) break;
  }
}

void main();

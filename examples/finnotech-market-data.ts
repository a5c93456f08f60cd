/**
 * Market data of the Tehran stock exchange: quotes, adjusted days and the minutes as they come.
 *
 *   npx ts-node examples/finnotech-market-data.ts            on an emulator
 *   LIVE=1 npx ts-node examples/finnotech-market-data.ts     at Finnotech: VENUEKIT_FINNOTECH_CLIENT_ID, _CLIENT_SECRET, _NID
 */
import { openFinnotech } from './shared/open';

const DAY_MS = 86_400_000;

async function main(): Promise<void> {
  await using venue = await openFinnotech();
  const { broker } = venue;
  await broker.connect();

  // A Persian symbol in either spelling, a TSE code or the id of a company: records carry the TSE code.
  for (const { symbol, last, volume } of await broker.fetchQuotes(['ومعادن', 'فملی', '17'])) {
    console.log(symbol, last, 'rials', volume);
  }

  const to = Date.now();
  const days = await broker.fetchCandles({
    symbol: 'IRO1MADN0001',
    interval: '1d',
    from: to - 14 * DAY_MS,
    to,
    adjusted: 3,
  });
  for (const { openTime, close, closed } of days) {
    console.log(new Date(openTime).toISOString(), close, closed ? 'final' : 'may change');
  }

  const minutes = await broker.subscribe('candles', { symbols: ['IRO1MADN0001'], interval: '1m' });
  for await (const { openTime, close, closed } of minutes) {
    console.log(new Date(openTime).toISOString(), close, closed ? 'final' : 'may change');
    break;
  }
}

void main();

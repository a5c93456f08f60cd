/**
 * Writes the hourly candles of three days as CSV to the standard output.
 *
 *   npx ts-node examples/export-candles.ts            on an emulator
 *   LIVE=1 npx ts-node examples/export-candles.ts     at Poloniex: VENUEKIT_POLONIEX_API_KEY, VENUEKIT_POLONIEX_API_SECRET
 */
import { openPoloniex } from './shared/open';

const DAY_MS = 86_400_000;

async function main(): Promise<void> {
  await using venue = await openPoloniex();
  const { broker } = venue;
  await broker.connect();
  const to = await broker.fetchServerTime();

  const candles = await broker.fetchCandles({
    symbol: 'BTC_USDT',
    interval: '1h',
    from: to - 3 * DAY_MS,
    to,
    onProgress: ({ count }) => console.error(`${count} candles`), // not among the CSV
  });
  console.log('time,open,high,low,close,volume');
  for (const { openTime, open, high, low, close, volume, closed } of candles) {
    if (closed) console.log([new Date(openTime).toISOString(), open, high, low, close, volume].join(','));
  }
  // An empty answer and an incomplete one are different things.
  const { complete, availableFrom } = candles.range;
  if (!complete) console.error(`the venue has less, from ${availableFrom ?? 'an unknown time'} on`);
}

void main();

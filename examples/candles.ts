/**
 * Reads candles of a day, then page by page over a longer range.
 *
 *   npx ts-node examples/candles.ts            on an emulator
 *   LIVE=1 npx ts-node examples/candles.ts     at XAPI: VENUEKIT_XAPI_USER_ID, VENUEKIT_XAPI_PASSWORD
 */
import { openXapi } from './shared/open';

const DAY_MS = 86_400_000;
const SYMBOL = 'EURUSD';

async function main(): Promise<void> {
  await using venue = await openXapi();
  const { broker } = venue;
  await broker.connect();
  const to = await broker.fetchServerTime();

  // Half-open: `from` is included, `to` is not. Prices are exact decimals in strings.
  const candles = await broker.fetchCandles({ symbol: SYMBOL, interval: '5m', from: to - DAY_MS, to });
  console.log(`${candles.length} candles, complete: ${candles.range.complete}`);
  for (const { openTime, open, high, low, close, closed } of candles.slice(-3)) {
    console.log(new Date(openTime).toISOString(), open, high, low, close, closed ? 'final' : 'may change');
  }

  // Long ranges are split along the venue's limits; with pages you can start before the last one has arrived.
  let total = 0;
  const range = { symbol: SYMBOL, interval: '1m', from: to - 20 * DAY_MS, to } as const;
  for await (const page of broker.candlePages(range)) {
    total += page.length;
    console.log(`${page.length} more, ${total} so far`);
  }
}

void main();

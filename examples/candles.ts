/**
 * Reads candles of a day, then page by page over a longer range.
 *
 *   npx ts-node examples/candles.ts
 */
import { startEmulator } from 'venuekit/emulators';
import { XapiBroker } from 'venuekit/xapi';

const DAY_MS = 24 * 3_600_000;

async function main(): Promise<void> {
  const emulator = await startEmulator('xapi');
  const broker = new XapiBroker({
    transport: 'websocket',
    mainUrl: emulator.endpoints.ws.main,
    streamUrl: emulator.endpoints.ws.stream,
    ...emulator.credentials,
  });
  await broker.connect();
  const to = await broker.fetchServerTime();

  // Half-open: `from` is included, `to` is not. Prices are exact decimals in strings.
  const candles = await broker.fetchCandles({ symbol: 'EURUSD', interval: '5m', from: to - DAY_MS, to });
  console.log(`${candles.length} candles, complete: ${candles.range.complete}`);
  for (const candle of candles.slice(-3)) {
    console.log(
      new Date(candle.openTime).toISOString(),
      candle.open,
      candle.high,
      candle.low,
      candle.close,
      candle.closed,
    );
  }

  // Long ranges are split along the venue's limits; with pages you can start before the last one has arrived.
  let total = 0;
  for await (const page of broker.candlePages({
    symbol: 'EURUSD',
    interval: '1m',
    from: to - 20 * DAY_MS,
    to,
  })) {
    total += page.length;
    console.log(`${page.length} more, ${total} so far`);
  }

  await broker.close();
  await emulator.close();
}

main().catch((error: unknown) => {
  console.error(error);
  process.exitCode = 1;
});

/**
 * Market data of the Tehran stock exchange: quotes, candles and a token that is kept from one run to the next.
 * Runs against a local emulator; for the venue itself use `brokerFromEnv('finnotech')` of `venuekit`.
 */
import { startEmulator } from 'venuekit/emulators';
import { FinnotechBroker, type FinnotechToken } from 'venuekit/finnotech';

const DAY_MS = 86_400_000;

async function main(): Promise<void> {
  const emulator = await startEmulator('finnotech', { alwaysOpen: true });
  // A real bot keeps the token where only it can read it: a token is as sensitive as a password.
  let kept: FinnotechToken | undefined;
  const broker = new FinnotechBroker({
    baseUrl: emulator.endpoints.http.url,
    ...emulator.credentials,
    tokenStore: {
      load: () => kept,
      save: (token) => {
        kept = token;
      },
    },
  });
  try {
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
    for (const { openTime, close, closed } of days)
      console.log(new Date(openTime).toISOString(), close, closed);

    const candles = await broker.subscribe('candles', { symbols: ['IRO1MADN0001'], interval: '1m' });
    for await (const { openTime, close, closed } of candles) {
      console.log(new Date(openTime).toISOString(), close, closed ? 'final' : 'may change');
      break;
    }
    console.log(`the token is kept: ${kept !== undefined}`);
  } finally {
    await broker.close();
    await emulator.close();
  }
}

main().catch((error: unknown) => {
  console.error(error);
  process.exitCode = 1;
});

import { startEmulator } from '../../emulators';
import { FinnotechBroker } from '../../venues/finnotech';
import type { Report } from './report';
import { counted, emptyTally, type VenueTally } from './tally';

/** A share by its Persian symbol, another by its code, and a right. */
const SYMBOLS = ['ومعادن', 'IRO1FOLD0001', 'IRR1MADN0101'] as const;
const DAY_MS = 86_400_000;
const SHOWN_CANDLES = 5;

/** Market data of a venue without orders: quotes, minutes of today and adjusted days. */
export async function showFinnotech(report: Report, seed: number): Promise<VenueTally> {
  report.heading('A local Finnotech server: Tehran market data behind a token, the same calls');
  await using emulator = await startEmulator('finnotech', { seed, alwaysOpen: true });
  const { url } = emulator.endpoints.http;
  await using broker = new FinnotechBroker({ baseUrl: url, ...emulator.credentials });
  await broker.connect();
  report.good(`token granted by ${url}, ${counted((await broker.fetchInstruments()).length, 'instrument')}`);

  const subscription = await broker.subscribe('quotes', { symbols: SYMBOLS });
  report.line('quotes in rials; the venue changes them once a minute:');
  // An instrument without a trade today has no quote, and another minute may not bring one.
  const tally = emptyTally();
  let left = (await broker.fetchQuotes(SYMBOLS)).length;
  if (left > 0) {
    for await (const { symbol, last, high, low, volume } of subscription) {
      const [lastText, highText, lowText] = [last, high, low].map((price = '-') => price.padStart(6));
      report.line(
        `  ${symbol}  last ${lastText}  high ${highText}  low ${lowText}  volume ${volume?.padStart(8)}`,
      );
      tally.quotes += 1;
      left -= 1;
      if (left === 0) break;
    }
  }
  await subscription.close();

  const [symbol] = SYMBOLS;
  const now = Date.now();
  const minutes = await broker.fetchCandles({ symbol, interval: '1m', from: now - 3_600_000, to: now });
  const days = await broker.fetchCandles({
    symbol,
    interval: '1d',
    from: now - 30 * DAY_MS,
    to: now,
    adjusted: 3,
  });
  report.good(
    `${counted(minutes.length, 'minute')} of today, ${counted(days.length, 'day')} in adjusted prices`,
  );
  report.table(
    ['adjusted days', 'open', 'high', 'low', 'close'],
    days
      .slice(-SHOWN_CANDLES)
      .map(({ openTime, open, high, low, close }) => [
        new Date(openTime + DAY_MS / 2).toISOString().slice(0, 10),
        open,
        high,
        low,
        close,
      ]),
  );
  return { ...tally, candles: minutes.length + days.length };
}

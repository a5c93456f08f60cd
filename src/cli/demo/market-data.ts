import type { Broker, Granted, Quote, Subscription } from '../../index';
import { LiveLines } from './live-lines';
import type { Report } from './report';

const STREAM_MS = 1500;
const PATIENCE_MS = 3000;
const POLL_MS = 100;
const CANDLES = 5;
const MINUTE_MS = 60_000;
const BOOK_LEVELS = 3;

/** A price with all of its instrument's decimals, for display: the SDK's own text has no trailing zeros. */
function padded(price: string | undefined, decimals: number): string {
  if (price === undefined) return '-'.padStart(9);
  const [whole = '', fraction = ''] = price.split('.');
  return (decimals === 0 ? whole : `${whole}.${fraction.padEnd(decimals, '0')}`).padStart(9);
}

/** A stream of quotes that shows one live line a symbol. */
export class QuoteBoard {
  readonly #quotes: Subscription<Quote>;
  readonly #decimals: ReadonlyMap<string, number>;
  readonly #output: NodeJS.WriteStream;
  readonly #counts = new Map<string, number>();
  /** The last line of each symbol. */
  readonly #last = new Map<string, string>();
  /** Symbols quoted since the lines were last shown. */
  readonly #shown = new Set<string>();
  #lines: LiveLines | undefined;

  private constructor(
    quotes: Subscription<Quote>,
    decimals: ReadonlyMap<string, number>,
    output: NodeJS.WriteStream,
  ) {
    this.#quotes = quotes;
    this.#decimals = decimals;
    this.#output = output;
    quotes.on('data', (quote) => this.#onQuote(quote));
  }

  static async open(broker: Broker, symbols: readonly string[], report: Report): Promise<QuoteBoard> {
    const decimals = new Map<string, number>();
    for (const symbol of symbols) {
      decimals.set(symbol, (await broker.fetchInstrument(symbol)).priceDecimals ?? 0);
    }
    return new QuoteBoard(await broker.subscribe('quotes', { symbols }), decimals, report.output);
  }

  /** Quotes received so far. */
  get total(): number {
    return [...this.#counts.values()].reduce((sum, count) => sum + count, 0);
  }

  /** Shows the lines for a second and a half, or up to three seconds where a symbol has no new quote. */
  async show(): Promise<void> {
    this.#lines = new LiveLines(this.#output);
    this.#shown.clear();
    // All symbols from the beginning, in one order; one without a new quote has its last one.
    for (const symbol of this.#decimals.keys()) {
      this.#lines.set(symbol, this.#last.get(symbol) ?? `  ${symbol.padEnd(8)} no quote yet`);
    }
    const start = performance.now();
    while (this.#age(start) < STREAM_MS || (this.#age(start) < PATIENCE_MS && this.#isQuiet)) {
      await new Promise((resolve) => setTimeout(resolve, POLL_MS));
    }
    this.#lines.done();
    this.#lines = undefined;
  }

  get #isQuiet(): boolean {
    return this.#shown.size < this.#decimals.size;
  }

  #age(start: number): number {
    return performance.now() - start;
  }

  async close(): Promise<void> {
    await this.#quotes.close();
  }

  #onQuote(quote: Quote): void {
    const { symbol, bid, ask } = quote;
    const count = (this.#counts.get(symbol) ?? 0) + 1;
    this.#counts.set(symbol, count);
    const decimals = this.#decimals.get(symbol) ?? 0;
    const time = new Date(quote.time ?? quote.receivedTime).toISOString().slice(11, 23);
    const prices = `bid ${padded(bid, decimals)}  ask ${padded(ask, decimals)}`;
    this.#shown.add(symbol);
    const line = `  ${symbol.padEnd(8)} ${prices}  ${time} UTC  ${String(count).padStart(4)} quotes`;
    this.#last.set(symbol, line);
    this.#lines?.set(symbol, line);
  }
}

/** Prints the last candles of a symbol. */
export async function showCandles(
  broker: Broker & Granted<'fetchServerTime'>,
  report: Report,
  symbol: string,
): Promise<void> {
  const to = await broker.fetchServerTime();
  const candles = await broker.fetchCandles({ symbol, interval: '1m', from: to - CANDLES * MINUTE_MS, to });
  report.table(
    [`${symbol} 1m`, 'open', 'high', 'low', 'close', 'closed'],
    candles.map((candle) => [
      new Date(candle.openTime).toISOString().slice(11, 16),
      candle.open,
      candle.high,
      candle.low,
      candle.close,
      candle.closed ? 'yes' : 'no',
    ]),
  );
}

/** Prints the best levels of the first book that a stream brings. */
export async function showBook(
  broker: Broker & Granted<'subscribe:book'>,
  report: Report,
  symbol: string,
): Promise<void> {
  const books = await broker.subscribe('book', { symbols: [symbol], depth: BOOK_LEVELS });
  for await (const { bids, asks } of books) {
    report.table(
      [`${symbol} book`, 'bid', 'ask', 'quantity'],
      bids.map(([price, quantity], level) => {
        const [ask = '-', offered] = asks[level] ?? [];
        return [quantity ?? '-', price, ask, offered ?? '-'];
      }),
    );
    break;
  }
  await books.close();
}

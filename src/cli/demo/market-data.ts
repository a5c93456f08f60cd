import {
  type Broker,
  formatPrice,
  formatQuantity,
  type Granted,
  type Instrument,
  type Quote,
  type Subscription,
} from '../../index';
import { LiveLines } from './live-lines';
import type { Report } from './report';
import { counted } from './tally';

const STREAM_MS = 1500;
const PATIENCE_MS = 3000;
const POLL_MS = 100;
const CANDLES = 5;
const MINUTE_MS = 60_000;
const BOOK_LEVELS = 3;

/** A price with all decimals of its instrument, in a column. */
function inColumn(instrument: Instrument | undefined, price: string | undefined): string {
  const text = price === undefined || instrument === undefined ? '-' : formatPrice(instrument, price);
  return text.padStart(9);
}

/** A stream of quotes that shows one live line a symbol. */
export class QuoteBoard {
  readonly #quotes: Subscription<Quote>;
  readonly #instruments: ReadonlyMap<string, Instrument>;
  readonly #output: NodeJS.WriteStream;
  readonly #counts = new Map<string, number>();
  /** The last line of each symbol. */
  readonly #last = new Map<string, string>();
  /** Symbols quoted since the lines were last shown. */
  readonly #shown = new Set<string>();
  #lines: LiveLines | undefined;

  private constructor(
    quotes: Subscription<Quote>,
    instruments: ReadonlyMap<string, Instrument>,
    output: NodeJS.WriteStream,
  ) {
    this.#quotes = quotes;
    this.#instruments = instruments;
    this.#output = output;
    quotes.on('data', (quote) => this.#onQuote(quote));
  }

  static async open(broker: Broker, symbols: readonly string[], report: Report): Promise<QuoteBoard> {
    const instruments = new Map<string, Instrument>();
    for (const symbol of symbols) instruments.set(symbol, await broker.fetchInstrument(symbol));
    return new QuoteBoard(await broker.subscribe('quotes', { symbols }), instruments, report.output);
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
    for (const symbol of this.#instruments.keys()) {
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
    return this.#shown.size < this.#instruments.size;
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
    const instrument = this.#instruments.get(symbol);
    const time = new Date(quote.time ?? quote.receivedTime).toISOString().slice(11, 23);
    const prices = `bid ${inColumn(instrument, bid)}  ask ${inColumn(instrument, ask)}`;
    this.#shown.add(symbol);
    const line = `  ${symbol.padEnd(8)} ${prices}  ${time} UTC  ${counted(count, 'quote').padStart(11)}`;
    this.#last.set(symbol, line);
    this.#lines?.set(symbol, line);
  }
}

/** Prints the last candles of a symbol; resolves with how many there are. */
export async function showCandles(
  broker: Broker & Granted<'fetchServerTime'>,
  report: Report,
  symbol: string,
): Promise<number> {
  const instrument = await broker.fetchInstrument(symbol);
  const to = await broker.fetchServerTime();
  const candles = await broker.fetchCandles({ symbol, interval: '1m', from: to - CANDLES * MINUTE_MS, to });
  report.table(
    [`${symbol} 1m`, 'open', 'high', 'low', 'close', 'closed'],
    candles.map((candle) => [
      new Date(candle.openTime).toISOString().slice(11, 16),
      formatPrice(instrument, candle.open),
      formatPrice(instrument, candle.high),
      formatPrice(instrument, candle.low),
      formatPrice(instrument, candle.close),
      candle.closed ? 'yes' : 'no',
    ]),
  );
  return candles.length;
}

/** Prints the best levels of the first book that a stream brings. */
export async function showBook(
  broker: Broker & Granted<'subscribe:book'>,
  report: Report,
  symbol: string,
): Promise<void> {
  const instrument = await broker.fetchInstrument(symbol);
  const books = await broker.subscribe('book', { symbols: [symbol], depth: BOOK_LEVELS });
  for await (const { bids, asks } of books) {
    report.table(
      [`${symbol} bought`, 'bid', 'ask', 'offered'],
      bids.map(([price, quantity = '0'], level) => {
        const [ask = '0', offered = '0'] = asks[level] ?? [];
        return [
          formatQuantity(instrument, quantity),
          formatPrice(instrument, price),
          formatPrice(instrument, ask),
          formatQuantity(instrument, offered),
        ];
      }),
    );
    break;
  }
  await books.close();
}

import { probeEach } from '../../../adapter/channels/silence-watch';
import type { SubscriptionSource } from '../../../adapter/channels/subscription-hub';
import { type ChannelContext, joinSources, SymbolChannel } from '../../../adapter/channels/symbol-channel';
import { SymbolState } from '../../../adapter/channels/symbol-state';
import { type BookLevel, decimalFromText, type Quote } from '../../../model';
import type { Mutable } from '../../../model/map-context';
import { type RecordOrder, VenueOrder } from '../../../streaming/time/venue-order';
import type { PoloniexConnection } from '../connection';
import type { PoloniexBook, PoloniexTickerUpdate } from '../generated/records';
import { type TickerSnapshot, toSnapshot } from '../map';
import type { PoloniexCallOptions } from '../types/client';
import type { SubscriptionBatches } from './batches';
import { type BestBidAsk, readBest, sameBest } from './probes';

/** Symbols that one read of tickers asks about: it has those of all markets. */
const TICKERS_AT_ONCE = 10_000;

type Row = { readonly symbol: string; readonly ts: number };

/** Of each channel the venue's older rows are turned away, until its clock proves to have been set back. */
const ROW_ORDER: RecordOrder<Row> = {
  keyOf: ({ symbol }) => symbol,
  timeOf: ({ ts }) => ts,
};

/** What both channels of a symbol have brought, since their subscriptions began. */
interface QuoteParts {
  ticker: TickerSnapshot | undefined;
  best: BestBidAsk | undefined;
}

/** One channel of a symbol. Both channels of a symbol have the same parts and the same subscribers. */
class QuoteState extends SymbolState<Quote> {
  readonly parts: QuoteParts;
  /** What turns older rows away; replaced with the connection. */
  order: VenueOrder<Row> | undefined;
  /** What the venue was found to have while no frame had come yet: when it has another, one is missing. */
  baseline: string | undefined;

  constructor(key: string, parts: QuoteParts) {
    super(key);
    this.parts = parts;
  }

  /** Whether the venue has something else than when it was asked first. */
  differs(now: string): boolean {
    this.baseline ??= now;
    return this.baseline !== now;
  }
}

/**
 * Quotes out of two channels: `ticker` has the last price and the day's figures, `book` the best bid and ask, and
 * neither has both. Each frame makes a quote of the newest of both.
 */
export class QuoteChannel {
  readonly #connection: PoloniexConnection;
  readonly #parts = new Map<string, QuoteParts>();
  readonly #tickers: SymbolChannel<Quote, QuoteState>;
  readonly #books: SymbolChannel<Quote, QuoteState>;

  constructor(connection: PoloniexConnection, context: ChannelContext, batches: SubscriptionBatches) {
    this.#connection = connection;
    const { clock } = connection;
    const common = (channel: 'ticker' | 'book', part: keyof QuoteParts, depth?: 5) =>
      ({
        name: channel,
        ...batches.of(channel, depth),
        create: (symbol: string) => new QuoteState(symbol, this.#partsOf(symbol)),
        opening: ({ parts }: QuoteState) => {
          parts[part] = undefined;
        },
        // The prices of a connection are not to be joined with those of the next.
        lost: (state: QuoteState) => {
          state.parts[part] = undefined;
          state.order = undefined;
          state.baseline = undefined;
        },
        left: ({ key }: QuoteState) => void this.#parts.delete(key),
      }) as const;
    this.#tickers = new SymbolChannel<Quote, QuoteState>(context, {
      ...common('ticker', 'ticker'),
      // One that joins a quiet market need not wait for its next change.
      latest: ({ key, parts }) => (parts.ticker || parts.best ? quoteOf(key, parts, clock.now()) : undefined),
      probe: {
        atOnce: TICKERS_AT_ONCE,
        confirms: true,
        lastFrame: ({ parts }) => parts.ticker,
        read: (states, options) => this.#newerTickers(states, options),
      },
    });
    this.#books = new SymbolChannel<Quote, QuoteState>(context, {
      ...common('book', 'best', 5),
      probe: {
        ...probeEach((state, options) => this.#hasNewerBook(state, options)),
        lastFrame: ({ parts }) => parts.best,
      },
    });
    const { publicSocket } = connection.client;
    publicSocket.sink('ticker', (row) => this.#takeTicker(row));
    publicSocket.sink('book', (row) => this.#takeBook(row));
  }

  source(symbols: readonly string[], signal: AbortSignal): SubscriptionSource<Quote> {
    return joinSources([
      this.#tickers.source(symbols, undefined, signal),
      this.#books.source(symbols, undefined, signal),
    ]);
  }

  reset(): void {
    this.#tickers.reset();
    this.#books.reset();
  }

  /** The hot path: one look-up, one literal a quote. */
  #takeTicker(row: PoloniexTickerUpdate): void {
    const state = this.#tickers.get(row.symbol);
    if (state === undefined || !this.#admits(state, row)) return;
    if (state.isSilent) this.#tickers.revive(state);
    state.parts.ticker = toSnapshot(row);
    this.#push(state, row);
  }

  #takeBook(row: PoloniexBook): void {
    const state = this.#books.get(row.symbol);
    if (state === undefined || !this.#admits(state, row)) return;
    if (state.isSilent) this.#books.revive(state);
    const before = state.parts.best;
    const best = { bid: levelOf(row.bids[0]), ask: levelOf(row.asks[0]), time: row.ts };
    state.parts.best = best;
    // Most books change below the best prices.
    if (before === undefined || !sameBest(best, before)) this.#push(state, row);
  }

  /** Whether a row has a time that can be, and is not older than those before it. */
  #admits(state: QuoteState, row: Row): boolean {
    const { clock, times } = this.#connection;
    if (times.isFar(row.ts) && times.refuses(`a quote of ${row.symbol}`, row.ts)) return false;
    state.order ??= new VenueOrder(ROW_ORDER, clock);
    return state.order.admits(row);
  }

  #push(state: QuoteState, row: object): void {
    const quote = quoteOf(state.key, state.parts, this.#connection.clock.now());
    if (this.#connection.keepsRaw) quote.raw = this.#connection.rawOf(row);
    state.push(quote);
  }

  #partsOf(symbol: string): QuoteParts {
    const parts = this.#parts.get(symbol) ?? { ticker: undefined, best: undefined };
    this.#parts.set(symbol, parts);
    return parts;
  }

  /**
   * Another price than the last one streamed. The number of trades proves nothing: those of a day ago leave the window
   * without a frame.
   */
  async #newerTickers(
    states: readonly QuoteState[],
    options: PoloniexCallOptions,
  ): Promise<readonly QuoteState[]> {
    const { client } = this.#connection;
    const [only] = states;
    const rows =
      states.length === 1 && only !== undefined
        ? [await client.getTicker24h({ symbol: only.key }, options)]
        : await client.getTickers24h(options);
    const bySymbol = new Map(rows.map((row) => [row.symbol, row]));
    return states.filter((state) => {
      const row = bySymbol.get(state.key);
      if (row === undefined) return false;
      const last = decimalFromText(row.close);
      const { ticker } = state.parts;
      return ticker === undefined ? state.differs(last) : row.ts > ticker.time && last !== ticker.last;
    });
  }

  /** Other best levels than those streamed last. */
  async #hasNewerBook(state: QuoteState, options: PoloniexCallOptions): Promise<boolean> {
    const now = await readBest(this.#connection, state.key, options);
    const { best } = state.parts;
    return best === undefined
      ? state.differs(JSON.stringify([now.bid, now.ask]))
      : now.time > best.time && !sameBest(now, best);
  }
}

function quoteOf(symbol: string, { ticker, best }: QuoteParts, receivedTime: number) {
  const quote: Mutable<Quote> = {
    venue: 'poloniex',
    receivedTime,
    source: 'stream',
    symbol,
    // Two channels run beside each other: a quote is as new as the newer part of it.
    time: Math.max(ticker?.time ?? 0, best?.time ?? 0),
  };
  if (ticker !== undefined) {
    quote.last = ticker.last;
    quote.open = ticker.open;
    quote.high = ticker.high;
    quote.low = ticker.low;
    quote.volume = ticker.volume;
  }
  if (best?.bid !== undefined) {
    quote.bid = best.bid[0];
    if (best.bid[1] !== undefined) quote.bidQuantity = best.bid[1];
  }
  if (best?.ask !== undefined) {
    quote.ask = best.ask[0];
    if (best.ask[1] !== undefined) quote.askQuantity = best.ask[1];
  }
  return quote;
}

function levelOf(level: readonly [string, string] | undefined): BookLevel | undefined {
  return level && [decimalFromText(level[0]), decimalFromText(level[1])];
}

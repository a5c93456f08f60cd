import type { InstrumentCache } from '../../../adapter/instrument-cache';
import type { Random } from '../../../core/random';
import type { OrderBook, Quote, RecordSource, Trade } from '../../../model';
import { RecentMap } from '../../../orders/recent-map';
import type { TopicRegistry } from '../../../streaming/topics/topics';
import type { ChpConnection } from '../connection';
import { type PriceGrid, toOrderBook, toQuote, toTrade } from '../map';
import { readTradesSince } from '../reads/trades';
import type { ChpBidAsk, ChpQuote, ChpTick } from '../types/market';
import { SymbolFeed } from './symbol-feed';

/** Trades that are remembered to tell a repeated one. */
const SEEN_TRADES = 20_000;

/** What the market feeds are made of. */
export interface MarketParts {
  readonly connection: ChpConnection;
  readonly random: Random;
  readonly topics: TopicRegistry;
  readonly instruments: InstrumentCache;
  /** A poll of a feed was lost. */
  recovered(feed: MarketFeedName, from: number | undefined): void;
}

export type MarketFeedName = 'quotes' | 'trades' | 'book';

/** The three feeds of market data. */
export class MarketFeeds {
  readonly quotes: SymbolFeed<ChpQuote, Quote>;
  readonly trades: SymbolFeed<ChpTick, Trade>;
  readonly book: SymbolFeed<ChpBidAsk, OrderBook>;
  readonly #parts: MarketParts;
  readonly #lastQuote = new Map<string, string>();
  readonly #levels = new Map<string, Map<number, ChpBidAsk>>();
  readonly #seenTrades = new RecentMap<true>(SEEN_TRADES);
  readonly #lastTrade = new Map<string, number>();

  constructor(parts: MarketParts) {
    this.#parts = parts;
    const { connection, random, topics } = parts;
    const { client } = connection;
    const shared = { connection, random, topics, intervalMs: connection.polling.pollIntervalMs };
    this.quotes = new SymbolFeed<ChpQuote, Quote>({
      ...shared,
      name: 'quotes',
      poll: (options) => client.updateQuote(options),
      listen: (symbol, options) => client.listenQuotes(symbol, options),
      cancel: (symbol, options) => client.cancelQuotes(symbol, options),
      map: (symbol, rows, source) => this.#quotesOf(symbol, rows, source),
      forget: (symbol) => this.#lastQuote.delete(symbol),
      recovered: (from) => parts.recovered('quotes', from),
    });
    this.trades = new SymbolFeed<ChpTick, Trade>({
      ...shared,
      name: 'trades',
      poll: (options) => client.updateTicks(options),
      listen: (symbol, options) => client.listenTicks(symbol, options),
      cancel: (symbol, options) => client.cancelTicks(symbol, options),
      map: (symbol, rows, source) => this.#tradesOf(symbol, rows, source),
      forget: () => {},
      recovered: (from) => parts.recovered('trades', from),
    });
    this.book = new SymbolFeed<ChpBidAsk, OrderBook>({
      ...shared,
      name: 'book',
      poll: (options) => client.updateBidAsks(options),
      listen: (symbol, options) => client.listenBidAsks(symbol, options),
      cancel: (symbol, options) => client.cancelBidAsks(symbol, options),
      map: (symbol, rows, source) => this.#bookOf(symbol, rows, source),
      forget: (symbol) => this.#levels.delete(symbol),
      recovered: (from) => parts.recovered('book', from),
    });
  }

  /** What a symbol's prices are snapped to, where it is known. */
  gridOf(symbol: string): PriceGrid {
    return this.#parts.instruments.get(symbol);
  }

  /** The connection is gone. */
  lose(): void {
    this.quotes.lose();
    this.trades.lose();
    this.book.lose();
  }

  /**
   * Reads the trades that a gap may have swallowed; those that were seen are not told again.
   * @returns whether all of them were read
   */
  async rereadTrades(from: number | undefined, signal: AbortSignal): Promise<boolean> {
    const { connection } = this.#parts;
    let isWhole = true;
    for (const symbol of this.trades.symbols) {
      const start = this.#lastTrade.get(symbol) ?? connection.venueTimeOf(from);
      const plan = { symbol, grid: this.gridOf(symbol), source: 'reconcile', from: start } as const;
      const read = await readTradesSince(connection, plan, { signal });
      isWhole &&= read.isWhole;
      this.trades.publish(symbol, this.#newTrades(symbol, read.records));
    }
    return isWhole;
  }

  #quotesOf(symbol: string, rows: readonly ChpQuote[], source: RecordSource): readonly Quote[] {
    // An answer that repeats older quotes has the present one behind them.
    const row = rows.at(-1);
    const text = JSON.stringify(row);
    if (!row || this.#lastQuote.get(symbol) === text) return [];
    this.#lastQuote.set(symbol, text);
    const { connection } = this.#parts;
    const quote = toQuote(row, connection.stamp(source, row), this.gridOf(symbol));
    if (quote.time !== undefined) connection.client.venueClock.observeRecord(symbol, quote.time);
    return connection.times.refuses(`a quote of ${symbol}`, quote.time) ? [] : [quote];
  }

  #tradesOf(symbol: string, rows: readonly ChpTick[], source: RecordSource): readonly Trade[] {
    const { connection } = this.#parts;
    const trades: Trade[] = [];
    for (const row of rows) {
      const trade = toTrade(row, connection.stamp(source, row), this.gridOf(symbol));
      if (trade && !connection.times.refuses(`a trade of ${symbol}`, trade.time)) trades.push(trade);
    }
    return this.#newTrades(symbol, trades);
  }

  /** Those that have not been told, oldest first. */
  #newTrades(symbol: string, trades: readonly Trade[]): readonly Trade[] {
    const fresh: Trade[] = [];
    for (const trade of trades) {
      const key = `${symbol}\n${trade.id ?? `${trade.time} ${trade.price} ${trade.quantity}`}`;
      if (this.#seenTrades.has(key)) continue;
      this.#seenTrades.set(key, true);
      this.#lastTrade.set(symbol, Math.max(trade.time, this.#lastTrade.get(symbol) ?? 0));
      fresh.push(trade);
    }
    return fresh.sort((a, b) => a.time - b.time);
  }

  #bookOf(symbol: string, rows: readonly ChpBidAsk[], source: RecordSource): readonly OrderBook[] {
    const levels = this.#levels.get(symbol) ?? new Map<number, ChpBidAsk>();
    this.#levels.set(symbol, levels);
    let isChanged = false;
    for (const row of rows) {
      const known = levels.get(row.row);
      if (known && isSameLevel(known, row)) continue;
      levels.set(row.row, row);
      isChanged = true;
    }
    const nrows = rows.at(-1)?.nrows ?? levels.size;
    isChanged = dropBeyond(levels, nrows) || isChanged;
    if (!isChanged) return [];
    const stamp = this.#parts.connection.stamp(source);
    return [toOrderBook(symbol, [...levels.values()], stamp, this.gridOf(symbol))];
  }
}

/** Forgets the levels that a book of so many rows does not have. */
function dropBeyond(levels: Map<number, ChpBidAsk>, nrows: number): boolean {
  let isChanged = false;
  for (const row of levels.keys()) {
    if (row < nrows) continue;
    levels.delete(row);
    isChanged = true;
  }
  return isChanged;
}

function isSameLevel(a: ChpBidAsk, b: ChpBidAsk): boolean {
  return a.bid === b.bid && a.bidsize === b.bidsize && a.ask === b.ask && a.asksize === b.asksize;
}

import type { InstrumentCache } from '../../../adapter/broker/instrument-cache';
import { ChangedQuotes } from '../../../adapter/polled/changed-quotes';
import { PollGroup } from '../../../adapter/polled/poll-group';
import { type OfSymbol, PolledSymbolChannel } from '../../../adapter/polled/polled-symbol-channel';
import type { Random } from '../../../core/random';
import type { OrderBook, Quote, RecordSource, Trade } from '../../../model';
import { RecentMap } from '../../../orders/recent-map';
import type { TopicRegistry } from '../../../streaming/topics/topics';
import type { ChpConnection, ReadOptions } from '../connection';
import { mayHaveConsumed, wasListening } from '../failures';
import type { ChpBidAsk, ChpQuote, ChpTick } from '../generated/records';
import { type PriceGrid, toOrderBook, toQuote, toTrade } from '../map';
import { readTradesSince } from '../reads/trades';
import type { ChpAnswers } from '../types/answer';

/** Trades that are remembered to recognise a repeated one. */
const SEEN_TRADES = 20_000;

export interface MarketParts {
  readonly connection: ChpConnection;
  readonly random: Random;
  readonly topics: TopicRegistry;
  readonly instruments: InstrumentCache;
  /** A poll of a channel was lost. */
  recovered(channel: MarketChannelName, from: number | undefined): void;
}

export type MarketChannelName = 'quotes' | 'trades' | 'book';

export const targetsOf = (symbols: readonly string[]): readonly OfSymbol[] =>
  symbols.map((symbol) => ({ symbol }));

type SymbolCall = (symbol: string, options: ReadOptions) => Promise<ChpAnswers>;

/** The three channels of market data. */
export class MarketChannels {
  readonly quotes: PolledSymbolChannel<OfSymbol, ChpQuote, Quote>;
  readonly trades: PolledSymbolChannel<OfSymbol, ChpTick, Trade>;
  readonly book: PolledSymbolChannel<OfSymbol, ChpBidAsk, OrderBook>;
  readonly #parts: MarketParts;
  readonly #groups: PollGroup[] = [];
  /** The levels of each symbol by their rows, and their prices as they were emitted last. */
  readonly #books = new Map<string, { readonly levels: Map<number, ChpBidAsk>; prices: string }>();
  readonly #seenTrades = new RecentMap<true>(SEEN_TRADES);
  readonly #lastTrade = new Map<string, number>();

  constructor(parts: MarketParts) {
    this.#parts = parts;
    const { client, times } = parts.connection;
    const changed = new ChangedQuotes(client.venueClock, times);
    this.quotes = new PolledSymbolChannel<OfSymbol, ChpQuote, Quote>({
      ...this.#polled('quotes', client.listenQuotes, client.cancelQuotes),
      poll: (_symbols, limits) => client.updateQuote(limits),
      // An answer that repeats older quotes has the present one behind them.
      map: ({ symbol }, rows, source) =>
        changed.take(symbol, rows.at(-1), (row) =>
          toQuote(row, parts.connection.stamp(source, row), this.gridOf(symbol)),
        ),
      forget: (symbol) => changed.forget(symbol),
    });
    this.trades = new PolledSymbolChannel<OfSymbol, ChpTick, Trade>({
      ...this.#polled('trades', client.listenTicks, client.cancelTicks),
      poll: (_symbols, limits) => client.updateTicks(limits),
      map: ({ symbol }, rows, source) => this.#tradesOf(symbol, rows, source),
      forget: () => {},
    });
    this.book = new PolledSymbolChannel<OfSymbol, ChpBidAsk, OrderBook>({
      ...this.#polled('book', client.listenBidAsks, client.cancelBidAsks),
      poll: (_symbols, limits) => client.updateBidAsks(limits),
      map: ({ symbol }, rows, source) => this.#bookOf(symbol, rows, source),
      forget: (symbol) => this.#books.delete(symbol),
    });
  }

  /** What a symbol's prices are snapped to, where it is known. */
  gridOf(symbol: string): PriceGrid {
    return this.#parts.instruments.get(symbol);
  }

  /** The connection is gone, and with it what was listened to. */
  lose(): void {
    for (const group of this.#groups) group.stop();
    for (const channel of [this.quotes, this.trades, this.book]) channel.lose();
  }

  /**
   * Reads the trades that a gap may have swallowed; those that were seen are not emitted again.
   * @returns whether all of them were read
   */
  async rereadTrades(from: number | undefined, signal: AbortSignal): Promise<boolean> {
    const { connection } = this.#parts;
    let isWhole = true;
    for (const symbol of this.trades.symbols) {
      const start = this.#lastTrade.get(symbol) ?? connection.venueTimeOf(from);
      const plan = { symbol, grid: this.gridOf(symbol), source: 'reconcile' } as const;
      const read = await readTradesSince(connection, plan, start, { signal });
      isWhole &&= read.isWhole;
      this.trades.publish(symbol, this.#newTrades(symbol, read.records));
    }
    return isWhole;
  }

  #polled(name: MarketChannelName, listen: SymbolCall, cancel: SymbolCall) {
    const { connection, random, topics, recovered } = this.#parts;
    const { client, polling } = connection;
    const schedule = { intervalMs: polling.pollIntervalMs, jitter: polling.pollJitter };
    const group = new PollGroup({ connection, random, schedule });
    this.#groups.push(group);
    return {
      name,
      connection,
      group,
      timeoutMs: polling.pollTimeoutMs,
      topics,
      listen: {
        open: async (symbol: string, limits: ReadOptions): Promise<void> =>
          void wasListening(await listen.call(client, symbol, limits), symbol, name, client),
        close: async (symbol: string, limits: ReadOptions): Promise<void> =>
          void (await cancel.call(client, symbol, limits)),
      },
      mayHaveConsumed,
      recovered: (from: number | undefined) => recovered(name, from),
    };
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

  /** Those that have not been emitted, oldest first. */
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
    const state = this.#books.get(symbol) ?? { levels: new Map<number, ChpBidAsk>(), prices: '[]' };
    this.#books.set(symbol, state);
    const { levels } = state;
    for (const row of rows) levels.set(row.row, row);
    const depth = rows.at(-1)?.nrows ?? levels.size;
    for (const row of levels.keys()) if (row >= depth) levels.delete(row);
    const known = [...levels.values()];
    const prices = JSON.stringify(
      known.map(({ bid, bidsize, ask, asksize }) => [bid, bidsize, ask, asksize]),
    );
    if (prices === state.prices) return [];
    state.prices = prices;
    return [toOrderBook(symbol, known, this.#parts.connection.stamp(source), this.gridOf(symbol))];
  }
}

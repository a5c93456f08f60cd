import type { InstrumentCache } from '../../../adapter/broker/instrument-cache';
import { ChangedQuotes } from '../../../adapter/polled/changed-quotes';
import { PollGroup } from '../../../adapter/polled/poll-group';
import { PolledSymbolChannel } from '../../../adapter/polled/polled-symbol-channel';
import type { Random } from '../../../core/random';
import type { OrderBook, Quote, RecordSource, Trade } from '../../../model';
import { RecentMap } from '../../../orders/recent-map';
import type { TopicRegistry } from '../../../streaming/topics/topics';
import type { ChpConnection, ReadOptions } from '../connection';
import { checkListening, mayHaveConsumed } from '../failures';
import { type PriceGrid, toOrderBook, toQuote, toTrade } from '../map';
import { readTradesSince } from '../reads/trades';
import type { ChpBidAsk, ChpQuote, ChpTick } from '../types/market';
import { polledConnection } from './account';

/** Trades that are remembered to recognise a repeated one. */
const SEEN_TRADES = 20_000;

/** What the market channels are made of. */
export interface MarketParts {
  readonly connection: ChpConnection;
  readonly random: Random;
  readonly topics: TopicRegistry;
  readonly instruments: InstrumentCache;
  /** A poll of a channel was lost. */
  recovered(channel: MarketChannelName, from: number | undefined): void;
}

export type MarketChannelName = 'quotes' | 'trades' | 'book';

/** A symbol that is listened to. */
export interface Target {
  readonly symbol: string;
}

type SymbolCall = (symbol: string, options: ReadOptions) => Promise<object>;

/** The three channels of market data. */
export class MarketChannels {
  readonly quotes: PolledSymbolChannel<Target, ChpQuote, Quote>;
  readonly trades: PolledSymbolChannel<Target, ChpTick, Trade>;
  readonly book: PolledSymbolChannel<Target, ChpBidAsk, OrderBook>;
  readonly #parts: MarketParts;
  readonly #groups: PollGroup[] = [];
  readonly #levels = new Map<string, Map<number, ChpBidAsk>>();
  readonly #seenTrades = new RecentMap<true>(SEEN_TRADES);
  readonly #lastTrade = new Map<string, number>();

  constructor(parts: MarketParts) {
    this.#parts = parts;
    const { client, times } = parts.connection;
    const changed = new ChangedQuotes(client.venueClock, times);
    this.quotes = new PolledSymbolChannel<Target, ChpQuote, Quote>({
      ...this.#polled('quotes', client.listenQuotes, client.cancelQuotes),
      poll: (_symbols, limits) => client.updateQuote(limits),
      // An answer that repeats older quotes has the present one behind them.
      map: ({ symbol }, rows, source) =>
        changed.take(symbol, rows.at(-1), (row) =>
          toQuote(row, parts.connection.stamp(source, row), this.gridOf(symbol)),
        ),
      forget: (symbol) => changed.forget(symbol),
    });
    this.trades = new PolledSymbolChannel<Target, ChpTick, Trade>({
      ...this.#polled('trades', client.listenTicks, client.cancelTicks),
      poll: (_symbols, limits) => client.updateTicks(limits),
      map: ({ symbol }, rows, source) => this.#tradesOf(symbol, rows, source),
      forget: () => {},
    });
    this.book = new PolledSymbolChannel<Target, ChpBidAsk, OrderBook>({
      ...this.#polled('book', client.listenBidAsks, client.cancelBidAsks),
      poll: (_symbols, limits) => client.updateBidAsks(limits),
      map: ({ symbol }, rows, source) => this.#bookOf(symbol, rows, source),
      forget: (symbol) => this.#levels.delete(symbol),
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

  /** What the three have in common. */
  #polled(name: MarketChannelName, listen: SymbolCall, cancel: SymbolCall) {
    const { connection: chp, random, topics, recovered } = this.#parts;
    const { client, polling } = chp;
    const connection = polledConnection(chp);
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
          void checkListening(await listen.call(client, symbol, limits), symbol, name, client),
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

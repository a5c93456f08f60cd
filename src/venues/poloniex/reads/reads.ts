import type { CheckedTradesRequest } from '../../../adapter/ranges/checks';
import { type Ranged, ranged } from '../../../broker';
import { mapInSlices } from '../../../core/slices';
import { ValidationError } from '../../../errors';
import type { Account, Balance, Instrument, OrderBook, Quote, RecordSource, Trade } from '../../../model';
import type { PoloniexConnection } from '../connection';
import { toAccount, toBalance, toInstrument, toOrderBook, toQuote, toTrade } from '../map';
import type { PoloniexCallOptions } from '../types/client';

/** From how many symbols on one request for all is cheaper than one for each. */
const READ_ALL_FROM = 5;
/** Levels that a request can ask for. @see Poloniex API, GET /markets/{symbol}/orderBook */
const DEPTHS = [5, 10, 20, 50, 100, 150] as const;
const MAX_DEPTH = 150;
/** Most trades of one request. @see Poloniex API, GET /markets/{symbol}/trades */
const MAX_TRADES = 1000;

/** Reads of markets and accounts. */
export class PoloniexReads {
  readonly #connection: PoloniexConnection;

  constructor(connection: PoloniexConnection) {
    this.#connection = connection;
  }

  /** All instruments, for the cache. */
  async allInstruments(): Promise<readonly Instrument[]> {
    const rows = await this.#connection.client.getMarkets();
    const serverTime = this.#connection.serverTime();
    return mapInSlices(rows, (row) => toInstrument(row, serverTime, this.#connection.stamp('read', row)));
  }

  /** In the order asked for. */
  async quotes(symbols: readonly string[], options: PoloniexCallOptions): Promise<readonly Quote[]> {
    const { client } = this.#connection;
    const rows =
      symbols.length < READ_ALL_FROM
        ? await Promise.all(symbols.map((symbol) => client.getTicker24h({ symbol }, options)))
        : await client.getTickers24h(options);
    const bySymbol = new Map(rows.map((row) => [row.symbol, row]));
    return symbols.map((symbol) => {
      const row = bySymbol.get(symbol);
      if (row) return toQuote(row, this.#connection.stamp('read', row));
      throw new ValidationError('symbols', 'has a symbol without a price', {
        venue: 'poloniex',
        value: symbol,
      });
    });
  }

  /** Newest trades, oldest first. The venue keeps the last 1000 of a symbol. */
  async trades(request: CheckedTradesRequest, options: PoloniexCallOptions): Promise<Ranged<Trade>> {
    const { symbol, from, limit } = request;
    const to = request.to ?? Number.POSITIVE_INFINITY;
    const isNarrowed = from !== undefined || request.to !== undefined;
    const size = isNarrowed ? MAX_TRADES : Math.min(limit ?? MAX_TRADES / 2, MAX_TRADES);
    const rows = await this.#connection.client.getMarketTrades({ symbol, limit: size }, options);
    const all = rows
      .map((row) => toTrade(symbol, row, this.#connection.stamp('read', row)))
      .sort((a, b) => a.time - b.time || Number(a.id) - Number(b.id));
    const within = all.filter(({ time }) => (from === undefined || time >= from) && time < to);
    const trades = limit === undefined ? within : within.slice(-limit);
    const oldest = all[0]?.time;
    const isCut = from !== undefined && rows.length >= size && oldest !== undefined && oldest >= from;
    const end = request.to ?? Math.floor(this.#connection.serverTime());
    const range = { from: from ?? trades[0]?.time ?? end, to: end };
    return ranged(
      trades,
      isCut ? { ...range, complete: false, availableFrom: oldest } : { ...range, complete: true },
    );
  }

  async orderBook(
    symbol: string,
    depth: number | undefined,
    options: PoloniexCallOptions,
  ): Promise<OrderBook> {
    if (depth !== undefined && depth > MAX_DEPTH) {
      throw new ValidationError('depth', `must be at most ${MAX_DEPTH}`, { venue: 'poloniex', value: depth });
    }
    const limit = DEPTHS.find((levels) => levels >= (depth ?? MAX_DEPTH)) ?? MAX_DEPTH;
    const row = await this.#connection.client.getOrderBook({ symbol, limit }, options);
    return toOrderBook(symbol, row, depth, this.#connection.stamp('read', row));
  }

  async accounts(options: PoloniexCallOptions): Promise<readonly Account[]> {
    const rows = await this.#connection.client.getAccounts(options);
    return rows.map((row) => toAccount(row, this.#connection.stamp('read', row)));
  }

  /** By account: each is complete. */
  async balances(
    source: RecordSource,
    options: PoloniexCallOptions,
  ): Promise<ReadonlyMap<string, readonly Balance[]>> {
    const accounts = await this.#connection.client.getBalances({}, options);
    return new Map(
      accounts.map(({ accountId, balances }) => [
        accountId,
        balances.map((row) => toBalance(accountId, row, this.#connection.stamp(source, row))),
      ]),
    );
  }

  /** Those of one account, or of all. @throws ValidationError for an account that is none of the key's */
  async balancesOf(account: string | undefined, options: PoloniexCallOptions): Promise<readonly Balance[]> {
    const byAccount = await this.balances('read', options);
    if (account === undefined) return [...byAccount.values()].flat();
    const found = byAccount.get(account);
    if (found) return found;
    throw new ValidationError('account', 'is none of this key', { venue: 'poloniex', value: account });
  }

  /** The venue's clock, measured anew. */
  async serverTime(options: PoloniexCallOptions): Promise<number> {
    await this.#connection.client.syncTime(options);
    return Math.floor(this.#connection.serverTime());
  }
}

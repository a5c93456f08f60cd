import type { VenueReads } from '../../../adapter/broker/ports';
import { ranged } from '../../../broker';
import { mapInSlices } from '../../../core/slices';
import { ValidationError } from '../../../errors';
import type { Balance, Instrument, RecordSource } from '../../../model';
import type { PoloniexConnection } from '../connection';
import { toAccount, toBalance, toInstrument, toOrderBook, toQuote, toTrade } from '../map';
import type { PoloniexCallOptions } from '../types/client';
import type { FeeRates } from './fee-rates';

/** From how many symbols on one request for all is cheaper than one for each. */
const READ_ALL_FROM = 5;
/** Levels that a request can ask for. @see Poloniex API, GET /markets/{symbol}/orderBook */
const DEPTHS = [5, 10, 20, 50, 100, 150] as const;
const MAX_DEPTH = 150;
/** Most trades of one request. @see Poloniex API, GET /markets/{symbol}/trades */
const MAX_TRADES = 1000;

type Reads = 'quotes' | 'trades' | 'orderBook' | 'accounts' | 'balances' | 'serverTime';

/** Reads of markets and accounts. */
export function createReads(connection: PoloniexConnection): Required<Pick<VenueReads, Reads>> {
  const { client } = connection;
  const stamp = (row: object) => connection.stamp('read', row);
  return {
    /** In the order asked for. */
    async quotes(symbols, call) {
      const rows =
        symbols.length < READ_ALL_FROM
          ? await Promise.all(symbols.map((symbol) => client.getTicker24h({ symbol }, call)))
          : await client.getTickers24h(call);
      const bySymbol = new Map(rows.map((row) => [row.symbol, row]));
      return symbols.map((symbol) => {
        const row = bySymbol.get(symbol);
        if (row) return toQuote(row, stamp(row));
        const context = { venue: 'poloniex', value: symbol } as const;
        throw new ValidationError('symbols', 'has a symbol without a price', context);
      });
    },

    /** Newest trades, oldest first. The venue keeps the last 1000 of a symbol. */
    async trades({ symbol, from, to, limit }, call) {
      const isNarrowed = from !== undefined || to !== undefined;
      const size = isNarrowed ? MAX_TRADES : Math.min(limit ?? MAX_TRADES / 2, MAX_TRADES);
      const rows = await client.getMarketTrades({ symbol, limit: size }, call);
      const all = rows
        .map((row) => toTrade(symbol, row, stamp(row)))
        .sort((a, b) => a.time - b.time || Number(a.id) - Number(b.id));
      const isIn = (time: number): boolean =>
        (from === undefined || time >= from) && (to === undefined || time < to);
      const within = all.filter(({ time }) => isIn(time));
      const trades = limit === undefined ? within : within.slice(-limit);
      const oldest = all[0]?.time;
      const isCut = from !== undefined && rows.length >= size && oldest !== undefined && oldest >= from;
      const end = to ?? Math.floor(connection.serverTime());
      const range = { from: from ?? trades[0]?.time ?? end, to: end, complete: !isCut };
      return ranged(trades, isCut ? { ...range, availableFrom: oldest } : range);
    },

    async orderBook(symbol, depth, call) {
      if (depth !== undefined && depth > MAX_DEPTH) {
        const context = { venue: 'poloniex', value: depth } as const;
        throw new ValidationError('depth', `must be at most ${MAX_DEPTH}`, context);
      }
      const limit = DEPTHS.find((levels) => levels >= (depth ?? MAX_DEPTH)) ?? MAX_DEPTH;
      const row = await client.getOrderBook({ symbol, limit }, call);
      return toOrderBook(symbol, row, depth, stamp(row));
    },

    async accounts(call) {
      return (await client.getAccounts(call)).map((row) => toAccount(row, stamp(row)));
    },

    async balances(account, call) {
      const byAccount = await readBalances(connection, 'read', call);
      if (account === undefined) return [...byAccount.values()].flat();
      const found = byAccount.get(account);
      if (found) return found;
      throw new ValidationError('account', 'is none of this key', { venue: 'poloniex', value: account });
    },

    /** The venue's clock, measured anew. */
    async serverTime(call) {
      await client.syncTime(call);
      return Math.floor(connection.serverTime());
    },
  };
}

/** All instruments, for the cache. */
export async function readInstruments(
  connection: PoloniexConnection,
  fees: FeeRates,
): Promise<readonly Instrument[]> {
  const [rows, ratesOf] = await Promise.all([connection.client.getMarkets(), fees.read()]);
  const serverTime = connection.serverTime();
  const stamp = connection.stampRows('read', {});
  return mapInSlices(rows, (row) => toInstrument(row, serverTime, stamp(row), ratesOf(row.symbol)));
}

/** The balances by account: each account is complete. */
export async function readBalances(
  connection: PoloniexConnection,
  source: RecordSource,
  options: PoloniexCallOptions,
): Promise<ReadonlyMap<string, readonly Balance[]>> {
  const accounts = await connection.client.getBalances({}, options);
  return new Map(
    accounts.map(({ accountId, balances }) => [
      accountId,
      balances.map((row) => toBalance(accountId, row, connection.stamp(source, row))),
    ]),
  );
}

import type { VenueReads } from '../../../adapter/broker/ports';
import type { Call } from '../../../adapter/calls';
import { limitDepth } from '../../../adapter/channels/book-view';
import type { CheckedHistoryRequest } from '../../../adapter/ranges/checks';
import { readHistory } from '../../../adapter/ranges/history';
import { mapInSlices } from '../../../core/slices';
import { VenueError } from '../../../errors';
import type { Fill, Instrument, Order } from '../../../model';
import { isFinal } from '../../../orders/merge-order';
import type { AccountFigures } from '../account/state';
import { targetsOf } from '../channels/market';
import type { ChpConnection } from '../connection';
import { metaOf, type PortfolioData, startOfDay, toAccountSummary, toArrived, toBalance } from '../map';
import type { ChpOrderPort } from '../orders/port';
import type { ChpParts } from '../parts';
import { readTrades } from './trades';

/** How long the list of all symbols may take in ms: it has 14 MB. */
const ALL_SYMBOLS_MS = 60_000;

/** Reads of market data and of the account. What a channel holds is read from its cache, after the loop's next poll. */
export function createReads(parts: ChpParts, port: ChpOrderPort) {
  const { connection, market, channels, state, portfolios, tracker } = parts;
  const stampOf = ({ row, receivedTime }: AccountFigures) => ({
    ...connection.stamp('read', row),
    receivedTime,
  });
  /** The venue keeps what happened in the session, which is the day in Moscow at least. */
  const readSession = <T extends Order | Fill>(
    request: CheckedHistoryRequest,
    call: Call,
    recordsOf: (data: PortfolioData, orders: readonly Order[]) => readonly T[],
  ) => {
    portfolios.check(request.account);
    return readHistory<T>(request, {
      times: connection.times,
      guaranteedFrom: startOfDay(connection.serverTime()),
      read: async () => {
        const data = await portfolios.data(request.account, 2, call);
        // The orders first: trades name them by their other number.
        return recordsOf(data, state.ordersOf(data, 'read'));
      },
    });
  };
  return {
    /** The list of the answer has the order of the question. A symbol without a quote is left out. */
    async quotes(symbols, call) {
      const found = await market.quotes.read(targetsOf(symbols), call);
      return symbols.flatMap((symbol) => {
        const quote = found.get(symbol);
        return quote ? [{ ...quote, source: 'read' as const }] : [];
      });
    },
    async orderBook(symbol, depth, call) {
      const found = await market.book.read([{ symbol }], call);
      const book = found.get(symbol) ?? { ...metaOf(connection.stamp('read')), symbol, bids: [], asks: [] };
      return limitDepth({ ...book, source: 'read' }, depth);
    },
    trades: (request, call) => readTrades(connection, market.gridOf(request.symbol), request, call),
    accounts: (call) => portfolios.load(call),
    /** @throws ValidationError when none is named and there are several */
    async accountSummary(account, call) {
      const name = portfolios.forOrder(account);
      await channels.balances.refresh(call.signal);
      const found = state.accounts().find(({ row }) => row.portfolio === name);
      if (found) return toAccountSummary(found.row, stampOf(found));
      const { operation, requestId } = call;
      const context = { venue: 'chp', operation, requestId, sent: true, code: 'notFound' } as const;
      throw new VenueError(`The venue has not shown the figures of ${name} yet`, context);
    },
    async balances(account, call) {
      portfolios.check(account);
      await channels.balances.refresh(call.signal);
      return state
        .accounts()
        .filter(({ row }) => (account ?? row.portfolio) === row.portfolio)
        .map((figures) => toBalance(figures.row, stampOf(figures)));
    },
    async positions(filter, call) {
      portfolios.check(filter.account);
      await channels.positions.refresh(call.signal);
      return state
        .positions()
        .filter(({ symbol }) => (filter.symbol ?? symbol) === symbol)
        .filter(({ account }) => (filter.account ?? account) === account)
        .map((position) => ({ ...position, source: 'read' as const }));
    },
    async openOrders(filter, call) {
      return (await port.openOrders(filter, call.signal)).map((order) => tracker.identify(order));
    },
    /** Orders of the session are read; an older one is known only while this broker remembers it. */
    async order(ref, call) {
      const read = await port.lookup(ref, { signal: call.signal });
      const known = tracker.find(ref);
      // The channel may have shown the end before the session's list does.
      if (known && (!read || isFinal(known.status))) return { ...known, source: 'read' };
      if (!read) return undefined;
      return { ...tracker.identify(read), ...(known ? { origin: known.origin } : {}), source: 'read' };
    },
    orders: async (request, call) =>
      readSession(request, call, (_data, orders) =>
        orders.filter(({ status }) => isFinal(status)).map((order) => tracker.identify(order)),
      ),
    fills: async (request, call) => readSession(request, call, (data) => state.fillsOf(data, 'read')),
  } satisfies Omit<VenueReads, 'candles'>;
}

/** What the cache of instruments reads. */
export async function readInstruments(connection: ChpConnection): Promise<readonly Instrument[]> {
  const drafts = await connection.client.cut('getSymbols', undefined, { timeoutMs: ALL_SYMBOLS_MS });
  const stamp = connection.stampRows('read', { serverTime: connection.serverTime() });
  return mapInSlices(drafts, (draft) => toArrived(draft, stamp(draft)));
}

import type { Call } from '../../../adapter/calls';
import type { CheckedTradesRequest } from '../../../adapter/ranges/checks';
import type { AccountFilter, OrderRef, Ranged } from '../../../broker';
import { VenueError } from '../../../errors';
import type {
  Account,
  AccountSummary,
  Balance,
  Instrument,
  Order,
  OrderBook,
  Position,
  Quote,
  Trade,
} from '../../../model';
import { isFinal } from '../../../orders/merge-order';
import type { OrderTracker } from '../../../orders/order-tracker';
import type { AccountState } from '../account/account';
import type { Portfolios } from '../account/portfolios';
import type { AccountChannels } from '../channels/account';
import type { MarketChannels } from '../channels/market';
import type { ChpConnection } from '../connection';
import { limitDepth, toAccountSummary, toBalance, toInstrument } from '../map';
import type { ChpOrderPort } from '../orders/port';
import { readTrades } from './trades';

/** How long the list of all symbols may take in ms: it has 14 MB. */
const ALL_SYMBOLS_MS = 60_000;

/** What the reads work with. */
export interface ReadParts {
  readonly connection: ChpConnection;
  readonly market: MarketChannels;
  readonly feeds: AccountChannels;
  readonly book: AccountState;
  readonly portfolios: Portfolios;
  readonly orderPort: ChpOrderPort;
  readonly tracker: OrderTracker;
}

/** Reads of market data and of the account. What a feed holds is read from its cache, after the loop's next poll. */
export class ChpReads {
  readonly #parts: ReadParts;

  constructor(parts: ReadParts) {
    this.#parts = parts;
  }

  /** The best prices; the list of the answer has the order of the question. A symbol without a quote is left out. */
  async quotes(symbols: readonly string[], call: Call): Promise<readonly Quote[]> {
    const found = await this.#parts.market.quotes.read(
      symbols.map((symbol) => ({ symbol })),
      call,
    );
    return symbols.flatMap((symbol) => {
      const quote = found.get(symbol);
      return quote ? [{ ...quote, source: 'read' as const }] : [];
    });
  }

  async orderBook(symbol: string, depth: number | undefined, call: Call): Promise<OrderBook> {
    const found = await this.#parts.market.book.read([{ symbol }], call);
    const book = found.get(symbol) ?? {
      ...this.#parts.connection.stamp('read'),
      venue: 'chp',
      symbol,
      bids: [],
      asks: [],
    };
    return limitDepth({ ...book, source: 'read' }, depth);
  }

  async trades(request: CheckedTradesRequest, call: Call): Promise<Ranged<Trade>> {
    const { connection, market } = this.#parts;
    return readTrades(connection, market.gridOf(request.symbol), request, call);
  }

  accounts(call: Call): Promise<readonly Account[]> {
    return this.#parts.portfolios.load(call);
  }

  /** @throws ValidationError when none is named and there are several */
  async summary(account: string | undefined, call: Call): Promise<AccountSummary> {
    const name = this.#parts.portfolios.forOrder(account);
    await this.#parts.feeds.balances.refresh(call.signal);
    const found = this.#parts.book.accounts().find(({ row }) => row.portfolio === name);
    if (!found) throw missing(`The venue has not told the figures of ${name} yet`, call);
    const summary = toAccountSummary(found.row, this.#parts.connection.stamp('read', found.row));
    return { ...summary, receivedTime: found.receivedTime };
  }

  async balances(account: string | undefined, call: Call): Promise<readonly Balance[]> {
    this.#parts.portfolios.check(account);
    await this.#parts.feeds.balances.refresh(call.signal);
    return this.#parts.book
      .accounts()
      .filter(({ row }) => (account ?? row.portfolio) === row.portfolio)
      .map(({ row, receivedTime }) => ({
        ...toBalance(row, this.#parts.connection.stamp('read', row)),
        receivedTime,
      }));
  }

  async positions(filter: AccountFilter, call: Call): Promise<readonly Position[]> {
    this.#parts.portfolios.check(filter.account);
    await this.#parts.feeds.positions.refresh(call.signal);
    return this.#parts.book
      .positions()
      .filter(
        ({ symbol, account }) =>
          (filter.symbol ?? symbol) === symbol && (filter.account ?? account) === account,
      )
      .map((position) => ({ ...position, source: 'read' as const }));
  }

  async openOrders(filter: AccountFilter, call: Call): Promise<readonly Order[]> {
    const orders = await this.#parts.orderPort.openOrders(filter, call.signal);
    return orders.map((order) => this.#parts.tracker.identify(order));
  }

  /** Orders of the session are read; an older one is known only while this broker remembers it. */
  async order(ref: OrderRef, call: Call): Promise<Order | undefined> {
    const { orderPort, tracker } = this.#parts;
    const read = await orderPort.lookup(ref, { signal: call.signal });
    const known = tracker.find(ref);
    // The feed may have told of the end before the session's list does.
    if (known && (!read || isFinal(known.status))) return { ...known, source: 'read' };
    if (!read) return undefined;
    return { ...tracker.identify(read), ...(known ? { origin: known.origin } : {}), source: 'read' };
  }

  /** What the cache of instruments reads. */
  async allInstruments(): Promise<readonly Instrument[]> {
    const { connection } = this.#parts;
    const rows = await connection.client.getSymbols({ timeoutMs: ALL_SYMBOLS_MS });
    const serverTime = connection.serverTime();
    const instruments: Instrument[] = [];
    await connection.eachInSlices(rows, (row) => {
      instruments.push(toInstrument(row, { ...connection.stamp('read', row), serverTime }));
    });
    return instruments;
  }
}

function missing(message: string, { operation, requestId }: Call): VenueError {
  return new VenueError(message, { venue: 'chp', operation, requestId, sent: true, code: 'notFound' });
}

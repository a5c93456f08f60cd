import type { Call } from '../../../adapter/calls';
import { limitDepth } from '../../../adapter/channels/book-view';
import type { AccountFilter } from '../../../broker';
import { mapInSlices } from '../../../core/slices';
import { isVenueError, ValidationError } from '../../../errors';
import type {
  Account,
  AccountSummary,
  Balance,
  Instrument,
  Order,
  OrderBook,
  Position,
  Quote,
} from '../../../model';
import type { XapiConnection } from '../connection';
import type { SymbolRecord, TickRecord } from '../generated/records';
import {
  kindOfTrade,
  metaOf,
  timeFromWire,
  toAccountSummary,
  toBalance,
  toInstrument,
  toOrderBook,
  toPendingOrder,
  toPosition,
  toQuote,
} from '../map';
import type { TradeLookup } from '../orders/lookup';

/** Answers that mean that there is no such symbol for this account. */
const UNKNOWN_SYMBOL = new Set(['BE094', 'BE101', 'BE115', 'BE116']);

/** Whether the venue says that it does not have the symbol. */
export function isUnknownSymbol(error: unknown): boolean {
  return isVenueError(error) && UNKNOWN_SYMBOL.has(error.code.toUpperCase());
}

/** How long the list of all symbols may take in ms: it can have 20 MB. */
const ALL_SYMBOLS_MS = 60_000;

/** Reads of market data and of the account, straight from the client. */
export class XapiReads {
  readonly #connection: XapiConnection;
  readonly #lookup: TradeLookup;
  readonly #accountId: string;

  constructor(connection: XapiConnection, lookup: TradeLookup, accountId: string) {
    this.#connection = connection;
    this.#lookup = lookup;
    this.#accountId = accountId;
  }

  /** The best prices; the list of the answer has the order of the question. */
  async quotes(symbols: readonly string[], call: Call): Promise<readonly Quote[]> {
    const { quotations } = await this.#ticks(symbols, 0, call);
    const ticks = new Map(quotations.map((tick) => [tick.symbol, tick]));
    const quotes: Quote[] = [];
    for (const symbol of symbols) {
      const tick = ticks.get(symbol);
      if (tick)
        quotes.push(
          toQuote(tick, this.#connection.clock.now(), 'read', this.#connection.stamp('read', tick).raw),
        );
      // A symbol without a tick still has the prices of its record.
      else quotes.push(this.#quoteOf(await this.#connection.client.getSymbol({ symbol }, call)));
    }
    return quotes;
  }

  async orderBook(symbol: string, depth: number | undefined, call: Call): Promise<OrderBook> {
    const { quotations } = await this.#ticks([symbol], -1, call);
    const rows = quotations.filter((tick: TickRecord) => tick.symbol === symbol);
    const context = this.#connection.stamp('read');
    const [first] = rows;
    const raw = first === undefined ? undefined : this.#connection.stamp('read', first).raw;
    return limitDepth(
      toOrderBook(symbol, rows, raw === undefined ? context : { ...context, raw: rows }),
      depth,
    );
  }

  async accounts(call: Call): Promise<readonly Account[]> {
    const user = await this.#connection.client.getCurrentUserData(call);
    const account: Account = {
      ...metaOf(this.#connection.stamp('read', user)),
      id: this.#accountId,
      name: user.group,
      currency: user.currency,
      tradable: true,
    };
    return [account];
  }

  async summary(call: Call): Promise<AccountSummary> {
    const level = await this.#connection.client.getMarginLevel(call);
    return toAccountSummary(level, level.currency, this.#connection.stamp('read', level));
  }

  async balances(call: Call): Promise<readonly Balance[]> {
    const level = await this.#connection.client.getMarginLevel(call);
    return [toBalance(level, level.currency, this.#connection.stamp('read', level))];
  }

  async positions(filter: AccountFilter, call: Call): Promise<readonly Position[]> {
    const rows = await this.#lookup.open(call, true);
    return rows
      .filter((row) => kindOfTrade(row.cmd) === 'position' && matches(row, filter))
      .map((row) => toPosition(row, this.#connection.stamp('read', row)));
  }

  async openOrders(filter: AccountFilter, call: Call): Promise<readonly Order[]> {
    const rows = await this.#lookup.open(call);
    return rows
      .filter((row) => kindOfTrade(row.cmd) === 'pending' && matches(row, filter))
      .map((row) => toPendingOrder(row, this.#connection.stamp('read', row), this.#connection.serverTime()));
  }

  /** There is one account a login. @throws ValidationError for another */
  checkAccount(account: string | undefined): void {
    if (account === undefined || account === this.#accountId) return;
    throw new ValidationError('account', 'must be the account of the login, or absent', { venue: 'xapi' });
  }

  /** What the cache of instruments reads. */
  async allInstruments(): Promise<readonly Instrument[]> {
    const records = await this.#connection.client.getAllSymbols({ timeoutMs: ALL_SYMBOLS_MS });
    return mapInSlices(records, (record) => toInstrument(record, this.#connection.stamp('read', record)));
  }

  /** One instrument; `undefined` when the venue does not know the symbol. */
  async oneInstrument(symbol: string): Promise<Instrument | undefined> {
    try {
      const record = await this.#connection.client.getSymbol({ symbol });
      return toInstrument(record, this.#connection.stamp('read', record));
    } catch (error) {
      if (isUnknownSymbol(error)) return undefined;
      throw error;
    }
  }

  async #ticks(symbols: readonly string[], level: number, call: Call) {
    // Time 0: every price, not only those that changed since.
    return this.#connection.client.getTickPrices({ symbols, level, timestamp: 0 }, call);
  }

  #quoteOf(record: SymbolRecord): Quote {
    const tick = {
      ...record,
      level: 0,
      timestamp: timeFromWire(record.time),
      bidVolume: null,
      askVolume: null,
    };
    return toQuote(tick, this.#connection.clock.now(), 'read', this.#connection.stamp('read', record).raw);
  }
}

function matches(row: { readonly symbol: string | null }, filter: AccountFilter): boolean {
  return filter.symbol === undefined || row.symbol === filter.symbol;
}

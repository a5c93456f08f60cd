import type { InstrumentSource } from '../../../adapter/broker/instrument-cache';
import type { VenueReads } from '../../../adapter/broker/ports';
import type { Call } from '../../../adapter/calls';
import { limitDepth } from '../../../adapter/channels/book-view';
import { mapInSlices } from '../../../core/slices';
import { isVenueError } from '../../../errors';
import type { Quote } from '../../../model';
import type { XapiConnection } from '../connection';
import type { SymbolRecord } from '../generated/records';
import {
  metaOf,
  type TickFields,
  toAccountSummary,
  toBalance,
  toInstrument,
  toOrderBook,
  toPosition,
  toQuote,
} from '../map';
import type { XapiParts } from '../parts';

/** Answers that mean that there is no such symbol for this account. */
const UNKNOWN_SYMBOL = new Set(['BE094', 'BE101', 'BE115', 'BE116']);

/** Whether the venue says that it does not have the symbol. */
export function isUnknownSymbol(error: unknown): boolean {
  return isVenueError(error) && UNKNOWN_SYMBOL.has(error.code.toUpperCase());
}

/** How long the list of all symbols may take in ms: it can have 20 MB. */
const ALL_SYMBOLS_MS = 60_000;

/** Reads of market data and of the account, straight from the client. */
export function createReads({ connection, account, lookup, tracker }: XapiParts) {
  const { client, clock } = connection;
  // Time 0: every price, not only those that changed since.
  const readTicks = (symbols: readonly string[], level: number, call: Call) =>
    client.getTickPrices({ symbols, level, timestamp: 0 }, call);
  const quoteOf = (tick: TickFields, record: object = tick): Quote =>
    toQuote(tick, clock.now(), 'read', connection.stamp('read', record).raw);
  return {
    /** The best prices; the list of the answer has the order of the question. */
    async quotes(symbols, call) {
      const { quotations } = await readTicks(symbols, 0, call);
      const ticks = new Map(quotations.map((tick) => [tick.symbol, tick]));
      const quotes: Quote[] = [];
      for (const symbol of symbols) {
        const tick = ticks.get(symbol);
        // A symbol without a tick still has the prices of its record.
        quotes.push(tick ? quoteOf(tick) : quoteOfSymbol(await client.getSymbol({ symbol }, call), quoteOf));
      }
      return quotes;
    },
    async orderBook(symbol, depth, call) {
      const { quotations } = await readTicks([symbol], -1, call);
      const rows = quotations.filter((tick) => tick.symbol === symbol);
      const hasRaw = rows[0] !== undefined && connection.rawOf(rows[0]) !== undefined;
      const context = connection.stampRaw('read', hasRaw ? rows : undefined);
      return limitDepth(toOrderBook(symbol, rows, context), depth);
    },
    async accounts(call) {
      const user = await client.getCurrentUserData(call);
      const meta = metaOf(connection.stamp('read', user));
      return [{ ...meta, id: account, name: user.group, currency: user.currency, tradable: true }];
    },
    async accountSummary(_account, call) {
      const level = await client.getMarginLevel(call);
      return toAccountSummary(level, account, connection.stamp('read', level));
    },
    async balances(_account, call) {
      const level = await client.getMarginLevel(call);
      const { currency } = level;
      return [toBalance(level, { account, currency }, connection.stamp('read', level))];
    },
    async positions({ symbol }, call) {
      const rows = await lookup.list('position', call, symbol);
      return rows.map((row) => toPosition(row, connection.stamp('read', row)));
    },
    async openOrders({ symbol }, call) {
      return (await lookup.openOrders(call, symbol)).map((order) => tracker.identify(order));
    },
    async order(ref, call) {
      const read = await lookup.find(ref, 0, call);
      const seen = tracker.find(ref);
      return seen && read ? { ...read, origin: seen.origin } : (read ?? seen);
    },
    serverTime: (call) => connection.readServerTime(call),
  } satisfies Omit<VenueReads, 'candles'>;
}

/** What the cache of instruments reads. */
export function createInstrumentSource(connection: XapiConnection): InstrumentSource {
  return {
    async load() {
      const records = await connection.client.cut('getAllSymbols', undefined, { timeoutMs: ALL_SYMBOLS_MS });
      const stamp = connection.stampRows('read', {});
      return mapInSlices(records, (record) => toInstrument(record, stamp(record)));
    },
    async loadOne(symbol) {
      try {
        const record = await connection.client.getSymbol({ symbol });
        return toInstrument(record, connection.stamp('read', record));
      } catch (error) {
        if (isUnknownSymbol(error)) return undefined;
        throw error;
      }
    },
  };
}

function quoteOfSymbol(record: SymbolRecord, quoteOf: (tick: TickFields, record: object) => Quote): Quote {
  const { time: timestamp } = record;
  return quoteOf({ ...record, level: 0, timestamp, bidVolume: null, askVolume: null }, record);
}

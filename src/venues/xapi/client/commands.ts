import type { ArgumentsSchema } from '../../../adapter/schema/arguments';
import { checkedFirst, listOf, type Reader, readerOf, recordOfRows } from '../../../adapter/schema/reader';
import { alsoFromText, listFromText, rowsFromText } from '../../../adapter/schema/text-reader';
import { checkRateInfoRecord, checkSymbolRecord, checkTradeRecord } from '../generated/checks';
import {
  decodeRate,
  decodeSentRate,
  decodeSentSymbol,
  decodeSymbol,
  decodeTrade,
} from '../generated/decoders';
import type { RateFields, SymbolFields, TradeRow } from '../map';
import * as account from '../wire/account';
import * as check from '../wire/arguments';
import { chart, rateInfoRecord } from '../wire/chart';
import * as information from '../wire/information';
import { symbolRecord } from '../wire/symbol';
import { tickPrices, tickRecord } from '../wire/tick';
import { tradeRecord, tradeTransactionReceipt, tradeTransactionStatus } from '../wire/trade';
import type { Command } from './command';

const DELETE = 4;

const readSymbol = checkedFirst(checkSymbolRecord, readerOf(symbolRecord));
const readRate = checkedFirst(checkRateInfoRecord, readerOf(rateInfoRecord));
const readChart = recordOfRows('rateInfos', listOf(readRate), readerOf(chart));
const readTickPrices = recordOfRows('quotations', listOf(readerOf(tickRecord)), readerOf(tickPrices));
const readTrades = listOf(checkedFirst(checkTradeRecord, readerOf(tradeRecord)));
/** An answer without `returnData`. */
const nothing: Reader<void> = () => undefined;

/** A command with arguments. */
const asks = <T, A extends ArgumentsSchema<object>>(args: A, read: Reader<T>) => ({ args, read }) as const;

/** A command whose list may be split; the answers are joined in their order. */
const lists = <T, A extends ArgumentsSchema<object>>(
  list: 'symbols' | 'orders',
  args: A,
  read: Reader<readonly T[]>,
) =>
  ({ args, read, list, join: (answers: readonly (readonly T[])[]): readonly T[] => answers.flat() }) as const;

/**
 * The 23 commands of the main connection under the venue's names.
 *
 * Each takes the fields of its `arguments`, or of the one record inside them (`info`, `tradeTransInfo`), checks them
 * before anything is sent, and resolves with the validated `returnData`.
 *
 * Every command rejects with
 * - `ValidationError`: the arguments break a rule, or the command would pass 1 kB in UTF-8; nothing was sent
 * - `NotConnectedError`: there is no session; nothing was sent
 * - `TimeoutError`, `AbortedError`: the deadline or the signal came first; `sent` tells whether the venue may have it
 * - `ConnectionError`, `ClosedError`: the session ended; `sent` tells the same
 * - `VenueError`, `OrderRejectedError`, `RateLimitError`: the venue refused, with its code and text
 * - `ProtocolError`: the answer breaks the protocol; the session goes on
 * @methods XapiCommands extends ConnectionClient<XapiClientEvents>
 * @see XAPI 2.5.0, section 5
 */
export const COMMANDS = {
  /** All symbols of the account; the reply can have 20 MB. @see XAPI 2.5.0, getAllSymbols */
  getAllSymbols: { read: listOf(readSymbol) },
  /** Market events to come and past. @see XAPI 2.5.0, getCalendar */
  getCalendar: { read: listOf(readerOf(information.calendarRecord)) },
  /** Candles from a start to now, in points; the last may still change. @see XAPI 2.5.0, getChartLastRequest */
  getChartLastRequest: { ...asks(check.chartLastArguments, readChart), within: 'info' },
  /**
   * Candles of a range, in points.
   * @throws ValidationError for more than 50,000 candles, counted as (end - start) / interval as EX009 does
   * @see XAPI 2.5.0, getChartRangeRequest
   */
  getChartRangeRequest: { ...asks(check.chartRangeArguments, readChart), within: 'info' },
  /** Expected commission of a volume. @see XAPI 2.5.0, getCommissionDef */
  getCommissionDef: asks(check.volumeArguments, readerOf(account.commissionDef)),
  /** Currency and leverage of the account. @see XAPI 2.5.0, getCurrentUserData */
  getCurrentUserData: { read: readerOf(account.currentUserData) },
  /** Trades of an introducing broker's clients. @see XAPI 2.5.0, getIbsHistory */
  getIbsHistory: asks(check.historyArguments, listOf(readerOf(account.ibRecord))),
  /** Account indicators. @see XAPI 2.5.0, getMarginLevel */
  getMarginLevel: { read: readerOf(account.marginLevel) },
  /** Expected margin of a volume. @see XAPI 2.5.0, getMarginTrade */
  getMarginTrade: asks(check.volumeArguments, readerOf(account.marginTrade)),
  /** News of a stretch of time. @see XAPI 2.5.0, getNews */
  getNews: asks(check.openHistoryArguments, listOf(readerOf(information.newsTopicRecord))),
  /** Estimated profit of a deal that might have been. @see XAPI 2.5.0, getProfitCalculation */
  getProfitCalculation: asks(check.profitArguments, readerOf(account.profitCalculation)),
  /** Time of the server. @see XAPI 2.5.0, getServerTime */
  getServerTime: { read: readerOf(information.serverTime) },
  /** How the lot step varies with the volume. @see XAPI 2.5.0, getStepRules */
  getStepRules: { read: listOf(readerOf(information.stepRuleRecord)) },
  /** One symbol. @see XAPI 2.5.0, getSymbol */
  getSymbol: asks(check.symbolArguments, readSymbol),
  /**
   * Prices that changed since a time. Symbols that do not fit 1 kB go out as several commands, one after the other,
   * and the answers are joined: they are then not of one moment.
   * @see XAPI 2.5.0, getTickPrices
   */
  getTickPrices: {
    ...asks(check.tickPricesArguments, readTickPrices),
    list: 'symbols',
    join: (answers: readonly ReturnType<typeof readTickPrices>[]) => ({
      quotations: answers.flatMap(({ quotations }) => quotations),
    }),
  },
  /**
   * Trades by their numbers. Numbers that do not fit 1 kB go out as several commands, one after the other, and the
   * answers are joined.
   * @see XAPI 2.5.0, getTradeRecords
   */
  getTradeRecords: lists('orders', check.tradeRecordsArguments, readTrades),
  /** Open positions and, unless `openedOnly`, pending orders. @see XAPI 2.5.0, getTrades */
  getTrades: asks(check.tradesArguments, readTrades),
  /** Trades closed within a stretch of time. @see XAPI 2.5.0, getTradesHistory */
  getTradesHistory: asks(check.openHistoryArguments, readTrades),
  /**
   * When symbols are quoted and traded. Symbols that do not fit 1 kB go out as several commands, one after the other,
   * and the answers are joined.
   * @see XAPI 2.5.0, getTradingHours
   */
  getTradingHours: lists('symbols', check.symbolsArguments, listOf(readerOf(information.tradingHoursRecord))),
  /** Version of the API. @see XAPI 2.5.0, getVersion */
  getVersion: { read: readerOf(information.version) },
  /** Keeps the connection alive; the client does this by itself. @see XAPI 2.5.0, ping */
  ping: { read: nothing, priority: 'control' },
  /**
   * Starts a transaction. Resolving means that the venue received it, not that it accepted it: ask
   * `tradeTransactionStatus` or listen to the stream's `tradeStatus`. Never repeated by itself; an error with
   * `sent: true` that is no `OrderRejectedError` leaves the outcome unknown.
   * @throws OrderRejectedError when the venue refused it at once
   * @see XAPI 2.5.0, tradeTransaction
   */
  tradeTransaction: {
    ...asks(check.tradeTransInfo, readerOf(tradeTransactionReceipt)),
    within: 'tradeTransInfo',
    // Deleting a pending order goes before everything, other transactions before reads.
    priority: (info: { readonly type?: unknown } | undefined) => (info?.type === DELETE ? 'cancel' : 'order'),
  },
  /** What became of a transaction. @see XAPI 2.5.0, tradeTransactionStatus */
  tradeTransactionStatus: {
    ...asks(check.orderArguments, readerOf(tradeTransactionStatus)),
    priority: 'control',
  },
  // `XapiClient` has a method of its own for it.
  logout: { read: nothing, priority: 'control' },
} as const satisfies Readonly<Record<string, Command>>;

const CHART_HEAD = '\\{"digits":(1?\\d|20)(?:,"exemode":(?:0|[1-9]\\d{0,8}))?,"rateInfos":\\[';

/** What a broker reads of a chart. */
export interface CutChart {
  readonly digits: number;
  readonly rateInfos: readonly RateFields[];
}

const tradesFromText = listFromText([decodeTrade]);

/** The lists that a broker reads, straight from the text and without what it does not ask for. */
export const CUT_COMMANDS = {
  getAllSymbols: alsoFromText<Command<readonly SymbolFields[]>>(
    COMMANDS.getAllSymbols,
    listFromText([decodeSymbol, decodeSentSymbol]),
  ),
  getChartRangeRequest: alsoFromText<Command<CutChart>>(
    COMMANDS.getChartRangeRequest,
    rowsFromText([decodeRate, decodeSentRate], CHART_HEAD, ']}', (rateInfos, [, digits]) => ({
      digits: Number(digits),
      rateInfos,
    })),
  ),
  getTrades: alsoFromText<Command<readonly TradeRow[]>>(COMMANDS.getTrades, tradesFromText),
  getTradesHistory: alsoFromText<Command<readonly TradeRow[]>>(COMMANDS.getTradesHistory, tradesFromText),
} as const;

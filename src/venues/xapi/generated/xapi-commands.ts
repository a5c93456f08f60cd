// Generated from the definitions of src/venues/xapi by `npm run generate`; do not edit.

import { ConnectionClient } from '../../../adapter/connection/connection-client';
import type { TableCall } from '../../../adapter/schema/table-call';
import { callsOf } from '../../../adapter/schema/table-call';
import type { COMMANDS } from '../client/commands';
import type { XapiCallOptions, XapiClientEvents } from '../types/client';
import type {
  CalendarRecord,
  Chart,
  ChartLastInfoRecord,
  ChartRangeInfoRecord,
  CommissionDef,
  CurrentUserData,
  IbRecord,
  MarginLevel,
  MarginTrade,
  NewsTopicRecord,
  ProfitCalculation,
  ProfitCalculationArguments,
  ServerTime,
  StepRuleRecord,
  SymbolArguments,
  SymbolRecord,
  SymbolsArguments,
  TickPrices,
  TickPricesArguments,
  TradeRecord,
  TradeRecordsArguments,
  TradesArguments,
  TradesHistoryArguments,
  TradeTransactionReceipt,
  TradeTransactionStatus,
  TradeTransactionStatusArguments,
  TradeTransInfo,
  TradingHoursRecord,
  Version,
  VolumeArguments,
} from './records';

const callOf = callsOf<typeof COMMANDS>();

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
 * @see XAPI 2.5.0, section 5
 */
export abstract class XapiCommands extends ConnectionClient<XapiClientEvents> {
  /** Sends one request and reads its answer. */
  protected abstract call<T>(call: TableCall<T>, options?: XapiCallOptions): Promise<T>;

  /**
   * All symbols of the account; the reply can have 20 MB.
   * @see XAPI 2.5.0, getAllSymbols
   */
  getAllSymbols(options?: XapiCallOptions): Promise<readonly SymbolRecord[]> {
    return this.call(callOf('getAllSymbols'), options);
  }

  /**
   * Market events to come and past.
   * @see XAPI 2.5.0, getCalendar
   */
  getCalendar(options?: XapiCallOptions): Promise<readonly CalendarRecord[]> {
    return this.call(callOf('getCalendar'), options);
  }

  /**
   * Candles from a start to now, in points; the last may still change.
   * @see XAPI 2.5.0, getChartLastRequest
   */
  getChartLastRequest(args: ChartLastInfoRecord, options?: XapiCallOptions): Promise<Chart> {
    return this.call(callOf('getChartLastRequest', args), options);
  }

  /**
   * Candles of a range, in points.
   * @throws ValidationError for more than 50,000 candles, counted as (end - start) / interval as EX009 does
   * @see XAPI 2.5.0, getChartRangeRequest
   */
  getChartRangeRequest(args: ChartRangeInfoRecord, options?: XapiCallOptions): Promise<Chart> {
    return this.call(callOf('getChartRangeRequest', args), options);
  }

  /**
   * Expected commission of a volume.
   * @see XAPI 2.5.0, getCommissionDef
   */
  getCommissionDef(args: VolumeArguments, options?: XapiCallOptions): Promise<CommissionDef> {
    return this.call(callOf('getCommissionDef', args), options);
  }

  /**
   * Currency and leverage of the account.
   * @see XAPI 2.5.0, getCurrentUserData
   */
  getCurrentUserData(options?: XapiCallOptions): Promise<CurrentUserData> {
    return this.call(callOf('getCurrentUserData'), options);
  }

  /**
   * Trades of an introducing broker's clients.
   * @see XAPI 2.5.0, getIbsHistory
   */
  getIbsHistory(args: TradesHistoryArguments, options?: XapiCallOptions): Promise<readonly IbRecord[]> {
    return this.call(callOf('getIbsHistory', args), options);
  }

  /**
   * Account indicators.
   * @see XAPI 2.5.0, getMarginLevel
   */
  getMarginLevel(options?: XapiCallOptions): Promise<MarginLevel> {
    return this.call(callOf('getMarginLevel'), options);
  }

  /**
   * Expected margin of a volume.
   * @see XAPI 2.5.0, getMarginTrade
   */
  getMarginTrade(args: VolumeArguments, options?: XapiCallOptions): Promise<MarginTrade> {
    return this.call(callOf('getMarginTrade', args), options);
  }

  /**
   * News of a stretch of time.
   * @see XAPI 2.5.0, getNews
   */
  getNews(args: TradesHistoryArguments, options?: XapiCallOptions): Promise<readonly NewsTopicRecord[]> {
    return this.call(callOf('getNews', args), options);
  }

  /**
   * Estimated profit of a deal that might have been.
   * @see XAPI 2.5.0, getProfitCalculation
   */
  getProfitCalculation(
    args: ProfitCalculationArguments,
    options?: XapiCallOptions,
  ): Promise<ProfitCalculation> {
    return this.call(callOf('getProfitCalculation', args), options);
  }

  /**
   * Time of the server.
   * @see XAPI 2.5.0, getServerTime
   */
  getServerTime(options?: XapiCallOptions): Promise<ServerTime> {
    return this.call(callOf('getServerTime'), options);
  }

  /**
   * How the lot step varies with the volume.
   * @see XAPI 2.5.0, getStepRules
   */
  getStepRules(options?: XapiCallOptions): Promise<readonly StepRuleRecord[]> {
    return this.call(callOf('getStepRules'), options);
  }

  /**
   * One symbol.
   * @see XAPI 2.5.0, getSymbol
   */
  getSymbol(args: SymbolArguments, options?: XapiCallOptions): Promise<SymbolRecord> {
    return this.call(callOf('getSymbol', args), options);
  }

  /**
   * Prices that changed since a time. Symbols that do not fit 1 kB go out as several commands, one after the other,
   * and the answers are joined: they are then not of one moment.
   * @see XAPI 2.5.0, getTickPrices
   */
  getTickPrices(args: TickPricesArguments, options?: XapiCallOptions): Promise<TickPrices> {
    return this.call(callOf('getTickPrices', args), options);
  }

  /**
   * Trades by their numbers. Numbers that do not fit 1 kB go out as several commands, one after the other, and the
   * answers are joined.
   * @see XAPI 2.5.0, getTradeRecords
   */
  getTradeRecords(args: TradeRecordsArguments, options?: XapiCallOptions): Promise<readonly TradeRecord[]> {
    return this.call(callOf('getTradeRecords', args), options);
  }

  /**
   * Open positions and, unless `openedOnly`, pending orders.
   * @see XAPI 2.5.0, getTrades
   */
  getTrades(args: TradesArguments, options?: XapiCallOptions): Promise<readonly TradeRecord[]> {
    return this.call(callOf('getTrades', args), options);
  }

  /**
   * Trades closed within a stretch of time.
   * @see XAPI 2.5.0, getTradesHistory
   */
  getTradesHistory(args: TradesHistoryArguments, options?: XapiCallOptions): Promise<readonly TradeRecord[]> {
    return this.call(callOf('getTradesHistory', args), options);
  }

  /**
   * When symbols are quoted and traded. Symbols that do not fit 1 kB go out as several commands, one after the other,
   * and the answers are joined.
   * @see XAPI 2.5.0, getTradingHours
   */
  getTradingHours(args: SymbolsArguments, options?: XapiCallOptions): Promise<readonly TradingHoursRecord[]> {
    return this.call(callOf('getTradingHours', args), options);
  }

  /**
   * Version of the API.
   * @see XAPI 2.5.0, getVersion
   */
  getVersion(options?: XapiCallOptions): Promise<Version> {
    return this.call(callOf('getVersion'), options);
  }

  /**
   * Keeps the connection alive; the client does this by itself.
   * @see XAPI 2.5.0, ping
   */
  ping(options?: XapiCallOptions): Promise<void> {
    return this.call(callOf('ping'), options);
  }

  /**
   * Starts a transaction. Resolving means that the venue received it, not that it accepted it: ask
   * `tradeTransactionStatus` or listen to the stream's `tradeStatus`. Never repeated by itself; an error with
   * `sent: true` that is no `OrderRejectedError` leaves the outcome unknown.
   * @throws OrderRejectedError when the venue refused it at once
   * @see XAPI 2.5.0, tradeTransaction
   */
  tradeTransaction(args: TradeTransInfo, options?: XapiCallOptions): Promise<TradeTransactionReceipt> {
    return this.call(callOf('tradeTransaction', args), options);
  }

  /**
   * What became of a transaction.
   * @see XAPI 2.5.0, tradeTransactionStatus
   */
  tradeTransactionStatus(
    args: TradeTransactionStatusArguments,
    options?: XapiCallOptions,
  ): Promise<TradeTransactionStatus> {
    return this.call(callOf('tradeTransactionStatus', args), options);
  }
}

// Generated from the definitions of src/venues/xapi by `npm run generate`; do not edit.

import type { FrameTapEvent } from '../../../broker/broker-options';
import type { Clock } from '../../../core/clock';
import type { Logger } from '../../../core/logger';
import type { Random } from '../../../core/random';
import type { DecimalInput } from '../../../model/decimal';
import type {
  DayOfWeek,
  MarginMode,
  OpenNumber,
  OpenText,
  OrderCommand,
  Period,
  ProfitMode,
  QuoteId,
  RequestStatus,
  TradeCommand,
  TradeType,
  TransactionType,
} from '../types/open';

/** Where an {@link XapiClient} connects, who it is and how it behaves. */
export interface XapiClientOptions {
  readonly userId: string;
  readonly password: string;
  /** @defaultValue 'demo' */
  readonly environment?: 'demo' | 'real' | undefined;
  /** @defaultValue 'websocket' */
  readonly transport?: 'tcp' | 'websocket' | undefined;
  /**
   * Host of both TCP connections.
   * @defaultValue 'xapia.x-station.eu'
   */
  readonly host?: string | undefined;
  /**
   * TCP port of the main connection.
   * @defaultValue 5124 for demo, 5112 for real
   */
  readonly mainPort?: number | undefined;
  /**
   * TCP port of the stream connection.
   * @defaultValue 5125 for demo, 5113 for real
   */
  readonly streamPort?: number | undefined;
  /**
   * TLS of the TCP connections: certificates are always verified, `ca` (PEM) replaces the system's authorities.
   * False is for loopback, or with `allowInsecure`.
   * @defaultValue true
   */
  readonly tls?: { readonly ca?: string | readonly string[] | undefined } | boolean | undefined;
  /**
   * WebSocket address of the main connection.
   * @defaultValue 'wss://ws.xapi.pro/demo' or '/real'
   */
  readonly mainUrl?: string | undefined;
  /**
   * WebSocket address of the stream connection.
   * @defaultValue 'wss://ws.xapi.pro/demoStream' or '/realStream'
   */
  readonly streamUrl?: string | undefined;
  /** Sent with login. */
  readonly appName?: string | undefined;
  /**
   * Longest silence in ms before a connection is pinged; the venue drops it after 600000.
   * @defaultValue 120000
   */
  readonly pingIntervalMs?: number | undefined;
  /**
   * Largest reply of the main connection in bytes.
   * @defaultValue 64 MiB
   */
  readonly maxReplyBytes?: number | undefined;
  /**
   * Largest frame of the stream in bytes.
   * @defaultValue 1 MiB
   */
  readonly maxStreamFrameBytes?: number | undefined;
  /**
   * Requests that may wait for their turn or their answer.
   * @defaultValue 1000
   */
  readonly maxPendingRequests?: number | undefined;
  /** Called for values that arrive whole, and for answers that grow, for a watchdog; it must be quick. */
  readonly onInbound?: ((connection: 'main' | 'stream') => void) | undefined;
  /** Certificate authorities (PEM) instead of the system's. */
  readonly ca?: string | readonly string[] | undefined;
  /** Allows plain text beyond loopback: credentials and orders can then be read on the way. */
  readonly allowInsecure?: 'i-understand' | undefined;
  /**
   * The proxy that every connection goes through: `http://`, `https://`, `socks5://`, or `socks5h://`, where the proxy
   * resolves host names; with `user:password@` where it wants a login. TLS is with the venue, through the proxy.
   * @defaultValue none; the environment is not asked
   */
  readonly proxy?: string | undefined;
  /**
   * Deadline of a call in ms, over the whole answer, 1 to 2147483647.
   * @defaultValue 15000
   */
  readonly timeoutMs?: number | undefined;
  readonly clock?: Clock | undefined;
  readonly random?: Random | undefined;
  readonly logger?: Logger | undefined;
  /** Sees every frame, request and answer, secrets removed; it must not block. */
  readonly tap?: ((event: FrameTapEvent) => void) | undefined;
  /**
   * Keep the venue's own object of every record, for `rawOf`.
   * @defaultValue false
   */
  readonly raw?: boolean | undefined;
}

/**
 * Answer of getCurrentUserData.
 * @see XAPI 2.5.0, getCurrentUserData
 */
export interface CurrentUserData {
  readonly companyUnit: number;
  readonly currency: string;
  readonly group: string;
  readonly ibAccount: boolean;
  /** Inactive, always 1. */
  readonly leverage: number;
  /** The leverage is this divided by 100. */
  readonly leverageMultiplier: number;
  readonly spreadType: string | null;
  readonly trailingStop: boolean;
}

/**
 * Amounts in the account's currency.
 * @see XAPI 2.5.0, getMarginLevel
 */
export interface MarginLevel {
  readonly balance: number;
  readonly credit: number;
  readonly currency: string;
  /** Balance and all profits. */
  readonly equity: number;
  readonly margin: number;
  readonly margin_free: number;
  /** In percent. */
  readonly margin_level: number;
}

/**
 * Answer of getMarginTrade.
 * @see XAPI 2.5.0, getMarginTrade
 */
export interface MarginTrade {
  /** In the account's currency. */
  readonly margin: number;
}

/**
 * Answer of getCommissionDef.
 * @see XAPI 2.5.0, getCommissionDef
 */
export interface CommissionDef {
  /** In the account's currency; null where not applicable. */
  readonly commission: number | null;
  /** Account currency to the instrument's base currency; null where not applicable. */
  readonly rateOfExchange: number | null;
}

/**
 * Answer of getProfitCalculation.
 * @see XAPI 2.5.0, getProfitCalculation
 */
export interface ProfitCalculation {
  /** In the account's currency. */
  readonly profit: number;
}

/**
 * A trade of a client of an introducing broker; null stands where the account may not look.
 * @see XAPI 2.5.0, getIbsHistory, IB_RECORD
 */
export interface IbRecord {
  readonly closePrice: number | null;
  readonly login: string | null;
  readonly nominal: number | null;
  readonly openPrice: number | null;
  /** 0 buy, 1 sell. */
  readonly side: OpenNumber<0 | 1> | null;
  readonly surname: string | null;
  readonly symbol: string | null;
  /** UTC epoch ms. */
  readonly timestamp: number | null;
  /** In lots. */
  readonly volume: number | null;
}

/** Names one symbol. */
export interface SymbolArguments {
  readonly symbol: string;
}

/** Names several symbols; split over several commands where one would pass 1 kB. */
export interface SymbolsArguments {
  readonly symbols: readonly string[];
}

/** A symbol and a volume. */
export interface VolumeArguments {
  readonly symbol: string;
  /** In lots. */
  readonly volume: DecimalInput;
}

/** A stretch of time in UTC epoch ms. */
export interface HistoryArguments {
  /** UTC epoch ms, not before `start`; of trades and news 0 means now. */
  readonly end: number;
  /** UTC epoch ms; of trades 0 means one month back. */
  readonly start: number;
}

/** A stretch of time whose end may be left open. */
export interface TradesHistoryArguments {
  /** UTC epoch ms, not before `start`; of trades and news 0 means now. */
  readonly end: number;
  /** UTC epoch ms; of trades 0 means one month back. */
  readonly start: number;
}
export type NewsArguments = TradesHistoryArguments;

export interface TickPricesArguments {
  /** Split over several commands where one would pass 1 kB. */
  readonly symbols: readonly string[];
  /** Only prices that changed since then, UTC epoch ms; 0 asks for all. */
  readonly timestamp: number;
  /**
   * -1 all levels, 0 the best price, above 0 that level.
   * @defaultValue 0
   */
  readonly level?: number | undefined;
}

/** @see XAPI 2.5.0, getChartLastRequest, CHART_LAST_INFO_RECORD */
export interface ChartLastInfoRecord {
  readonly period: Period;
  /** UTC epoch ms, rounded down to the interval by the venue and excluded. */
  readonly start: number;
  readonly symbol: string;
}

/** @see XAPI 2.5.0, getChartRangeRequest, CHART_RANGE_INFO_RECORD */
export interface ChartRangeInfoRecord {
  /** UTC epoch ms, excluded; ignored by the venue where `ticks` is not 0. */
  readonly end: number;
  readonly period: Period;
  /** UTC epoch ms, rounded down to the interval by the venue and excluded. */
  readonly start: number;
  readonly symbol: string;
  /** Above 0: so many candles from `start`; below 0: so many up to `start`; absent or 0: the range. */
  readonly ticks?: number | undefined;
}

/** A deal that might have been. */
export interface ProfitCalculationArguments {
  readonly closePrice: DecimalInput;
  readonly cmd: OrderCommand;
  readonly openPrice: DecimalInput;
  readonly symbol: string;
  /** In lots. */
  readonly volume: DecimalInput;
}

export interface TradeRecordsArguments {
  /** Positions' numbers in digits; split over several commands where one would pass 1 kB. */
  readonly orders: readonly string[];
}

export interface TradesArguments {
  /** True leaves pending orders out. */
  readonly openedOnly: boolean;
}

export interface TradeTransactionStatusArguments {
  /** Number that `tradeTransaction` answered, in digits. */
  readonly order: string;
}

/**
 * What is to be opened, closed, changed or deleted. Numbers are written digit for digit.
 * @see XAPI 2.5.0, tradeTransaction, TRADE_TRANS_INFO
 */
export interface TradeTransInfo {
  readonly cmd: OrderCommand;
  readonly price: DecimalInput;
  readonly symbol: string;
  readonly type: TransactionType;
  /** In lots. */
  readonly volume: DecimalInput;
  /** Comes back in trade and status records; at most 500 characters. */
  readonly customComment?: string | undefined;
  /** UTC epoch ms; 0 or absent means no expiry. */
  readonly expiration?: number | undefined;
  /** Trailing offset. */
  readonly offset?: number | undefined;
  /** 0, or the position's number in digits for closing and changing. */
  readonly order?: string | undefined;
  /** Stop loss; 0 means none. */
  readonly sl?: DecimalInput | undefined;
  /** Take profit; 0 means none. */
  readonly tp?: DecimalInput | undefined;
}

/** What the stream's `getTickPrices` takes. */
export interface StreamTickPricesArguments {
  readonly symbol: string;
  /** 0 or absent: at most every 200 ms; 1: as often as the venue can; else ms between updates. */
  readonly minArrivalTime?: number | undefined;
  /** Deepest level wanted, 0 is the best; absent: all. */
  readonly maxLevel?: number | undefined;
}

/**
 * A candle in points: divide by 10 to the power of `digits` of the answer around it.
 * @see XAPI 2.5.0, getChartLastRequest, RATE_INFO_RECORD
 */
export interface RateInfoRecord {
  /** Shift from `open`. */
  readonly close: number;
  /** Start of the candle. True UTC epoch ms, although the document says CET: only `ctmString` is local time. */
  readonly ctm: number;
  readonly ctmString: string;
  /** Shift from `open`. */
  readonly high: number;
  /** Shift from `open`. */
  readonly low: number;
  readonly open: number;
  /** In lots. */
  readonly vol: number;
}

/** Answer of the two chart requests; an empty range has no `rateInfos`. */
export interface Chart {
  readonly digits: number;
  readonly rateInfos: readonly RateInfoRecord[];
  /** Sent by real servers, absent from the document. */
  readonly exemode?: number;
}

/**
 * CALENDAR_RECORD of getCalendar.
 * @see XAPI 2.5.0, getCalendar, CALENDAR_RECORD
 */
export interface CalendarRecord {
  /** Two letters. */
  readonly country: string;
  /** Empty before the value is released. */
  readonly current: string;
  readonly forecast: string;
  /** `1` low, `2` medium, `3` high. */
  readonly impact: OpenText<'1' | '2' | '3'>;
  readonly period: string;
  readonly previous: string;
  /** Time of the release, UTC epoch ms. */
  readonly time: number;
  readonly title: string;
}

/**
 * NEWS_TOPIC_RECORD of getNews.
 * @see XAPI 2.5.0, getNews, NEWS_TOPIC_RECORD
 */
export interface NewsTopicRecord {
  /** HTML. */
  readonly body: string;
  readonly bodylen: number;
  readonly key: string;
  /** UTC epoch ms. */
  readonly time: number;
  readonly timeString: string;
  readonly title: string;
}

/**
 * Answer of getServerTime.
 * @see XAPI 2.5.0, getServerTime
 */
export interface ServerTime {
  /** UTC epoch ms. */
  readonly time: number;
  /** Local time of the server. */
  readonly timeString: string;
}

/**
 * Answer of getVersion.
 * @see XAPI 2.5.0, getVersion
 */
export interface Version {
  readonly version: string;
}

/**
 * A lot step of a range of volumes.
 * @see XAPI 2.5.0, getStepRules, STEP_RECORD
 */
export interface StepRecord {
  /** Lower border of the range of volumes. */
  readonly fromValue: number;
  /** Lot step within it. */
  readonly step: number;
}

/**
 * STEP_RULE_RECORD of getStepRules.
 * @see XAPI 2.5.0, getStepRules, STEP_RULE_RECORD
 */
export interface StepRuleRecord {
  readonly id: number;
  readonly name: string;
  readonly steps: readonly StepRecord[];
}

/**
 * When a symbol is quoted, or traded, on a day of the week.
 * @see XAPI 2.5.0, getTradingHours, QUOTES_RECORD and TRADING_RECORD
 */
export interface QuotesRecord {
  readonly day: DayOfWeek;
  /** Ms after midnight of CET or CEST. */
  readonly fromT: number;
  /** Ms after midnight of CET or CEST. */
  readonly toT: number;
}
export type TradingRecord = QuotesRecord;

/**
 * TRADING_HOURS_RECORD of getTradingHours.
 * @see XAPI 2.5.0, getTradingHours, TRADING_HOURS_RECORD
 */
export interface TradingHoursRecord {
  readonly quotes: readonly QuotesRecord[];
  readonly symbol: string;
  readonly trading: readonly QuotesRecord[];
}

/**
 * Amounts in the account's currency.
 * @see XAPI 2.5.0, streaming getBalance, STREAMING_BALANCE_RECORD
 */
export interface StreamingBalanceRecord {
  readonly balance: number;
  readonly credit: number;
  readonly equity: number;
  readonly margin: number;
  readonly marginFree: number;
  /** In percent. */
  readonly marginLevel: number;
  /** Sent by real servers, absent from the document. */
  readonly equityFX?: number;
  /** Sent by real servers, absent from the document. */
  readonly stockValue?: number;
  /** Sent by real servers, absent from the document. */
  readonly stockLock?: number;
  /** Sent by real servers, absent from the document. */
  readonly cashStockValue?: number;
}

/**
 * A candle of one minute in real prices, not in points as the chart requests answer.
 * @see XAPI 2.5.0, streaming getCandles, STREAMING_CANDLE_RECORD
 */
export interface StreamingCandleRecord {
  readonly close: number;
  /** Start of the candle. True UTC epoch ms, although the document says CET: only `ctmString` is local time. */
  readonly ctm: number;
  readonly ctmString: string;
  readonly high: number;
  readonly low: number;
  readonly open: number;
  readonly quoteId: QuoteId;
  readonly symbol: string;
  /** In lots. */
  readonly vol: number;
}

/** @see XAPI 2.5.0, streaming getKeepAlive, STREAMING_KEEP_ALIVE_RECORD */
export interface StreamingKeepAliveRecord {
  /** UTC epoch ms. */
  readonly timestamp: number;
}

/** @see XAPI 2.5.0, streaming getNews, STREAMING_NEWS_RECORD */
export interface StreamingNewsRecord {
  /** HTML. */
  readonly body: string;
  readonly key: string;
  /** UTC epoch ms. */
  readonly time: number;
  readonly title: string;
}

/** @see XAPI 2.5.0, streaming getProfits, STREAMING_PROFIT_RECORD */
export interface StreamingProfitRecord {
  readonly order: string;
  /** Transaction id. */
  readonly order2: string;
  readonly position: string;
  /** In the account's currency. */
  readonly profit: number;
  /** Sent by real servers, absent from the document. */
  readonly marketValue?: number;
  /** Sent by real servers, absent from the document. */
  readonly profitCalcPrice?: number;
  /** Sent by real servers, absent from the document. */
  readonly profitRecalcPrice?: number;
}

/**
 * A change of a position or of a pending order.
 * @see XAPI 2.5.0, streaming getTrades, STREAMING_TRADE_RECORD
 */
export interface StreamingTradeRecord {
  readonly close_price: number;
  /** UTC epoch ms; null while it is not closed. */
  readonly close_time: number | null;
  readonly closed: boolean;
  readonly cmd: TradeCommand;
  /** `[S/L]`, `[T/P]` and `[S/O ...]` name what closed a trade. */
  readonly comment: string;
  readonly commission: number | null;
  readonly customComment: string | null;
  readonly digits: number;
  /** UTC epoch ms. */
  readonly expiration: number | null;
  readonly margin_rate: number;
  readonly offset: number;
  readonly open_price: number;
  /** UTC epoch ms. */
  readonly open_time: number;
  readonly order: string;
  /** Transaction id. */
  readonly order2: string;
  /** Position number for type 0 and 2, a transaction parameter for type 1. */
  readonly position: string;
  /** Null unless the trade is open (type 0) or closed (type 2). */
  readonly profit: number | null;
  /** Stop loss; 0 where none is set. */
  readonly sl: number;
  /** `Deleted`: a pending order is gone, cancelled or filled, or with type 0 a position, closed; not how. */
  readonly state: OpenText<'Modified' | 'Deleted'>;
  readonly storage: number;
  /** Null on deposits and withdrawals. */
  readonly symbol: string | null;
  /** Take profit; 0 where none is set. */
  readonly tp: number;
  readonly type: TradeType;
  /** In lots. */
  readonly volume: number;
}

/** @see XAPI 2.5.0, streaming getTradeStatus, STREAMING_TRADE_STATUS_RECORD */
export interface StreamingTradeStatusRecord {
  readonly customComment: string | null;
  readonly message: string | null;
  readonly order: string;
  readonly price: number | null;
  readonly requestStatus: RequestStatus;
}

/**
 * An instrument and its last price. Fields that the document does not name are kept as they came.
 * @see XAPI 2.5.0, getAllSymbols, SYMBOL_RECORD
 */
export interface SymbolRecord {
  readonly ask: number;
  readonly bid: number;
  readonly categoryName: string;
  /** Size of 1 lot. */
  readonly contractSize: number;
  readonly currency: string;
  readonly currencyPair: boolean;
  readonly currencyProfit: string;
  readonly description: string;
  /** UTC epoch ms; null where the instrument does not expire. */
  readonly expiration: number | null;
  readonly groupName: string;
  /** Highest price of the day. */
  readonly high: number;
  readonly initialMargin: number;
  /** In lots, multiplied by 100. */
  readonly instantMaxVolume: number;
  readonly leverage: number;
  readonly longOnly: boolean;
  readonly lotMax: number;
  readonly lotMin: number;
  readonly lotStep: number;
  /** Lowest price of the day. */
  readonly low: number;
  readonly marginHedged: number;
  readonly marginHedgedStrong: boolean;
  readonly marginMaintenance: number | null;
  readonly marginMode: MarginMode;
  readonly percentage: number;
  /** Decimals of a price. */
  readonly precision: number;
  readonly profitMode: ProfitMode;
  readonly quoteId: QuoteId;
  readonly shortSelling: boolean;
  /** Ask minus bid, as a price. */
  readonly spreadRaw: number;
  /** The spread in pips. */
  readonly spreadTable: number;
  readonly starting: number | null;
  /** Names a step rule of `getStepRules`. */
  readonly stepRuleId: number;
  /** Least distance of stop loss and take profit from the price, in pips. */
  readonly stopsLevel: number;
  readonly swap_rollover3days: number;
  readonly swapEnable: boolean;
  readonly swapLong: number;
  readonly swapShort: number;
  readonly swapType: number;
  readonly symbol: string;
  readonly tickSize: number | null;
  readonly tickValue: number | null;
  /** Time of the price, UTC epoch ms, may have a fraction. */
  readonly time: number;
  readonly timeString: string;
  readonly trailingEnabled: boolean;
  readonly type: number;
  /** Decimals of a pip; in the document's table, absent from its example. */
  readonly pipsPrecision?: number;
  /** Sent by real servers, absent from the document. */
  readonly exemode?: number;
  /** Sent by real servers, absent from the document. */
  readonly quoteIdCross?: number;
}

/**
 * One level of a symbol's prices, as `getTickPrices` of the main connection answers it.
 * @see XAPI 2.5.0, getTickPrices, TICK_RECORD
 */
export interface TickRecord {
  readonly ask: number;
  /** In lots; null where not applicable. */
  readonly askVolume: number | null;
  readonly bid: number;
  /** In lots; null where not applicable. */
  readonly bidVolume: number | null;
  readonly high: number;
  /** 0 is the best price. */
  readonly level: number;
  readonly low: number;
  readonly spreadRaw: number;
  readonly spreadTable: number;
  readonly symbol: string;
  /** UTC epoch ms, may have a fraction. */
  readonly timestamp: number;
  /** Sent by real servers, absent from the document. */
  readonly exemode?: number;
}

/** Answer of `getTickPrices`. */
export interface TickPrices {
  readonly quotations: readonly TickRecord[];
}

/**
 * One level of a symbol's prices; the levels of one moment come as separate frames in any order.
 * @see XAPI 2.5.0, streaming getTickPrices, STREAMING_TICK_RECORD
 */
export interface StreamingTickRecord {
  readonly quoteId: QuoteId;
  readonly ask: number;
  /** In lots; null where not applicable. */
  readonly askVolume: number | null;
  readonly bid: number;
  /** In lots; null where not applicable. */
  readonly bidVolume: number | null;
  readonly high: number;
  /** 0 is the best price. */
  readonly level: number;
  readonly low: number;
  readonly spreadRaw: number;
  readonly spreadTable: number;
  readonly symbol: string;
  /** UTC epoch ms, may have a fraction. */
  readonly timestamp: number;
}

/**
 * A position, a pending order, a closed trade, or a deposit or withdrawal: `cmd` tells.
 *
 * Numbers of orders are decimal digits in a string, so that none loses a digit.
 * @see XAPI 2.5.0, getTradeRecords, TRADE_RECORD
 */
export interface TradeRecord {
  readonly close_price: number;
  /** UTC epoch ms; null while it is not closed. */
  readonly close_time: number | null;
  readonly close_timeString: string | null;
  readonly closed: boolean;
  readonly cmd: TradeCommand;
  /** The venue's note: `[S/L]`, `[T/P]` and `[S/O ...]` name what closed a trade. */
  readonly comment: string;
  /** In the account's currency. */
  readonly commission: number | null;
  /** What `tradeTransaction` was given. */
  readonly customComment: string | null;
  readonly digits: number;
  /** UTC epoch ms. */
  readonly expiration: number | null;
  readonly expirationString: string | null;
  readonly margin_rate: number;
  /** Trailing offset. */
  readonly offset: number;
  readonly open_price: number;
  /** UTC epoch ms. */
  readonly open_time: number;
  readonly open_timeString: string;
  /** Number of the opened transaction. */
  readonly order: string;
  /** Number of the closed transaction; on an open position that of the request which opened it. */
  readonly order2: string;
  /** Number common to the opened and the closed transaction: what closing and modifying take. */
  readonly position: string;
  /** In the account's currency. */
  readonly profit: number | null;
  /** Stop loss; 0 where none is set. */
  readonly sl: number;
  /** Swaps in the account's currency. */
  readonly storage: number;
  /** Null on deposits and withdrawals. */
  readonly symbol: string | null;
  /** UTC epoch ms. */
  readonly timestamp: number;
  /** Take profit; 0 where none is set. */
  readonly tp: number;
  /** In lots. */
  readonly volume: number;
  /** Sent by real servers, absent from the document. */
  readonly nominalValue?: number | null;
  /** Sent by real servers, absent from the document. */
  readonly spread?: number;
  /** Sent by real servers, absent from the document. */
  readonly taxes?: number;
}

/** Answer of `tradeTransaction`: the venue received the request, which is not yet an acceptance. */
export interface TradeTransactionReceipt {
  /** What `tradeTransactionStatus` takes. */
  readonly order: string;
}

/**
 * Answer of tradeTransactionStatus.
 * @see XAPI 2.5.0, tradeTransactionStatus
 */
export interface TradeTransactionStatus {
  readonly ask: number | null;
  readonly bid: number | null;
  readonly customComment: string | null;
  readonly message: string | null;
  readonly order: string;
  readonly requestStatus: RequestStatus;
}

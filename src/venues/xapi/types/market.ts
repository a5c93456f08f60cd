import type { DayOfWeek, MarginMode, Period, ProfitMode, QuoteId } from './open';

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
  /** Decimals of a pip; in the document's table, absent from its example. */
  readonly pipsPrecision?: number;
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
  /** 0 is the best price, larger ones lie deeper. */
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

export interface TickPricesArguments {
  /** -1 all levels, 0 the best price, above 0 that level. @defaultValue 0 */
  readonly level?: number | undefined;
  /** Split over several commands where one would pass 1 kB. */
  readonly symbols: readonly string[];
  /** Only prices that changed since then, UTC epoch ms; 0 asks for all. */
  readonly timestamp: number;
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

/**
 * When a symbol is quoted on a day of the week.
 * @see XAPI 2.5.0, getTradingHours, QUOTES_RECORD
 */
export interface QuotesRecord {
  readonly day: DayOfWeek;
  /** Ms after midnight of CET or CEST. */
  readonly fromT: number;
  /** Ms after midnight of CET or CEST. */
  readonly toT: number;
}

/**
 * When a symbol is traded on a day of the week.
 * @see XAPI 2.5.0, getTradingHours, TRADING_RECORD
 */
export interface TradingRecord {
  readonly day: DayOfWeek;
  /** Ms after midnight of CET or CEST. */
  readonly fromT: number;
  /** Ms after midnight of CET or CEST. */
  readonly toT: number;
}

/** @see XAPI 2.5.0, getTradingHours, TRADING_HOURS_RECORD */
export interface TradingHoursRecord {
  readonly quotes: readonly QuotesRecord[];
  readonly symbol: string;
  readonly trading: readonly TradingRecord[];
}

/** @see XAPI 2.5.0, getStepRules, STEP_RECORD */
export interface StepRecord {
  /** Lower border of the range of volumes. */
  readonly fromValue: number;
  /** Lot step within it. */
  readonly step: number;
}

/** @see XAPI 2.5.0, getStepRules, STEP_RULE_RECORD */
export interface StepRuleRecord {
  readonly id: number;
  readonly name: string;
  readonly steps: readonly StepRecord[];
}

/** Names one symbol. */
export interface SymbolArguments {
  readonly symbol: string;
}

/** Names several symbols; split over several commands where one would pass 1 kB. */
export interface SymbolsArguments {
  readonly symbols: readonly string[];
}

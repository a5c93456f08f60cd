/**
 * A time of the current Tehran day: UTC epoch ms, or the venue's own `HHmm` in Tehran time, such as `'0930'`.
 * Anything else, such as `'2400'`, `'9:30'` or `930`, is refused.
 */
export type FinnotechTime = number | string;

/** A Tehran day: UTC epoch ms of any moment in it, or its Jalali date, such as `'1403/03/01'`. */
export type FinnotechDate = number | string;

/** How prices are adjusted: the venue's `type`, 1 to 3, for capital increases and dividends. */
export type FinnotechAdjustment = 1 | 2 | 3;

/** What one row of `balancedTradesById` covers: 1 a day, 2 a week, 3 a month, 4 a quarter. */
export type FinnotechPeriod = 1 | 2 | 3 | 4;

/** What every service takes. */
export interface FinnotechServiceArguments {
  /**
   * Names the request at the venue, once: 1 to 40 of `A-Z a-z 0-9 -`. A call that names its own is never replayed.
   * @defaultValue a new UUID
   */
  readonly trackId?: string | undefined;
}

/**
 * Arguments of `trades/realtime`. Without `isTimePeriod` the last trade of the day, of one company or of all; with it
 * the minutes of a range, of one company.
 */
export interface FinnotechRealtimeArguments extends FinnotechServiceArguments {
  /** Required with `isTimePeriod`. @defaultValue all companies */
  readonly coId?: string | undefined;
  /** @defaultValue false */
  readonly isTimePeriod?: boolean | undefined;
  /** True for rights, false for shares. @defaultValue the venue's, shares */
  readonly precedencyRight?: boolean | undefined;
  /** @defaultValue the start of the working day */
  readonly fromTime?: FinnotechTime | undefined;
  /** @defaultValue now, or the end of the working day */
  readonly toTime?: FinnotechTime | undefined;
}

/** Arguments of `realTimeTrades`. */
export interface FinnotechCompanyArguments extends FinnotechServiceArguments {
  /** @defaultValue all companies */
  readonly companyId?: string | undefined;
}

/** Arguments of `dailyTrades`. */
export interface FinnotechDailyArguments extends FinnotechCompanyArguments {
  /** @defaultValue the venue's: the last day */
  readonly date?: FinnotechDate | undefined;
}

/** Arguments of `balancedTrades`. */
export interface FinnotechBalancedArguments extends FinnotechDailyArguments {
  readonly type?: FinnotechAdjustment | undefined;
}

/** Arguments of `balancedTradesById`; both dates belong to the range. */
export interface FinnotechBalancedByIdArguments extends FinnotechServiceArguments {
  readonly companyId: string;
  readonly fromdate: FinnotechDate;
  readonly todate: FinnotechDate;
  readonly type?: FinnotechAdjustment | undefined;
  readonly comCType?: FinnotechPeriod | undefined;
}

/** Arguments of `companyAssessment`. */
export interface FinnotechAssessmentArguments extends FinnotechServiceArguments {
  readonly companyId: string;
  readonly date?: FinnotechDate | undefined;
}

/** What a service answered. */
export interface FinnotechAnswer<Row> {
  /** As the venue returned it; ours where it returned none. */
  readonly trackId: string;
  /** Such as `FN-BENN-20000500000`; only of newer services. */
  readonly responseCode?: string;
  /** One row where the venue sent an object instead of an array. */
  readonly result: readonly Row[];
}

/** Names of the services: the method of the client, which is the service in camel case. */
export type FinnotechServiceName =
  | 'tradesRealtime'
  | 'realTimeTrades'
  | 'dailyTrades'
  | 'balancedTrades'
  | 'balancedTradesById'
  | 'companiesIdInquiry'
  | 'companyAssessment';

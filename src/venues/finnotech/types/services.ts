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

import type { DecimalInput, Interval } from '../model';
import type { RangeProgress } from './ranges';

/** A half-open stretch of time, `[from, to)`. */
export interface TimeRange {
  /** UTC epoch ms or a Date, included. */
  readonly from: number | Date;
  /** UTC epoch ms or a Date, excluded. @defaultValue now */
  readonly to?: number | Date | undefined;
}

/** What all requests of candles name. */
interface CandlesOf<I extends Interval> {
  readonly symbol: string;
  readonly interval: I;
  /** Called after each part of a long read. */
  readonly onProgress?: ((progress: RangeProgress) => void) | undefined;
}

/** The candles of one symbol that open within a range. */
export interface CandleRangeRequest<I extends Interval = Interval> extends CandlesOf<I>, TimeRange {
  readonly limit?: undefined;
}

/**
 * The last candles of one symbol that open before `to`. Time without trading (nights, weekends, thin symbols) does not
 * count: the read reaches back until there are `limit` candles, or the venue's history ends.
 */
export interface LastCandlesRequest<I extends Interval = Interval> extends CandlesOf<I> {
  /** How many candles, a whole number of at least 1. The running one counts, where the venue serves it. */
  readonly limit: number;
  /** UTC epoch ms or a Date, excluded. @defaultValue now */
  readonly to?: number | Date | undefined;
  readonly from?: undefined;
}

/** Candles of one symbol: those of a range (`from`), or the last ones (`limit`); exactly one of the two. */
export type CandlesRequest<I extends Interval = Interval> = CandleRangeRequest<I> | LastCandlesRequest<I>;

/** Ended orders or fills of a range; all symbols and accounts unless narrowed. */
export interface HistoryRequest extends TimeRange {
  readonly symbol?: string | undefined;
  readonly account?: string | undefined;
  readonly onProgress?: ((progress: RangeProgress) => void) | undefined;
}

/** Public trades; the newest `limit` where no time is given. */
export interface TradesRequest {
  readonly symbol: string;
  readonly from?: number | Date | undefined;
  readonly to?: number | Date | undefined;
  /** At least 1. */
  readonly limit?: number | undefined;
}

/** The book of one symbol. */
export interface OrderBookRequest {
  readonly symbol: string;
  /** Levels a side. @defaultValue all that the venue sends */
  readonly depth?: number | undefined;
}

/** Narrows a read to one account or symbol. */
export interface AccountFilter {
  readonly account?: string | undefined;
  readonly symbol?: string | undefined;
}

/** Names an order; what is missing comes from the broker's state, else from a read. */
export type OrderRef = (
  | { readonly id: string; readonly clientOrderId?: string | undefined }
  | { readonly clientOrderId: string; readonly id?: string | undefined }
) & { readonly symbol?: string | undefined; readonly account?: string | undefined };

/** Changes to an order; fields left out stay as they are, `null` removes one that may be absent. */
export type ModifyOrderRequest = OrderRef & {
  readonly price?: DecimalInput | undefined;
  readonly stopPrice?: DecimalInput | undefined;
  readonly quantity?: DecimalInput | undefined;
  readonly stopLoss?: DecimalInput | null | undefined;
  readonly takeProfit?: DecimalInput | null | undefined;
  readonly expireTime?: number | Date | null | undefined;
};

/** Which orders to cancel; all symbols and accounts unless narrowed. */
export interface CancelAllOrdersRequest {
  readonly symbol?: string | undefined;
  readonly account?: string | undefined;
  /**
   * `own`: the orders of this process; `all`: every order of the account. It has no default: the caller must decide.
   */
  readonly scope: 'own' | 'all';
}

/** Which position to close, and how much of it. */
export interface ClosePositionRequest {
  /** The position's id. */
  readonly id: string;
  /** @defaultValue the whole position */
  readonly quantity?: DecimalInput | undefined;
  readonly clientOrderId?: string | undefined;
}

/** New stop loss and take profit of a position; what is left out stays as it is. */
export interface ModifyPositionRequest {
  readonly id: string;
  /** `null` removes it. */
  readonly stopLoss?: DecimalInput | null | undefined;
  /** `null` removes it. */
  readonly takeProfit?: DecimalInput | null | undefined;
}

import type { CandlesRequest, HistoryRequest, RangeProgress, TradesRequest } from '../../broker';
import type { VenueId } from '../../core/venue-id';
import { ValidationError } from '../../errors';
import type { Interval } from '../../model';
import { checkLimit, checkSymbol, checkTimeRange } from '../../orders/check-order';
import type { Span } from '../range';

/** A request for candles whose fields have been checked. */
export interface CheckedCandlesRequest extends Span {
  /** The venue's own spelling. */
  readonly symbol: string;
  readonly interval: Interval;
  readonly onProgress: ((progress: RangeProgress) => void) | undefined;
  /** As given, for what only this venue knows. */
  readonly request: object;
}

/** A request for ended orders or fills whose fields have been checked. */
export interface CheckedHistoryRequest extends Span {
  readonly symbol: string | undefined;
  readonly account: string | undefined;
  readonly onProgress: ((progress: RangeProgress) => void) | undefined;
}

/** A request for trades whose fields have been checked; without a time it is for the newest. */
export interface CheckedTradesRequest {
  readonly symbol: string;
  readonly from: number | undefined;
  readonly to: number | undefined;
  readonly limit: number | undefined;
}

/** @throws ValidationError unless the interval is one of the venue's */
export function checkInterval(venue: VenueId, value: unknown, intervals: readonly Interval[]): Interval {
  const interval = intervals.find((one) => one === value);
  if (interval !== undefined) return interval;
  throw new ValidationError('interval', `must be one of ${intervals.join(', ')}`, { venue, value });
}

/** @throws ValidationError naming the field that breaks its rule */
export function checkCandlesRequest(
  venue: VenueId,
  request: CandlesRequest,
  intervals: readonly Interval[],
  serverTime: number,
): CheckedCandlesRequest {
  const symbol = checkSymbol(request?.symbol);
  const interval = checkInterval(venue, request.interval, intervals);
  const { from, to } = checkTimeRange(request, serverTime);
  return { symbol, interval, from, to, onProgress: request.onProgress, request };
}

/** @throws ValidationError naming the field that breaks its rule */
export function checkHistoryRequest(request: HistoryRequest, serverTime: number): CheckedHistoryRequest {
  const { from, to } = checkTimeRange(request, serverTime);
  const symbol = request.symbol === undefined ? undefined : checkSymbol(request.symbol);
  return { from, to, symbol, account: request.account, onProgress: request.onProgress };
}

/** @throws ValidationError naming the field that breaks its rule */
export function checkTradesRequest(request: TradesRequest, serverTime: number): CheckedTradesRequest {
  const symbol = checkSymbol(request?.symbol);
  const limit = request.limit === undefined ? undefined : checkLimit(request.limit);
  if (request.from === undefined && request.to === undefined)
    return { symbol, from: undefined, to: undefined, limit };
  const { from, to } = checkTimeRange({ from: request.from ?? 0, to: request.to }, serverTime);
  return { symbol, from: request.from === undefined ? undefined : from, to, limit };
}

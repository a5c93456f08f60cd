import type { Broker, CandlesRequest, HistoryRequest, RangeProgress, TradesRequest } from '../../broker';
import type { VenueId } from '../../core/venue-id';
import { ValidationError } from '../../errors';
import { suggest } from '../../errors/suggestion';
import type { Interval } from '../../model';
import { checkLimit, checkSymbol, checkTimeRange } from '../../orders/check-order';
import type { Span } from './range';

/** A request for candles whose fields have been checked. */
export interface CheckedCandlesRequest<I extends Interval = Interval> extends Span {
  readonly symbol: string;
  readonly interval: I;
  /** How many candles before `to` are wanted; undefined where all from `from` on are. */
  readonly limit?: number | undefined;
  readonly onProgress?: ((progress: RangeProgress) => void) | undefined;
}

/** A request for ended orders or fills whose fields have been checked; the account is the venue's to check. */
export interface CheckedHistoryRequest extends Span {
  readonly symbol?: string | undefined;
  readonly account?: string | undefined;
  readonly onProgress?: ((progress: RangeProgress) => void) | undefined;
}

/** A request for trades whose fields have been checked. */
export interface CheckedTradesRequest {
  readonly symbol: string;
  /** UTC epoch ms, included; absent where the newest are asked for. */
  readonly from: number | undefined;
  /** UTC epoch ms, excluded; absent for now. */
  readonly to: number | undefined;
  readonly limit: number | undefined;
}

/** @throws ValidationError unless the interval is one of the venue's */
export function checkInterval(venue: VenueId, value: unknown, intervals: readonly Interval[]): Interval {
  const interval = intervals.find((one) => one === value);
  if (interval !== undefined) return interval;
  const suggestions = suggest(value, intervals);
  throw new ValidationError('interval', `must be one of ${intervals.join(', ')}`, {
    venue,
    value,
    suggestions,
  });
}

/** @throws ValidationError for what the broker does not have. @param now - the venue's clock, UTC epoch ms */
export function checkCandlesRequest<I extends Interval>(
  request: CandlesRequest<I>,
  { venue, capabilities }: Pick<Broker, 'venue' | 'capabilities'>,
  now: number,
): CheckedCandlesRequest<I> {
  const symbol = checkSymbol(request?.symbol);
  const { interval, onProgress, from, limit } = request;
  checkInterval(venue, interval, capabilities.candleIntervals);
  if (limit === undefined) {
    if (from === undefined)
      throw new ValidationError('from', 'is required, unless limit is given', { venue });
    return { symbol, interval, ...checkTimeRange(request, now), onProgress };
  }
  if (from !== undefined)
    throw new ValidationError('limit', 'must not be given together with from', { venue });
  const span = checkTimeRange({ from: 0, to: request.to }, now);
  return { symbol, interval, ...span, limit: checkLimit(limit), onProgress };
}

/** @throws ValidationError for a bad symbol or range. @param now - the venue's clock, UTC epoch ms */
export function checkHistoryRequest(request: HistoryRequest, now: number): CheckedHistoryRequest {
  const { from, to } = checkTimeRange(request, now);
  const symbol = request.symbol === undefined ? undefined : checkSymbol(request.symbol);
  return { from, to, symbol, account: request.account, onProgress: request.onProgress };
}

/** @throws ValidationError for a bad symbol, limit or range. @param now - the venue's clock, UTC epoch ms */
export function checkTradesRequest(request: TradesRequest, now: number): CheckedTradesRequest {
  const symbol = checkSymbol(request?.symbol);
  const limit = request.limit === undefined ? undefined : checkLimit(request.limit);
  if (request.from === undefined && request.to === undefined) {
    return { symbol, from: undefined, to: undefined, limit };
  }
  const { from, to } = checkTimeRange({ from: request.from ?? 0, to: request.to }, now);
  return { symbol, from: request.from === undefined ? undefined : from, to, limit };
}

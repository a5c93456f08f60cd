import type { Ranged } from '../../broker';
import { type Candle, FIXED_INTERVAL_MS, type Interval } from '../../model';
import type { VenueTimes } from '../../streaming/time/venue-times';
import type { Call } from '../calls';
import type { CheckedCandlesRequest } from './checks';
import { type LastPlan, lastPages, readLast } from './last';
import { rangePages, readRange, type Span, type SpanRead } from './range';

/** How a venue serves candles. */
export interface CandleSource<R extends CheckedCandlesRequest = CheckedCandlesRequest, C = Call> {
  /** The venue's clock: what lies beyond it is not asked for. */
  readonly times: VenueTimes;
  /** The longest stretch that one read can serve, in ms. */
  maxMs(request: R): number;
  /** Reads at least the candles that open within the span, in any order. */
  read(request: R, span: Span, call: C): Promise<readonly Candle[] | SpanRead<Candle>>;
  /** Checks what only this venue knows of a request, and keeps it. @throws ValidationError */
  check?(checked: CheckedCandlesRequest, request: object): R;
  /** How far back the venue promises to reach, UTC epoch ms. @defaultValue no limit */
  guaranteedFrom?(request: R): number | undefined;
  /** How far the first candle may open after the start of a range that is complete, in ms. @defaultValue 0 */
  toleranceMs?(request: R): number;
  /** Nothing is older than this, UTC epoch ms. @defaultValue no limit */
  earliest?(request: R): number | undefined;
}

/** Reads candles of a range of any length, or the last ones, in as many requests as the venue's limits want. */
export function readCandles<R extends CheckedCandlesRequest, C>(
  source: CandleSource<R, C>,
  request: R,
  call: C,
): Promise<Ranged<Candle>> {
  const { limit } = request;
  const plan = planOf(source, request, (body) => body(call));
  return limit === undefined ? readRange(plan) : readLast({ ...plan, limit });
}

/** The same page by page, each read as its own call. */
export function candlePages<R extends CheckedCandlesRequest, C>(
  source: CandleSource<R, C>,
  request: R,
  inCall: <T>(body: (call: C) => Promise<T>) => Promise<T>,
): AsyncGenerator<Ranged<Candle>, void, undefined> {
  const { limit } = request;
  const plan = planOf(source, request, inCall);
  return limit === undefined ? rangePages(plan) : lastPages({ ...plan, limit });
}

/** One function for all reads: the engine then keeps compiled what calls it for each candle. */
export const openTimeOf = ({ openTime }: Candle): number => openTime;

const DAY_MS = 86_400_000;

/** The longest that a candle of an interval can last, in ms. */
function longestMs(interval: Interval): number {
  const days: Partial<Record<Interval, number>> = { '1M': 31, '1q': 92, '1y': 366 };
  return FIXED_INTERVAL_MS[interval] ?? (days[interval] ?? 366) * DAY_MS;
}

function planOf<R extends CheckedCandlesRequest, C>(
  source: CandleSource<R, C>,
  request: R,
  inCall: <T>(body: (call: C) => Promise<T>) => Promise<T>,
): Omit<LastPlan<Candle>, 'limit'> {
  const { interval, from, to, onProgress } = request;
  return {
    from,
    to,
    lengthMs: longestMs(interval),
    maxMs: source.maxMs(request),
    read: (span) => inCall((call) => source.read(request, span, call)),
    timeOf: openTimeOf,
    guaranteedFrom: source.guaranteedFrom?.(request),
    toleranceMs: source.toleranceMs?.(request),
    earliest: source.earliest?.(request),
    times: source.times,
    onProgress,
  };
}

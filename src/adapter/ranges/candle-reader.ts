import type { Ranged } from '../../broker';
import type { Candle } from '../../model';
import type { VenueTimes } from '../../streaming/time/venue-times';
import type { Call } from '../calls';
import type { CheckedCandlesRequest } from './checks';
import { type RangePlan, rangePages, readRange, type Span, type SpanRead } from './range';

/** How a venue serves candles. */
export interface CandleSource<R extends CheckedCandlesRequest, C = Call> {
  /** The venue's clock: what lies beyond it is not asked for. */
  readonly times: VenueTimes;
  /** The longest stretch that one read can serve, in ms. */
  maxMs(request: R): number;
  /** Reads at least the candles that open within the span, in any order. */
  read(request: R, span: Span, call: C): Promise<readonly Candle[] | SpanRead<Candle>>;
  /** How far back the venue promises to reach, UTC epoch ms. @defaultValue no limit */
  guaranteedFrom?(request: R): number | undefined;
  /** How far the first candle may open after the start of a range that is complete, in ms. @defaultValue 0 */
  toleranceMs?(request: R): number;
  /** Nothing is older than this, UTC epoch ms. @defaultValue no limit */
  earliest?(request: R): number | undefined;
}

/** Reads candles of ranges of any length, in as many requests as the venue's limits want. */
export class CandleReader<R extends CheckedCandlesRequest, C = Call> {
  readonly #source: CandleSource<R, C>;

  constructor(source: CandleSource<R, C>) {
    this.#source = source;
  }

  /** A whole range. */
  read(request: R, call: C): Promise<Ranged<Candle>> {
    return readRange(this.#plan(request, (body) => body(call)));
  }

  /** A range page by page, each read as its own call. */
  pages(
    request: R,
    inCall: <T>(body: (call: C) => Promise<T>) => Promise<T>,
  ): AsyncGenerator<Ranged<Candle>, void, undefined> {
    return rangePages(this.#plan(request, inCall));
  }

  #plan(request: R, inCall: <T>(body: (call: C) => Promise<T>) => Promise<T>): RangePlan<Candle> {
    const { from, to, onProgress } = request;
    const source = this.#source;
    return {
      from,
      to,
      maxMs: source.maxMs(request),
      read: (span) => inCall((call) => source.read(request, span, call)),
      timeOf: ({ openTime }) => openTime,
      keyOf: ({ openTime }) => openTime,
      guaranteedFrom: source.guaranteedFrom?.(request),
      toleranceMs: source.toleranceMs?.(request),
      earliest: source.earliest?.(request),
      times: source.times,
      onProgress,
    };
  }
}

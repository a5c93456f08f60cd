import type { Call } from '../../../adapter/calls';
import type { CandleSource } from '../../../adapter/ranges/candle-source';
import type { CheckedCandlesRequest } from '../../../adapter/ranges/checks';
import { mapInSlices } from '../../../core/slices';
import { type Candle, FIXED_INTERVAL_MS } from '../../../model';
import { stoppedBy } from '../../../transport/deadline';
import type { XapiConnection } from '../connection';
import { MAX_CANDLES } from '../endpoints';
import { PERIOD_OF_INTERVAL, toCandle, type XapiInterval } from '../map';
import type { XapiCallOptions } from '../types/client';
import type { Period } from '../types/open';

const DAY_MS = 24 * 3_600_000;

/** The shortest month: what the document calls "one month" is never less. */
const MONTH_MS = 28 * DAY_MS;

/** Candles asked for beyond each end of a range: the venue rounds both down to the interval and leaves them out. */
const MARGIN = 2;

/**
 * How far back candles are promised: PERIOD_M1 one month, PERIOD_M30 seven, PERIOD_H4 thirteen, days without end.
 * @see XAPI 2.5.0, getChartRangeRequest, Limitations
 */
function guaranteedDepthMs(interval: XapiInterval): number {
  const minutes = PERIOD_OF_INTERVAL[interval];
  if (minutes < 30) return MONTH_MS;
  if (minutes < 240) return 7 * MONTH_MS;
  return minutes < 1440 ? 13 * MONTH_MS : Number.POSITIVE_INFINITY;
}

/** Length of an interval as the venue counts it: a month has 43,200 minutes. */
function lengthOf(interval: XapiInterval): number {
  return PERIOD_OF_INTERVAL[interval] * 60_000;
}

/** Nowhere were prices kept within a day before 1990, UTC epoch ms. */
const FIRST_INTRADAY_TIME = Date.UTC(1990, 0, 1);

type Request = CheckedCandlesRequest<XapiInterval>;

/** One read of candles, and its limits. */
export type XapiCandleSource = CandleSource<Request, XapiCallOptions & Partial<Pick<Call, 'operation'>>>;

/** Reads charts: ranges of any length, exact prices. */
export function createCandleSource(connection: XapiConnection): XapiCandleSource {
  return {
    times: connection.times,
    // EX009: (end - start) / interval must not pass 50,000, our margin included.
    maxMs: ({ interval }) => (MAX_CANDLES - 2 * MARGIN) * lengthOf(interval),
    guaranteedFrom: ({ interval }) => {
      const depth = guaranteedDepthMs(interval);
      return Number.isFinite(depth) ? connection.serverTime() - depth : undefined;
    },
    toleranceMs: ({ interval }) => lengthOf(interval),
    earliest: ({ interval }) => (lengthOf(interval) < DAY_MS ? FIRST_INTRADAY_TIME : undefined),
    async read({ symbol, interval }, span, call) {
      const margin = MARGIN * lengthOf(interval);
      const period = PERIOD_OF_INTERVAL[interval] as Period;
      const { digits, rateInfos } = await connection.client.cut(
        'getChartRangeRequest',
        { period, symbol, start: Math.max(0, span.from - margin), end: span.to + margin },
        call,
      );
      const serverTime = connection.serverTime();
      const stamp = connection.stampRows('read', { symbol, interval, digits, serverTime });
      const candles = await mapInSlices(
        rateInfos,
        (row) => toCandle(row, stamp(row)),
        stoppedBy(call.signal, { venue: 'xapi', operation: call.operation }),
      );
      return FIXED_INTERVAL_MS[interval] === undefined ? closeAllButLast(candles) : candles;
    },
  };
}

/** A month's end depends on the venue's calendar; what another candle follows has certainly ended. */
function closeAllButLast(candles: readonly Candle[]): readonly Candle[] {
  const sorted = [...candles].sort((a, b) => a.openTime - b.openTime);
  return sorted.map((candle, index) =>
    candle.closed || index === sorted.length - 1 ? candle : { ...candle, closed: true },
  );
}

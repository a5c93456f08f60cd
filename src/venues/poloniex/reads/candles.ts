import type { CandleSource } from '../../../adapter/ranges/candle-source';
import type { CheckedCandlesRequest } from '../../../adapter/ranges/checks';
import { mapInSlices } from '../../../core/slices';
import { FIXED_INTERVAL_MS } from '../../../model';
import type { PoloniexConnection } from '../connection';
import { type PoloniexCandleInterval, restInterval, toCandle } from '../map';
import type { PoloniexCallOptions } from '../types/client';

/** Most candles of one read. @see Poloniex API, GET /markets/{symbol}/candles */
const MAX_CANDLES = 500;

/** Months have no fixed length; no month is shorter. */
const SHORTEST_MONTH_MS = 28 * 86_400_000;

/** The venue opened in January 2014, UTC epoch ms. */
export const FIRST_TIME = Date.UTC(2014, 0, 1);

/** When a candle ends and the next begins, UTC epoch ms. */
export function endOfCandle(interval: PoloniexCandleInterval, openTime: number): number {
  const lengthMs = FIXED_INTERVAL_MS[interval];
  if (lengthMs !== undefined) return openTime + lengthMs;
  const date = new Date(openTime);
  return Date.UTC(date.getUTCFullYear(), date.getUTCMonth() + 1, 1);
}

type Request = CheckedCandlesRequest<PoloniexCandleInterval>;

/** One read of candles, and its limits. */
export type PoloniexCandleSource = CandleSource<Request, PoloniexCallOptions>;

export function createCandleSource(connection: PoloniexConnection): PoloniexCandleSource {
  const maxMs = ({ interval }: Request): number =>
    MAX_CANDLES * (FIXED_INTERVAL_MS[interval] ?? SHORTEST_MONTH_MS);
  return {
    times: connection.times,
    maxMs,
    // The documents do not state how far back the venue goes: a range whose first 500 candles are missing begins before that.
    guaranteedFrom: () => connection.serverTime(),
    toleranceMs: maxMs,
    earliest: () => FIRST_TIME,
    read: async ({ symbol, interval }, span, options) => {
      const stretch = { startTime: span.from, endTime: span.to - 1, limit: MAX_CANDLES };
      const request = { symbol, interval: restInterval(interval), ...stretch };
      const rows = await connection.client.cut('getCandles', request, options);
      const serverTime = connection.serverTime();
      const stamp = connection.stampRows('read', { symbol, interval, serverTime });
      return mapInSlices(rows, (row) => toCandle(row, stamp(row)));
    },
  };
}

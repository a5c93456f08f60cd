import type { CheckedCandlesRequest } from '../../../adapter/broker/checks';
import type { RangePlan } from '../../../adapter/range';
import { rangePages, readRange } from '../../../adapter/range';
import type { Ranged } from '../../../broker';
import { mapInSlices } from '../../../core/slices';
import { type Candle, FIXED_INTERVAL_MS } from '../../../model';
import type { PoloniexConnection } from '../connection';
import { type PoloniexCandleInterval, restInterval, toCandle } from '../map';
import type { PoloniexCallOptions } from '../types/client';

/** Most candles of one read. @see Poloniex API, GET /markets/{symbol}/candles */
const MAX_CANDLES = 500;

/** Months have no fixed length; no month is shorter. */
const SHORTEST_MONTH_MS = 28 * 86_400_000;

/** The venue opened in January 2014, UTC epoch ms. */
const FIRST_TIME = Date.UTC(2014, 0, 1);

/** When a candle ends and the next begins, UTC epoch ms. */
export function endOfCandle(interval: PoloniexCandleInterval, openTime: number): number {
  const lengthMs = FIXED_INTERVAL_MS[interval];
  if (lengthMs !== undefined) return openTime + lengthMs;
  const date = new Date(openTime);
  return Date.UTC(date.getUTCFullYear(), date.getUTCMonth() + 1, 1);
}

type InCall = <R>(body: (symbol: string, options: PoloniexCallOptions) => Promise<R>) => Promise<R>;

/** Reads candles of a range, in as many requests as the venue's limit wants. */
export class CandleReader {
  readonly #connection: PoloniexConnection;

  constructor(connection: PoloniexConnection) {
    this.#connection = connection;
  }

  read(
    request: Omit<CheckedCandlesRequest, 'request'>,
    options: PoloniexCallOptions,
  ): Promise<Ranged<Candle>> {
    return readRange(this.#plan(request, (body) => body(request.symbol, options)));
  }

  /** Each page is a call of its own, run by `run`. */
  pages(request: CheckedCandlesRequest, run: InCall): AsyncGenerator<Ranged<Candle>, void, undefined> {
    return rangePages(this.#plan(request, run));
  }

  #plan(request: Omit<CheckedCandlesRequest, 'request'>, run: InCall): RangePlan<Candle> {
    const { from, to, onProgress } = request;
    const interval = request.interval as PoloniexCandleInterval;
    const { client } = this.#connection;
    const maxMs = MAX_CANDLES * (FIXED_INTERVAL_MS[interval] ?? SHORTEST_MONTH_MS);
    return {
      from,
      to,
      maxMs,
      read: (span) =>
        run(async (symbol, options) => {
          const rows = await client.getCandles(
            {
              symbol,
              interval: restInterval(interval),
              limit: MAX_CANDLES,
              startTime: span.from,
              endTime: span.to - 1,
            },
            options,
          );
          const serverTime = this.#connection.serverTime();
          return mapInSlices(rows, (row) =>
            toCandle(row, { ...this.#connection.stamp('read', row), symbol, interval, serverTime }),
          );
        }),
      timeOf: ({ openTime }) => openTime,
      keyOf: ({ openTime }) => openTime,
      // The venue does not say how far back it goes: a range whose first 500 candles are missing begins before that.
      guaranteedFrom: this.#connection.serverTime(),
      toleranceMs: maxMs,
      earliest: FIRST_TIME,
      times: this.#connection.times,
      ...(onProgress === undefined ? {} : { onProgress }),
    };
  }
}

import type { InstrumentCache } from '../../../adapter/broker/instrument-cache';
import type { Call } from '../../../adapter/calls';
import { type CandleSource, openTimeOf } from '../../../adapter/ranges/candle-source';
import type { CheckedCandlesRequest } from '../../../adapter/ranges/checks';
import { readRows } from '../../../adapter/ranges/rows';
import { mapInSlices } from '../../../core/slices';
import type { Candle } from '../../../model';
import { stoppedBy } from '../../../transport/deadline';
import type { ChpConnection } from '../connection';
import { type ChpCandleInterval, CODE_OF_INTERVAL, longestOf, sinceOf, toCandle } from '../map';
import type { ChpCallOptions } from '../types/client';

/** Candles of one request; the documents name no limit. */
const PAGE = 1000;

/** The venue's exchanges have no prices of before 1990, UTC epoch ms. */
const FIRST_TIME = Date.UTC(1990, 0, 1);

type Request = CheckedCandlesRequest<ChpCandleInterval>;

/** One read of candles, and its limits. */
export type ChpCandleSource = CandleSource<Request, ChpCallOptions & Partial<Pick<Call, 'operation'>>>;

/** Candles are read back in time from the end of each part of a range: the venue gives them by their number. */
export function createCandleSource(connection: ChpConnection, instruments: InstrumentCache): ChpCandleSource {
  return {
    times: connection.times,
    maxMs: ({ interval }) => PAGE * longestOf(interval),
    toleranceMs: ({ interval }) => longestOf(interval),
    earliest: () => FIRST_TIME,
    async read({ symbol, interval }, { from, to }, call) {
      const grid = instruments.get(symbol);
      const { records, isListEnd } = await readRows<Candle>({
        start: to,
        direction: 'back',
        // One more than the span has, to see whether there is anything before it.
        end: from - 1,
        size: (since) => Math.min(PAGE, Math.max(2, Math.ceil((since - from) / longestOf(interval)) + 2)),
        read: async (since, count) => {
          const rows = await connection.client.cut(
            'getBars',
            { since: sinceOf(since), interval: CODE_OF_INTERVAL[interval], symbol, count },
            call,
          );
          const stamp = connection.stampRows('read', { serverTime: connection.serverTime(), interval, grid });
          const candles = await mapInSlices(
            rows,
            (row) => toCandle(row, stamp(row)),
            stoppedBy(call.signal, { venue: 'chp', operation: call.operation }),
          );
          const records = candles.includes(undefined)
            ? candles.filter((candle) => candle !== undefined)
            : (candles as readonly Candle[]);
          return { records, count: rows.length };
        },
        timeOf: openTimeOf,
        keyOf: openTimeOf,
        stepMs: 1000,
      });
      // What the venue has begins here: it was asked for more and had no more.
      if (!isListEnd) return { records };
      const oldest = records.reduce((least, { openTime }) => Math.min(least, openTime), to);
      return { records, begins: oldest > from ? oldest : undefined };
    },
  };
}

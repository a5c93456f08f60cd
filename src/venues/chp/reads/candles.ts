import type { CheckedCandlesRequest } from '../../../adapter/broker/checks';
import type { Call } from '../../../adapter/calls';
import type { InstrumentCache } from '../../../adapter/instrument-cache';
import { type RangePlan, rangePages, readRange, type Span } from '../../../adapter/range';
import type { Ranged } from '../../../broker';
import { mapInSlices } from '../../../core/slices';
import type { Candle } from '../../../model';
import { stoppedBy } from '../../../transport/deadline';
import type { ChpConnection } from '../connection';
import { type ChpCandleInterval, CODE_OF_INTERVAL, longestOf, sinceOf, toCandle } from '../map';

/** Candles of one request; the documents name no limit. */
const PAGE = 1000;

/** The venue's exchanges have no prices of before 1990, UTC epoch ms. */
const FIRST_TIME = Date.UTC(1990, 0, 1);

/** Reads candles of ranges of any length, back in time from the end of each part of it. */
export class CandleReader {
  readonly #connection: ChpConnection;
  readonly #instruments: InstrumentCache;

  constructor(connection: ChpConnection, instruments: InstrumentCache) {
    this.#connection = connection;
    this.#instruments = instruments;
  }

  /** A whole range. */
  read(request: CheckedCandlesRequest, call: Call): Promise<Ranged<Candle>> {
    return readRange(this.#plan(request, (body) => body(request.symbol, call)));
  }

  /** A range page by page, each read as its own call. */
  pages(
    request: CheckedCandlesRequest,
    inCall: <T>(body: (symbol: string, call: Call) => Promise<T>) => Promise<T>,
  ): AsyncGenerator<Ranged<Candle>, void, undefined> {
    return rangePages(this.#plan(request, inCall));
  }

  #plan(
    request: CheckedCandlesRequest,
    inCall: <T>(body: (symbol: string, call: Call) => Promise<T>) => Promise<T>,
  ): RangePlan<Candle> {
    const { from, to, onProgress } = request;
    const interval = request.interval as ChpCandleInterval;
    let begins: number | undefined;
    return {
      from,
      to,
      maxMs: PAGE * longestOf(interval),
      read: (span) =>
        inCall(async (symbol, call) => {
          const { candles, isBeginning } = await this.#readSpan(symbol, interval, span, call);
          const [first] = candles;
          // What the venue has begins here: it was asked for more and had no more.
          if (isBeginning) begins = first?.openTime ?? span.to;
          return candles;
        }),
      timeOf: (candle) => candle.openTime,
      keyOf: (candle) => candle.openTime,
      // Known only when the parts have been read, and asked for only then.
      get guaranteedFrom() {
        return begins;
      },
      toleranceMs: longestOf(interval),
      earliest: FIRST_TIME,
      times: this.#connection.times,
      onProgress,
    };
  }

  async #readSpan(
    symbol: string,
    interval: ChpCandleInterval,
    span: Span,
    call: Call,
  ): Promise<{ readonly candles: readonly Candle[]; readonly isBeginning: boolean }> {
    const { client } = this.#connection;
    const grid = this.#instruments.get(symbol);
    const byTime = new Map<number, Candle>();
    let since = span.to;
    for (;;) {
      // One more than fits, to see whether there is anything before the span.
      const fits = Math.ceil((since - span.from) / longestOf(interval)) + 2;
      const count = Math.min(PAGE, Math.max(2, fits));
      const rows = await client.getBars(
        { since: sinceOf(since), interval: CODE_OF_INTERVAL[interval], symbol, count },
        call,
      );
      const serverTime = this.#connection.serverTime();
      let oldest = since;
      const read = await mapInSlices(
        rows,
        (row) => toCandle(row, { ...this.#connection.stamp('read', row), serverTime, interval, grid }),
        stoppedBy(call.signal, { venue: 'chp', operation: call.operation }),
      );
      for (const candle of read) {
        if (!candle) continue;
        byTime.set(candle.openTime, candle);
        oldest = Math.min(oldest, candle.openTime);
      }
      const isBeginning = rows.length < count || oldest === since;
      if (isBeginning || oldest < span.from) {
        const candles = [...byTime.values()].sort((a, b) => a.openTime - b.openTime);
        return { candles, isBeginning: isBeginning && oldest > span.from };
      }
      since = oldest;
    }
  }
}

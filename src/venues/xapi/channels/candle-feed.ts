import { Fanout } from '../../../adapter/fanout';
import type { Candle } from '../../../model';
import { CANDLE_TOLERANCE_MS } from '../../../streaming/time/venue-times';
import type { TopicDriver } from '../../../streaming/topics/topics';
import type { XapiConnection } from '../connection';
import { MAX_CANDLES } from '../endpoints';
import { toCandle, toStreamCandle } from '../map';
import type { StreamingCandleRecord } from '../types/stream';
import { type OnWritten, plainDriver } from './topics';

const MINUTE_MS = 60_000;

/** A candle that the venue sends at the end of its minute is closed, also when our idea of its clock lags a little. */
const CLOCK_TOLERANCE_MS = 1000;

interface CandleSink {
  push(candle: Candle): void;
  fail(error: Error): void;
}

/** Candles of one minute as they are streamed; what was missed in a gap is read from the chart. */
export class CandleFeed {
  readonly sinks = new Fanout<Candle, CandleSink>();
  readonly #connection: XapiConnection;
  readonly #onWritten: OnWritten;
  readonly #last = new Map<string, Candle>();

  constructor(connection: XapiConnection, onWritten: OnWritten) {
    this.#connection = connection;
    this.#onWritten = onWritten;
  }

  static key(symbol: string): string {
    return `candles:${symbol}`;
  }

  /**
   * Subscribes a symbol's candles.
   *
   * Venue quirk: the stream stays silent until a chart of the symbol was asked for in the same session. After a gap that
   * chart also brings what was missed.
   */
  driver(symbol: string): TopicDriver<undefined> {
    const { stream } = this.#connection.client;
    return plainDriver(
      CandleFeed.key(symbol),
      async (signal) => {
        const missed = await this.#readSince(symbol, signal);
        await stream.getCandles({ symbol }, { signal });
        this.#onWritten(CandleFeed.key(symbol));
        for (const candle of missed) this.#publish(candle);
      },
      async () => {
        this.#last.delete(symbol);
        await stream.stopCandles({ symbol });
      },
    );
  }

  take(record: StreamingCandleRecord, raw: unknown): void {
    if (this.#connection.times.refuses(`a candle of ${record.symbol}`, record.ctm, CANDLE_TOLERANCE_MS))
      return;
    const context = this.#connection.stampRaw('stream', raw);
    this.#publish(toStreamCandle(record, context, this.#connection.serverTime() + CLOCK_TOLERANCE_MS));
  }

  async #readSince(symbol: string, signal: AbortSignal | undefined): Promise<readonly Candle[]> {
    const last = this.#last.get(symbol);
    const serverTime = this.#connection.serverTime();
    const earliest = serverTime - (MAX_CANDLES - 10) * MINUTE_MS;
    const start =
      last === undefined ? serverTime - 3 * MINUTE_MS : Math.max(last.openTime - MINUTE_MS, earliest);
    const { digits, rateInfos } = await this.#connection.client.getChartLastRequest(
      { period: 1, symbol, start: Math.floor(start) },
      { signal },
    );
    if (last === undefined) return [];
    return (
      rateInfos
        .map((row) =>
          toCandle(row, {
            ...this.#connection.stamp('reconcile', row),
            symbol,
            interval: '1m',
            digits,
            serverTime,
          }),
        )
        // One that is closed has a time that can be: its end is past at the venue.
        .filter(({ closed, openTime }) => closed && openTime > last.openTime)
        .sort((a, b) => a.openTime - b.openTime)
    );
  }

  /** Venue quirk: a frame can be repeated. */
  #publish(candle: Candle): void {
    const last = this.#last.get(candle.symbol);
    if (last !== undefined && (candle.openTime < last.openTime || isRepeated(candle, last))) return;
    this.#last.set(candle.symbol, candle);
    this.sinks.push(candle.symbol, candle);
  }
}

function isRepeated(candle: Candle, last: Candle): boolean {
  return (
    candle.openTime === last.openTime &&
    candle.open === last.open &&
    candle.high === last.high &&
    candle.low === last.low &&
    candle.close === last.close &&
    candle.volume === last.volume &&
    candle.closed === last.closed
  );
}

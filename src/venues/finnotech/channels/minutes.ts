import type { Candle, RecordSource } from '../../../model';
import type { TopicRegistry } from '../../../streaming/topics/topics';
import type { FinnotechConnection } from '../connection';
import { isMinuteFinal, minuteOf, toMinuteCandle } from '../map';
import { minuteStart, tehranDayStart } from '../map/time';
import type { Found } from '../reads/directory';
import type { FinnotechCallOptions } from '../types/client';
import type { FinnotechRealtimeRow } from '../types/rows';
import { MinuteFeed } from './minute-feed';

const MINUTE_MS = 60_000;

/** How far a new subscription reaches back: the minute before the last may still be without its final row. */
const FIRST_REACH_MS = 2 * MINUTE_MS;

/** What was told of a symbol's minutes. */
interface Told {
  /** Minutes up to here have been told as final. */
  finalTo: number;
  /** The last row that was told as not final: its minute and its text. */
  openTime: number;
  text: string;
}

/** A row of a minute, and the minute. */
export interface MinuteRow {
  readonly row: FinnotechRealtimeRow;
  readonly openTime: number;
}

/** Candles of minutes for those who subscribe: each once as final, before that whenever it has changed. */
export class MinuteCandles {
  readonly feed: MinuteFeed<Candle>;
  readonly #connection: FinnotechConnection;
  readonly #told = new Map<string, Told>();

  constructor(connection: FinnotechConnection, topics: TopicRegistry) {
    this.#connection = connection;
    this.feed = new MinuteFeed<Candle>({
      name: 'candles',
      topics,
      together: false,
      read: (found, source, signal) => this.#news(found, source, signal),
      forget: (symbol) => this.#told.delete(symbol),
      refused: (symbol, error) =>
        connection.report(
          'pollFailed',
          `The minutes of ${symbol} could not be polled: ${error.message}`,
          error,
        ),
    });
  }

  /** Each symbol is a request of its own; nothing counts as told before all have been answered. */
  async #news(
    found: readonly Found[],
    source: RecordSource,
    signal: AbortSignal,
  ): Promise<readonly Candle[]> {
    const answers: { symbol: string; known: Told | undefined; told: Told; rows: readonly MinuteRow[] }[] = [];
    for (const one of found) {
      const { symbol } = one;
      const now = this.#connection.serverTime();
      const known = this.#told.get(symbol);
      const told = known ?? {
        finalTo: minuteStart(now - FIRST_REACH_MS),
        openTime: Number.NEGATIVE_INFINITY,
        text: '',
      };
      const options = { signal, timeoutMs: this.#connection.polling.pollTimeoutMs };
      const rows = await minuteRows(this.#connection, one, told.finalTo, now, options);
      answers.push({ symbol, known, told, rows });
    }
    return answers.flatMap(({ symbol, known, told, rows }) => {
      // Left meanwhile, and perhaps joined anew: what was asked for is nobody's.
      if (this.#told.get(symbol) !== known) return [];
      this.#told.set(symbol, told);
      return this.#newsOf(symbol, rows, told, source);
    });
  }

  #newsOf(symbol: string, rows: readonly MinuteRow[], told: Told, source: RecordSource): readonly Candle[] {
    const candles: Candle[] = [];
    const latest = rows.at(-1)?.openTime ?? 0;
    for (const { row, openTime } of rows) {
      if (openTime < told.finalTo) continue;
      const closed = isMinuteFinal(openTime, latest, this.#connection.serverTime());
      const text = JSON.stringify(row);
      if (!closed && told.openTime === openTime && told.text === text) continue;
      const candle = toMinuteCandle(row, { symbol, closed }, this.#connection.stamp(source, row));
      if (candle) candles.push(candle);
      if (closed) told.finalTo = openTime + MINUTE_MS;
      else Object.assign(told, { openTime, text });
    }
    return candles;
  }
}

/** The minutes of the current day in `[from, to]` that have been traded in, oldest first, each once. */
export async function minuteRows(
  connection: FinnotechConnection,
  { coId, precedencyRight, symbol }: Found,
  from: number,
  to: number,
  options: FinnotechCallOptions,
): Promise<readonly MinuteRow[]> {
  const start = Math.max(from, tehranDayStart(connection.serverTime()));
  if (to < start) return [];
  const { result } = await connection.client.tradesRealtime(
    { coId, precedencyRight, isTimePeriod: true, fromTime: start, toTime: to },
    options,
  );
  connection.answered();
  const byMinute = new Map<number, FinnotechRealtimeRow>();
  for (const row of result) {
    const openTime = minuteOf(row);
    if (openTime === undefined) {
      connection.report('unreadable', `A row of ${symbol} has no time that can be read`);
      continue;
    }
    // A minute that has not come would make all before it final.
    if (connection.times.refuses(`a minute of ${symbol}`, openTime)) continue;
    // The later one of two of a minute has the later trade.
    byMinute.set(openTime, row);
  }
  return [...byMinute].sort(([a], [b]) => a - b).map(([openTime, row]) => ({ row, openTime }));
}

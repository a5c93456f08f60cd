import type { Polled } from '../../../adapter/polled/polled-channel';
import { PolledSymbolChannel } from '../../../adapter/polled/polled-symbol-channel';
import type { Candle, RecordSource } from '../../../model';
import type { TopicRegistry } from '../../../streaming/topics/topics';
import type { FinnotechConnection } from '../connection';
import { isMinuteFinal, type MinuteFields, minuteOf, toMinuteCandle } from '../map';
import { minuteStart, tehranDayStart } from '../map/time';
import type { Found } from '../reads/directory';
import type { FinnotechCallOptions } from '../types/client';

const MINUTE_MS = 60_000;

/** How far a new subscription reaches back: the minute before the last may still be without its final row. */
const FIRST_REACH_MS = 2 * MINUTE_MS;

/** What was emitted of a symbol's minutes. */
interface Emitted {
  /** Minutes up to here have been emitted as final. */
  finalTo: number;
  /** The last candle that was emitted as not final: its minute and its figures. */
  openTime: number;
  figures: string;
}

/** A row of a minute, and the minute. */
export interface MinuteRow {
  readonly symbol: string;
  readonly row: MinuteFields;
  readonly openTime: number;
}

export type CandlesChannel = PolledSymbolChannel<Found, MinuteRow, Candle>;

/** Candles of minutes: each once as final, before that whenever it has changed. Each symbol is a request of its own. */
export function candlesChannel(
  connection: FinnotechConnection,
  polled: Polled,
  topics: TopicRegistry,
): CandlesChannel {
  const emitted = new Map<string, Emitted>();
  return new PolledSymbolChannel<Found, MinuteRow, Candle>({
    ...polled,
    name: 'candles',
    topics,
    separate: true,
    resumes: true,
    async poll(found, { signal, timeoutMs }) {
      const [one] = found;
      if (!one) return [];
      const now = connection.serverTime();
      const first = { finalTo: minuteStart(now - FIRST_REACH_MS), openTime: 0, figures: '' };
      const known = emitted.get(one.symbol) ?? first;
      emitted.set(one.symbol, known);
      return minuteRows(connection, one, known.finalTo, now, { signal, timeoutMs });
    },
    map({ symbol }, rows, source) {
      const known = emitted.get(symbol);
      return known ? changedCandles(connection, rows, known, source) : [];
    },
    forget: (symbol) => emitted.delete(symbol),
  });
}

/** The candles of rows that were not emitted yet; notes in `emitted` that they are. */
function changedCandles(
  connection: FinnotechConnection,
  rows: readonly MinuteRow[],
  emitted: Emitted,
  source: RecordSource,
): readonly Candle[] {
  const candles: Candle[] = [];
  const latest = rows.at(-1)?.openTime ?? 0;
  for (const { symbol, row, openTime } of rows) {
    if (openTime < emitted.finalTo) continue;
    const closed = isMinuteFinal(openTime, latest, connection.serverTime());
    const candle = toMinuteCandle(row, { symbol, closed }, connection.stamp(source, row), openTime);
    const figures = candle ? figuresOf(candle) : '';
    if (!closed && emitted.openTime === openTime && emitted.figures === figures) continue;
    if (candle) candles.push(candle);
    if (closed) emitted.finalTo = openTime + MINUTE_MS;
    else Object.assign(emitted, { openTime, figures });
  }
  return candles;
}

function figuresOf({ open, high, low, close, volume }: Candle): string {
  return [open, high, low, close, volume].join();
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
  const query = { coId, precedencyRight, isTimePeriod: true, fromTime: start, toTime: to };
  const rows = await connection.rows(connection.client.cut('tradesRealtime', query, options));
  const byMinute = new Map<number, MinuteRow>();
  for (const row of rows) {
    const openTime = minuteOf(row);
    if (openTime === undefined) {
      connection.report('unreadable', `A row of ${symbol} has no time that can be read`);
      continue;
    }
    // A minute that has not come would make all before it final.
    if (connection.times.refuses(`a minute of ${symbol}`, openTime)) continue;
    // The later one of two of a minute has the later trade.
    byMinute.set(openTime, { symbol, row, openTime });
  }
  return [...byMinute.values()].sort((a, b) => a.openTime - b.openTime);
}

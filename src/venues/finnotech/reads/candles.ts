import type { Call } from '../../../adapter/calls';
import { CandleReader, type CandleSource } from '../../../adapter/ranges/candle-reader';
import type { CheckedCandlesRequest as CheckedRequest } from '../../../adapter/ranges/checks';
import type { Span } from '../../../adapter/ranges/range';
import { ValidationError } from '../../../errors';
import type { Candle } from '../../../model';
import type { VenueTimes } from '../../../streaming/time/venue-times';
import { minuteRows } from '../channels/candles';
import type { FinnotechConnection } from '../connection';
import type { FinnotechTradeRow } from '../generated/records';
import {
  type DayInterval,
  instrumentOfTrade,
  isMinuteFinal,
  nextPeriodStart,
  PERIODS,
  periodStart,
  toAdjustedCandle,
  toDayCandle,
  toMinuteCandle,
  toTodayCandle,
} from '../map';
import { jalaliOf, nextTehranDay, tehranDayStart } from '../map/time';
import type { FinnotechCandleInterval, FinnotechCandlesRequest } from '../types/broker';
import type { Directory, Found } from './directory';

const DAY_MS = 86_400_000;

/** Days of one page of `dailyTrades`, which answers one day a call. */
const DAYS_A_PAGE = 10;

/** Days of one page of `balancedTradesById`; the documents name no limit. */
const DAYS_A_RANGE = 366;

/** The exchange's electronic trading began in 1994: there are no days of before 1990, UTC epoch ms. */
const FIRST_TIME = Date.UTC(1990, 0, 1);

/** A request whose fields have been checked. */
export interface CheckedCandlesRequest extends CheckedRequest<FinnotechCandleInterval> {
  readonly adjusted: FinnotechCandlesRequest['adjusted'];
}

/** @throws ValidationError for an adjustment that the venue does not have at that interval */
export function checkAdjusted(
  checked: CheckedRequest,
  { adjusted }: Pick<FinnotechCandlesRequest, 'adjusted'>,
): CheckedCandlesRequest {
  const interval = checked.interval as FinnotechCandleInterval;
  const refuse = (rule: string): never => {
    throw new ValidationError('adjusted', rule, { venue: 'finnotech', value: adjusted });
  };
  if (adjusted !== undefined && ![1, 2, 3].includes(adjusted)) refuse('must be 1, 2, 3 or absent');
  if (interval === '1m' && adjusted !== undefined) refuse('must be absent for minutes');
  if (interval !== '1m' && interval !== '1d' && adjusted === undefined)
    refuse(`must be 1, 2 or 3 for ${interval}: the venue has it in adjusted prices only`);
  return { ...checked, interval, adjusted };
}

/** Reads candles of ranges of any length; each page finds the symbol anew, from what is remembered. */
export function createCandleReader(
  connection: FinnotechConnection,
  directory: Directory,
): CandleReader<CheckedCandlesRequest> {
  return new CandleReader(new Candles(connection, directory));
}

class Candles implements CandleSource<CheckedCandlesRequest> {
  readonly times: VenueTimes;
  readonly #connection: FinnotechConnection;
  readonly #directory: Directory;

  constructor(connection: FinnotechConnection, directory: Directory) {
    this.times = connection.times;
    this.#connection = connection;
    this.#directory = directory;
  }

  maxMs({ interval, adjusted, from, to }: CheckedCandlesRequest): number {
    if (interval === '1m') return Math.max(1, to - from);
    return (adjusted === undefined ? DAYS_A_PAGE : DAYS_A_RANGE) * DAY_MS;
  }

  /** Minutes are those of the current day; the documents do not say how far back days reach. */
  guaranteedFrom({ interval }: CheckedCandlesRequest): number | undefined {
    return interval === '1m' ? tehranDayStart(this.#connection.serverTime()) : undefined;
  }

  earliest(): number {
    return FIRST_TIME;
  }

  async read(
    { symbol, interval, adjusted }: CheckedCandlesRequest,
    span: Span,
    call: Call,
  ): Promise<readonly Candle[]> {
    const found = this.#directory.find(symbol);
    if (interval === '1m') return this.#minutes(span, found, call);
    if (adjusted === undefined) return this.#days(span, found, call);
    return this.#adjusted(span, found, interval, adjusted, call);
  }

  async #minutes(span: Span, found: Found, call: Call): Promise<readonly Candle[]> {
    const now = this.#connection.serverTime();
    const rows = await minuteRows(this.#connection, found, span.from, Math.min(span.to, now), call);
    const latest = rows.at(-1)?.openTime ?? 0;
    return rows.flatMap(({ row, openTime }) => {
      const closed = isMinuteFinal(openTime, latest, now);
      return toMinuteCandle(row, { symbol: found.symbol, closed }, this.#connection.stamp('read', row)) ?? [];
    });
  }

  /** Past days one by one; the current one, which is no past day yet, from its last trade. */
  async #days(span: Span, found: Found, call: Call): Promise<readonly Candle[]> {
    const { client } = this.#connection;
    const { symbol, coId, precedencyRight } = found;
    const now = this.#connection.serverTime();
    const today = tehranDayStart(now);
    const candles: Candle[] = [];
    for (let day = tehranDayStart(span.from); day < Math.min(span.to, today); day = nextTehranDay(day)) {
      if (day < span.from) continue;
      const { result } = await client.dailyTrades({ companyId: coId, date: day }, call);
      this.#connection.answered();
      for (const row of result) {
        if (!isOf(row, found)) continue;
        const candle = toDayCandle(row, symbol, { ...this.#connection.stamp('read', row), serverTime: now });
        if (candle?.openTime === day) candles.push(candle);
      }
    }
    if (span.to <= today || span.from > today) return candles;
    const { result } = await client.tradesRealtime({ coId, precedencyRight }, call);
    this.#connection.answered();
    for (const row of result) {
      const listed = instrumentOfTrade(row, this.#connection.stamp('read'));
      if (result.length > 1 && listed?.instrument.symbol !== symbol) continue;
      const candle = toTodayCandle(row, symbol, { ...this.#connection.stamp('read', row), serverTime: now });
      if (candle?.openTime === today) candles.push(candle);
    }
    return candles;
  }

  /** Whole periods, so that a page never begins or ends within one. */
  async #adjusted(
    span: Span,
    found: Found,
    interval: DayInterval,
    type: NonNullable<FinnotechCandlesRequest['adjusted']>,
    call: Call,
  ): Promise<readonly Candle[]> {
    const now = this.#connection.serverTime();
    const first = periodStart(interval, span.from);
    const end = Math.min(nextPeriodStart(interval, span.to - 1), nextTehranDay(now));
    if (first >= end) return [];
    const { result } = await this.#connection.client.balancedTradesById(
      {
        companyId: found.coId,
        fromdate: jalaliOf(first),
        todate: jalaliOf(end - 1),
        type,
        comCType: PERIODS[interval],
      },
      call,
    );
    this.#connection.answered();
    return result.flatMap((row) =>
      isOf(row, found)
        ? (toAdjustedCandle(row, found.symbol, interval, {
            ...this.#connection.stamp('read', row),
            serverTime: now,
          }) ?? [])
        : [],
    );
  }
}

/** Whether a row is the instrument's: share and right of a company have one id. */
function isOf(row: FinnotechTradeRow, { symbol, coId, precedencyRight }: Found): boolean {
  if (row.tseSymbolCode != null && row.tseSymbolCode.trim() === symbol) return true;
  return row.companyId === coId && (row.precedencyRight ?? false) === precedencyRight;
}

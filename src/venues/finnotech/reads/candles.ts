import type { Call } from '../../../adapter/calls';
import type { CandleSource } from '../../../adapter/ranges/candle-source';
import type { CheckedCandlesRequest as CheckedRequest } from '../../../adapter/ranges/checks';
import type { Span } from '../../../adapter/ranges/range';
import { ValidationError } from '../../../errors';
import type { Candle } from '../../../model';
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
import type { FinnotechAdjustment } from '../types/services';
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
function checkAdjusted(
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
    refuse(`is required for ${interval}, 1, 2 or 3: the venue has it in adjusted prices only`);
  return { ...checked, interval, adjusted };
}

/** Reads candles of ranges of any length; each page finds the symbol anew, from what is remembered. */
export function createCandleSource(
  connection: FinnotechConnection,
  directory: Directory,
): CandleSource<CheckedCandlesRequest> {
  const { client } = connection;

  async function minutes(span: Span, found: Found, call: Call): Promise<readonly Candle[]> {
    const now = connection.serverTime();
    const rows = await minuteRows(connection, found, span.from, Math.min(span.to, now), call);
    const latest = rows.at(-1)?.openTime ?? 0;
    const stamp = connection.stampRows('read', {});
    const candles: Candle[] = [];
    for (const { symbol, row, openTime } of rows) {
      const closed = isMinuteFinal(openTime, latest, now);
      const candle = toMinuteCandle(row, { symbol, closed }, stamp(row), openTime);
      if (candle) candles.push(candle);
    }
    return candles;
  }

  /** Past days one by one; the current one, which is no past day yet, from its last trade. */
  async function days(span: Span, found: Found, call: Call): Promise<readonly Candle[]> {
    const { symbol, coId, precedencyRight } = found;
    const serverTime = connection.serverTime();
    const stamp = (row?: object) => ({ ...connection.stamp('read', row), serverTime });
    const today = tehranDayStart(serverTime);
    const candles: Candle[] = [];
    const take = (candle: Candle | undefined, day: number): void => {
      if (candle?.openTime === day) candles.push(candle);
    };
    for (let day = tehranDayStart(span.from); day < Math.min(span.to, today); day = nextTehranDay(day)) {
      if (day < span.from) continue;
      const rows = await connection.rows(client.dailyTrades({ companyId: coId, date: day }, call));
      for (const row of rows) if (isOf(row, found)) take(toDayCandle(row, symbol, stamp(row)), day);
    }
    if (span.to <= today || span.from > today) return candles;
    const rows = await connection.rows(client.tradesRealtime({ coId, precedencyRight }, call));
    for (const row of rows) {
      const listed = instrumentOfTrade(row, stamp());
      if (rows.length > 1 && listed?.instrument.symbol !== symbol) continue;
      take(toTodayCandle(row, symbol, stamp(row)), today);
    }
    return candles;
  }

  /** Whole periods, so that a page never begins or ends within one. */
  async function adjustedDays(
    span: Span,
    found: Found,
    interval: DayInterval,
    type: FinnotechAdjustment,
    call: Call,
  ): Promise<readonly Candle[]> {
    const serverTime = connection.serverTime();
    const first = periodStart(interval, span.from);
    const end = Math.min(nextPeriodStart(interval, span.to - 1), nextTehranDay(serverTime));
    if (first >= end) return [];
    const dates = { fromdate: jalaliOf(first), todate: jalaliOf(end - 1) };
    const query = { companyId: found.coId, ...dates, type, comCType: PERIODS[interval] };
    const rows = await connection.rows(client.balancedTradesById(query, call));
    return rows.flatMap((row) => {
      if (!isOf(row, found)) return [];
      const context = { ...connection.stamp('read', row), serverTime };
      return toAdjustedCandle(row, found.symbol, interval, context) ?? [];
    });
  }

  return {
    times: connection.times,
    check: (checked, request) => checkAdjusted(checked, request as FinnotechCandlesRequest),
    maxMs({ interval, adjusted, from, to }) {
      if (interval === '1m') return Math.max(1, to - from);
      return (adjusted === undefined ? DAYS_A_PAGE : DAYS_A_RANGE) * DAY_MS;
    },
    /** Minutes are those of the current day; the documents do not state how far back days reach. */
    guaranteedFrom: ({ interval }) =>
      interval === '1m' ? tehranDayStart(connection.serverTime()) : undefined,
    earliest: () => FIRST_TIME,
    async read({ symbol, interval, adjusted }, span, call) {
      const found = directory.find(symbol);
      if (interval === '1m') return minutes(span, found, call);
      if (adjusted === undefined) return days(span, found, call);
      return adjustedDays(span, found, interval, adjusted, call);
    },
  };
}

/** Whether a row is the instrument's: share and right of a company have one id. */
function isOf(row: FinnotechTradeRow, { symbol, coId, precedencyRight }: Found): boolean {
  if (row.tseSymbolCode != null && row.tseSymbolCode.trim() === symbol) return true;
  return row.companyId === coId && (row.precedencyRight ?? false) === precedencyRight;
}

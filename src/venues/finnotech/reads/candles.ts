import type { Call } from '../../../adapter/calls';
import { type RangePlan, rangePages, readRange, type Span } from '../../../adapter/range';
import type { Ranged } from '../../../broker';
import type { Candle } from '../../../model';
import { minuteRows } from '../channels/candles';
import { type FinnotechConnection, optionsOf } from '../connection';
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
import type { FinnotechCandleInterval, FinnotechCandlesRequest } from '../profile';
import type { FinnotechTradeRow } from '../types/rows';
import type { Found } from './directory';

const DAY_MS = 86_400_000;

/** Days of one page of `dailyTrades`, which answers one day a call. */
const DAYS_A_PAGE = 10;

/** Days of one page of `balancedTradesById`; the documents name no limit. */
const DAYS_A_RANGE = 366;

/** The exchange's electronic trading began in 1994: there are no days of before 1990, UTC epoch ms. */
const FIRST_TIME = Date.UTC(1990, 0, 1);

/** A request whose fields have been checked. */
export interface CheckedCandlesRequest extends Span {
  readonly symbol: string;
  readonly interval: FinnotechCandleInterval;
  readonly adjusted: FinnotechCandlesRequest['adjusted'];
  readonly onProgress?: FinnotechCandlesRequest['onProgress'];
}

type InCall = <T>(body: (call: Call) => Promise<T>) => Promise<T>;

/** Reads candles of ranges of any length. */
export class CandleReader {
  readonly #connection: FinnotechConnection;

  constructor(connection: FinnotechConnection) {
    this.#connection = connection;
  }

  /** A whole range. */
  read(request: CheckedCandlesRequest, found: Found, call: Call): Promise<Ranged<Candle>> {
    return readRange(
      this.#plan(
        request,
        () => found,
        (body) => body(call),
      ),
    );
  }

  /** A range page by page, each read as its own call; the first call finds the symbol. */
  pages(
    request: CheckedCandlesRequest,
    find: () => Promise<Found>,
    inCall: InCall,
  ): AsyncGenerator<Ranged<Candle>, void, undefined> {
    return rangePages(this.#plan(request, find, inCall));
  }

  #plan(
    request: CheckedCandlesRequest,
    find: () => Found | Promise<Found>,
    inCall: InCall,
  ): RangePlan<Candle> {
    const { interval, from, to, onProgress } = request;
    const days = request.adjusted === undefined ? DAYS_A_PAGE : DAYS_A_RANGE;
    return {
      from,
      to,
      maxMs: interval === '1m' ? Math.max(1, to - from) : days * DAY_MS,
      read: (span) => inCall(async (call) => this.#readSpan(request, span, await find(), call)),
      timeOf: (candle) => candle.openTime,
      keyOf: (candle) => candle.openTime,
      // Minutes are those of the current day; the documents do not say how far back days reach.
      ...(interval === '1m' ? { guaranteedFrom: tehranDayStart(this.#connection.serverTime()) } : {}),
      earliest: FIRST_TIME,
      times: this.#connection.times,
      onProgress,
    };
  }

  #readSpan(
    { interval, adjusted }: CheckedCandlesRequest,
    span: Span,
    found: Found,
    call: Call,
  ): Promise<readonly Candle[]> {
    if (interval === '1m') return this.#minutes(span, found, call);
    if (adjusted === undefined) return this.#days(span, found, call);
    return this.#adjusted(span, found, interval, adjusted, call);
  }

  async #minutes(span: Span, found: Found, call: Call): Promise<readonly Candle[]> {
    const now = this.#connection.serverTime();
    const rows = await minuteRows(
      this.#connection,
      found,
      span.from,
      Math.min(span.to, now),
      optionsOf(call),
    );
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
      const { result } = await client.dailyTrades({ companyId: coId, date: day }, optionsOf(call));
      this.#connection.answered();
      for (const row of result) {
        if (!isOf(row, found)) continue;
        const candle = toDayCandle(row, symbol, { ...this.#connection.stamp('read', row), serverTime: now });
        if (candle?.openTime === day) candles.push(candle);
      }
    }
    if (span.to <= today || span.from > today) return candles;
    const { result } = await client.tradesRealtime({ coId, precedencyRight }, optionsOf(call));
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
      optionsOf(call),
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

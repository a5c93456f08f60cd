import { namesOf } from '../fault-names';
import { adjustmentFactor } from './adjustments';
import type { FinnotechInstrument } from './companies';
import type { Query } from './query';
import { badParameter, notFound } from './refusal';
import {
  type AdjustedPrices,
  assessmentRows,
  balancedRow,
  companyRow,
  type Row,
  realtimeRow,
  type TradingRow,
  tradeRow,
} from './rows';
import { instantOf, jalaliOf, type TehranDay, tehranDay, weekday } from './tehran';
import type { FinnotechVenue } from './venue';

/** A service: the scope it requires, and its answers. */
export interface Service {
  readonly scope: string;
  readonly rows: (venue: FinnotechVenue, query: Query) => readonly Row[];
}

/** Very long ranges would block the process. */
const MAX_RANGE_DAYS = 4000;

const TABLE = {
  'trades/realtime': { scope: 'bourse:trades-realtime:get', rows: tradesRealtime },
  realTimeTrades: { scope: 'bourse:realTime-trades:get', rows: realTimeTrades },
  dailyTrades: { scope: 'bourse:daily-trades:get', rows: dailyTrades },
  balancedTrades: { scope: 'bourse:balanced-trades:get', rows: balancedTrades },
  balancedTradesById: { scope: 'bourse:balanced-trades-byId:get', rows: balancedTradesById },
  companiesIdInquiry: { scope: 'bourse:companies-id-inquiry:get', rows: companiesIdInquiry },
  companyAssessment: { scope: 'bourse:company-assessment:get', rows: companyAssessment },
} satisfies Record<string, Service>;

/** The services by their paths below `/bourse/v2/clients/{clientId}/`. */
export const SERVICES: ReadonlyMap<string, Service> = new Map(Object.entries(TABLE));

/** Their paths. */
export const SERVICE_NAMES = namesOf(TABLE);

/** The path of a service. */
export type ServiceName = (typeof SERVICE_NAMES)[number];

function tradesRealtime(venue: FinnotechVenue, query: Query): readonly Row[] {
  query.only('trackId', 'coId', 'fromTime', 'toTime', 'isTimePeriod', 'precedencyRight');
  const isTimePeriod = query.flag('isTimePeriod') ?? false;
  const coId = query.text('coId');
  const right = query.flag('precedencyRight') ?? false;
  const from = query.time('fromTime');
  const to = query.time('toTime');
  if (!isTimePeriod) return venue.listed(coId, right).flatMap((one) => lastRow(venue, one).map(realtimeRow));
  if (coId === undefined) throw badParameter('coId', 'is required with isTimePeriod=true');
  const day = tehranDay(venue.asOf());
  const first = from === undefined ? Number.NEGATIVE_INFINITY : instantOf(day, from);
  const last = to === undefined ? Number.POSITIVE_INFINITY : instantOf(day, to);
  return venue.listed(coId, right).flatMap((instrument) => {
    const whole = lastRow(venue, instrument, day)[0];
    if (!whole) return [];
    return venue.days
      .minutes(instrument, day, venue.asOf())
      .filter(({ lastTime }) => {
        const minute = Math.floor(lastTime / 60_000) * 60_000;
        return minute >= first && minute <= last;
      })
      .map((trading) => realtimeRow({ ...whole, trading }));
  });
}

function realTimeTrades(venue: FinnotechVenue, query: Query): readonly Row[] {
  query.only('trackId', 'companyId');
  return venue
    .listed(query.text('companyId'))
    .flatMap((one) => lastRow(venue, one).map((row) => tradeRow(row)));
}

function dailyTrades(venue: FinnotechVenue, query: Query): readonly Row[] {
  query.only('trackId', 'companyId', 'date');
  const day = query.date('date') ?? venue.days.lastDay(venue.asOf());
  return venue
    .listed(query.text('companyId'))
    .flatMap((one) => dayRow(venue, one, day).map((row) => tradeRow(row, day)));
}

function balancedTrades(venue: FinnotechVenue, query: Query): readonly Row[] {
  query.only('trackId', 'companyId', 'date', 'type');
  const day = query.date('date') ?? venue.days.lastDay(venue.asOf());
  const type = query.code('type', 3) ?? 3;
  return venue
    .listed(query.text('companyId'))
    .flatMap((one) =>
      dayRow(venue, one, day).map((row) =>
        balancedRow(row, day, { type, comCType: 1, adjusted: adjustedPrices(venue, row, day, type) }),
      ),
    );
}

function balancedTradesById(venue: FinnotechVenue, query: Query): readonly Row[] {
  query.only('trackId', 'companyId', 'fromdate', 'todate', 'type', 'comCType');
  const companyId = query.required('companyId');
  const from = query.date('fromdate');
  const to = query.date('todate');
  if (from === undefined) throw badParameter('fromdate', 'is required');
  if (to === undefined) throw badParameter('todate', 'is required');
  if (to < from) throw badParameter('todate', 'must not be before fromdate');
  if (to - from > MAX_RANGE_DAYS) throw badParameter('todate', 'is too far from fromdate');
  const type = query.code('type', 3) ?? 3;
  const comCType = query.code('comCType', 4) ?? 1;
  return venue
    .listed(companyId)
    .flatMap((instrument) => periods(venue, instrument, from, to, { type, comCType }));
}

function companiesIdInquiry(venue: FinnotechVenue, query: Query): readonly Row[] {
  query.only('trackId');
  return venue.market.instruments().map(companyRow);
}

function companyAssessment(venue: FinnotechVenue, query: Query): readonly Row[] {
  query.only('trackId', 'companyId', 'date');
  const [share] = venue.listed(query.required('companyId'), false);
  if (!share) throw notFound('company');
  return assessmentRows(share, query.date('date') ?? venue.days.lastDay(venue.asOf()));
}

/** The last trade of the current day, or of the last one with trading. */
function lastRow(venue: FinnotechVenue, instrument: FinnotechInstrument, day?: TehranDay): TradingRow[] {
  return dayRow(venue, instrument, day ?? venue.days.lastDay(venue.asOf()));
}

function dayRow(venue: FinnotechVenue, instrument: FinnotechInstrument, day: TehranDay): TradingRow[] {
  const asOf = venue.asOf();
  const { days } = venue;
  if (day > tehranDay(asOf)) return [];
  const trading = days.day(instrument, day, asOf);
  if (!trading) return [];
  const before = days.day(instrument, days.before(day), asOf);
  return [{ instrument, trading, closing: trading.close, previousClosing: before?.close ?? trading.close }];
}

/** Days, or the weeks (from Saturday), Jalali months or quarters that begin with their first day of trading in the range. */
function periods(
  venue: FinnotechVenue,
  instrument: FinnotechInstrument,
  from: TehranDay,
  to: TehranDay,
  { type, comCType }: { readonly type: number; readonly comCType: number },
): readonly Row[] {
  const rows: { key: string; day: TehranDay; row: TradingRow; adjusted: AdjustedPrices }[] = [];
  for (let day = from; day <= to; day += 1) {
    const [row] = dayRow(venue, instrument, day);
    if (!row) continue;
    const key = periodKey(day, comCType);
    const adjusted = adjustedPrices(venue, row, day, type);
    const last = rows.at(-1);
    if (last?.key !== key) rows.push({ key, day, row, adjusted });
    else {
      const both = { row: joined(last.row, row), adjusted: joinedPrices(last.adjusted, adjusted) };
      rows[rows.length - 1] = { ...last, ...both };
    }
  }
  return rows.map(({ day, row, adjusted }) => balancedRow(row, day, { type, comCType, adjusted }));
}

/** The prices of a day in the terms of today; the closing price before it by the factor of its own day. */
function adjustedPrices(
  venue: FinnotechVenue,
  { instrument, trading, closing, previousClosing }: TradingRow,
  day: TehranDay,
  type: number,
): AdjustedPrices {
  const today = tehranDay(venue.asOf());
  const factor = adjustmentFactor(instrument, day, type, today);
  return {
    open: trading.open * factor,
    high: trading.high * factor,
    low: trading.low * factor,
    last: trading.last * factor,
    closing: closing * factor,
    previousClosing: previousClosing * adjustmentFactor(instrument, venue.days.before(day), type, today),
  };
}

function joinedPrices(earlier: AdjustedPrices, later: AdjustedPrices): AdjustedPrices {
  return {
    ...later,
    open: earlier.open,
    high: Math.max(earlier.high, later.high),
    low: Math.min(earlier.low, later.low),
    previousClosing: earlier.previousClosing,
  };
}

function periodKey(day: TehranDay, comCType: number): string {
  if (comCType === 1) return String(day);
  if (comCType === 2) return String(day - ((weekday(day) + 1) % 7));
  const [year, month] = jalaliOf(day);
  return comCType === 3 ? `${year}/${month}` : `${year}q${Math.floor((month - 1) / 3)}`;
}

/** Two neighbouring spans as one, in the prices that were paid. */
function joined(a: TradingRow, b: TradingRow): TradingRow {
  const [x, y] = [a.trading, b.trading];
  return {
    ...b,
    previousClosing: a.previousClosing,
    trading: {
      open: x.open,
      high: Math.max(x.high, y.high),
      low: Math.min(x.low, y.low),
      last: y.last,
      close: y.close,
      volume: x.volume + y.volume,
      value: x.value + y.value,
      count: x.count + y.count,
      lastTime: y.lastTime,
    },
  };
}

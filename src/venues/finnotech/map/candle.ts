import type { Candle, Decimal, Interval } from '../../../model';
import type { MapContext, Mutable } from '../../../model/map-context';
import type { FinnotechBalancedRow, FinnotechRealtimeRow, FinnotechTradeRow } from '../generated/records';
import type { FinnotechPeriod } from '../types/services';
import {
  jalaliDayStart,
  jalaliPeriodStart,
  minuteStart,
  nextTehranDay,
  tehranDayStart,
  tehranTime,
  tehranWeekday,
} from './time';

const MINUTE_MS = 60_000;
const DAY_MS = 86_400_000;

/** Intervals of the adjusted services by their `comCType`. */
export const PERIODS = { '1d': 1, '1w': 2, '1M': 3, '1q': 4 } as const satisfies Readonly<
  Partial<Record<Interval, FinnotechPeriod>>
>;

/** An interval of whole days. */
export type DayInterval = keyof typeof PERIODS;

type Prices = Readonly<Record<'open' | 'high' | 'low' | 'close' | 'volume', Decimal | null | undefined>>;

/** Where a candle belongs, and whether it can still change. */
type Place = Pick<Candle, 'symbol' | 'interval' | 'openTime' | 'closed'>;

/** What mapping reads of a row of a minute. */
export type MinuteFields = Pick<
  FinnotechRealtimeRow,
  'TradeDateGre' | 'MaxPrice' | 'minPrice' | 'OpeningPrice' | 'LastPrice' | 'TradeVolume'
>;

/**
 * The minute that a row of `trades/realtime` is about. `close` is LastPrice: ClosingPrice is the day's weighted price.
 * Undefined where the row has no time or lacks a price.
 */
export function toMinuteCandle(
  row: MinuteFields,
  { symbol, closed }: Pick<Place, 'symbol' | 'closed'>,
  context: MapContext,
  openTime = minuteOf(row),
): Candle | undefined {
  if (openTime === undefined) return undefined;
  return candleOf(realtimePrices(row), { symbol, interval: '1m', openTime, closed }, context);
}

/** The minute that a row is about, as the instant of its beginning. */
export function minuteOf(row: MinuteFields): number | undefined {
  const time = tehranTime(row.TradeDateGre);
  return time === undefined ? undefined : minuteStart(time);
}

/**
 * Whether the row of a minute can change no more. Data is refreshed once a minute, somewhere within it: a row is final
 * when a later minute has one, or when a whole minute has passed since its end.
 */
export function isMinuteFinal(openTime: number, latest: number, now: number): boolean {
  return openTime < latest || now >= openTime + 2 * MINUTE_MS;
}

/** The current day so far, of a row of `trades/realtime` that has the figures of the day. */
export function toTodayCandle(
  row: FinnotechRealtimeRow,
  symbol: string,
  context: MapContext,
): Candle | undefined {
  return periodCandle(realtimePrices(row), symbol, '1d', tehranTime(row.TradeDateGre), context);
}

/** A day of `dailyTrades`. */
export function toDayCandle(row: FinnotechTradeRow, symbol: string, context: MapContext): Candle | undefined {
  const { openingPrice: open, maxPrice: high, minPrice: low, lastPrice: close, tradeVolume: volume } = row;
  return periodCandle({ open, high, low, close, volume }, symbol, '1d', dayOf(row), context);
}

/** A day, week, month or quarter of `balancedTradesById`, in adjusted prices. */
export function toAdjustedCandle(
  row: FinnotechBalancedRow,
  symbol: string,
  interval: DayInterval,
  context: MapContext,
): Candle | undefined {
  const { openingTypePrice: open, maxTypePrice: high, minTypePrice: low, lastTypePrice: close } = row;
  const prices = { open, high, low, close, volume: row.tradeVolume };
  return periodCandle(prices, symbol, interval, dayOf(row), context);
}

/** The beginning of the day, week (Saturday), Jalali month or quarter that an instant lies in. */
export function periodStart(interval: DayInterval, time: number): number {
  if (interval === '1M') return jalaliPeriodStart(time, 1);
  if (interval === '1q') return jalaliPeriodStart(time, 3);
  const day = tehranDayStart(time);
  if (interval === '1d') return day;
  const sinceSaturday = (tehranWeekday(time) + 1) % 7;
  // From noon, so that a change of the clocks on the way moves no day.
  return tehranDayStart(day + DAY_MS / 2 - sinceSaturday * DAY_MS);
}

/** The beginning of the period after that of an instant. */
export function nextPeriodStart(interval: DayInterval, time: number): number {
  const start = periodStart(interval, time);
  if (interval === '1d') return nextTehranDay(start);
  const longest = { '1w': 7, '1M': 31, '1q': 93 }[interval];
  // A day or two into the next one, wherever it begins.
  return periodStart(interval, start + (longest + 1) * DAY_MS);
}

function periodCandle(
  prices: Prices,
  symbol: string,
  interval: DayInterval,
  time: number | undefined,
  context: MapContext,
): Candle | undefined {
  if (time === undefined) return undefined;
  const { receivedTime, serverTime = receivedTime } = context;
  const openTime = periodStart(interval, time);
  const closed = serverTime >= nextPeriodStart(interval, openTime);
  return candleOf(prices, { symbol, interval, openTime, closed }, context);
}

function dayOf({ jalaaliDate, gregorianDate }: FinnotechTradeRow): number | undefined {
  const day = jalaaliDate == null ? undefined : jalaliDayStart(jalaaliDate);
  return day ?? tehranTime(gregorianDate);
}

function realtimePrices(row: MinuteFields): Prices {
  const { OpeningPrice: open, MaxPrice: high, minPrice: low, LastPrice: close, TradeVolume: volume } = row;
  return { open, high, low, close, volume };
}

function candleOf(prices: Prices, place: Place, context: MapContext): Candle | undefined {
  const { open, high, low, close, volume } = prices;
  if (open == null || high == null || low == null || close == null) return undefined;
  const candle: Mutable<Candle> = {
    venue: 'finnotech',
    receivedTime: context.receivedTime,
    source: context.source,
    symbol: place.symbol,
    interval: place.interval,
    openTime: place.openTime,
    open,
    high,
    low,
    close,
    volume: volume ?? '0',
    closed: place.closed,
  };
  if (context.raw !== undefined) candle.raw = context.raw;
  return candle;
}

import type { HistoryCandle } from '../../market/candles';
import type { Market } from '../../market/market';
import type { PoloniexInstrument } from '../instruments';
import { type Interval, shifted, startOf } from '../intervals';
import type { Json, Row } from '../json';
import { Decimal, plain, priceOf, ZERO } from '../money';

/** A candle with all fields of the venue. */
export interface SpotCandle {
  readonly startTime: number;
  /** Its last millisecond. */
  readonly closeTime: number;
  readonly open: Decimal;
  readonly high: Decimal;
  readonly low: Decimal;
  readonly close: Decimal;
  /** Base units. */
  readonly quantity: Decimal;
  /** Quote units. */
  readonly amount: Decimal;
  readonly tradeCount: number;
}

const MINUTE_MS = 60_000;

/** The candles that start within `[from, to]`, oldest first, and of those only the last `limit`; none of the future. */
export function candlesBetween(
  market: Market<PoloniexInstrument>,
  instrument: PoloniexInstrument,
  interval: Interval,
  span: { readonly from: number; readonly to: number; readonly limit: number; readonly now: number },
): SpotCandle[] {
  const last = startOf(interval, Math.min(span.to, span.now));
  const earliest = shifted(interval, last, 1 - span.limit);
  const start = startOf(interval, span.from);
  const first = Math.max(earliest, start < span.from ? shifted(interval, start, 1) : start, 0);
  const candles: SpotCandle[] = [];
  for (const candle of historyOf(market, instrument, interval, first, shifted(interval, last, 1), span.now)) {
    candles.push(spotCandle(instrument, interval, candle));
  }
  return candles;
}

/** The candle of a past or present instant, as it is now; undefined when there was no trade. */
export function candleAt(
  market: Market<PoloniexInstrument>,
  instrument: PoloniexInstrument,
  interval: Interval,
  time: number,
  now: number,
): SpotCandle | undefined {
  return candlesBetween(market, instrument, interval, { from: 0, to: time, limit: 1, now }).at(-1);
}

function historyOf(
  market: Market<PoloniexInstrument>,
  { symbol }: PoloniexInstrument,
  interval: Interval,
  from: number,
  to: number,
  now: number,
): HistoryCandle[] {
  // The engine can compute future prices, which must not be shown.
  const whole = Math.floor(now / MINUTE_MS);
  const last = Math.min(to / MINUTE_MS, whole);
  const span = interval.minutes ?? 1440;
  const candles = from / MINUTE_MS < last ? market.candles(symbol, span, from / MINUTE_MS, last) : [];
  const merged = interval.minutes === undefined ? byMonth(interval, candles) : candles;
  const open = now < to ? market.openMinute(symbol) : undefined;
  return open ? withOpen(merged, open, startOf(interval, now)) : merged;
}

/** Adds the current minute to its candle. */
function withOpen(candles: readonly HistoryCandle[], minute: HistoryCandle, start: number): HistoryCandle[] {
  const last = candles.at(-1);
  if (last?.time !== start) return [...candles, { ...minute, time: start }];
  const joined = {
    ...last,
    high: Math.max(last.high, minute.high),
    low: Math.min(last.low, minute.low),
    close: minute.close,
    volume: last.volume + minute.volume,
  };
  return [...candles.slice(0, -1), joined];
}

function byMonth(interval: Interval, days: readonly HistoryCandle[]): HistoryCandle[] {
  const months: HistoryCandle[] = [];
  for (const day of days) {
    const time = startOf(interval, day.time);
    const month = months.at(-1);
    if (month?.time !== time) {
      months.push({ ...day, time });
      continue;
    }
    months[months.length - 1] = {
      ...month,
      high: Math.max(month.high, day.high),
      low: Math.min(month.low, day.low),
      close: day.close,
      volume: month.volume + day.volume,
    };
  }
  return months;
}

function spotCandle(instrument: PoloniexInstrument, interval: Interval, candle: HistoryCandle): SpotCandle {
  const price = (points: number): Decimal => priceOf(points, instrument.digits);
  const quantity = new Decimal(candle.volume).times(instrument.lotUnits);
  const middle = price(candle.open + candle.high + candle.low + candle.close).div(4);
  return {
    startTime: candle.time,
    closeTime: shifted(interval, candle.time, 1) - 1,
    open: price(candle.open),
    high: price(candle.high),
    low: price(candle.low),
    close: price(candle.close),
    quantity,
    amount: quantity.times(middle).toDecimalPlaces(instrument.digits, Decimal.ROUND_DOWN),
    tradeCount: Math.ceil(candle.volume / 25),
  };
}

/** The row of a REST read. */
export function candleRow(
  { digits }: PoloniexInstrument,
  { name }: Interval,
  candle: SpotCandle,
  ts: number,
): readonly Json[] {
  const { quantity, amount } = candle;
  const half = (value: Decimal): string => plain(value.div(2).toDecimalPlaces(12));
  return [
    candle.low.toFixed(digits),
    candle.high.toFixed(digits),
    candle.open.toFixed(digits),
    candle.close.toFixed(digits),
    plain(amount),
    plain(quantity),
    half(amount),
    half(quantity),
    candle.tradeCount,
    ts,
    plain(quantity.gt(0) ? amount.div(quantity).toDecimalPlaces(digits) : ZERO),
    name,
    candle.startTime,
    candle.closeTime,
  ];
}

/** The row of an event of the public socket. */
export function candleEvent({ symbol, digits }: PoloniexInstrument, candle: SpotCandle, ts: number): Row {
  return {
    symbol,
    amount: plain(candle.amount),
    high: candle.high.toFixed(digits),
    quantity: plain(candle.quantity),
    tradeCount: candle.tradeCount,
    low: candle.low.toFixed(digits),
    closeTime: candle.closeTime,
    startTime: candle.startTime,
    close: candle.close.toFixed(digits),
    open: candle.open.toFixed(digits),
    ts,
  };
}

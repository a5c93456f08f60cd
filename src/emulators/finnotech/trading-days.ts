import type { HistoryCandle } from '../market/candles';
import { seedOf } from '../market/hash';
import type { Market } from '../market/market';
import type { FinnotechInstrument } from './companies';
import {
  CLOSING_MINUTE,
  instantOf,
  isTradingDay,
  OPENING_MINUTE,
  type TehranDay,
  tehranDay,
  tradingDayBefore,
} from './tehran';

const MINUTE_MS = 60_000;
const DAY_MINUTES = 1440;
const MAX_CACHED_DAYS = 20_000;

/** Trading of an instrument over a span: prices in rials, volume in shares. */
export interface Trading {
  readonly open: number;
  readonly high: number;
  readonly low: number;
  readonly last: number;
  /** The volume-weighted price. */
  readonly close: number;
  readonly volume: number;
  readonly value: number;
  /** Number of trades. */
  readonly count: number;
  /** When the last trade was. */
  readonly lastTime: number;
}

/** The trading days of an instrument. */
export class TradingDays {
  readonly #market: Market<FinnotechInstrument>;
  readonly #alwaysOpen: boolean;
  readonly #finished = new Map<string, Trading | undefined>();

  constructor(market: Market<FinnotechInstrument>, alwaysOpen: boolean) {
    this.#market = market;
    this.#alwaysOpen = alwaysOpen;
  }

  /** Whether there is trading on a day. */
  isTradingDay(day: TehranDay): boolean {
    return this.#alwaysOpen || isTradingDay(day);
  }

  /** Beginning and end of trading of a day, in minutes since the epoch. */
  hours(day: TehranDay): readonly [number, number] {
    const [from, to] = this.#alwaysOpen ? [0, DAY_MINUTES] : [OPENING_MINUTE, CLOSING_MINUTE];
    return [instantOf(day, from) / MINUTE_MS, instantOf(day, to) / MINUTE_MS];
  }

  /** The last day, not after `asOf`, on which something was traded by then. */
  lastDay(asOf: number): TehranDay {
    const day = tehranDay(asOf);
    if (this.isTradingDay(day) && asOf > this.hours(day)[0] * MINUTE_MS) return day;
    return this.before(day);
  }

  before(day: TehranDay): TehranDay {
    return this.#alwaysOpen ? day - 1 : tradingDayBefore(day);
  }

  /** Minutes of a day that had trades by `asOf`; the running one until now. */
  minutes(instrument: FinnotechInstrument, day: TehranDay, asOf: number): readonly Trading[] {
    if (!this.isTradingDay(day)) return [];
    const [from, to] = this.hours(day);
    const whole = Math.min(to, Math.floor(asOf / MINUTE_MS));
    const rows = this.#market
      .candles(instrument.symbol, 1, from, Math.max(from, whole))
      .filter(({ volume }) => volume > 0)
      .map((candle) => tradingOf([candle], whole * MINUTE_MS, instrument));
    const running = whole >= from && whole < to ? this.#running(instrument, whole, asOf) : undefined;
    return running ? [...rows, running] : rows;
  }

  /** A day so far, by `asOf`; undefined when nothing was traded. */
  day(instrument: FinnotechInstrument, day: TehranDay, asOf: number): Trading | undefined {
    if (!this.isTradingDay(day)) return undefined;
    const [from, to] = this.hours(day);
    if (asOf < to * MINUTE_MS) return merged(this.minutes(instrument, day, asOf));
    const key = `${instrument.symbol} ${day}`;
    if (this.#finished.has(key)) return this.#finished.get(key);
    // From the same minutes as while it ran: longer candles would give it other values and fewer trades.
    const minutes = this.#market.candles(instrument.symbol, 1, from, to).filter(({ volume }) => volume > 0);
    const whole = minutes.length === 0 ? undefined : tradingOf(minutes, to * MINUTE_MS, instrument);
    if (this.#finished.size > MAX_CACHED_DAYS) this.#finished.clear();
    this.#finished.set(key, whole);
    return whole;
  }

  /** The minute that runs at `asOf`, sampled: the engine's candles are whole minutes. It only ever grows. */
  #running(instrument: FinnotechInstrument, minute: number, asOf: number): Trading | undefined {
    const start = minute * MINUTE_MS;
    const passed = asOf - start;
    if (passed <= 0) return undefined;
    const times = [0, 0.25, 0.5, 0.75, 1].map((share) => start + Math.floor(share * (passed - 1)));
    const prices = times.map((time) => this.#market.priceAt(instrument.symbol, time));
    if (prices.every(({ frozen }) => frozen)) return undefined;
    const points = prices.map(({ bid }) => bid);
    const [whole] = this.#market.candles(instrument.symbol, 1, minute, minute + 1);
    // Always less than the full minute, so that a finished minute has more of everything.
    const volume = Math.floor(((whole?.volume ?? 0) * passed) / MINUTE_MS);
    if (volume === 0) return undefined;
    const candle: HistoryCandle = {
      time: start,
      open: points[0] as number,
      high: Math.max(...points),
      low: Math.min(...points),
      close: points.at(-1) as number,
      volume,
    };
    return tradingOf([candle], asOf, instrument);
  }
}

/** Minutes with trades as one span, known until the instant `asOf`. */
function tradingOf(
  minutes: readonly HistoryCandle[],
  asOf: number,
  { symbol }: FinnotechInstrument,
): Trading {
  const last = minutes.at(-1) as HistoryCandle;
  const span = { open: minutes[0]?.open ?? last.open, high: last.high, low: last.low };
  let [volume, value, count] = [0, 0, 0];
  for (const { time, high, low, close, volume: lots } of minutes) {
    span.high = Math.max(span.high, high);
    span.low = Math.min(span.low, low);
    volume += lots * 100;
    value += lots * 100 * close;
    const trades = 1 + (seedOf(time / MINUTE_MS, symbol) % 20);
    count += Math.max(1, Math.floor((trades * Math.min(MINUTE_MS, asOf - time)) / MINUTE_MS));
  }
  // A point in the last minute, the same at each call.
  const lastTrade = Math.min(asOf - 1, last.time + (seedOf(last.time, symbol) % MINUTE_MS));
  return {
    ...span,
    last: last.close,
    close: Math.round(value / volume),
    volume,
    value,
    count,
    lastTime: Math.floor(lastTrade / 1000) * 1000,
  };
}

function merged(minutes: readonly Trading[]): Trading | undefined {
  const [first] = minutes;
  const last = minutes.at(-1);
  if (!first || !last) return undefined;
  const volume = minutes.reduce((sum, minute) => sum + minute.volume, 0);
  const value = minutes.reduce((sum, minute) => sum + minute.value, 0);
  return {
    open: first.open,
    high: Math.max(...minutes.map(({ high }) => high)),
    low: Math.min(...minutes.map(({ low }) => low)),
    last: last.last,
    close: Math.round(value / volume),
    volume,
    value,
    count: minutes.reduce((sum, { count }) => sum + count, 0),
    lastTime: last.lastTime,
  };
}

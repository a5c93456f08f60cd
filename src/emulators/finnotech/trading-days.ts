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
/** Half an hour divides the trading hours and what Tehran is ahead of UTC. */
const PART_MINUTES = 30;
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

/** How the days of an instrument went. */
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

  /** Minutes of a day that had trades by `asOf`; the running one as far as it has come. */
  minutes(instrument: FinnotechInstrument, day: TehranDay, asOf: number): readonly Trading[] {
    if (!this.isTradingDay(day)) return [];
    const [from, to] = this.hours(day);
    const whole = Math.min(to, Math.floor(asOf / MINUTE_MS));
    const rows = this.#market
      .candles(instrument.symbol, 1, from, Math.max(from, whole))
      .filter(({ volume }) => volume > 0)
      .map((candle) => tradingOf([candle], candle.time + MINUTE_MS, instrument));
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
    const parts = this.#market
      .candles(instrument.symbol, PART_MINUTES, from, to)
      .filter(({ volume }) => volume > 0);
    const whole = parts.length === 0 ? undefined : tradingOf(parts, to * MINUTE_MS, instrument);
    if (this.#finished.size > MAX_CACHED_DAYS) this.#finished.clear();
    this.#finished.set(key, whole);
    return whole;
  }

  /** The minute that runs at `asOf`, sampled: the engine's candles are whole minutes. */
  #running(instrument: FinnotechInstrument, minute: number, asOf: number): Trading | undefined {
    const start = minute * MINUTE_MS;
    const passed = asOf - start;
    if (passed <= 0) return undefined;
    const times = [0, 0.25, 0.5, 0.75, 1].map((share) => start + Math.floor(share * (passed - 1)));
    const prices = times.map((time) => this.#market.priceAt(instrument.symbol, time));
    if (prices.every(({ frozen }) => frozen)) return undefined;
    const points = prices.map(({ bid }) => bid);
    const volume = 1 + (seedOf(minute, instrument.symbol) % 400);
    const candle: HistoryCandle = {
      time: start,
      open: points[0] as number,
      high: Math.max(...points),
      low: Math.min(...points),
      close: points.at(-1) as number,
      volume: Math.max(1, Math.floor((volume * passed) / MINUTE_MS)),
    };
    return tradingOf([candle], asOf, instrument);
  }
}

function tradingOf(candles: readonly HistoryCandle[], end: number, { symbol }: FinnotechInstrument): Trading {
  const parts = candles.map((candle) => {
    const volume = candle.volume * 100;
    const count = 1 + (seedOf(Math.floor(candle.time / MINUTE_MS), symbol) % 20);
    return { ...candle, volume, value: volume * candle.close, count };
  });
  const sum = (of: (part: (typeof parts)[number]) => number): number =>
    parts.reduce((all, part) => all + of(part), 0);
  const volume = sum((part) => part.volume);
  const value = sum((part) => part.value);
  const last = parts.at(-1) as (typeof parts)[number];
  const lastStart = Math.min(end - 1000, Math.max(last.time, end - MINUTE_MS));
  return {
    open: parts[0]?.open ?? last.open,
    high: Math.max(...parts.map(({ high }) => high)),
    low: Math.min(...parts.map(({ low }) => low)),
    last: last.close,
    close: Math.round(value / volume),
    volume,
    value,
    count: sum((part) => part.count),
    // Somewhere in the last minute, the same at each look.
    lastTime:
      Math.floor((lastStart + (seedOf(lastStart, symbol) % Math.max(1, end - lastStart))) / 1000) * 1000,
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

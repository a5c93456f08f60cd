import type { Clock, Timer } from '../../core/clock';
import { bookOf, type Level } from './book';
import { candlesOf, type HistoryCandle } from './candles';
import { mix, seedOf } from './hash';
import type { Instrument } from './instrument';
import { NewsFeed } from './news';
import { PricePath } from './price-path';

/** The current quote of an instrument; prices are integers in points. */
export interface MarketQuote {
  readonly symbol: string;
  readonly bid: number;
  readonly ask: number;
  /** Extremes of the bid since midnight UTC. */
  readonly high: number;
  readonly low: number;
  /** When this price was set. */
  readonly time: number;
}

/** How a market is set up. */
export interface MarketSettings {
  readonly seed: number;
  readonly clock: Clock;
  /** Step of the price process in ms; divides 10,000 and is at most 2,000. */
  readonly tickMs: number;
  readonly newsIntervalMs: number;
}

const DAY_MINUTES = 1440;

/** Instruments and their prices. Prices move by themselves; a test can pause them and set them by hand. */
export class Market<I extends Instrument = Instrument> {
  readonly news: NewsFeed;
  readonly #settings: MarketSettings;
  readonly #instruments = new Map<string, I>();
  readonly #paths = new Map<string, PricePath>();
  readonly #watched = new Map<string, { count: number; time: number }>();
  readonly #halted = new Set<string>();
  readonly #listeners = new Set<(symbol: string) => void>();
  readonly #handListeners = new Set<(symbol: string) => void>();
  #paused = false;
  #steps = 0;
  #timer: Timer | undefined;

  constructor(settings: MarketSettings, instruments: readonly I[]) {
    if (10_000 % settings.tickMs !== 0 || settings.tickMs > 2_000) {
      throw new RangeError('tickMs must divide 10000 and be at most 2000');
    }
    this.#settings = settings;
    this.news = new NewsFeed(settings.seed, settings.newsIntervalMs);
    for (const instrument of instruments) this.#instruments.set(instrument.symbol, instrument);
  }

  /** Every listed instrument, in listing order. */
  instruments(): readonly I[] {
    return [...this.#instruments.values()];
  }

  /** A listed instrument, or undefined. */
  instrument(symbol: string): I | undefined {
    return this.#instruments.get(symbol);
  }

  /** Lists an instrument, or replaces the one with its symbol. */
  addInstrument(instrument: I): void {
    this.#instruments.set(instrument.symbol, instrument);
    this.#paths.delete(instrument.symbol);
    if (this.#paused) this.#path(instrument.symbol).freeze(this.#now());
  }

  /** Delists an instrument: from now on it is unknown to the venue. */
  removeInstrument(symbol: string): void {
    this.#instruments.delete(symbol);
    this.#paths.delete(symbol);
  }

  /**
   * Sets the best bid and ask, as decimal numbers or strings in price units, and calls every listener at once.
   * The price process continues from there, unless it is paused.
   * @throws RangeError when the symbol is not listed or a price is not on the grid
   */
  setPrice(symbol: string, bid: number | string, ask: number | string): void {
    const path = this.#path(symbol);
    const [bidPoints, askPoints] = [this.toPoints(symbol, bid), this.toPoints(symbol, ask)];
    if (bidPoints <= 0 || askPoints < bidPoints)
      throw new RangeError('The bid must be positive and not above the ask');
    path.set(this.#now(), bidPoints, askPoints, this.#paused);
    this.#byHand(symbol);
    this.#announce(symbol);
  }

  /** Stops all prices at their current values; quotes and candles stay flat. */
  pause(): void {
    if (this.#paused) return;
    this.#paused = true;
    for (const symbol of this.#instruments.keys()) this.#path(symbol).freeze(this.#now());
    this.#stopTimer();
  }

  /** Resumes the prices from their current values. */
  resume(): void {
    if (!this.#paused) return;
    this.#paused = false;
    for (const symbol of this.#instruments.keys()) this.#path(symbol).thaw(this.#now());
    this.#startTimer();
  }

  /** Whether the price process is paused. */
  get paused(): boolean {
    return this.#paused;
  }

  /** Moves every watched price, or that of `symbol`, by one to three ticks and calls the listeners. */
  step(symbol?: string): void {
    this.#steps += 1;
    for (const name of symbol === undefined ? [...this.#watched.keys()] : [symbol]) {
      const path = this.#path(name);
      const { bid, ask } = path.tick(this.#now());
      const bits = mix(seedOf(this.#settings.seed, name), 90, this.#steps);
      const ticks = ((bits % 3) + 1) * ((bits & 8) === 0 ? 1 : -1) * path.instrument.tickPoints;
      const shift = bid + ticks <= 0 ? -ticks : ticks;
      path.set(this.#now(), bid + shift, ask + shift, this.#paused);
      this.#byHand(name);
      this.#announce(name);
    }
  }

  /** Closes the market of an instrument until {@link unhalt}: quotes stay, orders are refused. */
  halt(symbol: string): void {
    this.#halted.add(symbol);
  }

  /** Ends {@link halt}. */
  unhalt(symbol: string): void {
    this.#halted.delete(symbol);
  }

  /** Whether orders for the instrument are accepted now. */
  isOpen(symbol: string): boolean {
    return !this.#halted.has(symbol) && this.#path(symbol).hours.isOpen(this.#now());
  }

  /** The current quote. */
  quote(symbol: string): MarketQuote {
    const path = this.#path(symbol);
    const now = this.#now();
    const { bid, ask, time } = path.tick(now);
    const day = Math.floor(now / 60_000 / DAY_MINUTES) * DAY_MINUTES;
    const range = path.range(day, now);
    const { tickPoints } = path.instrument;
    return {
      symbol,
      bid,
      ask,
      high: Math.max(bid, (range?.high ?? 0) * tickPoints),
      low: range ? Math.min(bid, range.low * tickPoints) : bid,
      time,
    };
  }

  /** The current best bid and ask in points, without the cost of the day's extremes. */
  best(symbol: string): { readonly bid: number; readonly ask: number; readonly time: number } {
    return this.#path(symbol).tick(this.#now());
  }

  /** Best bid and ask in points at a past or present instant, and whether the price was paused by hand. */
  priceAt(
    symbol: string,
    time: number,
  ): { readonly bid: number; readonly ask: number; readonly frozen: boolean } {
    const path = this.#path(symbol);
    const { bid, ask } = path.tick(time);
    return { bid, ask, frozen: path.frozenAt(time) };
  }

  /** The current book, best level first. */
  book(symbol: string): Level[] {
    const path = this.#path(symbol);
    const { tickPoints, levels } = path.instrument;
    return bookOf(seedOf(this.#settings.seed, symbol), path.tick(this.#now()), tickPoints, levels);
  }

  /** Candles of `interval` minutes that cover the minutes `[from, to)` since the epoch. */
  candles(symbol: string, interval: number, from: number, to: number): HistoryCandle[] {
    return candlesOf(this.#path(symbol), interval, from, to);
  }

  /** The current minute so far, with its volume; undefined while the market is closed. */
  openMinute(symbol: string): HistoryCandle | undefined {
    const path = this.#path(symbol);
    const now = this.#now();
    const minute = Math.floor(now / 60_000);
    const part = path.range(minute, now);
    if (!part) return undefined;
    const { tickPoints } = path.instrument;
    const whole = candlesOf(path, 1, minute, minute + 1)[0];
    return {
      time: minute * 60_000,
      open: part.open * tickPoints,
      high: part.high * tickPoints,
      low: part.low * tickPoints,
      close: part.close * tickPoints,
      volume: Math.floor((whole?.volume ?? 0) * ((now - minute * 60_000) / 60_000)),
    };
  }

  /** The weekly sessions of an instrument. */
  sessions(symbol: string): Instrument['sessions'] & object {
    return this.#path(symbol).hours.sessions;
  }

  /** A price in points. @throws RangeError when it has more decimals than the instrument */
  toPoints(symbol: string, price: number | string): number {
    const { digits } = this.#known(symbol);
    const points = Math.round(Number(price) * 10 ** digits);
    if (!Number.isSafeInteger(points) || Math.abs(points / 10 ** digits - Number(price)) > 1e-9) {
      throw new RangeError(`${price} is no price of ${symbol}`);
    }
    return points;
  }

  /** Calls `listener` with the symbol of every price that changes; only watched symbols change by themselves. */
  onTick(listener: (symbol: string) => void): () => void {
    this.#listeners.add(listener);
    return () => void this.#listeners.delete(listener);
  }

  /** Calls `listener` with the symbol of every price set by hand, before those of {@link onTick}. */
  onHand(listener: (symbol: string) => void): () => void {
    this.#handListeners.add(listener);
    return () => void this.#handListeners.delete(listener);
  }

  /** Makes a symbol's price tick until the returned function is called. */
  watch(symbol: string): () => void {
    const entry = this.#watched.get(symbol) ?? { count: 0, time: this.best(symbol).time };
    entry.count += 1;
    this.#watched.set(symbol, entry);
    this.#startTimer();
    let active = true;
    return () => {
      if (!active) return;
      active = false;
      entry.count -= 1;
      if (entry.count === 0) this.#watched.delete(symbol);
      if (this.#watched.size === 0) this.#stopTimer();
    };
  }

  /** Stops all timers. */
  close(): void {
    this.#watched.clear();
    this.#listeners.clear();
    this.#handListeners.clear();
    this.#stopTimer();
  }

  #now(): number {
    return this.#settings.clock.now();
  }

  #known(symbol: string): I {
    const instrument = this.#instruments.get(symbol);
    if (!instrument) throw new RangeError(`${symbol} is not listed`);
    return instrument;
  }

  #path(symbol: string): PricePath {
    let path = this.#paths.get(symbol);
    if (!path) {
      path = new PricePath(this.#settings.seed, this.#known(symbol), this.#settings.tickMs);
      this.#paths.set(symbol, path);
    }
    return path;
  }

  #byHand(symbol: string): void {
    for (const listener of [...this.#handListeners]) listener(symbol);
  }

  #announce(symbol: string): void {
    const entry = this.#watched.get(symbol);
    if (entry) entry.time = this.best(symbol).time;
    for (const listener of [...this.#listeners]) listener(symbol);
  }

  #startTimer(): void {
    if (this.#timer || this.#paused || this.#watched.size === 0) return;
    const { tickMs, clock } = this.#settings;
    // Steps fall on the grid of the process, so that no price of it is missed.
    const delay = tickMs - (clock.now() % tickMs);
    this.#timer = clock.schedule(delay, () => this.#tick(), { keepAlive: false });
  }

  #stopTimer(): void {
    this.#timer?.cancel();
    this.#timer = undefined;
  }

  #tick(): void {
    this.#timer = undefined;
    this.#startTimer();
    for (const [symbol, entry] of [...this.#watched]) {
      if (!this.#instruments.has(symbol) || this.best(symbol).time === entry.time) continue;
      this.#announce(symbol);
    }
  }
}

import type { Clock, Timer } from '../../../core/clock';
import type { Account } from '../../exchange/account';
import type { Exchange } from '../../exchange/exchange';
import type { Market } from '../../market/market';
import type { XapiInstrument } from '../instruments';
import { float, type Json, priceFloat, Raw, writeJson } from '../json';
import { streamingCandle } from '../records/candle';
import { streamingTicks } from '../records/tick';
import type { Session } from '../sessions';

/** What a subscriber needs of its venue. */
export interface SubscriberContext {
  readonly clock: Clock;
  readonly market: Market<XapiInstrument>;
  readonly exchange: Exchange;
  /** Whether a new subscription gets the current value at once. */
  readonly snapshots: boolean;
}

interface TickSubscription {
  readonly minArrivalMs: number;
  readonly maxLevel: number;
  readonly unwatch: () => void;
  /** Monotonic time of the last frame. */
  sent: number;
  timer: Timer | undefined;
}

/** The names of the frames that are no answers. */
export const STREAM_EVENTS = [
  'balance',
  'candle',
  'keepAlive',
  'news',
  'profit',
  'tickPrices',
  'trade',
  'tradeStatus',
] as const;

export type StreamEvent = (typeof STREAM_EVENTS)[number];

/** Channels that are on or off. */
export type Switch = 'balance' | 'keepAlive' | 'news' | 'profits' | 'trades' | 'tradeStatus';

const KEEP_ALIVE_MS = 3000;
const INDICATORS_MS = 1000;
const DEFAULT_ARRIVAL_MS = 200;

/** The subscriptions of one session on one stream connection. */
export class Subscriber {
  readonly session: Session;
  readonly #source: SubscriberContext;
  readonly #send: (command: StreamEvent, data: Json) => void;
  readonly #ticks = new Map<string, TickSubscription>();
  readonly #candles = new Set<string>();
  readonly #on = new Set<Switch>();
  readonly #timers = new Map<string, Timer>();
  #lastBalance = '';

  constructor(session: Session, source: SubscriberContext, send: (command: StreamEvent, data: Json) => void) {
    this.session = session;
    this.#source = source;
    this.#send = send;
  }

  /** Subscribes to ticks; a second subscription of a symbol replaces the first. */
  startTicks(symbol: string, minArrivalMs: number, maxLevel: number): void {
    this.stopTicks(symbol);
    const subscription: TickSubscription = {
      minArrivalMs: minArrivalMs === 0 ? DEFAULT_ARRIVAL_MS : minArrivalMs,
      maxLevel,
      unwatch: this.#source.market.watch(symbol),
      sent: Number.NEGATIVE_INFINITY,
      timer: undefined,
    };
    this.#ticks.set(symbol, subscription);
    if (this.#source.snapshots) this.tick(symbol);
  }

  stopTicks(symbol: string): void {
    const subscription = this.#ticks.get(symbol);
    subscription?.timer?.cancel();
    subscription?.unwatch();
    this.#ticks.delete(symbol);
  }

  /** A price changed: sends it now, or when the subscription's interval has passed. */
  tick(symbol: string): void {
    const subscription = this.#ticks.get(symbol);
    if (!subscription || subscription.timer) return;
    const { clock } = this.#source;
    const wait = subscription.sent + subscription.minArrivalMs - clock.monotonic();
    if (wait <= 0) this.#sendTick(symbol, subscription);
    else {
      const late = (): void => {
        subscription.timer = undefined;
        this.#sendTick(symbol, subscription);
      };
      subscription.timer = clock.schedule(wait, late, { keepAlive: false });
    }
  }

  startCandles(symbol: string): void {
    this.#candles.add(symbol);
    if (this.#timers.has('candles')) return;
    this.#every(
      'candles',
      () => 60_000 - (this.#source.clock.now() % 60_000),
      () => this.#sendCandles(),
    );
  }

  stopCandles(symbol: string): void {
    this.#candles.delete(symbol);
    if (this.#candles.size === 0) this.#cancel('candles');
  }

  /** Switches a subscriber on; once on, again does nothing. */
  start(name: Switch): void {
    if (this.#on.has(name)) return;
    this.#on.add(name);
    const { clock, market } = this.#source;
    if (name === 'keepAlive') {
      this.#every(
        name,
        () => KEEP_ALIVE_MS,
        () => this.#send('keepAlive', { timestamp: clock.now() }),
      );
    } else if (name === 'profits')
      this.#every(
        name,
        () => INDICATORS_MS,
        () => this.#sendProfits(),
      );
    else if (name === 'balance') {
      this.#every(
        name,
        () => INDICATORS_MS,
        () => this.balanceChanged(),
      );
      if (this.#source.snapshots) this.balanceChanged();
    } else if (name === 'news') {
      const untilNext = (): number => market.news.intervalMs - (clock.now() % market.news.intervalMs);
      this.#every(name, untilNext, () => this.#sendNews());
    }
  }

  stop(name: Switch): void {
    this.#on.delete(name);
    this.#cancel(name);
    this.#lastBalance = name === 'balance' ? '' : this.#lastBalance;
  }

  /** Whether the channel is subscribed. */
  isSubscribed(name: Switch): boolean {
    return this.#on.has(name);
  }

  /** Sends a frame as it is. */
  send(command: StreamEvent, data: Json): void {
    this.#send(command, data);
  }

  /** Sends the account's indicators if they differ from the last ones sent. */
  balanceChanged(): void {
    if (!this.#on.has('balance')) return;
    const record = balanceRecord(this.session.account, this.#source);
    const text = writeJson(record);
    if (text === this.#lastBalance) return;
    this.#lastBalance = text;
    this.#send('balance', record);
  }

  /** Ends every subscription. */
  close(): void {
    for (const symbol of [...this.#ticks.keys()]) this.stopTicks(symbol);
    for (const name of [...this.#timers.keys()]) this.#cancel(name);
    this.#candles.clear();
    this.#on.clear();
  }

  #sendTick(symbol: string, subscription: TickSubscription): void {
    const { market, clock } = this.#source;
    const instrument = market.instrument(symbol);
    if (!instrument) return;
    subscription.sent = clock.monotonic();
    for (const record of streamingTicks(market, instrument, (level) => level <= subscription.maxLevel)) {
      this.#send('tickPrices', record);
    }
  }

  #sendCandles(): void {
    const { market, clock } = this.#source;
    const minute = Math.floor(clock.now() / 60_000) - 1;
    for (const symbol of this.#candles) {
      const instrument = market.instrument(symbol);
      // Venue quirk: sends nothing until a chart of the symbol was requested in the same session.
      if (!instrument || !this.session.charted.has(symbol)) continue;
      for (const candle of market.candles(symbol, 1, minute, minute + 1)) {
        this.#send('candle', streamingCandle(instrument, candle));
      }
    }
  }

  #sendProfits(): void {
    const { market, exchange } = this.#source;
    const { account } = this.session;
    for (const position of account.positions.values()) {
      const instrument = market.instrument(position.symbol);
      if (!instrument) continue;
      const best = market.best(position.symbol);
      const price = position.side === 'buy' ? best.bid : best.ask;
      const value = exchange.valuation.nominal(position.symbol, position.volume, price, account.currency);
      this.#send('profit', {
        marketValue: float(value.toDecimalPlaces(2)),
        order: new Raw(position.id),
        order2: new Raw(position.request),
        position: new Raw(position.id),
        profit: float(exchange.valuation.openProfit(position, account.currency)),
        profitCalcPrice: priceFloat(price, instrument.digits),
        profitRecalcPrice: priceFloat(price, instrument.digits),
      });
    }
  }

  #sendNews(): void {
    const { market, clock } = this.#source;
    const now = clock.now();
    for (const { body, key, time, title } of market.news.between(now - market.news.intervalMs + 1, now)) {
      this.#send('news', { body, key, time, title });
    }
  }

  #every(name: string, delayMs: () => number, run: () => void): void {
    const arm = (): void => {
      const fire = (): void => {
        arm();
        run();
      };
      this.#timers.set(name, this.#source.clock.schedule(delayMs(), fire, { keepAlive: false }));
    };
    arm();
  }

  #cancel(name: string): void {
    this.#timers.get(name)?.cancel();
    this.#timers.delete(name);
  }
}

function balanceRecord(account: Account, { exchange, clock }: SubscriberContext): Json {
  const state = exchange.valuation.state(account, clock.now());
  return {
    balance: float(state.balance),
    cashStockValue: float(0),
    credit: float(state.credit),
    equity: float(state.equity),
    equityFX: float(state.equity),
    margin: float(state.margin),
    marginFree: float(state.marginFree),
    marginLevel: float(state.marginLevel),
    stockLock: float(0),
    stockValue: float(0),
  };
}

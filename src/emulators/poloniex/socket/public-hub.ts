import type { Timer } from '../../../core/clock';
import { CANDLE_CHANNELS } from '../intervals';
import type { Row } from '../json';
import { currenciesOf, currencyEvent } from '../rows/currencies';
import type { TapeTrade } from '../tape';
import { BookChannel } from './book-channel';
import { CandleChannel } from './candle-channel';
import type { ListenersOf, PublicHubSource, PublicListener } from './public-source';

/** Channels that send each price as it changes. */
const PRICE_CHANNELS = ['ticker', 'book', 'book_lv2'] as const;
const SECOND_MS = 1000;

/** Sends market events to the connections subscribed to them. */
export class PublicHub {
  readonly #venue: PublicHubSource;
  readonly #listeners = new Set<PublicListener>();
  readonly #watches = new Map<string, () => void>();
  readonly #books: BookChannel;
  readonly #candles: CandleChannel;
  #timer: Timer | undefined;
  #sentUntil = 0;

  constructor(venue: PublicHubSource) {
    this.#venue = venue;
    const listenersOf: ListenersOf = (channel, symbol) => this.#of(channel, symbol);
    this.#books = new BookChannel(venue, listenersOf);
    this.#candles = new CandleChannel(venue, listenersOf);
    venue.market.onTick((symbol) => this.#onPrice(symbol));
    venue.market.onHand((symbol) => this.#onHand(symbol));
    venue.tape.onAdded((symbol, trade) => this.#publishTrade(symbol, trade));
    venue.faults.attachBooks(this.#books);
  }

  add(listener: PublicListener): void {
    this.#listeners.add(listener);
  }

  remove(listener: PublicListener): void {
    this.#listeners.delete(listener);
    this.changed();
  }

  /** Watches the symbols that are subscribed now, and no others. */
  changed(): void {
    const wanted = new Set<string>();
    for (const listener of this.#listeners) {
      for (const channel of [...PRICE_CHANNELS, 'trades', ...CANDLE_CHANNELS.keys()]) {
        for (const symbol of listener.symbolsOf(channel) ?? []) wanted.add(symbol);
      }
    }
    for (const [symbol, unwatch] of [...this.#watches]) {
      if (wanted.has(symbol)) continue;
      unwatch();
      this.#watches.delete(symbol);
    }
    for (const symbol of wanted) {
      if (!this.#watches.has(symbol) && this.#venue.market.instrument(symbol)) {
        this.#watches.set(symbol, this.#venue.market.watch(symbol));
      }
    }
    if (wanted.size > 0) this.#arm();
    else this.#disarm();
  }

  /** What a new subscription receives at once. */
  welcome(listener: PublicListener, channel: string, symbols: readonly string[]): void {
    const { market, rows } = this.#venue;
    if (channel === 'currencies')
      listener.sendRows(channel, currenciesOf(market.instruments()).map(currencyEvent), 'snapshot');
    if (channel === 'exchange') listener.sendRows(channel, [this.#mode()], 'snapshot');
    for (const symbol of symbols) {
      const instrument = market.instrument(symbol);
      if (!instrument) continue;
      if (channel === 'symbols') listener.sendRows(channel, [rows.market(instrument)], 'snapshot');
      else if (channel === 'ticker') listener.sendRows(channel, [rows.ticker(instrument, false)]);
      else if (channel === 'book') this.#books.sendSnapshot(listener, instrument);
      else if (channel === 'book_lv2') this.#books.begin(listener, instrument);
    }
  }

  /** Sends the current modes of the venue. */
  modeChanged(): void {
    for (const listener of this.#listeners) {
      if (listener.symbolsOf('exchange')) listener.sendRows('exchange', [this.#mode()], 'update');
    }
  }

  /** An order took from a book. */
  bookTaken(symbol: string): void {
    const instrument = this.#venue.market.instrument(symbol);
    if (instrument) this.#books.publish(instrument);
  }

  close(): void {
    this.#listeners.clear();
    this.changed();
  }

  #of(channel: string, symbol: string): PublicListener[] {
    return [...this.#listeners].filter((listener) => listener.symbolsOf(channel)?.has(symbol));
  }

  #onPrice(symbol: string): void {
    const instrument = this.#venue.market.instrument(symbol);
    if (!instrument) return;
    const listeners = this.#of('ticker', symbol);
    if (listeners.length > 0) {
      const row = this.#venue.rows.ticker(instrument, false);
      for (const listener of listeners) listener.sendRows('ticker', [row]);
    }
    this.#books.publish(instrument);
  }

  #onHand(symbol: string): void {
    const instrument = this.#venue.market.instrument(symbol);
    if (instrument) this.#candles.publish(instrument);
  }

  #publishTrade(symbol: string, trade: TapeTrade): void {
    const instrument = this.#venue.market.instrument(symbol);
    if (!instrument) return;
    for (const listener of this.#of('trades', symbol)) {
      listener.sendRows('trades', [this.#venue.rows.tradeEvent(instrument, trade)]);
    }
  }

  #mode(): Row {
    const { maintenance, postOnly } = this.#venue.mode;
    return { MM: maintenance ? 'ON' : 'OFF', POM: postOnly ? 'ON' : 'OFF' };
  }

  #arm(): void {
    if (this.#timer) return;
    const { clock } = this.#venue;
    this.#sentUntil = Math.floor(clock.now() / SECOND_MS);
    const arm = (): void => {
      const delay = SECOND_MS - (clock.now() % SECOND_MS);
      this.#timer = clock.schedule(delay, fire, { keepAlive: false });
    };
    const fire = (): void => {
      arm();
      this.#everySecond();
    };
    arm();
  }

  #disarm(): void {
    this.#timer?.cancel();
    this.#timer = undefined;
    this.#candles.clear();
  }

  #everySecond(): void {
    const { clock, market, tape } = this.#venue;
    const second = Math.floor(clock.now() / SECOND_MS);
    const from = this.#sentUntil + 1;
    this.#sentUntil = second;
    for (const symbol of this.#watches.keys()) {
      const instrument = market.instrument(symbol);
      if (!instrument) continue;
      for (let at = Math.max(from, second - 60); at <= second; at += 1) {
        const trade = tape.atSecond(symbol, at);
        if (trade) this.#publishTrade(symbol, trade);
      }
      this.#candles.publish(instrument);
    }
  }
}

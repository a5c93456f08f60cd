import type { SubscriptionSource } from '../../../adapter/subscription-hub';
import type { BookLevel, Decimal, Quote } from '../../../model';
import { decimalFromText } from '../../../model';
import type { StreamSubscription } from '../../../streaming/delivery/stream-subscription';
import { type RecordOrder, VenueOrder } from '../../../streaming/time/venue-order';
import type { TopicListener, TopicRegistry } from '../../../streaming/topics/topics';
import type { PoloniexConnection } from '../connection';
import type { PoloniexCallOptions } from '../types/client';
import type { PoloniexBook, PoloniexTickerUpdate } from '../types/stream';
import type { SubscriptionBatches } from './batches';
import type { SilenceRoutes, SilenceWatch } from './silence';
import { markAlive, markSilent, type SilenceMark } from './silence-marks';
import { topicDriver, topicKey } from './topics';

type Feed = StreamSubscription<Quote>;

/** Stands for the last frame before the first. */
const NO_FRAME = Symbol('no frame');

/** Symbols that one read of tickers asks about: it tells those of all markets. */
const TICKERS_AT_ONCE = 10_000;

/** Of each channel the venue's older rows are turned away, until its clock proves to have been set back. */
const ROW_ORDER: RecordOrder<{ readonly symbol: string; readonly ts: number }> = {
  keyOf: ({ symbol }) => symbol,
  timeOf: ({ ts }) => ts,
};

/** The figures of a ticker, mapped once. */
interface Figures {
  readonly last: Decimal;
  readonly open: Decimal;
  readonly high: Decimal;
  readonly low: Decimal;
  readonly volume: Decimal;
  readonly time: number;
  readonly receivedTime: number;
}

/** The best levels of a book. */
interface Top {
  readonly bid: BookLevel | undefined;
  readonly ask: BookLevel | undefined;
  readonly time: number;
  readonly receivedTime: number;
}

/** What is known of one channel of a symbol, since its subscription began. */
interface Half<T> extends SilenceMark {
  known: T | undefined;
  order: VenueOrder<{ readonly symbol: string; readonly ts: number }>;
  /** What the venue was found to have while no frame had come yet: when it has another, one is missing. */
  baseline: string | undefined;
}

/** What is known of one symbol. Lists are replaced, never changed. */
interface Route {
  feeds: readonly Feed[];
  readonly ticker: Half<Figures>;
  readonly book: Half<Top>;
}

/**
 * Quotes out of two channels: `ticker` has the last price and the day's figures, `book` the best bid and ask, and
 * neither has both. Each frame makes a quote of the newest of both.
 */
export class QuoteFeed {
  readonly #connection: PoloniexConnection;
  readonly #topics: TopicRegistry;
  readonly #batches: SubscriptionBatches;
  readonly #silence: SilenceWatch | undefined;
  readonly #routes = new Map<string, Route>();
  readonly #tickers: SilenceRoutes;
  readonly #books: SilenceRoutes;

  /** @param silence - finds silent topics; without it nobody does */
  constructor(
    connection: PoloniexConnection,
    topics: TopicRegistry,
    batches: SubscriptionBatches,
    silence?: SilenceWatch,
  ) {
    this.#connection = connection;
    this.#topics = topics;
    this.#batches = batches;
    this.#silence = silence;
    this.#tickers = this.#watched('ticker', TICKERS_AT_ONCE, (keys, call) => this.#newerTickers(keys, call));
    this.#books = this.#watched('book', 1, (keys, call) => this.#newerTops(keys, call));
    const { publicSocket } = connection.client;
    publicSocket.on('ticker', (row) => this.takeTicker(row));
    publicSocket.on('book', (row) => this.#takeBook(row));
  }

  plan(symbols: readonly string[], signal: AbortSignal): SubscriptionSource<Quote> {
    return {
      confirmedBy: 'ack',
      attach: (feed) => {
        for (const symbol of symbols) this.#add(symbol, feed);
        return () => {
          for (const symbol of symbols) this.#remove(symbol, feed);
        };
      },
      join: (listener) => symbols.flatMap((symbol) => this.#join(symbol, listener, signal)),
    };
  }

  /** The hot path: one look-up, one literal a quote. */
  takeTicker(row: PoloniexTickerUpdate): void {
    const route = this.#routes.get(row.symbol);
    if (route === undefined || this.#isFar(row) || !route.ticker.order.admits(row)) return;
    const receivedTime = this.#connection.clock.now();
    if (route.ticker.isSilent) this.#alive(row.symbol, route, 'ticker', receivedTime);
    route.ticker.known = {
      last: decimalFromText(row.close),
      open: decimalFromText(row.open),
      high: decimalFromText(row.high),
      low: decimalFromText(row.low),
      volume: decimalFromText(row.quantity),
      time: row.ts,
      receivedTime,
    };
    this.#push(row.symbol, route, receivedTime, row);
  }

  /** The connection is gone: its prices are not to be joined with those of the next. */
  reset(): void {
    const { clock } = this.#connection;
    for (const { ticker, book } of this.#routes.values()) {
      for (const half of [ticker, book]) {
        half.known = undefined;
        half.order = new VenueOrder(ROW_ORDER, clock);
        half.isSilent = false;
        half.baseline = undefined;
      }
    }
  }

  #takeBook(row: PoloniexBook): void {
    const route = this.#routes.get(row.symbol);
    if (route === undefined || this.#isFar(row) || !route.book.order.admits(row)) return;
    const receivedTime = this.#connection.clock.now();
    if (route.book.isSilent) this.#alive(row.symbol, route, 'book', receivedTime);
    const before = route.book.known;
    const bid = levelOf(row.bids[0]);
    const ask = levelOf(row.asks[0]);
    route.book.known = { bid, ask, time: row.ts, receivedTime };
    // Most books change below the best prices.
    const hasChanged = before === undefined || !sameLevel(bid, before.bid) || !sameLevel(ask, before.ask);
    if (hasChanged) this.#push(row.symbol, route, receivedTime, row);
  }

  #isFar({ symbol, ts }: { readonly symbol: string; readonly ts: number }): boolean {
    const { times } = this.#connection;
    return times.isFar(ts) && times.refuses(`a quote of ${symbol}`, ts);
  }

  #push(symbol: string, route: Route, receivedTime: number, row: object): void {
    const quote = quoteOf(symbol, route, receivedTime);
    if (this.#connection.keepsRaw) quote.raw = this.#connection.rawOf(row);
    const { feeds } = route;
    for (let index = 0; index < feeds.length; index += 1) feeds[index]?.push(quote);
  }

  #add(symbol: string, feed: Feed): void {
    const { clock } = this.#connection;
    const half = () => ({
      known: undefined,
      order: new VenueOrder(ROW_ORDER, clock),
      isSilent: false,
      baseline: undefined,
    });
    const route = this.#routes.get(symbol) ?? { feeds: [], ticker: half(), book: half() };
    this.#routes.set(symbol, route);
    route.feeds = [...route.feeds, feed];
    if (route.ticker.isSilent) feed.markStale(topicKey('ticker', symbol));
    if (route.book.isSilent) feed.markStale(topicKey('book', symbol));
    // One that joins a quiet market need not wait for its next change.
    if (route.ticker.known || route.book.known) feed.push(quoteOf(symbol, route, clock.now()));
  }

  #remove(symbol: string, feed: Feed): void {
    const route = this.#routes.get(symbol);
    if (route === undefined) return;
    route.feeds = route.feeds.filter((other) => other !== feed);
    if (route.feeds.length > 0) return;
    this.#routes.delete(symbol);
    this.#silence?.drop(this.#tickers, symbol);
    this.#silence?.drop(this.#books, symbol);
  }

  #join(symbol: string, listener: TopicListener, signal: AbortSignal) {
    const epoch = (): number => this.#connection.client.publicSocket.epoch;
    const ticker = topicDriver(this.#batches, epoch, 'ticker', symbol, {
      opening: () => this.#forget(symbol, 'ticker'),
      opened: () => this.#silence?.opened(this.#tickers, symbol),
    });
    const book = topicDriver(this.#batches, epoch, 'book', symbol, {
      depth: 5,
      opening: () => this.#forget(symbol, 'book'),
      opened: () => this.#silence?.opened(this.#books, symbol),
    });
    return [ticker, book].map((driver) => this.#topics.join(driver, undefined, listener, signal));
  }

  #forget(symbol: string, half: 'ticker' | 'book'): void {
    const route = this.#routes.get(symbol);
    // What a silent topic told last says since when it was silent.
    if (route && !route[half].isSilent) route[half].known = undefined;
  }

  #alive(symbol: string, route: Route, channel: 'ticker' | 'book', to: number): void {
    const half = route[channel];
    const from = half.known?.receivedTime;
    this.#silence?.heard(channel === 'ticker' ? this.#tickers : this.#books, symbol);
    markAlive(half, route.feeds, topicKey(channel, symbol), { from, to });
  }

  #watched(channel: 'ticker' | 'book', atOnce: number, lacking: SilenceRoutes['lacking']): SilenceRoutes {
    return {
      channel,
      atOnce,
      lastFrame: (symbol) => this.#routes.get(symbol)?.[channel].known ?? NO_FRAME,
      lacking,
      fellSilent: (symbol) => {
        const route = this.#routes.get(symbol);
        if (route) markSilent(route[channel], route.feeds, topicKey(channel, symbol));
      },
      renew: (symbol) => void this.#topics.renew(topicKey(channel, symbol)),
    };
  }

  /**
   * Another price than the last one told. The number of trades says nothing: those of a day ago leave the window
   * without a frame.
   */
  async #newerTickers(symbols: readonly string[], options: PoloniexCallOptions): Promise<readonly string[]> {
    const { client } = this.#connection;
    const [only] = symbols;
    const rows =
      symbols.length === 1 && only !== undefined
        ? [await client.getTicker24h({ symbol: only }, options)]
        : await client.getTickers24h(options);
    return rows
      .filter(({ symbol, close, ts }) => {
        const ticker = this.#routes.get(symbol)?.ticker;
        if (ticker === undefined) return false;
        const last = decimalFromText(close);
        if (ticker.known === undefined) return differs(ticker, last);
        return ts > ticker.known.time && last !== ticker.known.last;
      })
      .map(({ symbol }) => symbol);
  }

  /** Other best levels than those told last. */
  async #newerTops(symbols: readonly string[], options: PoloniexCallOptions): Promise<readonly string[]> {
    const lacking: string[] = [];
    for (const symbol of symbols) {
      const { bids, asks, ts } = await this.#connection.client.getOrderBook({ symbol, limit: 5 }, options);
      const book = this.#routes.get(symbol)?.book;
      if (book === undefined) continue;
      const { known } = book;
      const hasChanged =
        known === undefined
          ? differs(book, [...bids.slice(0, 2), ...asks.slice(0, 2)].join(' '))
          : ts > known.time && !(isLevel(known.bid, bids) && isLevel(known.ask, asks));
      if (hasChanged) lacking.push(symbol);
    }
    return lacking;
  }
}

function quoteOf(symbol: string, { ticker, book }: Route, receivedTime: number) {
  const figures = ticker.known;
  const top = book.known;
  const quote: { -readonly [K in keyof Quote]: Quote[K] } = {
    venue: 'poloniex',
    receivedTime,
    source: 'stream',
    symbol,
    // Two channels run beside each other: a quote is as new as the newer part of it.
    time: Math.max(figures?.time ?? 0, top?.time ?? 0),
  };
  if (figures !== undefined) {
    quote.last = figures.last;
    quote.open = figures.open;
    quote.high = figures.high;
    quote.low = figures.low;
    quote.volume = figures.volume;
  }
  if (top?.bid !== undefined) {
    quote.bid = top.bid[0];
    if (top.bid[1] !== undefined) quote.bidQuantity = top.bid[1];
  }
  if (top?.ask !== undefined) {
    quote.ask = top.ask[0];
    if (top.ask[1] !== undefined) quote.askQuantity = top.ask[1];
  }
  return quote;
}

/** Whether the venue has something else than when it was asked first. */
function differs(half: { baseline: string | undefined }, now: string): boolean {
  half.baseline ??= now;
  return half.baseline !== now;
}

function levelOf(level: readonly [string, string] | undefined): BookLevel | undefined {
  return level && [decimalFromText(level[0]), decimalFromText(level[1])];
}

function sameLevel(a: BookLevel | undefined, b: BookLevel | undefined): boolean {
  return a?.[0] === b?.[0] && a?.[1] === b?.[1];
}

/** Whether a level is the first of a list of price, quantity, price, quantity. */
function isLevel(level: BookLevel | undefined, [price, quantity]: readonly string[]): boolean {
  if (price === undefined || quantity === undefined) return level === undefined;
  return level?.[0] === decimalFromText(price) && level[1] === decimalFromText(quantity);
}

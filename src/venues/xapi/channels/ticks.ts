import type { SubscriptionSource } from '../../../adapter/subscription-hub';
import type { OrderBook, Quote } from '../../../model';
import type { TopicListener, TopicRegistry, TopicShare } from '../../../streaming/topics/topics';
import type { XapiConnection } from '../connection';
import { BookAssembler, limitDepth, toQuote } from '../map';
import type { StreamingTickRecord } from '../types/stream';
import { type Doubtful, type SilenceHooks, SilenceWatch } from './silence';
import { type OnWritten, type TickParams, ticksDriver, ticksKey } from './topics';

/** A subscription as a sink that can be doubted and ended. */
interface Feed<T> extends Doubtful {
  push(record: T): void;
  fail(error: Error): void;
}

/** All that a tick of one symbol leads to: one look-up a tick finds it. Lists are replaced, never changed. */
interface Route {
  quotes: readonly Feed<Quote>[];
  books: readonly Feed<OrderBook>[];
  assembler: BookAssembler | undefined;
  last: StreamingTickRecord | undefined;
}

/** What is told of topics, and what their watch needs. */
export interface TickHooks extends SilenceHooks {
  readonly written: OnWritten;
  /** The first tick after the topic was written, or after it was silent. */
  readonly first: OnWritten;
}

/** Routes prices: quotes and books, which are one subscription a symbol at the venue. */
export class TickRoutes {
  readonly #connection: XapiConnection;
  readonly #topics: TopicRegistry;
  readonly #raw: boolean;
  readonly #hooks: TickHooks;
  readonly #silence: SilenceWatch;
  readonly #routes = new Map<string, Route>();

  constructor(connection: XapiConnection, topics: TopicRegistry, raw: boolean, hooks: TickHooks) {
    this.#connection = connection;
    this.#topics = topics;
    this.#raw = raw;
    this.#hooks = hooks;
    this.#silence = new SilenceWatch(
      connection,
      {
        lastTick: (symbol) => this.lastTick(symbol),
        feedsOf: (symbol) => this.feedsOf(symbol),
        pushRead: (quote) => {
          for (const feed of this.#routes.get(quote.symbol)?.quotes ?? []) feed.push(quote);
        },
        forget: (symbol) => forget(this.#routes.get(symbol)),
        renew: (symbol) => void topics.renew(ticksKey(symbol)),
      },
      hooks,
    );
    connection.client.stream.on('tickPrices', (tick, frame) => this.#take(tick, frame));
  }

  /** The last tick of a symbol that is being streamed. */
  lastTick(symbol: string): StreamingTickRecord | undefined {
    return this.#routes.get(symbol)?.last;
  }

  /** Those who get what a symbol's ticks say. */
  feedsOf(symbol: string): readonly (Doubtful & { fail(error: Error): void })[] {
    const route = this.#routes.get(symbol);
    return route === undefined ? [] : [...route.quotes, ...route.books];
  }

  quotes(
    symbols: ReadonlySet<string>,
    minArrivalTime: number,
    signal: AbortSignal,
  ): SubscriptionSource<Quote> {
    return {
      confirmedBy: 'sent',
      attach: (subscription) => {
        for (const symbol of symbols) {
          const route = this.#open(symbol);
          route.quotes = [...route.quotes, subscription];
          if (this.#silence.isDead(symbol)) subscription.markStale(symbol);
        }
        return () => {
          for (const symbol of symbols) {
            const route = this.#open(symbol);
            route.quotes = route.quotes.filter((feed) => feed !== subscription);
            this.#prune(symbol, route);
          }
        };
      },
      join: (listener) => this.#join(symbols, { minArrivalTime, levels: 1 }, listener, signal),
    };
  }

  /** Each subscriber of a book sees as many levels as it asked for. */
  book(symbols: ReadonlySet<string>, params: TickParams, signal: AbortSignal): SubscriptionSource<OrderBook> {
    const depth = Number.isFinite(params.levels) ? params.levels : undefined;
    return {
      confirmedBy: 'sent',
      attach: (subscription) => {
        const view: Feed<OrderBook> = {
          push: (book) => subscription.push(limitDepth(book, depth)),
          fail: (error) => subscription.fail(error),
          channel: 'book',
          gap: (gap) => subscription.gap(gap),
          markStale: (key) => subscription.markStale(key),
          recover: (key) => subscription.recover(key),
        };
        for (const symbol of symbols) {
          const route = this.#open(symbol);
          route.assembler ??= new BookAssembler(symbol);
          route.books = [...route.books, view];
          if (this.#silence.isDead(symbol)) subscription.markStale(symbol);
        }
        return () => {
          for (const symbol of symbols) {
            const route = this.#open(symbol);
            route.books = route.books.filter((feed) => feed !== view);
            if (route.books.length === 0) route.assembler = undefined;
            this.#prune(symbol, route);
          }
        };
      },
      join: (listener) => this.#join(symbols, params, listener, signal),
    };
  }

  /** After a gap nothing that came before may be joined with what follows. */
  reset(): void {
    this.#silence.reset();
    for (const route of this.#routes.values()) forget(route);
  }

  #open(symbol: string): Route {
    let route = this.#routes.get(symbol);
    if (route === undefined) {
      route = { quotes: [], books: [], assembler: undefined, last: undefined };
      this.#routes.set(symbol, route);
    }
    return route;
  }

  #prune(symbol: string, route: Route): void {
    if (route.quotes.length > 0 || route.books.length > 0) return;
    this.#routes.delete(symbol);
    this.#silence.drop(symbol);
  }

  #join(
    symbols: ReadonlySet<string>,
    params: TickParams,
    listener: TopicListener,
    signal: AbortSignal,
  ): Promise<TopicShare>[] {
    const { stream } = this.#connection.client;
    return [...symbols].map((symbol) => {
      const driver = ticksDriver(stream, symbol, (topic, { minArrivalTime }) => {
        this.#hooks.written(topic);
        const route = this.#routes.get(symbol);
        if (route === undefined) return;
        this.#silence.written(symbol, minArrivalTime);
        route.last = undefined;
      });
      return this.#topics.join(driver, params, listener, signal);
    });
  }

  // The hot path: one look-up, and no spread, promise or closure for a quote.
  #take(tick: StreamingTickRecord, frame: unknown): void {
    const route = this.#routes.get(tick.symbol);
    if (route === undefined) return;
    if (this.#connection.times.isFar(tick.timestamp)) {
      this.#connection.times.refuses(`a price of ${tick.symbol}`, tick.timestamp);
      return;
    }
    const raw = this.#raw ? frame : undefined;
    if (tick.level === 0) {
      if (route.last === undefined) this.#first(tick.symbol);
      route.last = tick;
      const { quotes } = route;
      if (quotes.length > 0) {
        const quote = toQuote(tick, this.#connection.clock.now(), 'stream', raw);
        for (let index = 0; index < quotes.length; index += 1) quotes[index]?.push(quote);
      }
    }
    if (route.assembler !== undefined) this.#takeLevel(route, route.assembler, tick, raw);
  }

  #first(symbol: string): void {
    this.#hooks.first(ticksKey(symbol));
    this.#silence.first(symbol);
  }

  #takeLevel(route: Route, assembler: BookAssembler, tick: StreamingTickRecord, raw: unknown): void {
    assembler.add(tick, this.#connection.stampRaw('stream', raw), (book) => {
      for (const feed of route.books) feed.push(book);
    });
  }
}

/** What follows is not to be joined with what came before. */
function forget(route: Route | undefined): void {
  if (route === undefined) return;
  route.last = undefined;
  route.assembler?.reset();
}

import type { OrderBook, Quote } from '../../model';
import type { FeedPlan } from '../../runtime/subscription-hub';
import type { TopicListener, TopicRegistry, TopicShare } from '../../streaming/topics';
import type { XapiLink } from './broker-link';
import { type OnWritten, type TickParams, ticksDriver, ticksKey } from './broker-topics';
import { BookAssembler, limitDepth, toQuote } from './map';
import type { StreamingTickRecord } from './types/stream';

/** A subscription as a sink that can be ended. */
interface Feed<T> {
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

/** Routes prices: quotes and books, which are one subscription a symbol at the venue. */
export class TickRoutes {
  readonly #link: XapiLink;
  readonly #topics: TopicRegistry;
  readonly #raw: boolean;
  readonly #onWritten: OnWritten;
  readonly #onFirst: OnWritten;
  readonly #routes = new Map<string, Route>();

  /** @param onFirst - told of the first tick after the topic was written */
  constructor(link: XapiLink, topics: TopicRegistry, raw: boolean, onWritten: OnWritten, onFirst: OnWritten) {
    this.#link = link;
    this.#topics = topics;
    this.#raw = raw;
    this.#onWritten = onWritten;
    this.#onFirst = onFirst;
    link.client.stream.on('tickPrices', (tick, frame) => this.#take(tick, frame));
  }

  /** The last tick of a symbol that is being streamed. */
  lastTick(symbol: string): StreamingTickRecord | undefined {
    return this.#routes.get(symbol)?.last;
  }

  /** Those who get what a symbol's ticks say. */
  feedsOf(symbol: string): readonly { fail(error: Error): void }[] {
    const route = this.#routes.get(symbol);
    return route === undefined ? [] : [...route.quotes, ...route.books];
  }

  quotes(symbols: ReadonlySet<string>, minArrivalTime: number, signal: AbortSignal): FeedPlan<Quote> {
    return {
      confirmedBy: 'sent',
      attach: (subscription) => {
        for (const symbol of symbols) {
          const route = this.#open(symbol);
          route.quotes = [...route.quotes, subscription];
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
  book(symbols: ReadonlySet<string>, params: TickParams, signal: AbortSignal): FeedPlan<OrderBook> {
    const depth = Number.isFinite(params.levels) ? params.levels : undefined;
    return {
      confirmedBy: 'sent',
      attach: (subscription) => {
        const view: Feed<OrderBook> = {
          push: (book) => subscription.push(limitDepth(book, depth)),
          fail: (error) => subscription.fail(error),
        };
        for (const symbol of symbols) {
          const route = this.#open(symbol);
          route.assembler ??= new BookAssembler(symbol);
          route.books = [...route.books, view];
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
    for (const route of this.#routes.values()) {
      route.last = undefined;
      route.assembler?.reset();
    }
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
    if (route.quotes.length === 0 && route.books.length === 0) this.#routes.delete(symbol);
  }

  #join(
    symbols: ReadonlySet<string>,
    params: TickParams,
    listener: TopicListener,
    signal: AbortSignal,
  ): Promise<TopicShare>[] {
    const { stream } = this.#link.client;
    return [...symbols].map((symbol) => {
      const driver = ticksDriver(stream, symbol, (topic) => {
        this.#onWritten(topic);
        const route = this.#routes.get(symbol);
        if (route) route.last = undefined;
      });
      return this.#topics.join(driver, params, listener, signal);
    });
  }

  // The hot path: one look-up, and no spread, promise or closure for a quote.
  #take(tick: StreamingTickRecord, frame: unknown): void {
    const route = this.#routes.get(tick.symbol);
    if (route === undefined) return;
    const raw = this.#raw ? frame : undefined;
    if (tick.level === 0) {
      if (route.last === undefined) this.#onFirst(ticksKey(tick.symbol));
      route.last = tick;
      const { quotes } = route;
      if (quotes.length > 0) {
        const quote = toQuote(tick, this.#link.clock.now(), 'stream', raw);
        for (let index = 0; index < quotes.length; index += 1) quotes[index]?.push(quote);
      }
    }
    if (route.assembler !== undefined) this.#takeLevel(route, route.assembler, tick, raw);
  }

  #takeLevel(route: Route, assembler: BookAssembler, tick: StreamingTickRecord, raw: unknown): void {
    assembler.add(tick, this.#link.stampRaw('stream', raw), (book) => {
      for (const feed of route.books) feed.push(book);
    });
  }
}

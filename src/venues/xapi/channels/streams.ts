import { Fanout } from '../../../adapter/fanout';
import type { SubscriptionSource } from '../../../adapter/subscription-hub';
import type { Candle, News, OrderBook, Quote } from '../../../model';
import type { TopicRegistry } from '../../../streaming/topics/topics';
import type { XapiConnection } from '../connection';
import { toNews } from '../map';
import type { StreamingNewsRecord, StreamingTickRecord } from '../types/stream';
import { CandleFeed } from './candle-feed';
import type { SilenceHooks } from './silence';
import { TickRoutes } from './ticks';
import { plainDriver, type TickParams } from './topics';

/** How long after a command on the stream a refusal is taken for its answer, in ms. */
const REFUSAL_WINDOW_MS = 10_000;

/** A subscription as a sink that can be ended. */
interface Feed<T> {
  push(record: T): void;
  fail(error: Error): void;
}

const NEWS = 'news';

/** Without a broker nothing is known of the connection's state, and no silence is judged. */
const NO_BROKER: SilenceHooks = { state: () => 'idle', report: () => {} };

/** Routes public streams: prices, books, candles and news, each to those who subscribed. */
export class PublicStreams {
  readonly #connection: XapiConnection;
  readonly #topics: TopicRegistry;
  readonly #raw: boolean;
  readonly #ticks: TickRoutes;
  readonly #candles: CandleFeed;
  readonly #news = new Fanout<News, Feed<News>>();
  /** Topics that were written and have brought no data yet, with the monotonic time of the writing. */
  readonly #unproved = new Map<string, number>();

  constructor(
    connection: XapiConnection,
    topics: TopicRegistry,
    raw: boolean,
    hooks: SilenceHooks = NO_BROKER,
  ) {
    this.#connection = connection;
    this.#topics = topics;
    this.#raw = raw;
    const written = (topic: string): void => {
      this.#unproved.set(topic, connection.clock.monotonic());
    };
    const proved = (topic: string): void => {
      this.#unproved.delete(topic);
    };
    this.#ticks = new TickRoutes(connection, topics, raw, { written, first: proved, ...hooks });
    this.#candles = new CandleFeed(connection, written);
    const { stream } = connection.client;
    stream.on('candle', (record, frame) => {
      proved(CandleFeed.key(record.symbol));
      this.#candles.take(record, raw ? frame : undefined);
    });
    stream.on('news', (record, frame) => {
      proved(NEWS);
      this.#onNews(record, frame);
    });
  }

  /** The last tick of a symbol that is being streamed. */
  lastTick(symbol: string): StreamingTickRecord | undefined {
    return this.#ticks.lastTick(symbol);
  }

  /** The plan of a quotes subscription. */
  quotes(
    symbols: ReadonlySet<string>,
    minArrivalTime: number,
    signal: AbortSignal,
  ): SubscriptionSource<Quote> {
    return this.#ticks.quotes(symbols, minArrivalTime, signal);
  }

  /** The plan of a book subscription. */
  book(symbols: ReadonlySet<string>, params: TickParams, signal: AbortSignal): SubscriptionSource<OrderBook> {
    return this.#ticks.book(symbols, params, signal);
  }

  /** The plan of a candles subscription. */
  candles(symbols: ReadonlySet<string>, signal: AbortSignal): SubscriptionSource<Candle> {
    return {
      confirmedBy: 'sent',
      attach: (subscription) => attach(this.#candles.sinks, symbols, subscription),
      join: (listener) =>
        [...symbols].map((symbol) =>
          this.#topics.join(this.#candles.driver(symbol), undefined, listener, signal),
        ),
    };
  }

  /** The plan of a news subscription. */
  news(signal: AbortSignal): SubscriptionSource<News> {
    const { stream } = this.#connection.client;
    const driver = plainDriver(
      NEWS,
      async (opening) => {
        await stream.getNews({ signal: opening });
        this.#unproved.set(NEWS, this.#connection.clock.monotonic());
      },
      () => stream.stopNews(),
    );
    return {
      confirmedBy: 'sent',
      attach: (subscription) => attach(this.#news, new Set([NEWS]), subscription),
      join: (listener) => [this.#topics.join(driver, undefined, listener, signal)],
    };
  }

  /** After a gap nothing that came before may be joined with what follows. */
  reset(): void {
    this.#ticks.reset();
    this.#unproved.clear();
  }

  /**
   * The venue refused something on the stream and does not say what: the topics it can mean are those that were
   * written of late and have brought no data, or those of them that its text names.
   * @returns whether anybody was concerned
   */
  refused(error: Error): boolean {
    const now = this.#connection.clock.monotonic();
    const recent = [...this.#unproved]
      .filter(([, time]) => now - time <= REFUSAL_WINDOW_MS)
      .map(([key]) => key);
    const named = recent.filter((key) => error.message.includes(symbolOf(key)));
    const concerned = named.length > 0 ? named : recent;
    for (const key of concerned) {
      this.#unproved.delete(key);
      for (const feed of this.#feedsOf(key)) feed.fail(error);
    }
    return concerned.length > 0;
  }

  #feedsOf(key: string): readonly { fail(error: Error): void }[] {
    if (key === NEWS) return this.#news.of(NEWS);
    const symbol = symbolOf(key);
    return key === CandleFeed.key(symbol) ? this.#candles.sinks.of(symbol) : this.#ticks.feedsOf(symbol);
  }

  #onNews(record: StreamingNewsRecord, frame: unknown): void {
    this.#news.push(NEWS, toNews(record, this.#connection.stampRaw('stream', this.#raw ? frame : undefined)));
  }
}

/** The symbol of a topic's key, which is its kind, a colon and the symbol. */
function symbolOf(key: string): string {
  return key.slice(key.indexOf(':') + 1);
}

function attach<T>(fanout: Fanout<T, Feed<T>>, keys: ReadonlySet<string>, feed: Feed<T>): () => void {
  for (const key of keys) fanout.add(key, feed);
  return () => {
    for (const key of keys) fanout.remove(key, feed);
  };
}

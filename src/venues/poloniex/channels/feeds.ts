import type { TopicRegistry } from '../../../streaming/topics/topics';
import type { PoloniexConnection } from '../connection';
import type { PoloniexCandleReader } from '../reads/candles';
import { SubscriptionBatches } from './batches';
import { BookFeed } from './books';
import { CandleFeed } from './candle-feed';
import { QuoteFeed } from './quotes';
import { SilenceWatch } from './silence';
import { TradeFeed } from './trades';

/** The public streams of a broker. */
export class PublicFeeds {
  readonly quotes: QuoteFeed;
  readonly trades: TradeFeed;
  readonly books: BookFeed;
  readonly candles: CandleFeed;
  readonly #silence: SilenceWatch;

  constructor(connection: PoloniexConnection, topics: TopicRegistry, reader: PoloniexCandleReader) {
    const batches = new SubscriptionBatches(connection.client.publicSocket);
    const silence = new SilenceWatch(connection);
    this.#silence = silence;
    this.quotes = new QuoteFeed(connection, topics, batches, silence);
    this.trades = new TradeFeed(connection, topics, batches, silence);
    this.books = new BookFeed(connection, topics, batches, silence);
    this.candles = new CandleFeed(connection, topics, batches, reader, silence);
  }

  /** The connection is gone: nothing that came before may be joined with what follows. */
  reset(): void {
    this.#silence.reset();
    this.quotes.reset();
    this.trades.reset();
    this.books.reset();
    this.candles.reset();
  }
}

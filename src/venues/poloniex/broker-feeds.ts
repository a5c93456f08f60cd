import type { TopicRegistry } from '../../streaming/topics';
import { SubscriptionBatches } from './broker-batches';
import { BookFeed } from './broker-books';
import { CandleFeed } from './broker-candle-feed';
import type { CandleReader } from './broker-candles';
import type { PoloniexLink } from './broker-link';
import { QuoteFeed } from './broker-quotes';
import { SilenceWatch } from './broker-silence';
import { TradeFeed } from './broker-trades';

/** The public streams of a broker. */
export class PublicFeeds {
  readonly quotes: QuoteFeed;
  readonly trades: TradeFeed;
  readonly books: BookFeed;
  readonly candles: CandleFeed;
  readonly #silence: SilenceWatch;

  constructor(link: PoloniexLink, topics: TopicRegistry, reader: CandleReader) {
    const batches = new SubscriptionBatches(link.client.publicSocket);
    const silence = new SilenceWatch(link);
    this.#silence = silence;
    this.quotes = new QuoteFeed(link, topics, batches, silence);
    this.trades = new TradeFeed(link, topics, batches, silence);
    this.books = new BookFeed(link, topics, batches, silence);
    this.candles = new CandleFeed(link, topics, batches, reader, silence);
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

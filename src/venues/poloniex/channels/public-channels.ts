import type { CandleChannel } from '../../../adapter/channels/candle-channel';
import { SilenceWatch } from '../../../adapter/channels/silence-watch';
import type { ChannelContext } from '../../../adapter/channels/symbol-channel';
import type { TopicRegistry } from '../../../streaming/topics/topics';
import type { PoloniexConnection } from '../connection';
import type { PoloniexCandleInterval } from '../map';
import type { PoloniexCandleReader } from '../reads/candles';
import { SubscriptionBatches } from './batches';
import { BookChannel } from './books';
import { createCandles } from './candles';
import { QuoteChannel } from './quotes';
import { TradeChannel } from './trades';

/** The public streams of a broker. */
export class PublicChannels {
  readonly quotes: QuoteChannel;
  readonly trades: TradeChannel;
  readonly books: BookChannel;
  readonly candles: CandleChannel<PoloniexCandleInterval>;
  readonly #silence: SilenceWatch;

  constructor(connection: PoloniexConnection, topics: TopicRegistry, reader: PoloniexCandleReader) {
    const { clock } = connection;
    const batches = new SubscriptionBatches(connection.client.publicSocket);
    this.#silence = new SilenceWatch({
      clock,
      isHeard: () => connection.isHeard,
      report: (code, message) => connection.report(code, message),
    });
    const context: ChannelContext = { clock, topics, silence: this.#silence };
    this.quotes = new QuoteChannel(connection, context, batches);
    this.trades = new TradeChannel(connection, context, batches);
    this.books = new BookChannel(connection, context, batches);
    this.candles = createCandles(connection, context, batches, reader);
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

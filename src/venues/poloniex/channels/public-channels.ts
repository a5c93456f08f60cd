import { SilenceWatch } from '../../../adapter/channels/silence-watch';
import type { TopicRegistry } from '../../../streaming/topics/topics';
import type { PoloniexConnection } from '../connection';
import type { PoloniexCandleSource } from '../reads/candles';
import { SubscriptionBatches } from './batches';
import { BookChannel } from './books';
import { createCandles } from './candles';
import { QuoteChannel } from './quotes';
import { TradeChannel } from './trades';

/** The public streams of a broker. */
export function createPublicChannels(
  connection: PoloniexConnection,
  topics: TopicRegistry,
  candleSource: PoloniexCandleSource,
) {
  const batches = new SubscriptionBatches(connection.client.publicSocket);
  const silence = new SilenceWatch(connection);
  const context = { clock: connection.clock, topics, silence };
  const quotes = new QuoteChannel(connection, context, batches);
  const trades = new TradeChannel(connection, context, batches);
  const books = new BookChannel(connection, context, batches);
  const candles = createCandles(connection, context, batches, candleSource);
  /** The connection is gone: nothing that came before may be joined with what follows. */
  const reset = (): void => {
    for (const part of [silence, quotes, trades, books, candles]) part.reset();
  };
  return { quotes, trades, books, candles, reset };
}

import { SilenceWatch } from '../../../adapter/channels/silence-watch';
import type { SubscriptionSource } from '../../../adapter/channels/subscription-hub';
import { type ChannelContext, SymbolChannel } from '../../../adapter/channels/symbol-channel';
import { SymbolState } from '../../../adapter/channels/symbol-state';
import type { News, Position } from '../../../model';
import type { TopicRegistry } from '../../../streaming/topics/topics';
import type { XapiConnection } from '../connection';
import { toNews } from '../map';
import type { XapiCandleSource } from '../reads/candles';
import { createCandles } from './candles';
import { OpenedStreams } from './opened-streams';
import { TickChannel } from './ticks';

/** The one topic of a channel that is not of symbols. */
const ALL = 'all';

/** The public streams of a broker: prices, candles and news. */
export function createStreams(connection: XapiConnection, topics: TopicRegistry, source: XapiCandleSource) {
  const { clock } = connection;
  const { stream } = connection.client;
  const silence = new SilenceWatch(connection);
  const opened = new OpenedStreams(clock);
  const context: ChannelContext = { clock, topics, silence };
  const ticks = new TickChannel(connection, context, opened);
  const candles = createCandles(connection, context, opened, source);
  const news = new SymbolChannel<News, SymbolState<News>>(context, {
    name: 'news',
    confirmedBy: 'sent',
    create: (key) => new SymbolState(key),
    open: async (key, _params, signal) => {
      await stream.getNews({ signal });
      opened.written(news.topicOf(key), '', (error) => news.get(key)?.fail(error));
    },
    close: (_key, signal) => stream.stopNews(signal && { signal }),
  });
  // Profits change with every tick; the venue sends them while somebody watches positions.
  const profits = new SymbolChannel<Position, SymbolState<Position>>(context, {
    name: 'profits',
    confirmedBy: 'sent',
    create: (key) => new SymbolState(key),
    open: (_key, _params, signal) => stream.getProfits({ signal }),
    close: (_key, signal) => stream.stopProfits(signal && { signal }),
  });
  stream.on('news', (record, frame) => {
    opened.proved(news.topicOf(ALL));
    news.get(ALL)?.push(toNews(record, connection.stampFrame(frame)));
  });
  return {
    ticks,
    candles,
    /** Ends the stream that a refusal of the venue means. */
    opened,
    news: (signal: AbortSignal) => news.source([ALL], undefined, signal),
    /** The records of positions come from elsewhere: a subscription joins what the venue must send for them. */
    positions(records: SubscriptionSource<Position>, signal: AbortSignal): SubscriptionSource<Position> {
      const { join } = profits.source([ALL], undefined, signal);
      return join === undefined ? records : { ...records, join };
    },
    /** The connection is gone: nothing that came before may be joined with what follows. */
    reset(): void {
      for (const part of [silence, opened, ticks, candles, news, profits]) part.reset();
    },
  };
}

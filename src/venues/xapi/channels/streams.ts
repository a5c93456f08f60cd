import type { CandleChannel } from '../../../adapter/channels/candle-channel';
import { SilenceWatch } from '../../../adapter/channels/silence-watch';
import { type ChannelContext, SymbolChannel } from '../../../adapter/channels/symbol-channel';
import { SymbolState } from '../../../adapter/channels/symbol-state';
import type { SubscriptionSource } from '../../../adapter/subscription-hub';
import type { News, Position } from '../../../model';
import type { TopicRegistry } from '../../../streaming/topics/topics';
import type { XapiConnection } from '../connection';
import { toNews } from '../map';
import { createCandles } from './candles';
import { OpenedStreams } from './opened-streams';
import { TickChannel } from './ticks';

/** The one topic of a channel that is not of symbols. */
const ALL = 'all';

/** The public streams of a broker: prices, candles and news. */
export class PublicStreams {
  readonly ticks: TickChannel;
  readonly candles: CandleChannel<'1m'>;
  readonly #news: SymbolChannel<News, SymbolState<News>>;
  readonly #profits: SymbolChannel<Position, SymbolState<Position>>;
  readonly #silence: SilenceWatch;
  /** Ends the stream that a refusal of the venue means. */
  readonly opened: OpenedStreams;

  /** @param isLive - whether the connection is whole: the silence of another is not judged */
  constructor(connection: XapiConnection, topics: TopicRegistry, isLive: () => boolean) {
    const { clock } = connection;
    const { stream } = connection.client;
    this.#silence = new SilenceWatch({
      clock,
      isHeard: isLive,
      report: (code, message) => connection.report(code, message),
    });
    this.opened = new OpenedStreams(clock);
    const { opened } = this;
    const context: ChannelContext = { clock, topics, silence: this.#silence };
    this.ticks = new TickChannel(connection, context, opened);
    this.candles = createCandles(connection, context, opened);
    this.#news = new SymbolChannel<News, SymbolState<News>>(context, {
      name: 'news',
      confirmedBy: 'sent',
      create: (key) => new SymbolState(key),
      open: async (key, _params, signal) => {
        await stream.getNews({ signal });
        opened.written(this.#news.topicOf(key), '', (error) => this.#news.get(key)?.fail(error));
      },
      close: (_key, signal) => stream.stopNews(signal && { signal }),
    });
    // Profits change with every tick; the venue sends them while somebody watches positions.
    this.#profits = new SymbolChannel<Position, SymbolState<Position>>(context, {
      name: 'profits',
      confirmedBy: 'sent',
      create: (key) => new SymbolState(key),
      open: (_key, _params, signal) => stream.getProfits({ signal }),
      close: (_key, signal) => stream.stopProfits(signal && { signal }),
    });
    stream.on('news', (record, frame) => {
      opened.proved(this.#news.topicOf(ALL));
      this.#news.get(ALL)?.push(toNews(record, connection.stampFrame(frame)));
    });
  }

  news(signal: AbortSignal): SubscriptionSource<News> {
    return this.#news.source([ALL], undefined, signal);
  }

  /** The records of positions come from elsewhere: a subscription joins what the venue must send for them. */
  positions(records: SubscriptionSource<Position>, signal: AbortSignal): SubscriptionSource<Position> {
    const { join } = this.#profits.source([ALL], undefined, signal);
    return join === undefined ? records : { ...records, join };
  }

  /** The connection is gone: nothing that came before may be joined with what follows. */
  reset(): void {
    for (const part of [this.#silence, this.opened, this.ticks, this.candles, this.#news, this.#profits]) {
      part.reset();
    }
  }
}

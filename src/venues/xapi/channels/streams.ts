import type { CandleChannel } from '../../../adapter/channels/candle-channel';
import { SilenceWatch } from '../../../adapter/channels/silence-watch';
import type { SubscriptionSource } from '../../../adapter/channels/subscription-hub';
import { type ChannelContext, SymbolChannel } from '../../../adapter/channels/symbol-channel';
import { SymbolState } from '../../../adapter/channels/symbol-state';
import type { BrokerState } from '../../../broker';
import type { News, Position } from '../../../model';
import type { TopicRegistry } from '../../../streaming/topics/topics';
import type { XapiConnection } from '../connection';
import { toNews } from '../map';
import type { StreamingTickRecord } from '../types/stream';
import { createCandles } from './candles';
import { OpenedStreams } from './opened-streams';
import { TickChannel } from './ticks';

/** The one topic of a channel that is not of symbols. */
const ALL = 'all';

/** What the streams need of the broker. */
export interface StreamHooks {
  state(): BrokerState;
  report(code: string, message: string, error?: unknown): void;
}

/** Without a broker nothing is known of the connection's state, and no silence is judged. */
const NO_BROKER: StreamHooks = { state: () => 'idle', report: () => {} };

/** The public streams of a broker: prices, candles and news. */
export class PublicStreams {
  readonly ticks: TickChannel;
  readonly candles: CandleChannel<'1m'>;
  readonly #news: SymbolChannel<News, SymbolState<News>>;
  readonly #profits: SymbolChannel<Position, SymbolState<Position>>;
  readonly #silence: SilenceWatch;
  readonly #opened: OpenedStreams;

  constructor(
    connection: XapiConnection,
    topics: TopicRegistry,
    raw: boolean,
    hooks: StreamHooks = NO_BROKER,
  ) {
    const { clock } = connection;
    const { stream } = connection.client;
    this.#silence = new SilenceWatch({
      clock,
      isHeard: () => hooks.state() === 'live',
      report: (code, message) => hooks.report(code, message),
    });
    this.#opened = new OpenedStreams(clock);
    const opened = this.#opened;
    const context: ChannelContext = { clock, topics, silence: this.#silence };
    this.ticks = new TickChannel(connection, context, raw, opened);
    this.candles = createCandles(connection, context, raw, opened, (...args) => hooks.report(...args));
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
      const state = this.#news.get(ALL);
      state?.push(toNews(record, connection.stampRaw('stream', raw ? frame : undefined)));
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

  /** The last tick of a symbol that is being streamed. */
  lastTick(symbol: string): StreamingTickRecord | undefined {
    return this.ticks.lastTick(symbol);
  }

  /** The connection is gone: nothing that came before may be joined with what follows. */
  reset(): void {
    this.#silence.reset();
    this.#opened.reset();
    this.ticks.reset();
    this.candles.reset();
    this.#news.reset();
    this.#profits.reset();
  }

  /**
   * The venue refused something on the stream without saying what.
   * @returns whether it ended a stream; where not, it is a warning
   */
  refused(error: Error): boolean {
    return this.#opened.refused(error);
  }
}

import type { Candle } from 'venuekit';
import {
  CANDLE_TOLERANCE_MS,
  CandleChannel,
  type CandleSource,
  type ChannelContext,
  type CheckedCandlesRequest,
  QuoteChannel,
  type RestCallOptions,
  readCandles,
  SilenceWatch,
  type TopicRegistry,
} from 'venuekit/adapter';
import type { LarkConnection } from '../connection';
import { MINUTE_MS, toQuote } from '../map/map';

/** One read of candles, and its limits. */
export type LarkCandleSource = CandleSource<CheckedCandlesRequest, RestCallOptions>;

/** The public streams of a broker. */
export function createChannels(connection: LarkConnection, topics: TopicRegistry, source: LarkCandleSource) {
  const { clock, times } = connection;
  const { rest } = connection.client;
  const silence = new SilenceWatch(connection);
  const context: ChannelContext = { clock, topics, silence };
  const subscribe = (channel: string, symbol: string, signal?: AbortSignal) =>
    connection.request('public', 'subscribe', { op: 'subscribe', channel, symbol }, signal);
  const unsubscribe = (channel: string, symbol: string, signal?: AbortSignal) =>
    connection.request('public', 'unsubscribe', { op: 'unsubscribe', channel, symbol }, signal);

  // [doc:quotes]
  const quotes = new QuoteChannel(context, {
    confirmedBy: 'ack',
    times,
    open: (symbol, signal) => subscribe('ticker', symbol, signal),
    close: (symbol, signal) => unsubscribe('ticker', symbol, signal),
    read: async (symbol, limits) =>
      toQuote(await rest.getTicker({ symbol }, limits), connection.stamp('read')),
  });
  // [/doc:quotes]

  const candles = new CandleChannel<'1m'>(context, {
    connection,
    confirmedBy: 'ack',
    open: (symbol, _interval, signal) => subscribe('candles', symbol, signal),
    close: (symbol, _interval, signal) => unsubscribe('candles', symbol, signal),
    endOf: (_interval, openTime) => openTime + MINUTE_MS,
    read: (request, limits) => readCandles(source, request, limits),
    closedBy: 'time',
    closeDelayMs: 2000,
    maxMissed: 5000,
    newest: async (symbol, _interval, limits) => {
      const to = connection.serverTime();
      return (await rest.getCandles({ symbol, from: to - 2 * MINUTE_MS, to }, limits)).at(-1);
    },
  });

  return {
    quotes,
    candles,
    takeCandle(candle: Candle): void {
      const { symbol, openTime } = candle;
      const state = candles.get('1m', symbol);
      if (state === undefined || times.refuses(`a candle of ${symbol}`, openTime, CANDLE_TOLERANCE_MS))
        return;
      candles.take(state, candle);
    },
    /** The connection is lost: nothing that came before may be joined with what follows. */
    reset(): void {
      silence.reset();
      quotes.reset();
      candles.reset();
    },
  };
}

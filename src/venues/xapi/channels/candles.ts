import { CandleChannel } from '../../../adapter/channels/candle-channel';
import type { ChannelContext } from '../../../adapter/channels/symbol-channel';
import { readCandles } from '../../../adapter/ranges/candle-source';
import { CANDLE_TOLERANCE_MS } from '../../../streaming/time/venue-times';
import type { XapiConnection } from '../connection';
import { MAX_CANDLES, SUBSCRIBE_MS } from '../endpoints';
import { BUILT_INTERVALS, endOfInterval, toStreamCandle, type XapiStreamInterval } from '../map';
import type { XapiCandleSource } from '../reads/candles';
import type { OpenedStreams } from './opened-streams';

const MINUTE_MS = 60_000;

/** A candle that the venue sends at the end of its minute is closed, also when our idea of its clock lags a little. */
const CLOCK_TOLERANCE_MS = 1000;

type XapiCandleChannel = CandleChannel<'1m', XapiStreamInterval>;

/** Candles of one minute, which the venue sends when they end, and those that are built from them. */
export function createCandles(
  connection: XapiConnection,
  context: ChannelContext,
  opened: OpenedStreams,
  source: XapiCandleSource,
): XapiCandleChannel {
  const { client } = connection;
  const { stream } = client;
  const channel: XapiCandleChannel = new CandleChannel(context, {
    connection,
    confirmedBy: 'sent',
    // Venue quirk: the stream stays silent until a chart of the symbol was asked for in the same session.
    open: async (symbol, interval, signal) => {
      const start = Math.floor(connection.serverTime() - 3 * MINUTE_MS);
      await client.getChartLastRequest({ period: 1, symbol, start }, { signal });
      await stream.getCandles({ symbol }, { signal, timeoutMs: SUBSCRIBE_MS });
      const fail = (error: Error): void => channel.get(interval, symbol)?.fail(error);
      opened.written(channel.topicOf(interval, symbol), symbol, fail);
    },
    close: (symbol, _interval, signal) => stream.stopCandles({ symbol }, signal && { signal }),
    endOf: (interval, openTime) => endOfInterval(openTime, interval),
    read: (request, limits) => readCandles(source, request, limits),
    closedBy: 'stream',
    maxMissed: MAX_CANDLES - 10,
    built: BUILT_INTERVALS,
  });
  stream.sink('candle', (record, frame) => {
    const state = channel.get('1m', record.symbol);
    if (state === undefined) return;
    opened.proved(channel.topicOf('1m', record.symbol));
    if (connection.times.refuses(`a candle of ${record.symbol}`, record.ctm, CANDLE_TOLERANCE_MS)) return;
    const latest = connection.serverTime() + CLOCK_TOLERANCE_MS;
    channel.take(state, toStreamCandle(record, connection.stampFrame(frame), latest));
  });
  return channel;
}

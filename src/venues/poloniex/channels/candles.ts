import { CandleChannel } from '../../../adapter/channels/candle-channel';
import type { ChannelContext } from '../../../adapter/channels/symbol-channel';
import { readCandles } from '../../../adapter/ranges/candle-source';
import { decimalFromText } from '../../../model';
import { CANDLE_TOLERANCE_MS } from '../../../streaming/time/venue-times';
import type { PoloniexConnection } from '../connection';
import {
  channelOfInterval,
  intervalOfChannel,
  type PoloniexCandleInterval,
  restInterval,
  toStreamCandle,
} from '../map';
import { endOfCandle, type PoloniexCandleSource } from '../reads/candles';
import type { SubscriptionBatches } from './batches';

/** How long after its end a candle is read, in ms, unless the stream has shown it closed. */
const CLOSE_DELAY_MS = 2000;

/** Candles that are read after an absence at most: twenty requests. */
const MAX_MISSED = 10_000;

/** Candles, of which the venue shows the running one with every trade: what closes one is time and not a frame. */
export function createCandles(
  connection: PoloniexConnection,
  context: ChannelContext,
  batches: SubscriptionBatches,
  source: PoloniexCandleSource,
): CandleChannel<PoloniexCandleInterval> {
  const { client } = connection;
  const channel = new CandleChannel<PoloniexCandleInterval>(context, {
    connection,
    confirmedBy: 'ack',
    open: (symbol, interval) => batches.of(channelOfInterval(interval)).open(symbol),
    close: (symbol, interval) => batches.of(channelOfInterval(interval)).close(symbol),
    endOf: endOfCandle,
    read: (request, limits) => readCandles(source, request, limits),
    closedBy: 'time',
    closeDelayMs: CLOSE_DELAY_MS,
    maxMissed: MAX_MISSED,
    newest: async (symbol, interval, limits) => {
      const query = { symbol, interval: restInterval(interval), limit: 1 };
      const row = (await client.getCandles(query, limits)).at(-1);
      return row && { openTime: row.startTime, volume: decimalFromText(row.quantity) };
    },
  });
  client.publicSocket.on('candles', (row, name) => {
    const interval = intervalOfChannel(name);
    const state = interval && channel.get(interval, row.symbol);
    if (interval === undefined || state === undefined) return;
    // The time of the frame too: by it a candle counts as closed.
    const time = Math.max(row.startTime, row.ts);
    if (connection.times.refuses(`a candle of ${row.symbol}`, time, CANDLE_TOLERANCE_MS)) return;
    const receivedTime = connection.clock.now();
    const origin = { receivedTime, source: 'stream', raw: connection.rawOf(row) } as const;
    channel.take(state, toStreamCandle(row, interval, origin));
  });
  return channel;
}

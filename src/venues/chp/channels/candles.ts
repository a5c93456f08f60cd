import { CandleChannel } from '../../../adapter/channels/candle-channel';
import type { ChannelContext } from '../../../adapter/channels/symbol-channel';
import { readCandles } from '../../../adapter/ranges/candle-source';
import type { ChpConnection } from '../connection';
import { type ChpCandleInterval, endOfCandle, longestOf } from '../map';
import type { ChpCandleSource } from '../reads/candles';

/** How long after its end a candle is read, in ms. */
const CLOSE_DELAY_MS = 2000;

/** Candles that are read after an absence at most: ten requests. */
const MAX_MISSED = 10_000;

/** Deadline of a read in ms. */
const READ_MS = 10_000;

/** Candles, of which the venue streams none: each is read when it has ended. */
export function createCandles(
  connection: ChpConnection,
  context: ChannelContext,
  source: ChpCandleSource,
): CandleChannel<ChpCandleInterval> {
  const channel: CandleChannel<ChpCandleInterval> = new CandleChannel(context, {
    connection,
    confirmedBy: 'firstData',
    open: async (symbol, interval, signal) => {
      const state = channel.get(interval, symbol);
      // After an absence what was missed is read.
      if (state === undefined || state.openFrom !== undefined) return;
      const now = connection.serverTime();
      // The venue's own candles say where candles begin.
      const last = { symbol, interval, from: 0, to: now, limit: 2 };
      channel.adopt(state, await readCandles(source, last, { timeoutMs: READ_MS, signal }));
      state.openFrom ??= Math.floor(now / longestOf(interval)) * longestOf(interval);
    },
    close: async () => {},
    endOf: (interval, openTime) => endOfCandle(openTime, interval),
    // One that begins within the time of another, as after a night, begins before that ends.
    read: (request, limits) =>
      readCandles(source, { ...request, from: request.from - longestOf(request.interval) }, limits),
    closedBy: 'time',
    closeDelayMs: CLOSE_DELAY_MS,
    maxMissed: MAX_MISSED,
    source: 'stream',
  });
  return channel;
}

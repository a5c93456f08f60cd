import { withDepth } from '../../../adapter/channels/book-view';
import { type ChannelSources, depthOf, knownSymbols } from '../../../adapter/channels/channel-sources';
import type { InstrumentCache } from '../../../adapter/instrument-cache';
import type { PrivateChannels } from '../../../adapter/private-channels';
import { ValidationError } from '../../../errors';
import { CANDLE_INTERVALS, isCandleInterval } from '../map';
import type { PoloniexChannel, PoloniexChannelOptions } from '../profile';
import type { PublicChannels } from './public-channels';

/** How the subscriptions of each channel are fed. */
export function createSources(
  channels: PublicChannels,
  instruments: InstrumentCache,
  privateChannels: PrivateChannels,
): ChannelSources<PoloniexChannel, PoloniexChannelOptions> {
  return {
    quotes: async (options, signal) =>
      channels.quotes.source(await knownSymbols(options, instruments), signal),
    trades: async (options, signal) =>
      channels.trades.source(await knownSymbols(options, instruments), signal),
    book: async (options, signal) => {
      const depth = depthOf(options);
      return withDepth(channels.books.source(await knownSymbols(options, instruments), signal), depth);
    },
    candles: async (options, signal) => {
      const interval: unknown = options.interval;
      if (!isCandleInterval(interval)) {
        const rule = `must be one of ${CANDLE_INTERVALS.join(', ')}`;
        throw new ValidationError('interval', rule, { venue: 'poloniex', value: interval });
      }
      return channels.candles.source(await knownSymbols(options, instruments), interval, signal);
    },
    balances: async () => privateChannels.plan('balances'),
    orders: async () => privateChannels.plan('orders'),
    fills: async () => privateChannels.plan('fills'),
  };
}

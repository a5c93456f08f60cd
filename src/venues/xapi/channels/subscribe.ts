import { withDepth } from '../../../adapter/channels/book-view';
import { type ChannelSources, depthOf, knownSymbols } from '../../../adapter/channels/channel-sources';
import type { InstrumentCache } from '../../../adapter/instrument-cache';
import type { PrivateChannels } from '../../../adapter/private-channels';
import { ValidationError } from '../../../errors';
import { checkLimit } from '../../../orders/check-order';
import type { XapiChannel, XapiChannelOptions } from '../profile';
import type { PublicStreams } from './streams';
import { DEFAULT_ARRIVAL_MS } from './ticks';

/** How the subscriptions of each channel are fed. */
export function createSources(
  streams: PublicStreams,
  instruments: InstrumentCache,
  privateChannels: PrivateChannels,
): ChannelSources<XapiChannel, XapiChannelOptions> {
  return {
    quotes: async (options, signal) =>
      streams.ticks.quotes(await knownSymbols(options, instruments), arrivalOf(options), signal),
    book: async (options, signal) => {
      const levels = depthOf(options);
      const params = { minArrivalTime: arrivalOf(options), levels };
      const symbols = await knownSymbols(options, instruments);
      return withDepth(streams.ticks.book(symbols, params, signal), levels);
    },
    candles: async (options, signal) => {
      const interval: unknown = options.interval;
      if (interval !== '1m') {
        const rule = "must be '1m': the venue streams no other";
        throw new ValidationError('interval', rule, { value: interval });
      }
      return streams.candles.source(await knownSymbols(options, instruments), interval, signal);
    },
    news: async (_options, signal) => streams.news(signal),
    positions: async (_options, signal) => streams.positions(privateChannels.plan('positions'), signal),
    balances: async () => privateChannels.plan('balances'),
    orders: async () => privateChannels.plan('orders'),
    fills: async () => privateChannels.plan('fills'),
  };
}

function arrivalOf({ minArrivalTime }: { readonly minArrivalTime?: number | undefined }): number {
  if (minArrivalTime === undefined || minArrivalTime === 0) return DEFAULT_ARRIVAL_MS;
  return checkLimit(minArrivalTime, 'minArrivalTime');
}

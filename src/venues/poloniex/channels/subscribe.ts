import type { InstrumentCache } from '../../../adapter/instrument-cache';
import type { PrivateChannels } from '../../../adapter/private-channels';
import type { SubscriptionSource } from '../../../adapter/subscription-hub';
import type { ChannelRecords } from '../../../broker';
import { ValidationError } from '../../../errors';
import { checkLimit, checkSymbols } from '../../../orders/check-order';
import { CANDLE_INTERVALS, isCandleInterval } from '../map';
import type { PoloniexChannel, PoloniexChannelOptions } from '../profile';
import type { PublicFeeds } from './feeds';

/** What subscriptions are made of. */
export interface SubscribeParts {
  readonly feeds: PublicFeeds;
  readonly instruments: InstrumentCache;
  readonly privateChannels: PrivateChannels;
}

type Plans = { readonly [C in PoloniexChannel]: SubscriptionSource<ChannelRecords[C]> };

type AnyOptions = PoloniexChannelOptions['book'] & { readonly interval?: unknown };

/**
 * How a subscription is fed. Symbols and options are checked before anything is sent.
 * @throws ValidationError
 */
export async function planSubscription<C extends PoloniexChannel>(
  channel: C,
  options: PoloniexChannelOptions[C],
  parts: SubscribeParts,
  signal: AbortSignal,
): Promise<SubscriptionSource<ChannelRecords[C]>> {
  const plan = await choose(channel, options as AnyOptions, parts, signal);
  // The switch below pairs each channel with its record; the compiler cannot follow a type parameter through it.
  return plan as Plans[C];
}

async function choose(
  channel: PoloniexChannel,
  options: AnyOptions,
  parts: SubscribeParts,
  signal: AbortSignal,
): Promise<Plans[PoloniexChannel]> {
  const { feeds, privateChannels } = parts;
  switch (channel) {
    case 'quotes':
      return feeds.quotes.plan(await knownSymbols(options, parts), signal);
    case 'trades':
      return feeds.trades.plan(await knownSymbols(options, parts), signal);
    case 'book': {
      const depth =
        options.depth === undefined ? Number.POSITIVE_INFINITY : checkLimit(options.depth, 'depth');
      return feeds.books.plan(await knownSymbols(options, parts), depth, signal);
    }
    case 'candles': {
      const { interval } = options;
      if (!isCandleInterval(interval)) {
        const rule = `must be one of ${CANDLE_INTERVALS.join(', ')}`;
        throw new ValidationError('interval', rule, { venue: 'poloniex', value: interval });
      }
      return feeds.candles.plan(await knownSymbols(options, parts), interval, signal);
    }
    case 'balances':
    case 'orders':
    case 'fills':
      return privateChannels.plan(channel);
  }
}

async function knownSymbols(
  options: { readonly symbols: readonly string[] },
  { instruments }: SubscribeParts,
): Promise<readonly string[]> {
  const symbols = [...new Set(checkSymbols(options.symbols))];
  for (const symbol of symbols) await instruments.require(symbol, 'symbols');
  return symbols;
}

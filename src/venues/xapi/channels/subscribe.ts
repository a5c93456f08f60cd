import type { InstrumentCache } from '../../../adapter/instrument-cache';
import type { PrivateChannels } from '../../../adapter/private-channels';
import type { SubscriptionSource } from '../../../adapter/subscription-hub';
import type { ChannelRecords } from '../../../broker';
import { ValidationError } from '../../../errors';
import { checkLimit, checkSymbols } from '../../../orders/check-order';
import type { TopicRegistry } from '../../../streaming/topics/topics';
import type { XapiConnection } from '../connection';
import type { XapiBookOptions, XapiChannel, XapiChannelOptions } from '../profile';
import type { PublicStreams } from './streams';
import { DEFAULT_ARRIVAL_MS, plainDriver } from './topics';

/** What subscriptions are made of. */
export interface SubscribeParts {
  readonly connection: XapiConnection;
  readonly topics: TopicRegistry;
  readonly streams: PublicStreams;
  readonly instruments: InstrumentCache;
  readonly privateChannels: PrivateChannels;
}

type Plans = { readonly [C in XapiChannel]: SubscriptionSource<ChannelRecords[C]> };

/**
 * How a subscription is fed. Symbols and options are checked before anything is sent.
 * @throws ValidationError
 */
export async function planSubscription<C extends XapiChannel>(
  channel: C,
  options: XapiChannelOptions[C],
  parts: SubscribeParts,
  signal: AbortSignal,
): Promise<SubscriptionSource<ChannelRecords[C]>> {
  const plan = await choose(
    channel,
    options as XapiBookOptions & { readonly interval?: unknown },
    parts,
    signal,
  );
  // The switch below pairs each channel with its record; the compiler cannot follow a type parameter through it.
  return plan as Plans[C];
}

async function choose(
  channel: XapiChannel,
  options: XapiBookOptions & { readonly interval?: unknown },
  parts: SubscribeParts,
  signal: AbortSignal,
): Promise<Plans[XapiChannel]> {
  const { streams, privateChannels } = parts;
  switch (channel) {
    case 'quotes':
      return streams.quotes(await knownSymbols(options, parts), arrivalOf(options), signal);
    case 'book': {
      const levels =
        options.depth === undefined ? Number.POSITIVE_INFINITY : checkLimit(options.depth, 'depth');
      const minArrivalTime = arrivalOf(options);
      return streams.book(await knownSymbols(options, parts), { minArrivalTime, levels }, signal);
    }
    case 'candles': {
      if (options.interval !== '1m') {
        throw new ValidationError('interval', "must be '1m': the venue streams no other", {
          value: options.interval,
        });
      }
      return streams.candles(await knownSymbols(options, parts), signal);
    }
    case 'news':
      return streams.news(signal);
    case 'positions':
      return { ...privateChannels.plan(channel), join: (listener) => [joinProfits(parts, listener, signal)] };
    case 'balances':
    case 'orders':
    case 'fills':
      return privateChannels.plan(channel);
  }
}

/** Profits change with every tick; the venue sends them while somebody watches positions. */
function joinProfits(
  { connection, topics }: SubscribeParts,
  listener: Parameters<TopicRegistry['join']>[2],
  signal: AbortSignal,
) {
  const { stream } = connection.client;
  const driver = plainDriver(
    'profits',
    (opening) => stream.getProfits({ signal: opening }),
    () => stream.stopProfits(),
  );
  return topics.join(driver, undefined, listener, signal);
}

async function knownSymbols(
  options: { readonly symbols: readonly string[] },
  { instruments }: SubscribeParts,
): Promise<ReadonlySet<string>> {
  const symbols = checkSymbols(options.symbols);
  for (const symbol of symbols) await instruments.require(symbol, 'symbols');
  return new Set(symbols);
}

function arrivalOf({ minArrivalTime }: { readonly minArrivalTime?: number | undefined }): number {
  if (minArrivalTime === undefined || minArrivalTime === 0) return DEFAULT_ARRIVAL_MS;
  return checkLimit(minArrivalTime, 'minArrivalTime');
}

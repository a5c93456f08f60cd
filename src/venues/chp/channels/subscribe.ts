import type { InstrumentCache } from '../../../adapter/instrument-cache';
import type { PrivateChannels } from '../../../adapter/private-channels';
import type { SubscriptionSource } from '../../../adapter/subscription-hub';
import type { ChannelRecords } from '../../../broker';
import { checkLimit, checkSymbols } from '../../../orders/check-order';
import type { StreamSubscription } from '../../../streaming/delivery/stream-subscription';
import { limitDepth } from '../map';
import type { ChpChannel, ChpChannelOptions } from '../profile';
import type { MarketFeeds } from './market';

/** The subscriptions of the private channels, to tell them of gaps of their own feed. */
export class PrivateSubscriptions {
  readonly #byChannel = new Map<string, Set<StreamSubscription<unknown>>>();

  of(channel: string): readonly StreamSubscription<unknown>[] {
    return [...(this.#byChannel.get(channel) ?? [])];
  }

  /** The plan, with its subscription remembered while it is open. */
  remember<T>(channel: string, plan: SubscriptionSource<T>): SubscriptionSource<T> {
    return {
      ...plan,
      attach: (subscription) => {
        const all = this.#byChannel.get(channel) ?? new Set();
        this.#byChannel.set(channel, all);
        all.add(subscription as StreamSubscription<unknown>);
        const detach = plan.attach(subscription);
        return () => {
          all.delete(subscription as StreamSubscription<unknown>);
          detach();
        };
      },
    };
  }
}

/** What subscriptions are made of. */
export interface SubscribeParts {
  readonly market: MarketFeeds;
  readonly instruments: InstrumentCache;
  readonly privateChannels: PrivateChannels;
  readonly subscriptions: PrivateSubscriptions;
}

type Plans = { readonly [C in ChpChannel]: SubscriptionSource<ChannelRecords[C]> };

/**
 * How a subscription is fed. Symbols and options are checked before anything is sent.
 * @throws ValidationError
 */
export async function planSubscription<C extends ChpChannel>(
  channel: C,
  options: ChpChannelOptions[C],
  parts: SubscribeParts,
  signal: AbortSignal,
): Promise<SubscriptionSource<ChannelRecords[C]>> {
  const plan = await choose(channel, options as ChpChannelOptions['book'], parts, signal);
  // The switch below pairs each channel with its record; the compiler cannot follow a type parameter through it.
  return plan as Plans[C];
}

async function choose(
  channel: ChpChannel,
  options: ChpChannelOptions['book'],
  parts: SubscribeParts,
  signal: AbortSignal,
): Promise<Plans[ChpChannel]> {
  const { market, subscriptions, privateChannels } = parts;
  switch (channel) {
    case 'quotes':
      return market.quotes.plan(await knownSymbols(options, parts), signal);
    case 'trades':
      return market.trades.plan(await knownSymbols(options, parts), signal);
    case 'book': {
      const depth = options.depth === undefined ? undefined : checkLimit(options.depth, 'depth');
      const symbols = await knownSymbols(options, parts);
      return market.book.plan(symbols, signal, (sink, book) => sink.push(limitDepth(book, depth)));
    }
    case 'positions':
      return subscriptions.remember(channel, privateChannels.plan(channel));
    case 'balances':
      return subscriptions.remember(channel, privateChannels.plan(channel));
    case 'orders':
      return subscriptions.remember(channel, privateChannels.plan(channel));
    case 'fills':
      return subscriptions.remember(channel, privateChannels.plan(channel));
  }
}

async function knownSymbols(
  options: { readonly symbols: readonly string[] },
  { instruments }: SubscribeParts,
): Promise<readonly string[]> {
  const symbols = checkSymbols(options.symbols);
  for (const symbol of symbols) await instruments.require(symbol, 'symbols');
  return symbols;
}

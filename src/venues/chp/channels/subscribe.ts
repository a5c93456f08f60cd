import type { InstrumentCache } from '../../../adapter/instrument-cache';
import type { PrivateChannels } from '../../../adapter/private-channels';
import type { SubscriptionSource } from '../../../adapter/subscription-hub';
import type { ChannelRecords } from '../../../broker';
import { checkLimit, checkSymbols } from '../../../orders/check-order';
import { limitDepth } from '../map';
import type { ChpChannel, ChpChannelOptions } from '../profile';
import type { AccountChannels } from './account';
import type { MarketChannels, Target } from './market';

/** What subscriptions are made of. */
export interface SubscribeParts {
  readonly market: MarketChannels;
  readonly account: AccountChannels;
  readonly instruments: InstrumentCache;
  readonly privateChannels: PrivateChannels;
}

type Sources = { readonly [C in ChpChannel]: SubscriptionSource<ChannelRecords[C]> };

/**
 * How a subscription is fed. Symbols and options are checked before anything is sent.
 * @throws ValidationError
 */
export async function sourceOf<C extends ChpChannel>(
  channel: C,
  options: ChpChannelOptions[C],
  parts: SubscribeParts,
  signal: AbortSignal,
): Promise<SubscriptionSource<ChannelRecords[C]>> {
  const source = await choose(channel, options as ChpChannelOptions['book'], parts, signal);
  // The switch below pairs each channel with its record; the compiler cannot follow a type parameter through it.
  return source as Sources[C];
}

async function choose(
  channel: ChpChannel,
  options: ChpChannelOptions['book'],
  parts: SubscribeParts,
  signal: AbortSignal,
): Promise<Sources[ChpChannel]> {
  const { market, account, privateChannels } = parts;
  switch (channel) {
    case 'quotes':
      return market.quotes.source(await targetsOf(options, parts), signal);
    case 'trades':
      return market.trades.source(await targetsOf(options, parts), signal);
    case 'book': {
      const depth = options.depth === undefined ? undefined : checkLimit(options.depth, 'depth');
      const targets = await targetsOf(options, parts);
      return market.book.source(targets, signal, (to, book) => to.push(limitDepth(book, depth)));
    }
    case 'positions':
      return account[channel].watched(privateChannels.plan(channel));
    case 'balances':
      return account[channel].watched(privateChannels.plan(channel));
    case 'orders':
      return account[channel].watched(privateChannels.plan(channel));
    case 'fills':
      return account[channel].watched(privateChannels.plan(channel));
  }
}

async function targetsOf(
  options: { readonly symbols: readonly string[] },
  { instruments }: SubscribeParts,
): Promise<readonly Target[]> {
  const symbols = checkSymbols(options.symbols);
  for (const symbol of symbols) await instruments.require(symbol, 'symbols');
  return symbols.map((symbol) => ({ symbol }));
}

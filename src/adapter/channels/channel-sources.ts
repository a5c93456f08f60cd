import type { Channel, ChannelRecords } from '../../broker';
import { checkLimit, checkSymbols } from '../../orders/check-order';
import type { InstrumentCache } from '../instrument-cache';
import type { SubscriptionSource } from '../subscription-hub';

/** How the subscriptions of each channel of a venue are fed: `O` has the options of each. */
export type ChannelSources<C extends Channel, O extends { readonly [K in C]: unknown }> = {
  /** @throws ValidationError for symbols and options that are not the venue's, before anything is sent */
  readonly [K in C]: (options: O[K], signal: AbortSignal) => Promise<SubscriptionSource<ChannelRecords[K]>>;
};

/**
 * The symbols of a subscription, each once, all of them known to the venue.
 * @throws ValidationError
 */
export async function knownSymbols(
  options: { readonly symbols: readonly string[] },
  instruments: InstrumentCache,
): Promise<readonly string[]> {
  const symbols = [...new Set(checkSymbols(options.symbols))];
  for (const symbol of symbols) await instruments.require(symbol, 'symbols');
  return symbols;
}

/**
 * The levels of a book that a subscriber wants; `Infinity` for all.
 * @throws ValidationError unless the depth is a whole number of at least 1, or absent
 */
export function depthOf({ depth }: { readonly depth?: number | undefined }): number {
  return depth === undefined ? Number.POSITIVE_INFINITY : checkLimit(depth, 'depth');
}

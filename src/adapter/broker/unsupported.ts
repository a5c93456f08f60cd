import type { Feature } from '../../broker';
import type { VenueId } from '../../core/venue-id';
import { UnsupportedError } from '../../errors';
import { suggest } from '../../errors/suggestion';

const SUBSCRIBE = 'subscribe:';

/** What other libraries call a channel. */
const CHANNEL_WORDS: Readonly<Record<string, string>> = {
  klines: 'candles',
  ohlcv: 'candles',
  orderbook: 'book',
  level2: 'book',
  depth: 'book',
  ticker: 'quotes',
  tickers: 'quotes',
  mytrades: 'fills',
};

export function unsupported(venue: VenueId, operation: string): UnsupportedError {
  return new UnsupportedError(`${venue} has no ${operation}`, { venue, operation });
}

/** The error of a channel that the venue has not; names the one that is meant. */
export function noStream(venue: VenueId, channel: unknown, features: readonly Feature[]): UnsupportedError {
  const channels = features
    .filter((feature) => feature.startsWith(SUBSCRIBE))
    .map((feature) => feature.slice(SUBSCRIBE.length));
  const near = suggest(channel, channels, CHANNEL_WORDS);
  const operation = `stream of ${String(channel).slice(0, 32)}`;
  const hint = near.length === 0 ? '' : `; try ${near.join(' or ')}`;
  return new UnsupportedError(`${venue} has no ${operation}${hint}`, { venue, operation });
}

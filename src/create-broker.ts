import { ConfigurationError } from './errors';
import type { ChpBroker, ChpBrokerOptions } from './venues/chp';
import type { FinnotechBroker, FinnotechBrokerOptions } from './venues/finnotech';
import type { PoloniexBroker, PoloniexBrokerOptions } from './venues/poloniex';
import type { XapiBroker, XapiBrokerOptions } from './venues/xapi';

/** The concrete broker of each venue. */
export interface VenueBrokers {
  readonly chp: ChpBroker;
  readonly finnotech: FinnotechBroker;
  readonly poloniex: PoloniexBroker;
  readonly xapi: XapiBroker;
}

/** What each venue's broker takes. */
export interface VenueOptions {
  readonly chp: ChpBrokerOptions;
  readonly finnotech: FinnotechBrokerOptions;
  readonly poloniex: PoloniexBrokerOptions;
  readonly xapi: XapiBrokerOptions;
}

/** A venue that `createBroker` can make a broker for. */
export type VenueName = keyof VenueBrokers;

type Makers = { readonly [V in VenueName]: (options: VenueOptions[V]) => Promise<VenueBrokers[V]> };

// Loaded on demand: a bot of one venue does not pay for the others' schemas and transports.
const MAKERS: Makers = {
  chp: async (options) => new (await import('./venues/chp')).ChpBroker(options),
  finnotech: async (options) => new (await import('./venues/finnotech')).FinnotechBroker(options),
  poloniex: async (options) => new (await import('./venues/poloniex')).PoloniexBroker(options),
  xapi: async (options) => new (await import('./venues/xapi')).XapiBroker(options),
};

/** The venues that `createBroker` can make a broker for. */
export const VENUES = Object.keys(MAKERS) as readonly VenueName[];

/** @throws ConfigurationError when there is no such venue */
export function checkVenue(venue: unknown): asserts venue is VenueName {
  if (typeof venue === 'string' && Object.hasOwn(MAKERS, venue)) return;
  const shown = typeof venue === 'string' ? JSON.stringify(venue.slice(0, 40)) : `a ${typeof venue}`;
  throw new ConfigurationError(`There is no venue ${shown}; there are: ${VENUES.join(', ')}`, {
    sent: false,
  });
}

/**
 * Makes the broker of a venue chosen at run time and loads only that venue; not connected yet.
 *
 * Where the venue is known beforehand, `new XapiBroker(options)` from `venuekit/xapi` does the same at once.
 * @throws ConfigurationError for a venue that does not exist
 * @throws ValidationError for an option that breaks its rule
 */
export async function createBroker<V extends VenueName>(
  venue: V,
  options: VenueOptions[V],
): Promise<VenueBrokers[V]> {
  checkVenue(venue);
  return MAKERS[venue](options);
}

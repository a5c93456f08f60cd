import { ConfigurationError } from './errors';
import { suggest } from './errors/suggestion';
import { VENUE_MODULES, type VenueBrokers, type VenueName, type VenueOptions } from './venue-registry';

/** The venues that `createBroker` can make a broker for. */
export const VENUES = Object.keys(VENUE_MODULES) as readonly VenueName[];

/** @throws ConfigurationError when there is no such venue */
export function checkVenue(venue: unknown): asserts venue is VenueName {
  if (typeof venue === 'string' && Object.hasOwn(VENUE_MODULES, venue)) return;
  const shown = typeof venue === 'string' ? JSON.stringify(venue.slice(0, 40)) : `a ${typeof venue}`;
  const near = suggest(venue, VENUES);
  const hint = near.length === 0 ? '' : `; try ${near.join(' or ')}`;
  throw new ConfigurationError(`There is no venue ${shown}${hint}; there are: ${VENUES.join(', ')}`, {
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
  return VENUE_MODULES[venue].create(options);
}

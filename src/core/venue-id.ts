// Generated from src/venues/venues.json by `npm run generate`; do not edit.

/** The venues that ship with the SDK. */
export type BuiltInVenueId = 'chp' | 'finnotech' | 'poloniex' | 'xapi';

/** Names a venue; open, so that others can add theirs. */
export type VenueId = BuiltInVenueId | (string & {});

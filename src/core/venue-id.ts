/** The venues that ship with the SDK. */
export type BuiltInVenueId = 'chp' | 'xapi' | 'finnotech' | 'poloniex';

/** Names a venue; open, so that others can add theirs. */
export type VenueId = BuiltInVenueId | (string & {});

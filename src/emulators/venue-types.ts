// Generated from src/venues/venues.json by `npm run generate`; do not edit.
export type * from './chp';
export type * from './finnotech';
export type * from './poloniex';
export type * from './xapi';

// Generated from src/venues/venues.json by `npm run generate`; do not edit.

import type { EnvTable } from './core/environment';
import type { ChpBrokerOptions } from './venues/chp';
import type { ChpBroker } from './venues/chp/broker';
import type { FinnotechBrokerOptions } from './venues/finnotech';
import type { FinnotechBroker } from './venues/finnotech/broker';
import type { PoloniexBrokerOptions } from './venues/poloniex';
import type { PoloniexBroker } from './venues/poloniex/broker';
import type { XapiBrokerOptions } from './venues/xapi';
import type { XapiBroker } from './venues/xapi/broker';

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

interface VenueModule<V extends VenueName> {
  readonly create: (options: VenueOptions[V]) => Promise<VenueBrokers[V]>;
  /** The variables that `brokerFromEnv` reads. */
  readonly environment: () => Promise<EnvTable>;
}

/** Loaded on demand: a bot of one venue does not pay for the others' schemas and transports. */
export const VENUE_MODULES: { readonly [V in VenueName]: VenueModule<V> } = {
  chp: {
    create: async (options) => new (await import('./venues/chp')).ChpBroker(options),
    environment: async () => (await import('./venues/chp/environment')).environment,
  },
  finnotech: {
    create: async (options) => new (await import('./venues/finnotech')).FinnotechBroker(options),
    environment: async () => (await import('./venues/finnotech/environment')).environment,
  },
  poloniex: {
    create: async (options) => new (await import('./venues/poloniex')).PoloniexBroker(options),
    environment: async () => (await import('./venues/poloniex/environment')).environment,
  },
  xapi: {
    create: async (options) => new (await import('./venues/xapi')).XapiBroker(options),
    environment: async () => (await import('./venues/xapi/environment')).environment,
  },
};

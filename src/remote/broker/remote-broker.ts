import { defineVenue } from '../../adapter/broker/define-venue';
import type { VenueProfile } from '../../adapter/broker/ports';
import type { VenueBroker, VenueTypes } from '../../adapter/broker/venue-types';
import type { BuiltInVenueId } from '../../core/venue-id';
import { ConfigurationError } from '../../errors';
import { BUS_OPERATION } from '../bus/access-error';
import { PROFILES } from '../generated/profiles';
import type { BrokerByVenue, TypesByVenue } from '../generated/venue-types';
import { createRemoteAdapter } from './adapter';
import { addExtras } from './extras';
import type { RemoteBrokerOptions } from './options';
import type { RemoteTypes } from './types';

/** The types of a venue's own broker, without its client. */
interface RemoteTypesOf<T extends VenueTypes> extends VenueTypes {
  readonly options: RemoteBrokerOptions;
  readonly client: object;
  readonly extras: object;
  readonly operations: T['operations'];
  readonly channels: T['channels'];
  readonly requests: T['requests'];
}

/**
 * The remote broker of a venue from outside.
 * @typeParam T - the types of the venue
 * @typeParam B - its class, for what that has beyond the contract
 */
export type RemoteBrokerOf<T extends VenueTypes, B = object> = VenueBroker<RemoteTypesOf<T>> &
  Omit<B, keyof VenueBroker<T>>;

/** The remote broker of each venue. */
type RemoteBrokers = {
  readonly [V in BuiltInVenueId]: RemoteBrokerOf<TypesByVenue[V], BrokerByVenue[V]>;
};

/** A broker of a venue whose session is held by a connector: what the venue grants compiles, what it lacks does not. */
export type RemoteBroker<V extends BuiltInVenueId> = RemoteBrokers[V];

/** Makes remote brokers; it cannot be extended. */
export interface RemoteBrokerClass {
  /**
   * @param venue - that of the connector
   * @throws ConfigurationError for a venue that does not exist
   * @throws ValidationError for an option that breaks its rule
   */
  new <V extends BuiltInVenueId>(venue: V, options: RemoteBrokerOptions): RemoteBroker<V>;
  /**
   * @param profile - of a venue from outside, which is written with `venuekit/adapter`
   * @throws ValidationError for an option that breaks its rule
   * @example
   * const broker = new RemoteBroker<LarkTypes, LarkBroker>(profile, { bus });
   */
  new <T extends VenueTypes, B = object>(
    profile: VenueProfile,
    options: RemoteBrokerOptions,
  ): RemoteBrokerOf<T, B>;
}

/**
 * A broker of a venue whose session is held by a connector: the same calls, records and errors, over a bus. It loads
 * nothing of the venue, needs no credentials, and any number of them share one session.
 *
 * @example
 * const broker = new RemoteBroker('xapi', { bus: await redisBus({ redis: 'redis://host:6379', name: 'xapi' }) });
 */
export const RemoteBroker = class {
  static [Symbol.hasInstance](value: unknown): boolean {
    return typeof value === 'object' && value !== null && REMOTE.has(value);
  }

  constructor(venue: BuiltInVenueId | VenueProfile, options: RemoteBrokerOptions) {
    // biome-ignore lint/correctness/noConstructorReturn: each venue has a class of its own, which rejects what it lacks
    return remoteBrokerOf(profileOf(venue), options);
  }
} as unknown as RemoteBrokerClass;

/** A bus is near: a longest wait between two attempts of more than 2 s serves nobody. */
const RECONNECT = { maxMs: 2000 } as const;

const CLASSES = new WeakMap<VenueProfile, new (options: RemoteBrokerOptions) => VenueBroker<RemoteTypes>>();
const REMOTE = new WeakSet<object>();

/** A remote broker of a venue that is described by a profile. */
export function remoteBrokerOf(
  profile: VenueProfile,
  options: RemoteBrokerOptions,
): VenueBroker<RemoteTypes> {
  let Class = CLASSES.get(profile);
  if (Class === undefined) {
    // What the connector's broker judges is not judged again: it knows the venue.
    const { id, capabilities, extras, listsEndedOrders, orderRules } = profile;
    const { checkIntent: _checkIntent, ...rules } = orderRules ?? {};
    Class = class extends (
      defineVenue<RemoteTypes>(
        {
          id,
          capabilities: Object.freeze({ ...capabilities, readsWithoutConnect: [] }),
          hasNegativePrices: () => true,
          // Those of the venue are the connector's; a bus that refuses access goes on to do so.
          refusalsAllowed: ({ operation }) => (operation === BUS_OPERATION ? 0 : Number.POSITIVE_INFINITY),
          ...(listsEndedOrders === undefined ? {} : { listsEndedOrders }),
          // The connector logs in. Bots come back as often as the bus and the connectors do.
          logsIn: false,
          ...(orderRules === undefined ? {} : { orderRules: rules }),
        },
        createRemoteAdapter,
      )
    ) {};
    // Set by hand: a bundler numbers classes that have one name.
    Object.defineProperty(Class, 'name', { value: 'RemoteBroker' });
    addExtras(Class.prototype as object, extras);
    CLASSES.set(profile, Class);
  }
  const broker = new Class({ reconnect: RECONNECT, ...options });
  REMOTE.add(broker);
  return broker;
}

function profileOf(venue: unknown): VenueProfile {
  if (typeof venue === 'string' && Object.hasOwn(PROFILES, venue)) return PROFILES[venue as BuiltInVenueId];
  if (typeof venue === 'object' && venue !== null && 'id' in venue && 'capabilities' in venue)
    return venue as VenueProfile;
  const shown = typeof venue === 'string' ? JSON.stringify(venue.slice(0, 40)) : `a ${typeof venue}`;
  const known = Object.keys(PROFILES).join(', ');
  throw new ConfigurationError(`There is no venue ${shown}; there are: ${known}`, { sent: false });
}

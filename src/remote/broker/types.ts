import type { VenueTypes } from '../../adapter/broker/venue-types';
import type { OperationName, SubscribeOptions } from '../../broker';
import type { Channel } from '../../broker/channels';
import type { RemoteExtras } from './extras';
import type { RemoteBrokerOptions } from './options';

/** The types of a remote broker as the kit sees them; a user sees those of the venue. */
export interface RemoteTypes extends VenueTypes {
  readonly options: RemoteBrokerOptions;
  readonly client: object;
  readonly extras: RemoteExtras;
  readonly operations: OperationName;
  readonly channels: { readonly [C in Channel]: SubscribeOptions };
  readonly requests: Record<never, never>;
}

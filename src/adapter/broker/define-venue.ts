import { OPERATION_NAMES } from '../../broker';
import type { VenueAdapter, VenueContext, VenueProfile } from './ports';
import { suppressUnhandledRejections } from './unhandled-rejections';
import { installUnsupportedStubs } from './unsupported';
import { ConcreteBroker } from './venue-broker';
import type { VenueClass, VenueTypes } from './venue-types';

/**
 * Makes the broker class of a venue from what it is, as data, and from its ports.
 *
 * @example
 * export class ExampleBroker extends defineVenue<ExampleTypes>(profile, createAdapter) {}
 */
export function defineVenue<T extends VenueTypes>(
  profile: VenueProfile,
  createAdapter: (context: VenueContext<T>) => VenueAdapter<T>,
): VenueClass<T> {
  const { features } = profile.capabilities;
  class DefinedBroker extends ConcreteBroker<T> {
    constructor(options: T['options']) {
      // With the extras of the venue's class, and of whoever extends it.
      suppressUnhandledRejections(new.target.prototype as object);
      super(profile, createAdapter, options);
    }
  }
  installUnsupportedStubs(
    DefinedBroker.prototype,
    OPERATION_NAMES.filter((name) => !features.includes(name)),
  );
  // What the class declares beyond the venue's operations are stubs that reject.
  return DefinedBroker as unknown as VenueClass<T>;
}

import { OPERATION_NAMES, type OperationName } from '../../broker';
import type { VenueId } from '../../core/venue-id';
import { redactorOf } from '../../errors/redact';
import type { VenueAdapter, VenueContext, VenueProfile } from './ports';
import { unsupported } from './unsupported';
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

/** Puts a rejecting method on `prototype` for what a venue lacks: it answers callers from plain JavaScript. */
function installUnsupportedStubs(prototype: object, names: readonly OperationName[]): void {
  for (const name of names) {
    Object.defineProperty(prototype, name, {
      value(this: { readonly venue: VenueId }): Promise<never> {
        return Promise.reject(unsupported(this.venue, name));
      },
      configurable: true,
      writable: true,
      enumerable: false,
    });
  }
}

/** Classes whose methods have been made safe to drop. */
const SAFE = new WeakSet<object>();

/**
 * Makes promises of the methods of a class, and of all that it extends, safe to drop: a rejection that nobody waits for
 * must not end the user's process.
 *
 * Who does wait gets the rejection all the same, without the credentials of the object. Applied to prototypes as a whole,
 * so that no method can be forgotten.
 */
function suppressUnhandledRejections(prototype: object): void {
  for (let each = prototype; each !== Object.prototype; each = Object.getPrototypeOf(each) as object) {
    if (!SAFE.has(each)) suppress(each);
    SAFE.add(each);
  }
}

function suppress(prototype: object): void {
  for (const name of Object.getOwnPropertyNames(prototype)) {
    const descriptor = Object.getOwnPropertyDescriptor(prototype, name);
    const method: unknown = descriptor?.value;
    if (name === 'constructor' || typeof method !== 'function') continue;
    const safe = function (this: unknown, ...args: unknown[]): unknown {
      const result: unknown = method.apply(this, args);
      // Heard before whoever called: the error that they see has been redacted.
      if (result instanceof Promise) result.catch((error: unknown) => redactorOf(this as object).seal(error));
      return result;
    };
    Object.defineProperty(safe, 'name', { value: name });
    Object.defineProperty(safe, 'length', { value: method.length });
    Object.defineProperty(prototype, name, { ...descriptor, value: safe });
  }
}

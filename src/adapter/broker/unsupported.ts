import type { OperationName } from '../../broker';
import type { VenueId } from '../../core/venue-id';
import { UnsupportedError } from '../../errors';

/** The error of a call that the venue does not have. */
export function unsupported(venue: VenueId, operation: string): UnsupportedError {
  return new UnsupportedError(`${venue} has no ${operation}`, { venue, operation });
}

/**
 * Puts a rejecting method on `prototype` for every operation that a venue lacks.
 *
 * Typed callers never see them: the classes do not declare what they lack. They answer callers from plain JavaScript,
 * before any I/O.
 */
export function installUnsupportedStubs(prototype: object, names: readonly OperationName[]): void {
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

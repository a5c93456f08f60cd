import type { OperationName } from '../../broker';
import type { VenueId } from '../../core/venue-id';
import { UnsupportedError } from '../../errors';

export function unsupported(venue: VenueId, operation: string): UnsupportedError {
  return new UnsupportedError(`${venue} has no ${operation}`, { venue, operation });
}

/** Puts a rejecting method on `prototype` for what a venue lacks: it answers callers from plain JavaScript. */
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

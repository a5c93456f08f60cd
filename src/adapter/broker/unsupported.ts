import type { VenueId } from '../../core/venue-id';
import { UnsupportedError } from '../../errors';

export function unsupported(venue: VenueId, operation: string): UnsupportedError {
  return new UnsupportedError(`${venue} has no ${operation}`, { venue, operation });
}

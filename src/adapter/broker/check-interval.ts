import type { VenueId } from '../../core/venue-id';
import { ValidationError } from '../../errors';
import type { Interval } from '../../model';

/** @throws ValidationError unless the interval is one of the venue's */
export function checkInterval(venue: VenueId, value: unknown, intervals: readonly Interval[]): Interval {
  const interval = intervals.find((one) => one === value);
  if (interval !== undefined) return interval;
  throw new ValidationError('interval', `must be one of ${intervals.join(', ')}`, { venue, value });
}

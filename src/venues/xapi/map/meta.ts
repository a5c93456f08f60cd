import type { Decimal, RecordMeta } from '../../../model';
import { decimalOf, type MapContext, recordMeta } from '../../../model/map-context';

export { decimalOf, type Exactly, type MapContext } from '../../../model/map-context';

/** What every record of this venue carries. Not for the hot path: it costs an object of its own. */
export const metaOf = (context: MapContext): RecordMeta => recordMeta('xapi', context);

/** A venue time as whole UTC epoch ms. Venue quirk: real servers send fractions of a millisecond. */
export function timeFromWire(time: number): number {
  return Math.floor(time);
}

/** A number of the wire that may be missing. */
export function decimalOrUndefined(value: number | Decimal | null | undefined): Decimal | undefined {
  return value == null ? undefined : decimalOf(value);
}

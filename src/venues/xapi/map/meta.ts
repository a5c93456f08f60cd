import { type Decimal, decimalFromWire, type RecordMeta } from '../../../model';
import { type MapContext, recordMeta } from '../../../model/map-context';

export type { MapContext } from '../../../model/map-context';

/** What every record of this venue carries. Not for the hot path: it costs an object of its own. */
export const metaOf = (context: MapContext): RecordMeta => recordMeta('xapi', context);

/** A venue time as whole UTC epoch ms. Venue quirk: real servers send fractions of a millisecond. */
export function timeFromWire(time: number): number {
  return Math.floor(time);
}

/** Some numbers of a record, or the exact decimals that were cut out of its text in their place. */
export type Exactly<R, K extends keyof R> = Omit<R, K> & {
  readonly [N in K]: R[N] | (number extends R[N] ? Decimal : never);
};

/** A number of the wire as a decimal. */
export function decimalOf(value: number | Decimal): Decimal {
  return typeof value === 'string' ? value : decimalFromWire(value);
}

/** A number of the wire that may be missing. */
export function decimalOrUndefined(value: number | Decimal | null | undefined): Decimal | undefined {
  return value == null ? undefined : decimalOf(value);
}

import { type Decimal, decimalFromWire, type RecordMeta, type RecordSource } from '../../model';

/** Where a wire record came from; given by the caller, for mapping has neither clock nor I/O. */
export interface MapContext {
  /** UTC epoch ms of arrival. */
  readonly receivedTime: number;
  readonly source: RecordSource;
  /** The venue's own object, where the option `raw` asks for it. */
  readonly raw?: unknown;
}

/** What every record carries. Not for the hot path: it costs an object of its own. */
export function metaOf({ receivedTime, source, raw }: MapContext): RecordMeta {
  return raw === undefined
    ? { venue: 'xapi', receivedTime, source }
    : { venue: 'xapi', receivedTime, source, raw };
}

/** A venue time as whole UTC epoch ms. Venue quirk: real servers send fractions of a millisecond. */
export function timeFromWire(time: number): number {
  return Math.floor(time);
}

/** A number of the wire that may be missing. */
export function decimalOrUndefined(value: number | null | undefined): Decimal | undefined {
  return value == null ? undefined : decimalFromWire(value);
}

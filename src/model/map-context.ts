import type { VenueId } from '../core/venue-id';
import { type Decimal, decimalFromWire } from './decimal';
import type { RecordMeta, RecordSource } from './record';

/** The source of a wire record; given by the caller, because mapping has neither clock nor I/O. */
export interface MapContext {
  /** UTC epoch ms of arrival. */
  readonly receivedTime: number;
  /** The venue's clock then, UTC epoch ms: decides what is over. @defaultValue `receivedTime` */
  readonly serverTime?: number;
  readonly source: RecordSource;
  /** The venue's own object, with the option `raw`. */
  readonly raw?: unknown;
}

/** Some numbers of a wire record, or the exact decimals that were cut out of its text in their place. */
export type Exactly<R, K extends keyof R> = Omit<R, K> & {
  readonly [N in K]: R[N] | (number extends R[N] ? Decimal : never);
};

/** A number of the wire as a decimal. */
export function decimalOf(value: number | Decimal): Decimal {
  return typeof value === 'string' ? value : decimalFromWire(value);
}

/** A record while it is made: its optional members are assigned, for a spread takes as long as reading the row. */
export type Mutable<T> = { -readonly [K in keyof T]: T[K] };

/** What every record carries. Not for the hot path: it costs an object of its own. */
export function recordMeta(venue: VenueId, { receivedTime, source, raw }: MapContext): RecordMeta {
  return raw === undefined ? { venue, receivedTime, source } : { venue, receivedTime, source, raw };
}

/** The members that have a value. */
export function present<T extends object>(
  members: { readonly [K in keyof T]?: T[K] | undefined },
): Partial<T> {
  const left: Partial<T> = {};
  for (const name in members) {
    const value = members[name];
    if (value !== undefined) left[name] = value as T[typeof name];
  }
  return left;
}

import type { VenueId } from '../core/venue-id';

/** How a record arrived: pushed, requested, or found during the reconciliation of a gap. */
export type RecordSource = 'stream' | 'read' | 'reconcile';

/** What every record carries. */
export interface RecordMeta {
  /** The venue that it comes from. */
  readonly venue: VenueId;
  /** When it arrived here, by the local clock, UTC epoch ms. */
  readonly receivedTime: number;
  /** How it arrived. */
  readonly source: RecordSource;
  /** The venue's own object, before validation; only with the option `raw: true`. */
  readonly raw?: unknown;
}

import type { VenueId } from '../core/venue-id';

/** How a record arrived: pushed, requested, or found during the reconciliation of a gap. */
export type RecordSource = 'stream' | 'read' | 'reconcile';

/** What every record carries. */
export interface RecordMeta {
  readonly venue: VenueId;
  /** When it arrived here, UTC epoch ms. */
  readonly receivedTime: number;
  readonly source: RecordSource;
  /** The venue's own object, before validation; only with the option `raw: true`. */
  readonly raw?: unknown;
}

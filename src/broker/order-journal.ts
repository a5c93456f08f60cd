import type { VenueId } from '../core/venue-id';

/** What was about to be sent, written down before its first byte leaves. */
export interface JournalEntry {
  readonly venue: VenueId;
  readonly time: number;
  readonly operation: 'placeOrder' | 'modifyOrder' | 'cancelOrder' | 'closePosition' | 'modifyPosition';
  readonly clientOrderId?: string;
  readonly orderId?: string;
  readonly symbol?: string;
  /** The request as data; holds no secret. */
  readonly request: Readonly<Record<string, unknown>>;
}

/** What became of it. */
export interface JournalOutcome {
  readonly clientOrderId?: string;
  readonly orderId?: string;
  readonly outcome: 'accepted' | 'rejected' | 'notPlaced' | 'notSent' | 'unknown';
  readonly time: number;
}

/** Keeps intents across a crash. `append` is awaited before anything is sent; when it rejects, nothing is. */
export interface OrderJournal {
  append(entry: JournalEntry): Promise<void>;
  settle(outcome: JournalOutcome): Promise<void>;
  /** The entries without a settled outcome, oldest first. */
  unsettled(): Promise<readonly JournalEntry[]>;
}

/** Keeps nothing: the default. */
export const noJournal: OrderJournal = {
  append: async () => {},
  settle: async () => {},
  unsettled: async () => [],
};

import type { VenueId } from '../core/venue-id';
import type { Order } from '../model';

/** A write that is recorded in a journal. */
export type JournalOperation =
  | 'placeOrder'
  | 'modifyOrder'
  | 'cancelOrder'
  | 'closePosition'
  | 'modifyPosition';

/** What is about to be sent, recorded before its first byte leaves. */
export interface JournalEntry {
  /** Unique across processes: its outcome names it. */
  readonly entryId: string;
  readonly venue: VenueId;
  /** When it was written, by the venue's clock in UTC epoch ms. */
  readonly time: number;
  readonly operation: JournalOperation;
  readonly clientOrderId?: string;
  /** The order that is cancelled or changed, or the position that is changed. */
  readonly orderId?: string;
  readonly symbol?: string;
  /**
   * A cancel or a change: the order as it was known then, so that a later process knows what it is about. A close: the
   * order that opened the position, where that is known; after the close the venue may not name it any more.
   */
  readonly order?: Order;
  /** The request as data; holds no secret. Of a change `replacementId` is the client id of the order that takes its place. */
  readonly request: Readonly<Record<string, unknown>>;
}

/** The outcome of one entry. */
export interface JournalOutcome {
  /** The entry that it settles, and that entry's operation. */
  readonly entryId: string;
  readonly operation: JournalOperation;
  readonly clientOrderId?: string;
  readonly orderId?: string;
  /**
   * - `accepted`: the order exists, the change was made, the cancelled order has ended (perhaps as filled);
   * - `rejected`: the venue refused it, or the order was found unchanged;
   * - `notPlaced`: no such order came to the venue;
   * - `notSent`: no byte of it left;
   * - `unknown`: it cannot be determined any more, as for a change to a position that is closed since.
   */
  readonly outcome: 'accepted' | 'rejected' | 'notPlaced' | 'notSent' | 'unknown';
  /** The order as it was known then. */
  readonly order?: Order;
  /** UTC epoch ms. */
  readonly time: number;
}

/**
 * Keeps intents across a crash. `append` is awaited before anything is sent; when it rejects or throws, nothing is.
 *
 * Every entry gets one outcome, which names it by `entryId`: in this process, or in a later one on the same journal. An
 * order that was settled as `notPlaced` and is found later gets a second one, `accepted`.
 */
export interface OrderJournal {
  /** One that is done when it returns, such as one that writes synchronously, delays no order by a turn. */
  append(entry: JournalEntry): void | Promise<void>;
  settle(outcome: JournalOutcome): Promise<void>;
  /** The entries whose `entryId` no outcome names, oldest first. */
  unsettled(): Promise<readonly JournalEntry[]>;
  /**
   * Every `clientOrderId` that an entry of the venue names, settled or not. With it an id stays used across restarts: an
   * order that names one is refused before it is sent, and the broker skips it among its generated ids. Without it that
   * applies to entries without an outcome only.
   */
  clientOrderIds?(venue: VenueId): Promise<Iterable<string>>;
}

/** Keeps nothing: the default. */
export const noJournal: OrderJournal = {
  append: () => {},
  settle: async () => {},
  unsettled: async () => [],
};

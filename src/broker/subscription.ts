import type { Channel } from './channels';

/** `stale`: nothing received for too long; `resyncing`: being rebuilt after a gap. Neither is certain to be current. */
export type SubscriptionState = 'live' | 'stale' | 'resyncing' | 'closed';

/** What confirms a resolved `subscribe`: the venue's answer, its first data, or only the sent request. */
export type SubscriptionConfirmation = 'ack' | 'firstData' | 'sent';

/** A stretch in which events may have been missed. */
export interface Gap {
  readonly channel?: Channel;
  readonly reason: string;
  /** UTC epoch ms of the last event before; absent when there was none. */
  readonly from?: number;
  /** UTC epoch ms at which it was detected. */
  readonly to: number;
}

/** Which kinds of record were completed after a gap, and which could not be. */
export interface Resynced {
  readonly proved: readonly string[];
  readonly unproved: readonly string[];
}

/** What a subscription emits: records, its states and gaps, and its end. */
export interface SubscriptionEvents<T> {
  data: (record: T) => void;
  gap: (gap: Gap) => void;
  resynced: (result: Resynced) => void;
  state: (state: SubscriptionState) => void;
  error: (error: Error) => void;
}

/**
 * A stream of records: an emitter for listeners, and an async iterator for loops.
 *
 * Listeners are called at once and unbuffered. The iterator reads from a bounded buffer; when it falls behind,
 * quotes, books, candles, positions and balances are conflated to the latest of each, trades and news lose the oldest
 * (counted in `dropped`), orders and fills end with `OverflowError`.
 * Until the first listener or iterator attaches, the buffer keeps what arrives.
 */
export interface Subscription<T> extends AsyncIterable<T>, AsyncDisposable {
  readonly channel: Channel;
  readonly confirmedBy: SubscriptionConfirmation;
  readonly state: SubscriptionState;
  /** UTC epoch ms of arrival of the last event; absent before the first. */
  readonly lastDataTime: number | undefined;
  /** Events lost to overflow since the start. */
  readonly dropped: number;
  /** Events waiting for the iterator. */
  readonly buffered: number;

  on<E extends keyof SubscriptionEvents<T>>(event: E, listener: SubscriptionEvents<T>[E]): this;
  once<E extends keyof SubscriptionEvents<T>>(event: E, listener: SubscriptionEvents<T>[E]): this;
  off<E extends keyof SubscriptionEvents<T>>(event: E, listener: SubscriptionEvents<T>[E]): this;

  /**
   * Reads the stream. One iterator at a time; leaving the loop ends the iterator, not the subscription.
   * It ends when the subscription is closed and throws what ended it otherwise.
   */
  [Symbol.asyncIterator](): AsyncIterableIterator<T>;

  /** Ends the subscription; the last one of a topic unsubscribes at the venue. Never rejects. */
  close(): Promise<void>;
}

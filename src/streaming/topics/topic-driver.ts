import type { SubscriptionConfirmation } from '../../broker/subscription';

/** What the venue subscribes, and how: one topic may serve several channels and many subscribers. */
export interface TopicDriver<P> {
  /** Equal keys share one subscription at the venue. */
  readonly key: string;
  /** The parameters that serve all of these; called with at least one. */
  merge(params: readonly P[]): P;
  equal(a: P, b: P): boolean;
  /** Subscribes, also an open topic with other parameters; when it rejects and may have been sent, `close` follows. */
  open(params: P, signal?: AbortSignal): Promise<SubscriptionConfirmation>;
  /** Tells the venue that nobody listens any more; the topic is over even when it fails. */
  close(): void | Promise<void>;
}

/** What happens to a topic, for one of its subscribers. */
export interface TopicListener {
  /** It could not be opened again: told once a connection; until {@link recovered} its records do not come. */
  failed(key: string, error: Error): void;
  /** The topic that had failed is open again on the same connection. */
  recovered(key: string): void;
}

/** A share of a topic. */
export interface TopicShare {
  readonly confirmedBy: SubscriptionConfirmation;
  /** Gives the share back; resolves when the venue has been told what follows from it. Never rejects, may be repeated. */
  leave(): Promise<void>;
}

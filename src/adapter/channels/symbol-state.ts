import type { Channel, Gap, Resynced } from '../../broker';

/** One that gets the records of a symbol: a subscription. */
export interface Subscriber<T> {
  readonly channel: Channel;
  push(record: T): void;
  gap(gap: Gap): void;
  resynced(result: Resynced): void;
  /** A part of the data is outdated until {@link recover} of the same key. */
  markStale(key: string): void;
  recover(key: string): void;
  fail(error: Error): void;
}

/**
 * What is known of one symbol of a channel: who listens, and in a subclass what the venue's part remembers.
 *
 * It begins with the first subscriber and ends with the last one, whatever the connection does meanwhile, so that a later
 * subscriber never meets what an earlier one left behind.
 */
export class SymbolState<T> {
  /** The symbol, with more in front where a channel has several topics a symbol. */
  readonly key: string;
  /** Replaced, never changed: one may leave while a record is on its way. */
  subscribers: readonly Subscriber<T>[] = [];
  /** Whether the stream is known to have left something out. */
  isSilent = false;
  /** Why those who listen are stale. */
  readonly #marks = new Set<string>();

  constructor(key: string) {
    this.key = key;
  }

  /** Hands a record out. Hot. */
  push(record: T): void {
    const { subscribers } = this;
    for (let index = 0; index < subscribers.length; index += 1) subscribers[index]?.push(record);
  }

  add(subscriber: Subscriber<T>): void {
    this.subscribers = [...this.subscribers, subscriber];
    for (const mark of this.#marks) subscriber.markStale(mark);
  }

  remove(subscriber: Subscriber<T>): void {
    this.subscribers = this.subscribers.filter((other) => other !== subscriber);
  }

  /** Those who listen, and those who come later, are stale for this reason. */
  markStale(mark: string): void {
    this.#marks.add(mark);
    for (const subscriber of this.subscribers) subscriber.markStale(mark);
  }

  isMarked(mark: string): boolean {
    return this.#marks.has(mark);
  }

  recover(mark: string): void {
    if (!this.#marks.delete(mark)) return;
    for (const subscriber of this.subscribers) subscriber.recover(mark);
  }

  /** The connection is gone: from now on the states are the connection's. */
  clearMarks(): void {
    this.#marks.clear();
    this.isSilent = false;
  }

  /** @param from - since when something may be missing, UTC epoch ms; absent where nothing was heard before */
  gap(reason: string, from: number | undefined, to: number): void {
    for (const subscriber of this.subscribers) {
      subscriber.gap({ channel: subscriber.channel, reason, ...(from === undefined ? {} : { from }), to });
    }
  }

  resynced(result: Resynced): void {
    for (const subscriber of this.subscribers) subscriber.resynced(result);
  }

  fail(error: Error): void {
    for (const subscriber of this.subscribers) subscriber.fail(error);
  }
}

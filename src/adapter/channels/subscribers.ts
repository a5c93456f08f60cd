import type { Channel, Gap, Resynced } from '../../broker';
import { present } from '../../model/map-context';

/** One that gets records: a subscription. */
export interface Subscriber<T> {
  readonly channel: Channel;
  push(record: T): void;
  gap(gap: Gap): void;
  resynced(result: Resynced): void;
  /** A part of the data is outdated until {@link recover} of the same key. */
  markStale(key: string): void;
  recover(key: string): void;
  /** Emits an error that does not end it. @param isWarned - whether the broker has warned of it */
  report(error: Error, isWarned: boolean): void;
  fail(error: Error): void;
}

/** Those who get the records of one source, and why they are stale: who comes later is so too. */
export class Subscribers<T> {
  /** Replaced, never changed: one may leave while a record is on its way. */
  subscribers: readonly Subscriber<T>[] = [];
  readonly #marks = new Set<string>();

  /** Hands a record out. Hot. */
  push(record: T): void {
    const { subscribers } = this;
    for (let index = 0; index < subscribers.length; index += 1) subscribers[index]?.push(record);
  }

  add(subscriber: Subscriber<T>): void {
    this.subscribers = [...this.subscribers, subscriber];
    for (const mark of this.#marks) subscriber.markStale(mark);
  }

  /** Adds a subscriber; what it returns takes that out again. */
  attach(subscriber: Subscriber<T>): () => void {
    this.add(subscriber);
    return () => this.remove(subscriber);
  }

  remove(subscriber: Subscriber<T>): void {
    this.subscribers = this.subscribers.filter((other) => other !== subscriber);
  }

  /** All are stale for this reason. @param error - why, of which the broker has warned: told with a new mark */
  markStale(mark: string, error?: Error): void {
    const isNew = !this.#marks.has(mark);
    this.#marks.add(mark);
    for (const subscriber of this.subscribers) {
      subscriber.markStale(mark);
      if (error && isNew) subscriber.report(error, true);
    }
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
  }

  /** @param from - since when something may be missing, UTC epoch ms; absent where nothing was heard before */
  gap(reason: string, from: number | undefined, to: number): void {
    for (const subscriber of this.subscribers) {
      subscriber.gap({ channel: subscriber.channel, reason, ...present({ from }), to });
    }
  }

  resynced(result: Resynced): void {
    for (const subscriber of this.subscribers) subscriber.resynced(result);
  }

  fail(error: Error): void {
    for (const subscriber of this.subscribers) subscriber.fail(error);
  }
}

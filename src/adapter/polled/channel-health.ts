import type { Gap, Resynced } from '../../broker';

/** What the health of a channel needs of a subscription. */
interface Subscriber {
  markStale(key: string): void;
  recover(key: string): void;
  report(error: Error, isWarned: true): void;
  gap(gap: Gap): void;
  resynced(result: Resynced): void;
}

/** The key of a failure that concerns all subscriptions of a channel. */
export const WHOLE = '';

/** The subscriptions of a channel: each is `stale` while something that feeds it fails, and is told why. */
export class ChannelHealth {
  /** Each with its symbols; undefined where all of the channel feeds it. */
  readonly #subscribers = new Map<Subscriber, ReadonlySet<string> | undefined>();
  readonly #failing = new Set<string>();

  /** Adds a subscription until the result is called. */
  add(subscriber: Subscriber, symbols?: readonly string[]): () => void {
    const keys = symbols && new Set(symbols);
    this.#subscribers.set(subscriber, keys);
    for (const key of this.#failing) if (concerns(keys, key)) subscriber.markStale(key);
    return () => this.#subscribers.delete(subscriber);
  }

  /** Whether what feeds a symbol, or {@link WHOLE}, fails. */
  isFailing(key: string): boolean {
    return this.#failing.has(key);
  }

  /** What feeds a symbol, or the {@link WHOLE} channel, fails: the error, of which the broker has warned, is emitted once. */
  fail(key: string, error: Error): void {
    const isNew = !this.#failing.has(key);
    this.#failing.add(key);
    for (const [subscriber, keys] of this.#subscribers) {
      if (!concerns(keys, key)) continue;
      subscriber.markStale(key);
      if (isNew) subscriber.report(error, true);
    }
  }

  /** It works again, or nobody is subscribed to the symbol any more. */
  recover(key: string): void {
    if (!this.#failing.delete(key)) return;
    for (const subscriber of this.#subscribers.keys()) subscriber.recover(key);
  }

  /** The connection is gone: its state is that of all. */
  clear(): void {
    for (const key of [...this.#failing]) this.recover(key);
  }

  gap(gap: Gap): void {
    for (const subscriber of this.#subscribers.keys()) subscriber.gap(gap);
  }

  resynced(result: Resynced): void {
    for (const subscriber of this.#subscribers.keys()) subscriber.resynced(result);
  }
}

function concerns(keys: ReadonlySet<string> | undefined, key: string): boolean {
  return key === WHOLE || keys === undefined || keys.has(key);
}

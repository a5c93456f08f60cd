import type { RecordSource } from '../../model';
import { Fanout } from '../../runtime/fanout';
import type { FeedPlan } from '../../runtime/subscription-hub';
import type { TopicDriver, TopicRegistry } from '../../streaming/topics';
import type { Found } from './broker-directory';

/** A feed that is asked once a minute for all its symbols. */
export interface MinuteFeedOptions<T> {
  /** Tells its topics apart from those of other feeds. */
  readonly name: string;
  readonly topics: TopicRegistry;
  /** Asks the venue for what is new of these; rejects when it does not answer. */
  read(found: readonly Found[], source: RecordSource, signal: AbortSignal): Promise<readonly T[]>;
  /** A symbol is listened to no more: what is remembered of it is outdated from now on. */
  forget(symbol: string): void;
}

/** Who listens to which symbol, the last record of each, and what is polled for them. */
export class MinuteFeed<T extends { readonly symbol: string }> {
  readonly #options: MinuteFeedOptions<T>;
  readonly #fanout = new Fanout<T>();
  readonly #open = new Map<string, Found>();
  readonly #latest = new Map<string, T>();

  constructor(options: MinuteFeedOptions<T>) {
    this.#options = options;
  }

  get isEmpty(): boolean {
    return this.#open.size === 0;
  }

  /** How a subscription is fed: the venue's first answer for each symbol confirms it. */
  plan(found: readonly Found[], signal: AbortSignal): FeedPlan<T> {
    return {
      confirmedBy: 'firstData',
      attach: (subscription) => {
        for (const { symbol } of found) {
          this.#fanout.add(symbol, subscription);
          // A symbol that others listen to already is not asked for again before the next minute.
          const latest = this.#latest.get(symbol);
          if (latest) subscription.push(latest);
        }
        return () => {
          for (const { symbol } of found) this.#fanout.remove(symbol, subscription);
        };
      },
      join: (listener) =>
        found.map((one) => this.#options.topics.join(this.#driver(one), undefined, listener, signal)),
    };
  }

  /** Asks for all open symbols and hands out what is new. */
  async poll(signal: AbortSignal): Promise<void> {
    if (this.isEmpty) return;
    this.#publish(await this.#options.read([...this.#open.values()], 'stream', signal));
  }

  /** The connection is gone: what is known may be outdated. */
  lose(): void {
    this.#latest.clear();
  }

  #driver(found: Found): TopicDriver<undefined> {
    const { name, read, forget } = this.#options;
    const { symbol } = found;
    return {
      key: `${name}:${symbol}`,
      merge: () => undefined,
      equal: () => true,
      open: async (_params, signal = new AbortController().signal) => {
        // Open before already: the topic is restored after a loss.
        const source = this.#open.has(symbol) ? 'reconcile' : 'stream';
        const records = await read([found], source, signal);
        this.#open.set(symbol, found);
        this.#publish(records);
        return 'firstData';
      },
      close: () => {
        this.#open.delete(symbol);
        this.#latest.delete(symbol);
        forget(symbol);
      },
    };
  }

  #publish(records: readonly T[]): void {
    for (const record of records) {
      // What was left a moment ago may still come once.
      if (!this.#open.has(record.symbol)) continue;
      this.#latest.set(record.symbol, record);
      this.#fanout.push(record.symbol, record);
    }
  }
}

import { Fanout } from '../../../adapter/fanout';
import type { SubscriptionSource } from '../../../adapter/subscription-hub';
import type { RecordSource } from '../../../model';
import type { TopicDriver, TopicRegistry } from '../../../streaming/topics/topics';
import { isRefusal } from '../errors';
import type { Found } from '../reads/directory';
import { Gathering } from './gathering';

/** A feed that is asked once a minute for all its symbols. */
export interface MinuteFeedOptions<T> {
  /** Tells its topics apart from those of other feeds. */
  readonly name: string;
  readonly topics: TopicRegistry;
  /** Whether one request serves any number of symbols; where not, each is asked for, and fails, by itself. */
  readonly together: boolean;
  /** Asks the venue for what is new of these; rejects when it does not answer, and then nothing counts as told. */
  read(found: readonly Found[], source: RecordSource, signal: AbortSignal): Promise<readonly T[]>;
  /** A symbol is listened to no more: what is remembered of it is outdated from now on. */
  forget(symbol: string): void;
  /** The venue refuses to answer for one symbol while it answers for others. */
  refused(symbol: string, error: Error): void;
}

/** Who listens to which symbol, the last record of each, and what is polled for them. */
export class MinuteFeed<T extends { readonly symbol: string }> {
  readonly #options: MinuteFeedOptions<T>;
  readonly #fanout = new Fanout<T>();
  readonly #open = new Map<string, Found>();
  readonly #latest = new Map<string, T>();
  /** What was open when the connection was lost, and has not been opened since. */
  readonly #interrupted = new Set<string>();
  readonly #refused = new Set<string>();
  readonly #openings: Readonly<Record<'stream' | 'reconcile', Gathering<Found, readonly T[]>>>;

  constructor(options: MinuteFeedOptions<T>) {
    this.#options = options;
    const gathering = (source: RecordSource) =>
      new Gathering<Found, readonly T[]>((found, signal) => options.read(found, source, signal));
    this.#openings = { stream: gathering('stream'), reconcile: gathering('reconcile') };
  }

  get isEmpty(): boolean {
    return this.#heard().length === 0;
  }

  /** How a subscription is fed: the venue's first answer for each symbol confirms it. */
  plan(found: readonly Found[], signal: AbortSignal): SubscriptionSource<T> {
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
          for (const { symbol } of found) {
            this.#fanout.remove(symbol, subscription);
            if (this.#fanout.of(symbol).length === 0) this.#forget(symbol);
          }
        };
      },
      join: (listener) =>
        found.map((one) => this.#options.topics.join(this.#driver(one), undefined, listener, signal)),
    };
  }

  /** Asks for all open symbols and hands out what is new. */
  async poll(signal: AbortSignal): Promise<void> {
    const heard = this.#heard();
    const groups = this.#options.together ? [heard] : heard.map((one) => [one]);
    const refusals = new Map<string, Error>();
    let answered = false;
    for (const group of groups) {
      // Some may have been left while the venue was asked for others.
      const found = group.filter(({ symbol }) => this.#open.has(symbol));
      const [first] = found;
      if (!first) continue;
      try {
        this.#publish(await this.#options.read(found, 'stream', signal));
        answered = true;
      } catch (error) {
        if (signal.aborted || !isRefusal(error)) throw error;
        refusals.set(first.symbol, error);
      }
    }
    const [refusal] = refusals.values();
    if (refusal && !answered) throw refusal;
    for (const [symbol, error] of refusals) {
      if (!this.#refused.has(symbol)) this.#options.refused(symbol, error);
    }
    this.#refused.clear();
    for (const symbol of refusals.keys()) this.#refused.add(symbol);
  }

  /** The connection is gone: what is known may be outdated. */
  lose(): void {
    this.#latest.clear();
    for (const symbol of this.#open.keys()) this.#interrupted.add(symbol);
  }

  /** What is open and listened to. A topic that was left while there was no connection is never closed by its registry. */
  #heard(): readonly Found[] {
    return [...this.#open.values()].filter(({ symbol }) => this.#fanout.of(symbol).length > 0);
  }

  #driver(found: Found): TopicDriver<undefined> {
    const { symbol } = found;
    return {
      key: `${this.#options.name}:${symbol}`,
      merge: () => undefined,
      equal: () => true,
      open: async (_params, signal = new AbortController().signal) => {
        const again = this.#interrupted.has(symbol);
        // A poll that was under way when the last one left may have remembered something after that.
        if (!again) this.#forget(symbol);
        const records = await this.#openings[again ? 'reconcile' : 'stream'].ask(found, signal);
        this.#interrupted.delete(symbol);
        this.#open.set(symbol, found);
        this.#publish(records.filter((record) => record.symbol === symbol));
        return 'firstData';
      },
      close: () => {
        this.#open.delete(symbol);
        this.#forget(symbol);
      },
    };
  }

  #forget(symbol: string): void {
    this.#latest.delete(symbol);
    this.#interrupted.delete(symbol);
    this.#refused.delete(symbol);
    this.#options.forget(symbol);
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

import type { Call } from '../../../adapter/calls';
import { Fanout } from '../../../adapter/fanout';
import { sleep } from '../../../adapter/sleep';
import type { SubscriptionSource } from '../../../adapter/subscription-hub';
import type { Gap, Resynced, SubscriptionConfirmation } from '../../../broker';
import type { RecordSource } from '../../../model';
import type { StreamSubscription } from '../../../streaming/delivery/stream-subscription';
import type { TopicDriver, TopicListener, TopicRegistry } from '../../../streaming/topics/topics';
import type { ReadOptions } from '../connection';
import { checkListening } from '../failures';
import { Feed, type FeedOptions } from './feed';

/** Polls that a read waits for until a symbol that was just listened to has its first record. */
const MOST_POLLS = 6;

/** Pause between them, in ms. */
const POLL_PAUSE_MS = 100;

/** A market feed: the symbols that are listened to are polled together. */
export interface SymbolFeedOptions<R extends { readonly symbol: string }, T>
  extends Omit<FeedOptions<R>, 'take' | 'recovered'> {
  readonly topics: TopicRegistry;
  listen(symbol: string, options: ReadOptions): Promise<object>;
  cancel(symbol: string, options: ReadOptions): Promise<object>;
  /** The records that a symbol's rows of one poll make. */
  map(symbol: string, rows: readonly R[], source: RecordSource): readonly T[];
  /** A symbol is listened to no more: what is remembered of it is outdated from now on. */
  forget(symbol: string): void;
  /** A poll was lost. */
  recovered(from: number | undefined): void;
}

type Sink<T> = StreamSubscription<T>;

const SILENT: TopicListener = { failed: () => {}, recovered: () => {} };

/** Quotes, ticks or books: who listens to which symbol, the last record of each, and the one loop that polls. */
export class SymbolFeed<R extends { readonly symbol: string }, T> {
  readonly #options: SymbolFeedOptions<R, T>;
  readonly #feed: Feed<R>;
  readonly #fanout = new Fanout<T>();
  readonly #subscriptions = new Set<Sink<T>>();
  readonly #latest = new Map<string, T>();
  readonly #open = new Set<string>();

  constructor(options: SymbolFeedOptions<R, T>) {
    this.#options = options;
    this.#feed = new Feed<R>({
      ...options,
      take: (rows, source) => this.#take(rows, source),
      recovered: (from) => options.recovered(from),
    });
  }

  /** The symbols that are listened to. */
  get symbols(): readonly string[] {
    return [...this.#open];
  }

  /** How a subscription is fed. */
  plan(
    symbols: readonly string[],
    signal: AbortSignal,
    push: (sink: Sink<T>, record: T) => void = (sink, record) => sink.push(record),
  ): SubscriptionSource<T> {
    const confirmedBy: SubscriptionConfirmation = 'ack';
    return {
      confirmedBy,
      attach: (subscription) => {
        const sink = { push: (record: T) => push(subscription, record) };
        this.#subscriptions.add(subscription);
        for (const symbol of symbols) this.#fanout.add(symbol, sink);
        return () => {
          this.#subscriptions.delete(subscription);
          for (const symbol of symbols) this.#fanout.remove(symbol, sink);
        };
      },
      join: (listener) =>
        symbols.map((symbol) => this.#options.topics.join(this.#driver(symbol), undefined, listener, signal)),
    };
  }

  /**
   * The last record of each symbol, as of a poll that began after the call. A symbol that nobody listens to is listened
   * to for as long as that takes.
   */
  async read(symbols: readonly string[], call: Call): Promise<ReadonlyMap<string, T>> {
    const { topics, connection } = this.#options;
    const joins = await Promise.allSettled(
      symbols.map((symbol) => topics.join(this.#driver(symbol), undefined, SILENT, call.signal)),
    );
    try {
      for (const join of joins) if (join.status === 'rejected') throw join.reason;
      for (let polls = 1; ; polls += 1) {
        await this.#feed.refresh(call.signal);
        if (polls === MOST_POLLS || symbols.every((symbol) => this.#latest.has(symbol))) break;
        await sleep(connection.clock, POLL_PAUSE_MS, call.signal);
      }
      const found = new Map<string, T>();
      for (const symbol of symbols) {
        const record = this.#latest.get(symbol);
        if (record !== undefined) found.set(symbol, record);
      }
      return found;
    } finally {
      await Promise.all(joins.map((join) => (join.status === 'fulfilled' ? join.value.leave() : undefined)));
    }
  }

  /** Hands out records that did not come by a poll. */
  publish(symbol: string, records: readonly T[]): void {
    for (const record of records) {
      this.#latest.set(symbol, record);
      this.#fanout.push(symbol, record);
    }
  }

  gap(gap: Gap): void {
    for (const subscription of this.#subscriptions) subscription.gap(gap);
  }

  resynced(result: Resynced): void {
    for (const subscription of this.#subscriptions) subscription.resynced(result);
  }

  /** Asks for the present state of every symbol: a new listening begins with it. */
  async relisten(signal: AbortSignal): Promise<void> {
    const { cancel, connection, listen, name } = this.#options;
    for (const symbol of this.symbols) {
      await cancel(symbol, { signal });
      checkListening(await listen(symbol, { signal }), symbol, name, connection.client);
    }
    this.#feed.poke();
  }

  /** The connection is gone, and with it what was listened to. */
  lose(): void {
    this.#feed.stop();
    for (const symbol of this.#open) this.#forget(symbol);
    this.#open.clear();
  }

  #driver(symbol: string): TopicDriver<undefined> {
    const { listen, cancel, name, connection } = this.#options;
    const timeoutMs = connection.polling.pollTimeoutMs;
    return {
      key: `${name}:${symbol}`,
      merge: () => undefined,
      equal: () => true,
      open: async (_params, signal) => {
        const limits = { signal: signal ?? new AbortController().signal };
        checkListening(await listen(symbol, limits), symbol, name, connection.client);
        this.#open.add(symbol);
        this.#feed.start();
        return 'ack';
      },
      close: async () => {
        this.#open.delete(symbol);
        this.#forget(symbol);
        if (this.#open.size === 0) this.#feed.stop();
        await cancel(symbol, { signal: new AbortController().signal, timeoutMs });
      },
    };
  }

  #forget(symbol: string): void {
    this.#latest.delete(symbol);
    this.#options.forget(symbol);
  }

  #take(rows: readonly R[], source: RecordSource): void {
    const bySymbol = new Map<string, R[]>();
    for (const row of rows) {
      // What was cancelled a moment ago may still come once.
      if (!this.#open.has(row.symbol)) continue;
      const same = bySymbol.get(row.symbol);
      if (same) same.push(row);
      else bySymbol.set(row.symbol, [row]);
    }
    this.#options.connection.each([...bySymbol], ([symbol, own]) =>
      this.publish(symbol, this.#options.map(symbol, own, source)),
    );
  }
}

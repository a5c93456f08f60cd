import { isTransportError } from '../../errors';
import { sanitizeCause } from '../../errors/sanitize';
import type { RecordSource } from '../../model';
import type { TopicDriver, TopicListener, TopicRegistry } from '../../streaming/topics/topics';
import { sleep } from '../../transport/sleep';
import type { Call } from '../calls';
import { type Subscriber, Subscribers } from '../channels/subscribers';
import type { SubscriptionSource } from '../channels/subscription-hub';
import { PolledChannel, type PolledChannelOptions, type PollRound } from './polled-channel';
import type { PollLimits } from './polled-connection';
import { RequestBatcher } from './request-batcher';

/** Polls that a read waits for until a symbol that was just subscribed has its first record. */
const MOST_POLLS = 6;

/** Pause between them, in ms. */
const POLL_PAUSE_MS = 100;

const NOBODY: TopicListener = { failed: () => {}, recovered: () => {} };

/** Anything of one symbol. */
export interface OfSymbol {
  readonly symbol: string;
}

export interface PolledSymbolOptions<S extends OfSymbol, R extends OfSymbol, T>
  extends Omit<PolledChannelOptions<R>, 'poll' | 'take' | 'isIdle'> {
  readonly topics: TopicRegistry;
  /**
   * How the venue is asked to serve a symbol. Absent: its first answer for a symbol opens it, and is given to whoever
   * subscribes later.
   */
  readonly listen?: {
    open(symbol: string, limits: Pick<PollLimits, 'signal'>): Promise<void>;
    close(symbol: string, limits: Pick<PollLimits, 'signal' | 'timeoutMs'>): Promise<void>;
  };
  /** Whether each symbol is a request of its own, which may fail by itself. @defaultValue false */
  readonly separate?: boolean;
  /** Whether records missed while there was no connection are read behind it. @defaultValue false */
  readonly resumes?: boolean;
  /** Asks the venue for what is new of these; where it listens, for what is new of all that it listens to. */
  poll(targets: readonly S[], limits: PollLimits): Promise<readonly R[]>;
  /** The records that a symbol's rows of one poll make: those that are new. */
  map(target: S, rows: readonly R[], source: RecordSource): readonly T[];
  /** A symbol is not polled any more: what is remembered of it is outdated from now on. */
  forget(symbol: string): void;
}

interface PolledSymbol<S, T> {
  readonly target: S;
  latest: T | undefined;
  /** The connection was lost, and it has not been opened since. */
  isInterrupted: boolean;
  /** Whether its own request of the last poll failed. */
  hasFailed: boolean;
  /** Whether its subscribers know that it fails while others do not. */
  isReported: boolean;
}

/** A channel whose symbols are polled together: who is subscribed to which symbol, and the last record of each. */
export class PolledSymbolChannel<S extends OfSymbol, R extends OfSymbol, T> {
  readonly channel: PolledChannel<R>;
  readonly #options: PolledSymbolOptions<S, R, T>;
  readonly #subscribers = new Map<string, Subscribers<T>>();
  readonly #states = new Map<string, PolledSymbol<S, T>>();
  readonly #openings: RequestBatcher<S, readonly R[]>;

  constructor(options: PolledSymbolOptions<S, R, T>) {
    this.#options = options;
    this.channel = new PolledChannel<R>({
      ...options,
      isIdle: () => this.symbols.length === 0,
      poll: (limits, round) => this.#poll(limits, round),
      take: (rows, source) => this.#take(rows, source),
    });
    const { timeoutMs } = options;
    this.#openings = new RequestBatcher((targets, signal) =>
      options.poll(targets, { signal, timeoutMs, priority: 'control' }),
    );
  }

  /** The symbols that are polled. */
  get symbols(): readonly string[] {
    return this.#open().map(({ target }) => target.symbol);
  }

  /** Whether every symbol that was polled before the connection was lost has been read since. */
  get isResumed(): boolean {
    return ![...this.#states.values()].some(({ isInterrupted }) => isInterrupted);
  }

  /** How a subscription is fed. */
  source(targets: readonly S[], signal: AbortSignal): SubscriptionSource<T> {
    const { listen, topics } = this.#options;
    const symbols = targets.map(({ symbol }) => symbol);
    return this.channel.watched({
      confirmedBy: listen ? 'ack' : 'firstData',
      attach: (subscription) => {
        for (const symbol of symbols) this.#attach(symbol, subscription);
        return () => {
          for (const symbol of symbols) this.#detach(symbol, subscription);
        };
      },
      join: (listener) =>
        targets.map((target) => topics.join(this.#driver(target), undefined, listener, signal)),
    });
  }

  /**
   * The last record of each symbol, as of a poll that began after the call. A symbol that nobody subscribes to is opened
   * for as long as that takes.
   */
  async read(targets: readonly S[], call: Call): Promise<ReadonlyMap<string, T>> {
    const { topics, connection } = this.#options;
    const joins = await Promise.allSettled(
      targets.map((target) => topics.join(this.#driver(target), undefined, NOBODY, call.signal)),
    );
    const latest = (symbol: string): T | undefined => this.#states.get(symbol)?.latest;
    try {
      for (const join of joins) if (join.status === 'rejected') throw join.reason;
      for (let polls = 1; ; polls += 1) {
        await this.channel.refresh(call.signal);
        if (polls === MOST_POLLS || targets.every(({ symbol }) => latest(symbol) !== undefined)) break;
        await sleep(connection.clock, POLL_PAUSE_MS, call.signal);
      }
      const found = new Map<string, T>();
      for (const { symbol } of targets) {
        const record = latest(symbol);
        if (record !== undefined) found.set(symbol, record);
      }
      return found;
    } finally {
      await Promise.all(joins.map((join) => (join.status === 'fulfilled' ? join.value.leave() : undefined)));
    }
  }

  /** Emits records of a symbol, also such as did not come by a poll. */
  publish(symbol: string, records: readonly T[]): void {
    const state = this.#states.get(symbol);
    for (const record of records) {
      if (state) state.latest = record;
      this.#subscribers.get(symbol)?.push(record);
    }
  }

  /** Asks for the present state of every symbol, with which a new listening begins. */
  async relisten(signal: AbortSignal): Promise<void> {
    const { listen, timeoutMs } = this.#options;
    for (const symbol of this.symbols) {
      await listen?.close(symbol, { signal, timeoutMs });
      await listen?.open(symbol, { signal });
    }
    this.channel.poke();
  }

  /** The connection is gone. */
  lose(): void {
    for (const [symbol, state] of this.#states) {
      if (!this.#options.resumes) this.#options.forget(symbol);
      Object.assign(state, { isInterrupted: true, latest: undefined, hasFailed: false, isReported: false });
      this.#subscribers.get(symbol)?.recover(symbol);
    }
    // The venue remembers nothing of them either.
    if (this.#options.listen) this.#states.clear();
  }

  #attach(symbol: string, subscription: Subscriber<T>): void {
    const state = this.#states.get(symbol);
    const subscribers = this.#subscribers.get(symbol) ?? new Subscribers<T>();
    if (state?.isReported) subscribers.markStale(symbol);
    this.#subscribers.set(symbol, subscribers);
    subscribers.add(subscription);
    // It is not asked for again before the next poll.
    if (!this.#options.listen && state?.latest !== undefined) subscription.push(state.latest);
  }

  #detach(symbol: string, subscription: Subscriber<T>): void {
    const subscribers = this.#subscribers.get(symbol);
    subscribers?.remove(subscription);
    if (subscribers && subscribers.subscribers.length > 0) return;
    this.#subscribers.delete(symbol);
    // A topic that is left while there is no connection is never closed.
    if (this.#states.get(symbol)?.isInterrupted) this.#forget(symbol);
  }

  #open(): PolledSymbol<S, T>[] {
    return [...this.#states.values()].filter(({ isInterrupted }) => !isInterrupted);
  }

  #driver(target: S): TopicDriver<undefined> {
    const { symbol } = target;
    return {
      key: `${this.#options.name}:${symbol}`,
      merge: () => undefined,
      equal: () => true,
      open: async (_params, signal = new AbortController().signal) => {
        const { listen } = this.#options;
        if (!listen) return this.#openByData(target, signal);
        await listen.open(symbol, { signal });
        this.#add(target);
        this.channel.start();
        return 'ack';
      },
      close: async () => {
        const { listen, timeoutMs } = this.#options;
        this.#forget(symbol);
        await listen?.close(symbol, { signal: new AbortController().signal, timeoutMs });
      },
    };
  }

  async #openByData(target: S, signal: AbortSignal): Promise<'firstData'> {
    const { symbol } = target;
    const isAgain = this.#states.get(symbol)?.isInterrupted === true;
    // A poll that was under way when the last one left may have remembered something after that.
    if (!isAgain) this.#forget(symbol);
    const { poll, separate, timeoutMs } = this.#options;
    const rows = separate
      ? await poll([target], { signal, timeoutMs, priority: 'control' })
      : await this.#openings.ask(target, signal);
    const own = rows.filter((row) => row.symbol === symbol);
    this.#add(target);
    this.publish(symbol, this.#options.map(target, own, isAgain ? 'reconcile' : 'stream'));
    return 'firstData';
  }

  #add(target: S): void {
    this.#states.set(target.symbol, {
      target,
      latest: undefined,
      isInterrupted: false,
      hasFailed: false,
      isReported: false,
    });
  }

  #forget(symbol: string): void {
    this.#states.delete(symbol);
    this.#options.forget(symbol);
    this.#subscribers.get(symbol)?.recover(symbol);
  }

  /** Rows of what was opened or left meanwhile are nobody's. */
  async #poll(limits: PollLimits, round: PollRound): Promise<readonly R[]> {
    const { listen, poll, separate } = this.#options;
    const asked = this.#open().filter(({ hasFailed }) => !(separate && round.isRetry) || hasFailed);
    const rows = separate
      ? await this.#pollEach(asked, limits, round)
      : await poll(
          asked.map(({ target }) => target),
          limits,
        );
    const states = new Set<unknown>(asked);
    return listen ? rows : rows.filter(({ symbol }) => states.has(this.#states.get(symbol)));
  }

  /** One that fails takes nothing from the others. @throws what a request failed with, where all failed */
  async #pollEach(
    asked: readonly PolledSymbol<S, T>[],
    limits: PollLimits,
    round: PollRound,
  ): Promise<readonly R[]> {
    const open = this.symbols.length;
    const answers = await Promise.allSettled(asked.map(({ target }) => this.#options.poll([target], limits)));
    // Of a connection that is gone nothing is marked.
    if (limits.signal.aborted) return [];
    const failures = answers.map((answer) =>
      answer.status === 'rejected' ? sanitizeCause(answer.reason) : undefined,
    );
    const failed = failures.filter((failure) => failure !== undefined);
    for (const [index, state] of asked.entries()) state.hasFailed = failures[index] !== undefined;
    // What the venue refused now it refuses in a moment too: the other failures decide when to ask again.
    const failure = failed.find(isTransportError) ?? failed[0];
    round.isAnswered = failed.length < asked.length;
    round.incomplete = failure;
    if (failure && failed.length === open) throw failure;
    for (const [index, state] of asked.entries()) this.#mark(state, failures[index]);
    return answers.flatMap((answer) => (answer.status === 'fulfilled' ? answer.value : []));
  }

  #mark(state: PolledSymbol<S, T>, error: Error | undefined): void {
    const { symbol } = state.target;
    const { connection, name } = this.#options;
    // Left meanwhile.
    if (this.#states.get(symbol) !== state) return;
    const subscribers = this.#subscribers.get(symbol);
    if (error === undefined) subscribers?.recover(symbol);
    else {
      const text = `The ${name} of ${symbol} could not be polled: ${error.message}`;
      if (!state.isReported) connection.report('pollFailed', text, error);
      subscribers?.markStale(symbol, error);
    }
    state.isReported = error !== undefined;
  }

  /** Takes the rows of each symbol by themselves: those that cannot be read hinder no other and are one warning. */
  #take(rows: readonly R[], source: RecordSource): void {
    let unreadable = 0;
    let first: unknown;
    for (const [symbol, own] of rowsBySymbol(rows)) {
      const state = this.#states.get(symbol);
      // What was left a moment ago may still come once.
      if (!state || state.isInterrupted) continue;
      try {
        this.publish(symbol, this.#options.map(state.target, own, source));
      } catch (error) {
        first ??= error;
        unreadable += 1;
      }
    }
    if (unreadable === 0) return;
    const which = unreadable === 1 ? 'a symbol' : `${unreadable} symbols`;
    const { connection, name } = this.#options;
    connection.report('unreadable', `The ${name} of ${which} could not be read`, first);
  }
}

function rowsBySymbol<R extends OfSymbol>(rows: readonly R[]): Map<string, R[]> {
  const bySymbol = new Map<string, R[]>();
  for (const row of rows) {
    const same = bySymbol.get(row.symbol);
    if (same) same.push(row);
    else bySymbol.set(row.symbol, [row]);
  }
  return bySymbol;
}

import { isTransportError } from '../../errors';
import { sanitizeCause } from '../../errors/sanitize';
import type { RecordSource } from '../../model';
import type { TopicListener, TopicRegistry } from '../../streaming/topics/topics';
import { sleep } from '../../transport/sleep';
import type { Call } from '../calls';
import type { Subscriber } from '../channels/subscribers';
import type { SubscriptionSource } from '../channels/subscription-hub';
import { SymbolChannel } from '../channels/symbol-channel';
import { SymbolState } from '../channels/symbol-state';
import { PolledChannel, type PolledChannelOptions, type PollRound } from './polled-channel';
import type { PollLimits } from './polled-connection';
import { RequestBatcher } from './request-batcher';
import { Turns } from './turns';

/** Polls that a read waits for until a symbol that was just subscribed has its first record. */
const MOST_POLLS = 6;

/** Pause between them, in ms. */
const POLL_PAUSE_MS = 100;

/**
 * Symbols that are opened or left at once. The time that a request may take begins with its turn: of a thousand that were
 * asked for together, most would be given up while they wait for the venue's pace.
 */
const OPENED_AT_ONCE = 10;

const ignore = (): void => {};

/** A reader that keeps symbols open for as long as it reads, and looks at the last record of each. */
const READER: Subscriber<unknown> & TopicListener = {
  channel: 'quotes',
  push: ignore,
  gap: ignore,
  resynced: ignore,
  markStale: ignore,
  recover: ignore,
  report: ignore,
  fail: ignore,
  failed: ignore,
  recovered: ignore,
};

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

class PolledState<S extends OfSymbol, T> extends SymbolState<T> {
  readonly target: S;
  latest: T | undefined;
  /** Whether it is polled. */
  isOpen = false;
  /** The connection was lost, and it has not been opened since. */
  isInterrupted = false;
  /** Whether its own request of the last poll failed. */
  hasFailed = false;

  constructor(target: S) {
    super(target.symbol);
    this.target = target;
  }
}

/** A channel whose symbols are polled together: who is subscribed to which symbol, and the last record of each. */
export class PolledSymbolChannel<S extends OfSymbol, R extends OfSymbol, T> {
  readonly channel: PolledChannel<R>;
  readonly #options: PolledSymbolOptions<S, R, T>;
  readonly #targets = new Map<string, S>();
  readonly #symbols: SymbolChannel<T, PolledState<S, T>>;
  readonly #openings: RequestBatcher<S, readonly R[]>;
  readonly #turns = new Turns(OPENED_AT_ONCE);

  constructor(options: PolledSymbolOptions<S, R, T>) {
    this.#options = options;
    this.channel = new PolledChannel<R>({
      ...options,
      isIdle: () => this.symbols.length === 0,
      poll: (limits, round) => this.#poll(limits, round),
      take: (rows, source) => this.#take(rows, source),
    });
    const { connection, listen, name, timeoutMs, topics } = options;
    const { signal: never } = new AbortController();
    const context = { clock: connection.clock, topics };
    this.#symbols = new SymbolChannel<T, PolledState<S, T>>(context, {
      name,
      confirmedBy: listen ? 'ack' : 'firstData',
      create: (symbol) => new PolledState(this.#targets.get(symbol) as S),
      open: (symbol, _params, signal = never) =>
        listen
          ? this.#turns.run(signal, () => listen.open(symbol, { signal }))
          : this.#openByData(symbol, signal),
      close: async (symbol, signal = never) =>
        listen && this.#turns.run(signal, () => listen.close(symbol, { signal, timeoutMs })),
      opened: (state) => this.#opened(state),
      // Its topic was open before it came, for others who have left since.
      joined: ({ isOpen, key }) => void (isOpen || this.#symbols.renew(key)),
      // It is not asked for again before the next poll.
      latest: ({ latest }) => (listen ? undefined : latest),
      lost: (state) => this.#lost(state),
      left: ({ key }) => {
        this.#targets.delete(key);
        options.forget(key);
      },
    });
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
    return !this.#symbols.states.some(({ isInterrupted }) => isInterrupted);
  }

  /** How a subscription is fed. */
  source(targets: readonly S[], signal: AbortSignal): SubscriptionSource<T> {
    return this.channel.watched(this.#source(targets, signal));
  }

  /**
   * The last record of each symbol, as of a poll that began after the call. A symbol that nobody subscribes to is opened
   * for as long as that takes.
   */
  async read(targets: readonly S[], call: Call): Promise<ReadonlyMap<string, T>> {
    const source = this.#source(targets, call.signal);
    const detach = source.attach(READER);
    const joins = await Promise.allSettled(source.join?.(READER) ?? []);
    const latest = (symbol: string): T | undefined => this.#symbols.get(symbol)?.latest;
    try {
      for (const join of joins) if (join.status === 'rejected') throw join.reason;
      for (let polls = 1; ; polls += 1) {
        await this.channel.refresh(call.signal);
        if (polls === MOST_POLLS || targets.every(({ symbol }) => latest(symbol) !== undefined)) break;
        await sleep(this.#options.connection.clock, POLL_PAUSE_MS, call.signal);
      }
      const found = new Map<string, T>();
      for (const { symbol } of targets) {
        const record = latest(symbol);
        if (record !== undefined) found.set(symbol, record);
      }
      return found;
    } finally {
      detach();
      await Promise.all(joins.map((join) => (join.status === 'fulfilled' ? join.value.leave() : undefined)));
    }
  }

  /** Emits records of a symbol, also such as did not come by a poll. */
  publish(symbol: string, records: readonly T[]): void {
    const state = this.#symbols.get(symbol);
    if (state === undefined) return;
    for (const record of records) {
      state.latest = record;
      state.push(record);
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
    this.#symbols.reset();
  }

  #source(targets: readonly S[], signal: AbortSignal): SubscriptionSource<T> {
    const symbols = targets.map(({ symbol }) => symbol);
    const source = this.#symbols.source(symbols, undefined, signal);
    return {
      ...source,
      attach: (subscriber) => {
        for (const target of targets) this.#targets.set(target.symbol, target);
        return source.attach(subscriber);
      },
    };
  }

  #open(): PolledState<S, T>[] {
    return this.#symbols.states.filter(({ isOpen }) => isOpen);
  }

  async #openByData(symbol: string, signal: AbortSignal): Promise<void> {
    const { forget, map, poll, separate, timeoutMs } = this.#options;
    const state = this.#symbols.get(symbol);
    // Everybody has left.
    if (state === undefined) return;
    const { isInterrupted, target } = state;
    // A poll that was under way when the last one left may have remembered something after that.
    if (!isInterrupted) forget(symbol);
    const rows = separate
      ? await this.#turns.run(signal, () => poll([target], { signal, timeoutMs, priority: 'control' }))
      : await this.#openings.ask(target, signal);
    const own = rows.filter((row) => row.symbol === symbol);
    this.publish(symbol, map(target, own, isInterrupted ? 'reconcile' : 'stream'));
  }

  #opened(state: PolledState<S, T>): void {
    state.isOpen = true;
    state.isInterrupted = false;
    if (this.#options.listen) this.channel.start();
  }

  #lost(state: PolledState<S, T>): void {
    const { forget, listen, resumes } = this.#options;
    if (!resumes) forget(state.key);
    // Where the venue listens it remembers nothing of it either.
    state.isInterrupted ||= state.isOpen && !listen;
    Object.assign(state, { isOpen: false, latest: undefined, hasFailed: false });
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
    return listen ? rows : rows.filter(({ symbol }) => states.has(this.#symbols.get(symbol)));
  }

  /** One that fails takes nothing from the others. @throws what a request failed with, where all failed */
  async #pollEach(
    asked: readonly PolledState<S, T>[],
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

  #mark(state: PolledState<S, T>, error: Error | undefined): void {
    const { key: symbol } = state;
    const { connection, name } = this.#options;
    // Left meanwhile.
    if (this.#symbols.get(symbol) !== state) return;
    if (error === undefined) {
      state.recover(symbol);
      return;
    }
    const text = `The ${name} of ${symbol} could not be polled: ${error.message}`;
    if (!state.isMarked(symbol)) connection.report('pollFailed', text, error);
    state.markStale(symbol, error);
  }

  /** Takes the rows of each symbol by themselves: those that cannot be read hinder no other and are one warning. */
  #take(rows: readonly R[], source: RecordSource): void {
    let unreadable = 0;
    let first: unknown;
    for (const [symbol, own] of rowsBySymbol(rows)) {
      const state = this.#symbols.get(symbol);
      // What was left a moment ago may still come once.
      if (!state?.isOpen) continue;
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

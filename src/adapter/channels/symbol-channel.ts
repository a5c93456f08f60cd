import type { SubscriptionConfirmation } from '../../broker';
import type { Clock } from '../../core/clock';
import { isVenueError } from '../../errors';
import type { TopicDriver, TopicListener, TopicRegistry, TopicShare } from '../../streaming/topics/topics';
import type { SilenceProbe, SilenceWatch, WatchedChannel } from './silence-watch';
import type { Subscriber } from './subscribers';
import type { SubscriptionSource } from './subscription-hub';
import type { SymbolState } from './symbol-state';

/** What the channels of a broker share. */
export interface ChannelContext {
  readonly clock: Clock;
  readonly topics: TopicRegistry;
  /** Finds silent symbols; without it nobody does. */
  readonly silence?: SilenceWatch | undefined;
}

/** What a venue gives for a channel of pushed records. */
export interface SymbolChannelOptions<T, S extends SymbolState<T>, P> {
  /** Tells its topics apart from those of other channels. */
  readonly name: string;
  readonly confirmedBy: SubscriptionConfirmation;
  /** A new state, for a symbol that somebody begins to listen to. */
  create(key: string): S;
  /** The parameters that serve all of these. @defaultValue the first */
  merge?(params: readonly P[]): P;
  /** @defaultValue all are equal */
  equal?(a: P, b: P): boolean;
  /** Subscribes at the venue, where it is not subscribed. */
  open(key: string, params: P, signal: AbortSignal | undefined): Promise<void>;
  /** Ends the subscription at the venue. */
  close(key: string, signal?: AbortSignal): Promise<void>;
  /** The venue is about to be asked: what came before is not joined with what follows. */
  opening?(state: S): void;
  /** The venue serves the symbol; the topic counts as open when this is done. */
  opened?(state: S): void | Promise<void>;
  /** One has joined the topic, whoever opened it. */
  joined?(state: S): void;
  /** What one that joins a symbol gets at once, so that it need not wait for the next change. */
  latest?(state: S): T | undefined;
  /** The connection is gone. */
  lost?(state: S): void;
  /** The last one has left: ends timers. */
  left?(state: S): void;
  readonly probe?: SilenceProbe<S> | undefined;
  /** How much longer than others a symbol with these parameters may be silent, in ms. @defaultValue 0 */
  slackMs?(params: P): number;
  /** A silent symbol lives again; its gap has been told. */
  revived?(state: S): void;
}

/**
 * A channel of records that the venue pushes, by symbol: shared by all who subscribe, opened again after a reconnect,
 * watched for silence, and forgotten with the last subscriber.
 */
export class SymbolChannel<T, S extends SymbolState<T>, P = undefined> {
  readonly #context: ChannelContext;
  readonly #options: SymbolChannelOptions<T, S, P>;
  readonly #states = new Map<string, S>();
  readonly #watched: WatchedChannel | undefined;
  /** Counts connections. */
  #connection = 0;

  constructor(context: ChannelContext, options: SymbolChannelOptions<T, S, P>) {
    this.#context = context;
    this.#options = options;
    const { name, probe } = options;
    this.#watched = probe && {
      name,
      probe: probe as SilenceProbe<SymbolState<unknown>>,
      silent: (state) => {
        state.isSilent = true;
        state.markStale(this.topicOf(state.key));
        probe.silent?.(state as S);
      },
      renew: (state) => this.renew(state.key),
    };
  }

  /** What is known of a symbol that somebody listens to. Hot. */
  get(key: string): S | undefined {
    return this.#states.get(key);
  }

  /** All symbols that somebody listens to. */
  get states(): readonly S[] {
    return [...this.#states.values()];
  }

  /** Whether every topic that somebody listens to is open. */
  get isOpen(): boolean {
    return this.#context.topics.isWhole(`${this.#options.name}:`);
  }

  /** The topic of a symbol, which is also the mark of its silence. */
  topicOf(key: string): string {
    return `${this.#options.name}:${key}`;
  }

  /** How a subscription of these symbols is fed. */
  source(keys: readonly string[], params: P, signal: AbortSignal): SubscriptionSource<T> {
    return {
      confirmedBy: this.#options.confirmedBy,
      attach: (subscription) => {
        for (const key of keys) this.#add(key, subscription);
        return () => {
          for (const key of keys) this.#remove(key, subscription);
        };
      },
      join: (listener) => keys.map((key) => this.#join(key, params, listener, signal)),
    };
  }

  /** Subscribes a symbol anew with the parameters it has. */
  renew(key: string): void {
    void this.#context.topics.renew(this.topicOf(key));
  }

  /** A frame came on a silent symbol. Hot paths ask `isSilent` first. */
  revive(state: S): void {
    state.isSilent = false;
    const { clock, silence } = this.#context;
    const { name, revived } = this.#options;
    state.gap(`The stream ${name} of ${state.key} was silent`, silence?.recovered(state), clock.now());
    revived?.(state);
    state.recover(this.topicOf(state.key));
  }

  /** The connection is gone: nothing that came before may be joined with what follows. */
  reset(): void {
    this.#connection += 1;
    for (const state of this.#states.values()) {
      state.clearMarks();
      this.#options.lost?.(state);
    }
  }

  #add(key: string, subscriber: Subscriber<T>): void {
    const known = this.#states.get(key);
    const state = known ?? this.#options.create(key);
    if (known === undefined) this.#states.set(key, state);
    state.add(subscriber);
    const latest = this.#options.latest?.(state);
    if (latest !== undefined) subscriber.push(latest);
  }

  #remove(key: string, subscriber: Subscriber<T>): void {
    const state = this.#states.get(key);
    if (state === undefined) return;
    state.remove(subscriber);
    if (state.subscribers.length > 0) return;
    this.#states.delete(key);
    this.#context.silence?.drop(state);
    this.#options.left?.(state);
  }

  async #join(key: string, params: P, listener: TopicListener, signal: AbortSignal): Promise<TopicShare> {
    const share = await this.#context.topics.join(this.#driver(key), params, listener, signal);
    this.#with(key, this.#options.joined);
    return share;
  }

  #driver(key: string): TopicDriver<P> {
    const { open, close, merge, equal, confirmedBy } = this.#options;
    /** The connection on which it may be subscribed. */
    let openOn: number | undefined;
    return {
      key: this.topicOf(key),
      merge: (params) => (merge === undefined ? (params[0] as P) : merge(params)),
      equal: (a, b) => equal === undefined || equal(a, b),
      open: async (params, signal) => {
        const connection = this.#connection;
        // A second subscription of the same is not known to change the first, and brings no snapshot.
        if (openOn === connection) await close(key, signal);
        this.#with(key, this.#options.opening);
        openOn = connection;
        try {
          await open(key, params, signal);
        } catch (error) {
          if (isVenueError(error)) openOn = undefined;
          throw error;
        }
        const state = this.#states.get(key);
        if (state !== undefined) await this.#opened(state, params);
        return confirmedBy;
      },
      close: () => {
        openOn = undefined;
        return close(key);
      },
    };
  }

  async #opened(state: S, params: P): Promise<void> {
    const { opened, slackMs } = this.#options;
    if (this.#watched) this.#context.silence?.opened(this.#watched, state, slackMs?.(params));
    await opened?.(state);
  }

  #with(key: string, run: ((state: S) => void) | undefined): void {
    const state = this.#states.get(key);
    if (state !== undefined) run?.(state);
  }
}

/** A subscription that is fed by several channels at once. */
export function joinSources<T>(sources: readonly SubscriptionSource<T>[]): SubscriptionSource<T> {
  return {
    confirmedBy: sources[0]?.confirmedBy ?? 'sent',
    attach: (subscription) => {
      const leave = sources.map((source) => source.attach(subscription));
      return () => {
        for (const each of leave) each();
      };
    },
    join: (listener) => sources.flatMap((source) => source.join?.(listener) ?? []),
  };
}

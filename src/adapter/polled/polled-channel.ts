import { Deferred } from '../../core/deferred';
import { isProtocolError, NotConnectedError } from '../../errors';
import { sanitizeCause } from '../../errors/sanitize';
import type { RecordSource } from '../../model';
import { raceAbort } from '../../transport/deadline';
import { Subscribers } from '../channels/subscribers';
import type { SubscriptionSource } from '../channels/subscription-hub';
import type { PollGroup, PollMember, PollOutcome } from './poll-group';
import type { PolledConnection, PollLimits } from './polled-connection';

/** The mark of a failure of the whole channel. */
const WHOLE = '';

/** One poll, for those that consist of several requests. */
export interface PollRound {
  /** Whether only what failed the last time is to be asked for. */
  readonly isRetry: boolean;
  /** To be set where a part of the poll failed: that part is asked for again before the rest. */
  incomplete?: Error | undefined;
  /** To be set where nothing was answered although the poll did not fail as a whole. @defaultValue true */
  isAnswered?: boolean;
}

/** What channels of a venue have in common. */
export interface Polled {
  readonly connection: PolledConnection;
  /** The loop that polls the channel. */
  readonly group: PollGroup;
  /** How long one request may take, in ms. */
  readonly timeoutMs: number;
}

export interface PolledChannelOptions<R> extends Polled {
  /** For messages: `orders`, `quotes`. */
  readonly name: string;
  poll(limits: PollLimits, round: PollRound): Promise<readonly R[]>;
  /** Takes what a poll brought, in order. */
  take(rows: readonly R[], source: RecordSource): void;
  /** Whether there is nothing to poll for. @defaultValue never */
  isIdle?(): boolean;
  /**
   * Whether a poll that failed so may have taken records with it that the venue hands out once.
   * @defaultValue none does: the next poll brings what the last one would have brought
   */
  mayHaveConsumed?(error: unknown): boolean;
  /**
   * A poll has worked after one that may have consumed records. Called before its rows are taken.
   * @param from - when the last poll before worked, UTC epoch ms
   */
  recovered?(from: number | undefined): void;
}

/**
 * What a venue is polled for: one loop polls it, and everybody else reads what the loop has seen. A second reader would
 * take records away from the first where the venue hands out each of them once.
 */
export class PolledChannel<R> implements PollMember {
  /** All subscriptions of the channel: stale while polls of it fail as a whole. */
  readonly subscribers = new Subscribers<never>();
  readonly #options: PolledChannelOptions<R>;
  /** Those who wait for a poll that has begun, and for the next: one under way when they came may miss what it is about. */
  #waiting: Deferred<void>[] = [];
  #next = new Deferred<void>();
  #failure: Error | undefined;
  #isLost = false;
  /** When the last poll worked, UTC epoch ms. */
  #worked: number | undefined;

  constructor(options: PolledChannelOptions<R>) {
    this.#options = options;
    options.group.add(this);
  }

  get isIdle(): boolean {
    return this.#options.isIdle?.() ?? false;
  }

  get hasFailed(): boolean {
    return this.#failure !== undefined;
  }

  /** Polls at once and goes on; where it runs already, it polls as soon as it can. */
  start(): void {
    this.#options.group.start();
  }

  /** Polls as soon as possible; does nothing while the channel is not polled. */
  poke(): void {
    this.#options.group.poke();
  }

  /**
   * Resolves when a poll that began after this call has been taken.
   * @throws the error of that poll; NotConnectedError when the channel is not polled
   */
  async refresh(signal: AbortSignal): Promise<void> {
    const { group, name, connection } = this.#options;
    const { venue } = connection;
    if (!group.isRunning) throw new NotConnectedError(`The ${name} are not polled`, { venue });
    const { promise } = this.#next;
    group.poke();
    await raceAbort(promise, signal);
  }

  /** Polls once while the loop does not run, as part of making a connection. */
  async once(signal: AbortSignal, source: RecordSource): Promise<readonly R[]> {
    const { poll, take, connection } = this.#options;
    const rows = await poll(this.#limits(signal), { isRetry: false });
    this.#worked = connection.now();
    take(rows, source);
    return rows;
  }

  /** The source of a subscription, whose state follows the channel from now on. */
  watched<T>(source: SubscriptionSource<T>): SubscriptionSource<T> {
    return {
      ...source,
      attach: (subscription) => {
        const leave = this.subscribers.attach(subscription);
        const detach = source.attach(subscription);
        return () => {
          leave();
          detach();
        };
      },
    };
  }

  async poll(signal: AbortSignal, isRetry: boolean): Promise<PollOutcome> {
    this.#waiting.push(this.#next);
    this.#next = new Deferred();
    const round: PollRound = { isRetry };
    try {
      const rows = await this.#options.poll(this.#limits(signal), round);
      return {
        answered: round.isAnswered ?? true,
        isDown: false,
        error: round.incomplete,
        settle: () => this.#answered(rows, round.incomplete),
        mark: () => this.subscribers.recover(WHOLE),
      };
    } catch (thrown) {
      const failure = sanitizeCause(thrown);
      return {
        answered: false,
        isDown: true,
        error: thrown instanceof Error ? thrown : failure,
        settle: () => this.#failed(thrown, failure),
        mark: () => this.subscribers.markStale(WHOLE, failure),
      };
    }
  }

  /** Those who wait get an error. What a poll in hand takes with it is for the next connection to make up. */
  stopped(): void {
    this.#isLost = false;
    this.#failure = undefined;
    this.subscribers.recover(WHOLE);
    const { venue } = this.#options.connection;
    const error = new NotConnectedError('The connection was lost', { venue });
    for (const waiting of [...this.#waiting.splice(0), this.#next]) waiting.reject(error);
    this.#next = new Deferred();
  }

  #limits(signal: AbortSignal): PollLimits {
    return { signal, timeoutMs: this.#options.timeoutMs, priority: 'control' };
  }

  #answered(rows: readonly R[], incomplete: Error | undefined): void {
    const { connection, recovered, take } = this.#options;
    const from = this.#worked;
    this.#worked = connection.now();
    this.#failure = incomplete;
    if (this.#isLost) {
      this.#isLost = false;
      recovered?.(from);
    }
    take(rows, 'stream');
    for (const waiting of this.#waiting.splice(0)) waiting.resolve();
  }

  #failed(thrown: unknown, failure: Error): void {
    const { connection, mayHaveConsumed, name } = this.#options;
    if (mayHaveConsumed?.(thrown)) this.#isLost = true;
    // A value that cannot be is the venue's mistake and is reported each time.
    const isValue = isProtocolError(failure) && failure.path !== undefined;
    if (isValue || this.#failure === undefined)
      connection.report('pollFailed', `The ${name} could not be polled: ${failure.message}`, failure);
    this.#failure = failure;
    for (const waiting of this.#waiting.splice(0)) waiting.reject(failure);
  }
}

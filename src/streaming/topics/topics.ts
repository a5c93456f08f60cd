import { type Clock, systemClock } from '../../core/clock';
import { type Logger, silentLogger } from '../../core/logger';
import { AbortedError, ClosedError, ConnectionError } from '../../errors';
import { Redactor } from '../../errors/redact';
import { onAbort } from '../../transport/abort-listeners';
import { abortReason } from '../../transport/deadline';
import { Topic, type TopicContext } from './topic';
import type { TopicDriver, TopicListener, TopicShare } from './topic-driver';

export type { TopicDriver, TopicListener, TopicShare } from './topic-driver';

/** How many topics are opened at once after a reconnect. */
const RESTORE_AT_ONCE = 16;

/**
 * Shares what the venue subscribes among those who asked for it.
 *
 * Each topic does one thing at a time: it opens with the first to join, widens when a later one needs more, narrows
 * when that one leaves, and closes with the last. A join that fails or is aborted takes nothing from the others.
 */
export class TopicRegistry {
  readonly #topics = new Map<string, Topic>();
  readonly #context: TopicContext;
  #connection = 0;
  #lost = false;
  #closed: Error | undefined;

  /** @param options - `redactor` knows what errors of drivers must not show */
  constructor(
    options: {
      readonly clock?: Clock | undefined;
      readonly logger?: Logger | undefined;
      readonly redactor?: Redactor | undefined;
    } = {},
  ) {
    this.#context = {
      clock: options.clock ?? systemClock,
      logger: options.logger ?? silentLogger,
      redactor: options.redactor ?? new Redactor(),
      connection: () => this.#connection,
      isLost: () => this.#lost,
      onEmpty: (topic) => {
        if (this.#topics.get(topic.key) === topic) this.#topics.delete(topic.key);
      },
    };
  }

  /** Whether joins wait for {@link restore}. */
  get isLost(): boolean {
    return this.#lost;
  }

  /** How many topics somebody has joined or is joining. */
  get topics(): number {
    return this.#topics.size;
  }

  /**
   * Resolves when the venue serves these parameters too.
   * @throws AbortedError when the signal ends the wait; ClosedError when the registry is closed
   */
  async join<P>(
    driver: TopicDriver<P>,
    params: P,
    listener: TopicListener,
    signal?: AbortSignal,
  ): Promise<TopicShare> {
    if (this.#closed) throw this.#closed;
    if (signal?.aborted) throw abortReason(signal, 'subscribe');
    let topic = this.#topics.get(driver.key);
    if (!topic) {
      // The key guarantees that all who join a topic use the same kind of parameters.
      topic = new Topic(driver as TopicDriver<unknown>, this.#context);
      this.#topics.set(driver.key, topic);
    }
    return topic.join(params, listener, signal);
  }

  /**
   * The connection is gone, and what was open at the venue with it. Joins under way reject; later ones wait for
   * {@link restore}, which also opens again what has been joined.
   */
  lost(error: Error = new ConnectionError('The connection was lost', { failure: 'closed' })): void {
    this.#lost = true;
    this.#connection += 1;
    for (const topic of [...this.#topics.values()]) topic.lost(error);
  }

  /**
   * Opens every topic on a new connection. One that fails is reported to its listeners, does not stop the others, and is
   * tried again with growing pauses while the connection stands.
   * @throws AbortedError, or what the signal was aborted with, when the signal ends it
   */
  async restore(signal: AbortSignal): Promise<void> {
    if (signal.aborted) throw abortReason(signal, 'restore');
    // Commands that were sent before this, to a connection that nobody said was lost, are given again.
    if (!this.#lost) this.#connection += 1;
    this.#lost = false;
    for (const topic of this.#topics.values()) topic.abandon(new AbortedError('The connection was replaced'));
    const topics = [...this.#topics.values()];
    const release = onAbort(signal, () => {
      for (const topic of topics) topic.abandon(abortReason(signal, 'restore'));
    });
    const queue = topics.values();
    const work = async (): Promise<void> => {
      for (const topic of queue) {
        if (signal.aborted) return;
        await topic.restore();
      }
    };
    try {
      await Promise.all(Array.from({ length: RESTORE_AT_ONCE }, work));
    } finally {
      release();
    }
    if (signal.aborted) throw abortReason(signal, 'restore');
  }

  /** Whether every topic whose key begins so is open: what opening it reads has been read. */
  isWhole(prefix: string): boolean {
    return [...this.#topics.values()].every(({ key, isOpen }) => isOpen || !key.startsWith(prefix));
  }

  /** Subscribes an open topic again with the parameters it has: for a venue that has fallen silent on it. */
  async renew(key: string): Promise<void> {
    await this.#topics.get(key)?.renew();
  }

  /** Ends all waits and forgets all topics without telling the venue, whose connection is being closed. */
  close(error: Error = new ClosedError('The broker was closed')): void {
    this.#closed ??= error;
    const topics = [...this.#topics.values()];
    this.#topics.clear();
    for (const topic of topics) topic.end(error);
  }
}

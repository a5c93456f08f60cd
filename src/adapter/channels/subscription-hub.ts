import type {
  BrokerHealth,
  BrokerState,
  Channel,
  ChannelRecords,
  Gap,
  Resynced,
  SubscribeOptions,
  Subscription,
  SubscriptionConfirmation,
  SubscriptionState,
} from '../../broker';
import type { Clock } from '../../core/clock';
import type { Redactor } from '../../errors/redact';
import { present } from '../../model/map-context';
import { StreamSubscription } from '../../streaming/delivery/stream-subscription';
import { listenerText } from '../../streaming/safe-emitter';
import type { TopicListener, TopicShare } from '../../streaming/topics/topics';
import { abortReason } from '../../transport/deadline';
import type { Subscriber } from './subscribers';

/** How one subscription is fed. */
export interface SubscriptionSource<T> {
  readonly confirmedBy: SubscriptionConfirmation;
  /** Connects the subscription to its records, before the venue is asked; the result disconnects it. */
  attach(subscriber: Subscriber<T>): () => void;
  /** Joins the venue's topics; absent where the records come anyway. */
  join?(listener: TopicListener): readonly Promise<TopicShare>[];
  /** What of a record this subscriber gets, such as the levels it asked for. @defaultValue all of it */
  view?(record: T): T;
  /**
   * Joins records of a symbol that were read with those that come, so that nothing between them is missing.
   * @param read - in order of time
   * @returns what of them a new subscriber gets
   */
  adopt?(symbol: string, read: readonly T[]): readonly T[];
  /** Records that are given at the beginning at most: the buffer holds so many more. @defaultValue 0 */
  readonly backlog?: number;
}

interface Member {
  readonly channel: Channel;
  /** What does not depend on the record. */
  readonly subscription: Pick<
    StreamSubscription<never>,
    'buffered' | 'close' | 'dropped' | 'fail' | 'gap' | 'lastDataTime' | 'resynced' | 'setState' | 'state'
  >;
}

export interface HubOptions {
  readonly clock: Clock;
  readonly redactor: Redactor;
  report(code: string, message: string, error: unknown): void;
  /** A subscription has emitted a gap. */
  onGap(gap: Gap): void;
  /** A subscription that is read too slowly has lost so many records since the last time. */
  onDropped(channel: Channel, count: number): void;
  isFar(time: number): boolean;
  /** Judges the records of a channel before anybody gets them; undefined where all pass. */
  filterOf<C extends Channel>(
    channel: C,
  ): ((record: ChannelRecords[C]) => ChannelRecords[C] | undefined) | undefined;
}

/** All subscriptions of a broker: opens them, tells them how the connection is, and ends them. */
export class SubscriptionHub {
  readonly #options: HubOptions;
  readonly #members = new Set<Member>();
  #state: SubscriptionState = 'live';

  constructor(options: HubOptions) {
    this.#options = options;
  }

  /** Opens a subscription: it stands when every topic of it is joined, or not at all. */
  async open<C extends Channel>(
    channel: C,
    options: SubscribeOptions,
    plan: SubscriptionSource<ChannelRecords[C]>,
  ): Promise<Subscription<ChannelRecords[C]>> {
    type T = ChannelRecords[C];
    const { signal } = options;
    const { clock, filterOf, isFar, onDropped, onGap, redactor, report } = this.#options;
    // It may have been aborted while symbols were looked up.
    if (signal?.aborted) throw abortReason(signal, `subscribe:${channel}`);
    const shares: TopicShare[] = [];
    const filter = viewThenFilter(plan.view, filterOf(channel));
    let detach: (() => void) | undefined;
    const subscription: StreamSubscription<T> = new StreamSubscription<T>({
      channel,
      confirmedBy: plan.confirmedBy,
      bufferSize: options.bufferSize,
      backlog: plan.backlog,
      signal,
      isFar,
      filter,
      clock,
      redactor,
      onGap,
      onDropped: (count) => onDropped(channel, count),
      onClose: async () => {
        this.#members.delete(member);
        detach?.();
        await Promise.all(shares.splice(0).map((share) => share.leave()));
      },
      onListenerError: (event: string, error: unknown) =>
        report('listenerError', listenerText(`${channel} ${event}`, error), error),
      onUnheardError: (error: Error) => report('streamError', `The ${channel} stream failed`, error),
    });
    const member: Member = { channel, subscription };
    this.#members.add(member);
    detach = plan.attach(subscription);
    // `resyncing` ends all marks of before; a topic that fails on the next connection is marked then.
    const listener: TopicListener = {
      failed: (key, error) => {
        subscription.report(error);
        subscription.markStale(key);
      },
      recovered: (key) => subscription.recover(key),
    };
    const joins = await Promise.allSettled(plan.join?.(listener) ?? []);
    for (const join of joins) if (join.status === 'fulfilled') shares.push(join.value);
    const failed = joins.find((join) => join.status === 'rejected');
    if (failed) {
      await subscription.close();
      throw failed.reason;
    }
    // Closed by its signal while the topics were being joined: onClose ran before they were known.
    if (!this.#members.has(member)) await Promise.all(shares.splice(0).map((share) => share.leave()));
    else if (this.#state !== 'live') subscription.setState(this.#state);
    return subscription;
  }

  connectionState(state: BrokerState): void {
    const next = state === 'live' || state === 'stale' ? state : 'resyncing';
    if (next === this.#state) return;
    this.#state = next;
    for (const { subscription } of this.#members) subscription.setState(next);
  }

  /** Tells all that events may be missing, each with the time of its own last one. */
  gap(gap: Gap): void {
    for (const { channel, subscription } of this.#members) {
      const from = subscription.lastDataTime ?? gap.from;
      subscription.gap({ ...gap, channel, ...present({ from }) });
    }
  }

  resynced(result: Resynced): void {
    for (const { subscription } of this.#members) subscription.resynced(result);
  }

  fail(error: Error): void {
    for (const { subscription } of this.#members) subscription.fail(error);
  }

  async close(): Promise<void> {
    await Promise.all([...this.#members].map(({ subscription }) => subscription.close()));
  }

  health(): BrokerHealth['subscriptions'] {
    return [...this.#members].map(({ channel, subscription }) => ({
      channel,
      state: subscription.state,
      ...present({ lastDataTime: subscription.lastDataTime }),
      buffered: subscription.buffered,
      dropped: subscription.dropped,
    }));
  }
}

function viewThenFilter<T>(
  view: ((record: T) => T) | undefined,
  filter: ((record: T) => T | undefined) | undefined,
): ((record: T) => T | undefined) | undefined {
  return view && filter ? (record) => filter(view(record)) : (view ?? filter);
}

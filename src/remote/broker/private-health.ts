import type { ChannelSources, VenueContext } from '../../adapter/broker/ports';
import { Subscribers } from '../../adapter/channels/subscribers';
import type { ChannelRecords } from '../../broker';
import { fromErrorMessage } from '../messages/errors';
import { PRIVATE_CHANNELS, type StateMessage } from '../messages/messages';
import type { RemoteTypes } from './types';

type PrivateChannel = (typeof PRIVATE_CHANNELS)[number];

/** What makes a channel stale. */
const MARK = 'connector';

/** Subscriptions of the private channels, each as stale as the connector's. */
export class RemotePrivateChannels {
  readonly #context: VenueContext<RemoteTypes>;
  readonly #channels = new Map<PrivateChannel, Subscribers<never>>(
    PRIVATE_CHANNELS.map((channel) => [channel, new Subscribers<never>()]),
  );

  constructor(context: VenueContext<RemoteTypes>) {
    this.#context = context;
  }

  sources(features: readonly string[]): ChannelSources {
    const granted = PRIVATE_CHANNELS.filter((channel) => features.includes(`subscribe:${channel}`));
    return Object.fromEntries(granted.map((channel) => [channel, () => this.#source(channel)]));
  }

  /** Which of them are stale now. */
  update(stale: NonNullable<StateMessage['stale']>): void {
    for (const [channel, subscribers] of this.#channels) {
      const found = stale.find((each) => each.channel === channel);
      // Why it is stale is said a moment after it is.
      if (found?.error !== undefined) subscribers.markStale(MARK, fromErrorMessage(found.error));
      else if (found === undefined) subscribers.recover(MARK);
    }
  }

  /** The connection is gone: the states are the connection's. */
  reset(): void {
    for (const subscribers of this.#channels.values()) subscribers.clearMarks();
  }

  #source<C extends PrivateChannel>(channel: C) {
    const plan = this.#context.privateChannels.plan(channel);
    const health = this.#channels.get(channel) as unknown as Subscribers<ChannelRecords[C]>;
    return {
      ...plan,
      attach: (subscriber: Parameters<typeof plan.attach>[0]) => {
        const leave = health.attach(subscriber);
        const detach = plan.attach(subscriber);
        return () => {
          leave();
          detach();
        };
      },
    };
  }
}

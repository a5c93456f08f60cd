import type { BrokerEvents, ChannelRecords } from '../../broker';
import { Fanout } from '../fanout';
import type { SubscriptionSource } from './subscription-hub';

/** The streams whose records are also events of the broker. */
export const PRIVATE_EVENTS = {
  orders: 'order',
  fills: 'fill',
  positions: 'position',
  balances: 'balance',
} as const satisfies Record<string, keyof BrokerEvents>;

export type PrivateChannel = keyof typeof PRIVATE_EVENTS;

/** Subscriptions of the private streams: they run from `connect`, a subscription only listens in. */
export class PrivateChannels {
  // One table for all: a channel's name is the key, and the types are kept at the two methods below.
  readonly #fanout = new Fanout<unknown>();

  push<C extends PrivateChannel>(channel: C, record: ChannelRecords[C]): void {
    this.#fanout.push(channel, record);
  }

  /** How a subscription of the channel is fed. */
  plan<C extends PrivateChannel>(channel: C): SubscriptionSource<ChannelRecords[C]> {
    return {
      confirmedBy: 'sent',
      attach: (subscription) => {
        const sink = { push: (record: unknown) => subscription.push(record as ChannelRecords[C]) };
        this.#fanout.add(channel, sink);
        return () => this.#fanout.remove(channel, sink);
      },
    };
  }
}

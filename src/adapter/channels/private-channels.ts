import type { BrokerEvents, ChannelRecords } from '../../broker';
import { Subscribers } from './subscribers';
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
  readonly #channels: { readonly [C in PrivateChannel]: Subscribers<ChannelRecords[C]> } = {
    orders: new Subscribers(),
    fills: new Subscribers(),
    positions: new Subscribers(),
    balances: new Subscribers(),
  };

  push<C extends PrivateChannel>(channel: C, record: ChannelRecords[C]): void {
    this.#channels[channel].push(record);
  }

  plan<C extends PrivateChannel>(channel: C): SubscriptionSource<ChannelRecords[C]> {
    const subscribers = this.#channels[channel];
    return { confirmedBy: 'sent', attach: (subscription) => subscribers.attach(subscription) };
  }
}

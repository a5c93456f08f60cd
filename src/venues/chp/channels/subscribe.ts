import type { SubscriptionSource } from '../../../adapter/subscription-hub';
import type { StreamSubscription } from '../../../streaming/delivery/stream-subscription';

/** The subscriptions of the private channels, to tell them of gaps of their own feed. */
export class PrivateSubscriptions {
  readonly #byChannel = new Map<string, Set<StreamSubscription<unknown>>>();

  of(channel: string): readonly StreamSubscription<unknown>[] {
    return [...(this.#byChannel.get(channel) ?? [])];
  }

  /** The plan, with its subscription remembered while it is open. */
  remember<T>(channel: string, plan: SubscriptionSource<T>): SubscriptionSource<T> {
    return {
      ...plan,
      attach: (subscription) => {
        const all = this.#byChannel.get(channel) ?? new Set();
        this.#byChannel.set(channel, all);
        all.add(subscription as StreamSubscription<unknown>);
        const detach = plan.attach(subscription);
        return () => {
          all.delete(subscription as StreamSubscription<unknown>);
          detach();
        };
      },
    };
  }
}

import type { PrivateChannel } from '../../adapter/channels/private-channels';
import type { Broker, Subscription } from '../../broker';
import { toErrorMessage } from '../messages/errors';
import { PRIVATE_CHANNELS, type StateMessage } from '../messages/messages';

type Subscribe = (channel: PrivateChannel, options: object) => Promise<Subscription<unknown>>;

/** Which private channels are stale although the connection is live: each of those that are polled may hang by itself. */
export class PrivateHealth {
  readonly #stale = new Map<PrivateChannel, unknown>();

  /** What the state message says of them; undefined where all are live. */
  get stale(): StateMessage['stale'] {
    if (this.#stale.size === 0) return undefined;
    return [...this.#stale].map(([channel, error]) =>
      error === undefined ? { channel } : { channel, error: toErrorMessage(error) },
    );
  }

  /** @param changed - called when one has become stale, or is live again */
  async watch(broker: Broker, changed: () => void): Promise<void> {
    const { features, streaming } = broker.capabilities;
    // Pushed ones have the health of the connection.
    if (streaming !== 'poll') return;
    const subscribe = (Reflect.get(broker, 'subscribe') as Subscribe).bind(broker);
    const granted = PRIVATE_CHANNELS.filter((channel) => features.includes(`subscribe:${channel}`));
    await Promise.all(
      granted.map(async (channel) => {
        const subscription = await subscribe(channel, {});
        // The records go by the events of the broker.
        subscription.on('data', () => {});
        subscription.on('error', (error) => {
          if (!this.#stale.has(channel)) return;
          this.#stale.set(channel, error);
          changed();
        });
        subscription.on('state', (state) => {
          if (state === 'stale' && broker.status.state === 'live') this.#stale.set(channel, undefined);
          else this.#stale.delete(channel);
          changed();
        });
      }),
    );
  }
}

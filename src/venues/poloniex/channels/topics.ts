import type { TopicDriver } from '../../../streaming/topics/topics';
import type { PoloniexPublicChannel } from '../types/stream';
import type { SubscriptionBatches } from './batches';

/** What is told of a topic while it is opened and closed. */
export interface TopicHooks {
  /** The venue is about to be asked, for the first time or anew; what came before is not joined with what follows. */
  opening?(): void;
  /** The venue has confirmed; the topic is open once this is done. */
  opened?(): void | Promise<void>;
}

export function topicKey(channel: PoloniexPublicChannel, symbol: string): string {
  return `${channel}:${symbol}`;
}

/** One symbol of one channel, which is what the venue subscribes. */
export function topicDriver(
  batches: SubscriptionBatches,
  epoch: () => number,
  channel: PoloniexPublicChannel,
  symbol: string,
  options: TopicHooks & { readonly depth?: 5 | 10 | 20 } = {},
): TopicDriver<undefined> {
  const { depth } = options;
  /** The connection on which it was last opened. */
  let openOn: number | undefined;
  return {
    key: topicKey(channel, symbol),
    merge: () => undefined,
    equal: () => true,
    open: async () => {
      const now = epoch();
      // A second subscribe of the same would change nothing, and bring no snapshot.
      if (openOn === now) await batches.unsubscribe(channel, symbol);
      options.opening?.();
      openOn = now;
      await batches.subscribe(channel, symbol, depth);
      await options.opened?.();
      return 'ack';
    },
    close: () => {
      openOn = undefined;
      return batches.unsubscribe(channel, symbol);
    },
  };
}

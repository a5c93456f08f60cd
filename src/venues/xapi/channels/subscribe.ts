import type { PrivateChannels } from '../../../adapter/private-channels';
import type { SubscriptionSource } from '../../../adapter/subscription-hub';
import type { Position } from '../../../model';
import { checkLimit } from '../../../orders/check-order';
import type { TopicRegistry } from '../../../streaming/topics/topics';
import type { XapiStream } from '../client/stream';
import type { XapiQuotesOptions } from '../profile';
import { DEFAULT_ARRIVAL_MS, plainDriver } from './topics';

/** Positions: their profits change with every tick, and the venue sends them while somebody watches positions. */
export function profitsSource(
  stream: XapiStream,
  topics: TopicRegistry,
  privateChannels: PrivateChannels,
  signal: AbortSignal,
): SubscriptionSource<Position> {
  const driver = plainDriver(
    'profits',
    (opening) => stream.getProfits({ signal: opening }),
    () => stream.stopProfits(),
  );
  return {
    ...privateChannels.plan('positions'),
    join: (listener) => [topics.join(driver, undefined, listener, signal)],
  };
}

/** Least time between two updates of a symbol, in ms. @throws ValidationError */
export function arrivalOf(options: object): number {
  const { minArrivalTime } = options as Pick<XapiQuotesOptions, 'minArrivalTime'>;
  if (minArrivalTime === undefined || minArrivalTime === 0) return DEFAULT_ARRIVAL_MS;
  return checkLimit(minArrivalTime, 'minArrivalTime');
}

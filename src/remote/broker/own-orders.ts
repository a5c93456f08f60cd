import type { VenueContext } from '../../adapter/broker/ports';
import type { PrivateChannel } from '../../adapter/channels/private-channels';
import type { RestCallOptions } from '../../adapter/rest/endpoint';
import { isBrokerError } from '../../errors';
import type { Fill, Order } from '../../model';
import type { OrderTracker } from '../../orders/order-tracker';
import type { RemoteReads } from './reads';
import type { RemoteTypes } from './types';

/** How long the order of a fill is searched for, in ms. */
const SEARCH_MS = 10_000;

/** Tells a bot's own orders and fills from those of the other bots of its account. */
export class OwnOrders {
  readonly #tracker: OrderTracker;
  readonly #reads: RemoteReads;

  constructor(tracker: OrderTracker, reads: RemoteReads) {
    this.#tracker = tracker;
    this.#reads = reads;
  }

  readonly isOwn = (order: Order): boolean =>
    (this.#tracker.find({ id: order.id }) ?? this.#tracker.identify(order)).origin === 'local';

  /** Of the fills those of own orders. One whose order cannot be found is kept: none of its own is missed. */
  async ownFills(fills: readonly Fill[], options: RestCallOptions): Promise<readonly Fill[]> {
    const byOrder = new Map<string, Promise<boolean>>();
    const isOwn = ({ orderId, symbol, account }: Fill): boolean | Promise<boolean> => {
      if (orderId === undefined) return true;
      const known = this.#tracker.find({ id: orderId });
      if (known !== undefined) return known.origin === 'local';
      const ref = { id: orderId, symbol, ...(account === undefined ? {} : { account }) };
      const asked =
        byOrder.get(orderId) ?? this.#reads.order(ref, options).then(this.isOwn, keepUnlessEnded(options));
      byOrder.set(orderId, asked);
      return asked;
    };
    const own: Fill[] = [];
    for (const fill of fills) if (await isOwn(fill)) own.push(fill);
    return own;
  }

  /** A context that publishes own orders and fills alone. */
  only(context: VenueContext<RemoteTypes>): VenueContext<RemoteTypes> {
    const publish = <C extends PrivateChannel>(channel: C, record: never): void => {
      if (channel === 'orders') {
        if ((record as Order).origin === 'local') context.publish(channel, record);
      } else if (channel === 'fills') this.#publishFill(context, record);
      else context.publish(channel, record);
    };
    return { ...context, publish: publish as VenueContext<RemoteTypes>['publish'] };
  }

  #publishFill(context: VenueContext<RemoteTypes>, fill: Fill): void {
    const known = fill.orderId === undefined ? undefined : this.#tracker.find({ id: fill.orderId });
    if (known?.origin === 'local') context.publish('fills', fill);
    if (known !== undefined) return;
    const signal = new AbortController().signal;
    void this.ownFills([fill], { signal, timeoutMs: SEARCH_MS })
      .catch(() => [fill])
      .then(([own]) => own && context.publish('fills', own));
  }
}

/** A failed search shows nothing about the order; one that was ended by the caller ends the read. */
function keepUnlessEnded({ signal }: RestCallOptions): (error: unknown) => boolean {
  return (error) => {
    if (signal?.aborted || !isBrokerError(error)) throw error;
    return true;
  };
}

import type { Order } from '../../../model';
import { present } from '../../../model/map-context';
import { RecentMap } from '../../../orders/recent-map';

/** Orders of each kind that are remembered. */
const REMEMBERED = 20_000;

interface OrderName {
  readonly id: string;
  readonly clientOrderId?: string | undefined;
}

/**
 * Under which ids the caller knows orders that have others at the venue.
 *
 * A triggered smart order becomes an order with an id of its own; to a user both are one Order, under the id that
 * `placeOrder` returned. A replacement is sent under a client id of its own, for the venue takes none twice: by it the
 * replacement is found when the answer is lost. The caller goes on to see the client id of the first order.
 */
export class OrderIds {
  readonly #smartOf = new RecentMap<string>(REMEMBERED);
  readonly #triggeredOf = new RecentMap<string>(REMEMBERED);
  readonly #smartOrders = new RecentMap<Order>(REMEMBERED);
  readonly #replaced = new RecentMap<Pick<Order, 'replaces' | 'clientOrderId'>>(REMEMBERED);

  /** @param smart - the smart order, where it has been read: its type and trigger stand in no row of what it became */
  addTriggered(smartId: string, triggeredId: string, smart?: Order): void {
    if (smart !== undefined) this.#smartOrders.set(smartId, smart);
    if (this.#smartOf.get(triggeredId) === smartId) return;
    this.#smartOf.set(triggeredId, smartId);
    this.#triggeredOf.set(smartId, triggeredId);
  }

  /** A triggered smart order as it was read last; `undefined` when it never was. */
  smartOrder(smartId: string): Order | undefined {
    return this.#smartOrders.get(smartId);
  }

  /** The smart order that became this order. */
  smartOf(orderId: string): string | undefined {
    return this.#smartOf.size === 0 ? undefined : this.#smartOf.get(orderId);
  }

  /** The order that this smart order became. */
  triggeredOf(smartId: string): string | undefined {
    return this.#triggeredOf.get(smartId);
  }

  /** To be called before the request leaves. @param sentClientId - the client id that the replacement is sent under */
  addReplacement(sentClientId: string, { id: replaces, clientOrderId }: OrderName): void {
    this.#replaced.set(sentClientId, { replaces, ...present<Order>({ clientOrderId }) });
  }

  /** An order under the client id of the one that it replaces, where it replaces one. */
  withReplaced(order: Order): Order {
    const { clientOrderId } = order;
    if (clientOrderId === undefined || this.#replaced.size === 0) return order;
    const replaced = this.#replaced.get(clientOrderId);
    return replaced === undefined || replaced.replaces === order.id ? order : { ...order, ...replaced };
  }
}

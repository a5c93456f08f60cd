import type { Order } from '../../../model';
import { RecentMap } from '../../../orders/recent-map';

/** Triggered smart orders that are remembered. */
const REMEMBERED = 20_000;

/**
 * Which order a triggered smart order became.
 *
 * To the venue they are two, each with an id of its own; to a user they are one Order, under the id that `placeOrder`
 * returned. What the venue says of the second is told under the first.
 */
export class SmartAliases {
  readonly #smartOf = new RecentMap<string>(REMEMBERED);
  readonly #triggeredOf = new RecentMap<string>(REMEMBERED);
  readonly #smartOrders = new RecentMap<Order>(REMEMBERED);

  /** @param smart - the smart order, where it has been read: its type and trigger stand in no row of what it became */
  add(smartId: string, triggeredId: string, smart?: Order): void {
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
}

import type { Order } from '../../../model';
import { RecentMap } from '../../../orders/recent-map';

/** Replacements that are remembered. */
const REMEMBERED = 20_000;

interface Replacement {
  /** The order that is replaced. */
  readonly replaces: string;
  /** The client id that the caller knows it by. */
  readonly clientOrderId: string | undefined;
}

/**
 * The client ids under which replacing orders were sent.
 *
 * The venue takes no client id twice, so a replacement travels under one of its own: by it the replacement is found when
 * the answer is lost. The caller goes on to see the id that the first order was given.
 */
export class Replacements {
  readonly #byClientId = new RecentMap<Replacement>(REMEMBERED);

  /** To be called before the request leaves. */
  add(wireClientId: string, replaced: { id: string; clientOrderId?: string | undefined }): void {
    const { id: replaces, clientOrderId } = replaced;
    this.#byClientId.set(wireClientId, { replaces, clientOrderId });
  }

  /** The order as the caller is to see it. */
  apply(order: Order): Order {
    const { clientOrderId } = order;
    if (clientOrderId === undefined || this.#byClientId.size === 0) return order;
    const replacement = this.#byClientId.get(clientOrderId);
    if (replacement === undefined || replacement.replaces === order.id) return order;
    const { replaces, clientOrderId: own } = replacement;
    return { ...order, replaces, ...(own === undefined ? {} : { clientOrderId: own }) };
  }
}

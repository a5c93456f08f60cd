import type { Order } from '../../model';
import type { Look } from './ports';

/** Looks in a row that must miss a record before it is taken as gone. */
const NEGATIVES = 2;

/** Counts in how many looks in a row a record was missing. */
export class MissingCounts {
  #counts = new Map<string, number>();

  /** Notes what a look missed, forgets the rest, and returns the ids that are gone: after a gap at once. */
  note(ids: readonly string[], { reason }: Look): ReadonlySet<string> {
    if (reason === 'gap') return new Set(ids);
    const counts = new Map(ids.map((id) => [id, (this.#counts.get(id) ?? 0) + 1]));
    this.#counts = counts;
    return new Set(ids.filter((id) => (counts.get(id) ?? 0) >= NEGATIVES));
  }

  clear(): void {
    this.#counts.clear();
  }
}

/** The end of an order that the venue does not have any more: cancelled, or expired where its time was up. */
export function vanishedOrder(
  order: Order,
  { receivedTime, serverTime }: { readonly receivedTime: number; readonly serverTime: number },
): Order {
  const { expireTime } = order;
  return {
    ...order,
    receivedTime,
    source: 'reconcile',
    status: expireTime !== undefined && expireTime <= serverTime ? 'expired' : 'canceled',
    remainingQuantity: '0',
    reason: 'inferred',
    updatedTime: serverTime,
  };
}

import { LIMITS } from '../../core/limits';
import { isBrokerError, ValidationError } from '../../errors';
import type { Order } from '../../model';
import { RecentMap } from '../../orders/recent-map';

/** What an order was asked for with: checked members, which nobody changes. */
export interface IntendedRequest {
  readonly operation: string;
  readonly members: object;
}

interface Intent extends IntendedRequest {
  /** Absent while it is being made, which may call code of the user that asks for the same. */
  promise?: Promise<Order>;
}

/**
 * The orders that were asked for, by client id: asking again for the same gives the same promise.
 *
 * What was provably never sent is forgotten, so that it may be asked for again; all else is kept, the last 10,000
 * beyond those on their way.
 */
export class OrderIntents {
  readonly #pending = new Map<string, Intent>();
  readonly #settled = new RecentMap<Intent>(LIMITS.seenIds);

  /**
   * Makes an order, or gives the promise of an equal request.
   * @param make - rejects, and throws nothing
   * @throws ValidationError when another request has the id
   */
  once(clientOrderId: string, request: IntendedRequest, make: () => Promise<Order>): Promise<Order> {
    const known = this.#pending.get(clientOrderId) ?? this.#settled.get(clientOrderId);
    if (known && areEqual(known, request)) return promiseOf(known);
    if (known) {
      const rule = 'must not be used for two different requests';
      throw new ValidationError('clientOrderId', rule, { value: clientOrderId });
    }
    const intent: Intent = { ...request };
    // Before it is made: the order may leave in this very call.
    this.#pending.set(clientOrderId, intent);
    const promise = make();
    intent.promise = promise;
    const keep = (): void => {
      this.#pending.delete(clientOrderId);
      this.#settled.set(clientOrderId, intent);
    };
    promise.then(keep, (error: unknown) => {
      if (isBrokerError(error) && error.sent === false) this.#pending.delete(clientOrderId);
      else keep();
    });
    return promise;
  }

  has(clientOrderId: string): boolean {
    return this.#pending.has(clientOrderId) || this.#settled.has(clientOrderId);
  }

  pendingIds(): readonly string[] {
    return [...this.#pending.keys()];
  }

  /** Resolves when the order of this id is not on its way any more, however that ended. */
  async idle(clientOrderId: string): Promise<void> {
    const intent = this.#pending.get(clientOrderId);
    if (intent) await promiseOf(intent).catch(() => {});
  }
}

/** One that is being made has its promise when the call that makes it is over. */
function promiseOf(intent: Intent): Promise<Order> {
  return intent.promise ?? Promise.resolve().then(() => promiseOf(intent));
}

function areEqual(one: IntendedRequest, other: IntendedRequest): boolean {
  return one.operation === other.operation && textOf(one.members) === textOf(other.members);
}

function textOf(members: object): string {
  return JSON.stringify(Object.entries(members).sort(([a], [b]) => (a < b ? -1 : 1)));
}

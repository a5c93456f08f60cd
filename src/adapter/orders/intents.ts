import { LIMITS } from '../../core/limits';
import { isBrokerError, ValidationError } from '../../errors';
import type { Order } from '../../model';
import { RecentMap } from '../../orders/recent-map';

interface Intent {
  readonly fingerprint: string;
  readonly promise: Promise<Order>;
}

/** A promise that never is an unhandled rejection, whether or not anybody awaits it. */
export function handled<T>(promise: Promise<T>): Promise<T> {
  promise.catch(() => {});
  return promise;
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
   * The promise of an equal request; `undefined` when the id is free.
   * @throws ValidationError when the id belongs to another request
   */
  match(clientOrderId: string, fingerprint: string): Promise<Order> | undefined {
    const known = this.#pending.get(clientOrderId) ?? this.#settled.get(clientOrderId);
    if (!known) return undefined;
    if (known.fingerprint === fingerprint) return known.promise;
    throw new ValidationError('clientOrderId', 'must not be used for two different requests', {
      value: clientOrderId,
    });
  }

  has(clientOrderId: string): boolean {
    return this.#pending.has(clientOrderId) || this.#settled.has(clientOrderId);
  }

  add(clientOrderId: string, fingerprint: string, promise: Promise<Order>): void {
    const intent = { fingerprint, promise };
    this.#pending.set(clientOrderId, intent);
    const keep = (): void => {
      this.#pending.delete(clientOrderId);
      this.#settled.set(clientOrderId, intent);
    };
    promise.then(keep, (error: unknown) => {
      if (isBrokerError(error) && error.sent === false) this.#pending.delete(clientOrderId);
      else keep();
    });
  }

  /** The ids of orders on their way. */
  pendingIds(): readonly string[] {
    return [...this.#pending.keys()];
  }

  /** Resolves when the order of this id is not on its way any more, however that ended. */
  async idle(clientOrderId: string): Promise<void> {
    await this.#pending.get(clientOrderId)?.promise.then(
      () => {},
      () => {},
    );
  }
}

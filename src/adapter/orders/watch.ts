import type { OrderRef } from '../../broker';
import type { Clock } from '../../core/clock';
import type { Order } from '../../model';
import { untilAborted } from '../../transport/sleep';

/** Lets a write wait for what the venue will say of its order. */
export class OrderWatch {
  readonly #clock: Clock;
  readonly #find: (ref: OrderRef) => Order | undefined;
  readonly #checks = new Set<() => void>();

  constructor(clock: Clock, find: (ref: OrderRef) => Order | undefined) {
    this.#clock = clock;
    this.#find = find;
  }

  notify(): void {
    for (const check of this.#checks) check();
  }

  /**
   * The order once it is as wanted; after `ms` as far as it is known.
   * @throws what the signal was aborted with
   */
  async until(
    ref: OrderRef,
    isReached: (order: Order) => boolean,
    ms: number,
    signal: AbortSignal,
  ): Promise<Order | undefined> {
    const known = this.#find(ref);
    if (ms <= 0 || (known && isReached(known))) return known;
    return untilAborted(signal, (resolve) => {
      const check = (): void => {
        const order = this.#find(ref);
        if (order && isReached(order)) resolve(order);
      };
      const timer = this.#clock.schedule(ms, () => resolve(this.#find(ref)));
      this.#checks.add(check);
      return () => {
        timer.cancel();
        this.#checks.delete(check);
      };
    });
  }
}

import type { OrderRef } from '../../broker';
import type { Clock } from '../../core/clock';
import type { Order } from '../../model';
import { onAbort } from '../../transport/abort-listeners';
import { abortReason } from '../../transport/deadline';

/** Lets a write wait for what the venue will say of its order. */
export class OrderWatch {
  readonly #clock: Clock;
  readonly #find: (ref: OrderRef) => Order | undefined;
  readonly #checks = new Set<() => void>();

  constructor(clock: Clock, find: (ref: OrderRef) => Order | undefined) {
    this.#clock = clock;
    this.#find = find;
  }

  /** An order has changed. */
  notify(): void {
    if (this.#checks.size === 0) return;
    for (const check of [...this.#checks]) check();
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
    return new Promise((resolve, reject) => {
      const end = (): void => {
        timer.cancel();
        this.#checks.delete(check);
        release();
      };
      const check = (): void => {
        const order = this.#find(ref);
        if (!order || !isReached(order)) return;
        end();
        resolve(order);
      };
      const giveUp = (): void => {
        end();
        reject(abortReason(signal));
      };
      const release = onAbort(signal, giveUp);
      const timer = this.#clock.schedule(ms, () => {
        end();
        resolve(this.#find(ref));
      });
      this.#checks.add(check);
      if (signal.aborted) giveUp();
    });
  }
}

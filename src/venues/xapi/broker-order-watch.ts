import type { OrderRef } from '../../broker';
import type { Clock } from '../../core/clock';
import type { Order } from '../../model';
import { isFinal } from '../../orders/merge-order';
import { abortReason } from '../../transport/deadline';

/** Lets a write wait for what the stream will say of its order. */
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
    for (const check of [...this.#checks]) check();
  }

  /**
   * The order once it is final; after `ms` as far as it is known.
   * @throws what the signal was aborted with
   */
  untilFinal(ref: OrderRef, ms: number, signal: AbortSignal): Promise<Order | undefined> {
    return new Promise((resolve, reject) => {
      const end = (): void => {
        timer.cancel();
        this.#checks.delete(check);
        signal.removeEventListener('abort', onAbort);
      };
      const check = (): void => {
        const order = this.#find(ref);
        if (!order || !isFinal(order.status)) return;
        end();
        resolve(order);
      };
      const onAbort = (): void => {
        end();
        reject(abortReason(signal));
      };
      const timer = this.#clock.schedule(ms, () => {
        end();
        resolve(this.#find(ref));
      });
      this.#checks.add(check);
      if (signal.aborted) onAbort();
      else signal.addEventListener('abort', onAbort);
      check();
    });
  }
}

import type { ClosedError } from '../../errors';
import type { Fill, Order } from '../../model';
import type { MergeOptions } from '../../orders/merge-order';
import { raceAbort } from '../../transport/deadline';
import { cancelOrder } from './cancel';
import { cancelAllOrders } from './cancel-all';
import { readJournal, recover } from './find-out';
import { OrderManagerCore } from './manager-core';
import type { OrderManagerOptions } from './manager-options';
import { modifyOrder } from './modify';
import { placeOrder } from './place';
import { closePosition, modifyPosition } from './positions';
import { resolveEntry, resolveOrder } from './resolve';

/**
 * The write path of every venue: checks, journal, deadline, one sending, and the truth about what came of it.
 *
 * Nothing is sent twice, and nothing ambiguous is called a rejection. Each call has a deadline of its own, so a broker
 * hands its callers' requests and options through as they are. No promise it gives is ever an unhandled rejection.
 */
export class OrderManager {
  readonly placeOrder = this.#operation(placeOrder);
  readonly modifyOrder = this.#operation(modifyOrder);
  readonly cancelOrder = this.#operation(cancelOrder);
  readonly cancelAllOrders = this.#operation(cancelAllOrders);
  readonly closePosition = this.#operation(closePosition);
  readonly modifyPosition = this.#operation(modifyPosition);
  readonly resolveOrder = this.#operation(resolveOrder);
  readonly resolveEntry = this.#operation(resolveEntry);
  readonly #core: OrderManagerCore;
  /** Read once; a read that failed is tried again by whatever needs it next. */
  readonly #journal = untilDone(() => readJournal(this.#core));
  readonly #recovery = untilDone(async () => {
    recover(this.#core, await this.#journal());
    this.#isRecovered = true;
    this.#core.recover = undefined;
  });
  #isRecovered = false;

  constructor(options: OrderManagerOptions) {
    this.#core = new OrderManagerCore(options);
  }

  /** Writes whose outcome is not known. */
  get unresolved(): number {
    return this.#core.resolver.own.length;
  }

  /** Whether this code of a refused order says that another order has its client id. */
  saysIdUsed(code: string): boolean {
    return this.#core.options.port.saysIdUsed?.(code) ?? false;
  }

  /**
   * Takes in a report of an order, from a stream, a read or a reconciliation: emits it when it says anything new, and
   * resolves what was unknown.
   * @param merge - `complete` when the report states every field of the order
   */
  observe(order: Order, merge?: MergeOptions): void {
    this.#core.observe(order, merge);
  }

  /** Takes in a fill: emitted once, and not before the order it belongs to where that is on its way. */
  observeFill(fill: Fill): void {
    this.#core.observeFill(fill);
  }

  /**
   * Reads what an earlier process left open in the journal. To be awaited before the orders are read, so that those that
   * it names are known for what they are; a journal that cannot be read is a warning.
   */
  async restore(signal: AbortSignal): Promise<void> {
    await raceAbort(this.#journal(), signal).catch(() => {});
  }

  /**
   * The connection stands and the orders have been read: looks up everything unresolved at once. To be called after each
   * synchronisation; the first time it also takes up what the journal says an earlier process left open.
   */
  resume(): void {
    this.#core.resume();
    if (this.#isRecovered) return;
    this.#core.recover = this.#recovery;
    this.#recovery().catch(() => {});
  }

  /** Ends all calls: what was sent rejects with `OrderOutcomeUnknownError`, the rest with `ClosedError`. Final. */
  close(error: ClosedError): void {
    this.#core.close(error);
  }

  /** An operation of this manager, which rejects with whatever fails and whose promise may be dropped. */
  #operation<A extends readonly unknown[], R>(
    run: (core: OrderManagerCore, ...args: A) => Promise<R>,
  ): (...args: A) => Promise<R> {
    return (...args) => {
      let promise: Promise<R>;
      try {
        promise = run(this.#core, ...args);
      } catch (error) {
        promise = Promise.reject(error);
      }
      promise.catch(() => {});
      return promise;
    };
  }
}

/** Does work once; after a failure it is done again for whoever needs it next. */
function untilDone<T>(work: () => Promise<T>): () => Promise<T> {
  let doing: Promise<T> | undefined;
  return () => {
    doing ??= work().catch((error: unknown) => {
      doing = undefined;
      throw error;
    });
    return doing;
  };
}

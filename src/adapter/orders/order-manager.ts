import type {
  BrokerOperations,
  CallOptions,
  CancelAllOrdersRequest,
  CancelAllResult,
  ClosePositionRequest,
  JournalEntry,
  ModifyOrderRequest,
  ModifyPositionRequest,
  OrderRef,
  OrderResolution,
  PlaceOrderRequest,
} from '../../broker';
import type { ClosedError } from '../../errors';
import type { Fill, Order, Position } from '../../model';
import type { MergeOptions } from '../../orders/merge-order';
import { onAbort } from '../../transport/abort-listeners';
import { cancelOrder } from './cancel';
import { cancelAllOrders } from './cancel-all';
import { OrderManagerCore } from './manager-core';
import type { OrderManagerOptions } from './manager-options';
import { modifyOrder } from './modify';
import { placeOrder } from './place';
import { closePosition, modifyPosition } from './positions';
import { readJournal, recover } from './recover';
import { resolveOrder } from './resolve';

type Writes =
  | 'placeOrder'
  | 'modifyOrder'
  | 'cancelOrder'
  | 'cancelAllOrders'
  | 'closePosition'
  | 'modifyPosition'
  | 'resolveOrder';

/**
 * The write path of every venue: checks, journal, deadline, one sending, and the truth about what came of it.
 *
 * Nothing is sent twice, and nothing ambiguous is called a rejection. Each call has a deadline of its own, so a broker
 * hands its callers' requests and options through as they are. No promise it gives is ever an unhandled rejection.
 */
export class OrderManager implements Pick<BrokerOperations, Writes> {
  readonly #core: OrderManagerCore;
  #journal: Promise<readonly JournalEntry[]> | undefined;
  #recovery: Promise<void> | undefined;

  constructor(options: OrderManagerOptions) {
    this.#core = new OrderManagerCore(options);
  }

  placeOrder(request: PlaceOrderRequest, options?: CallOptions): Promise<Order> {
    return placeOrder(this.#core, request, options);
  }

  modifyOrder(request: ModifyOrderRequest, options?: CallOptions): Promise<Order> {
    return modifyOrder(this.#core, request, options);
  }

  cancelOrder(ref: OrderRef, options?: CallOptions): Promise<Order> {
    return cancelOrder(this.#core, ref, options);
  }

  cancelAllOrders(request: CancelAllOrdersRequest, options?: CallOptions): Promise<CancelAllResult> {
    return cancelAllOrders(this.#core, request, options);
  }

  closePosition(request: ClosePositionRequest, options?: CallOptions): Promise<Order> {
    return closePosition(this.#core, request, options);
  }

  modifyPosition(request: ModifyPositionRequest, options?: CallOptions): Promise<Position> {
    return modifyPosition(this.#core, request, options);
  }

  resolveOrder(ref: OrderRef, options?: CallOptions): Promise<OrderResolution> {
    return resolveOrder(this.#core, ref, options);
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
    await new Promise<void>((resolve) => {
      const release = onAbort(signal, resolve);
      this.#read()
        .catch(() => {})
        .finally(() => {
          release();
          resolve();
        });
    });
  }

  /**
   * The connection stands and the orders have been read: looks up everything unresolved at once. To be called after each
   * synchronisation; the first time it also takes up what the journal says an earlier process left open.
   */
  resume(): void {
    this.#core.resume();
    this.#core.recover = () => this.#recover();
    this.#recover().catch(() => {});
  }

  /** Ends all calls: what was sent rejects with `OrderOutcomeUnknownError`, the rest with `ClosedError`. Final. */
  close(error: ClosedError): void {
    this.#core.close(error);
  }

  #recover(): Promise<void> {
    this.#recovery ??= this.#read().then(
      (entries) => recover(this.#core, entries),
      (error: unknown) => {
        this.#recovery = undefined;
        throw error;
      },
    );
    return this.#recovery;
  }

  /** Reads the journal once; a read that failed is tried again by whatever needs it next. */
  #read(): Promise<readonly JournalEntry[]> {
    this.#journal ??= readJournal(this.#core).catch((error: unknown) => {
      this.#journal = undefined;
      throw error;
    });
    return this.#journal;
  }

  /** Writes whose outcome is not known. */
  get unresolved(): number {
    return this.#core.resolver.size;
  }
}

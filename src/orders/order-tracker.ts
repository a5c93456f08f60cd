import type { OrderRef } from '../broker';
import { LIMITS } from '../core/limits';
import type { Fill, Order } from '../model';
import { present } from '../model/map-context';
import { isFinal, type MergeOptions, mergeOrder } from './merge-order';
import { RecentMap } from './recent-map';

/** Bounds of a tracker. */
export interface OrderTrackerOptions {
  /** Ended orders that are kept. @defaultValue 10000 */
  readonly maxFinalOrders?: number | undefined;
  /** Fills that are kept to distinguish a repeated one from a new one. @defaultValue 10000 */
  readonly maxFills?: number | undefined;
  /** Whether a time lies beyond the venue's clock. @defaultValue no time does */
  isFar?(time: number): boolean;
}

/** What a report changed. */
export interface Observation {
  /** The order as it is known now. */
  readonly order: Order;
  /** Whether the report had anything new. */
  readonly changed: boolean;
}

/** Terms of an order that some venues leave out of their reports. */
export type RequestedTerms = Pick<Order, 'timeInForce' | 'positionEffect'>;

/** Narrows a list of open orders. */
export interface OpenOrdersFilter {
  readonly symbol?: string | undefined;
  readonly account?: string | undefined;
  readonly origin?: Order['origin'] | undefined;
}

/**
 * Every order that is open, and the last ones that ended, each as the sum of all reports of it.
 *
 * Open orders are never dropped; ended ones and fills are kept up to a bound.
 */
export class OrderTracker {
  readonly #open = new Map<string, Order>();
  readonly #final: RecentMap<Order>;
  readonly #idOfClient = new Map<string, string>();
  readonly #local: RecentMap<true>;
  readonly #requested: RecentMap<RequestedTerms>;
  readonly #links: RecentMap<string>;
  /** Which order replaced which. */
  readonly #survivors: RecentMap<string>;
  readonly #fills: RecentMap<true>;
  readonly #isFar: OrderTrackerOptions['isFar'];

  constructor({
    maxFinalOrders = LIMITS.seenIds,
    maxFills = LIMITS.seenIds,
    isFar,
  }: OrderTrackerOptions = {}) {
    this.#isFar = isFar;
    this.#final = new RecentMap(maxFinalOrders);
    this.#local = new RecentMap(maxFinalOrders);
    this.#requested = new RecentMap(maxFinalOrders);
    this.#links = new RecentMap(maxFinalOrders);
    this.#survivors = new RecentMap(maxFinalOrders);
    this.#fills = new RecentMap(maxFills);
  }

  /** Adds a report of an order to what is known of it. */
  observe(report: Order, options?: MergeOptions): Observation {
    const incoming = this.identify(report);
    const known = this.#byId(incoming.id);
    const merged = mergeOrder(known, incoming, this.#isFar ? { ...options, isFar: this.#isFar } : options);
    if (!merged) return { order: known ?? incoming, changed: false };
    this.#store(merged);
    return { order: merged, changed: true };
  }

  /** Records a fill; false when it was known already. */
  observeFill(fill: Fill): boolean {
    // A trade with oneself has one id and two sides; some venues number trades by symbol.
    const key = `${fill.symbol}\n${fill.side}\n${fill.id}`;
    if (this.#fills.has(key)) return false;
    this.#fills.set(key, true);
    return true;
  }

  /** The order that a reference names; `undefined` when it is not known. Symbol and account are not compared. */
  find(ref: OrderRef): Order | undefined {
    const byId = ref.id === undefined ? undefined : this.#byId(ref.id);
    if (byId || ref.clientOrderId === undefined) return byId;
    const id = this.#idOfClient.get(ref.clientOrderId);
    return id === undefined || (ref.id !== undefined && ref.id !== id) ? undefined : this.#byId(id);
  }

  /** The order that a reference names, or the one that replaced it. */
  latest(ref: OrderRef): Order | undefined {
    let order = this.find(ref);
    for (const seen = new Set<string>(); order && !seen.has(order.id); ) {
      seen.add(order.id);
      const survivor = this.#survivors.get(order.id);
      order = (survivor === undefined ? undefined : this.#byId(survivor)) ?? order;
    }
    return order;
  }

  /** Orders that have not ended, in the order in which they were first reported. */
  openOrders(filter: OpenOrdersFilter = {}): readonly Order[] {
    return [...this.#open.values()].filter(
      (order) =>
        (filter.symbol === undefined || order.symbol === filter.symbol) &&
        (filter.account === undefined || order.account === undefined || order.account === filter.account) &&
        (filter.origin === undefined || order.origin === filter.origin),
    );
  }

  /** Sets the client id of an order whose reports do not have it. */
  linkClientOrderId(id: string, clientOrderId: string): void {
    this.#links.set(id, clientOrderId);
    const known = this.#byId(id);
    if (known && known.clientOrderId === undefined) this.#store(this.identify(known));
  }

  /**
   * Marks a client id as used by this process, before its order is sent.
   * @param request - the request, for reports that do not state it
   */
  addLocal(clientOrderId: string, request?: RequestedTerms): void {
    this.#local.set(clientOrderId, true);
    if (request) this.noteRequest(clientOrderId, request);
  }

  /** Stores the request of an order, for reports of its client id that do not state it. */
  noteRequest(clientOrderId: string, { timeInForce, positionEffect }: RequestedTerms): void {
    if ((timeInForce ?? positionEffect) === undefined) return;
    this.#requested.set(clientOrderId, present<RequestedTerms>({ timeInForce, positionEffect }));
  }

  /** Whether this process used the client id. */
  isLocal(clientOrderId: string): boolean {
    return this.#local.has(clientOrderId) || this.find({ clientOrderId })?.origin === 'local';
  }

  /** How many entries are kept. */
  get size(): { readonly open: number; readonly final: number; readonly fills: number } {
    return { open: this.#open.size, final: this.#final.size, fills: this.#fills.size };
  }

  #byId(id: string): Order | undefined {
    return this.#open.get(id) ?? this.#final.get(id);
  }

  /**
   * The order with what is known of it from other sources: its client id, the terms of its request, and whose it is.
   */
  identify(order: Order): Order {
    const clientOrderId = order.clientOrderId ?? this.#links.get(order.id);
    if (clientOrderId === undefined) return order;
    const local = order.origin === 'local' || this.#local.has(clientOrderId);
    return {
      ...this.#requested.get(clientOrderId),
      ...order,
      clientOrderId,
      origin: local ? 'local' : 'external',
    };
  }

  #store(order: Order): void {
    if (order.replaces !== undefined && order.replaces !== order.id) {
      this.#survivors.set(order.replaces, order.id);
    }
    if (isFinal(order.status)) {
      this.#open.delete(order.id);
      const dropped = this.#final.set(order.id, order);
      if (dropped) this.#drop(dropped.value);
    } else {
      this.#final.delete(order.id);
      this.#open.set(order.id, order);
    }
    if (order.clientOrderId !== undefined && this.#leads(order, order.clientOrderId)) {
      this.#idOfClient.set(order.clientOrderId, order.id);
    }
  }

  /**
   * Whether the client id now belongs to this order. Venues repeat the id of an order on its replacement, which
   * takes the id over, and on the order that closes its position, which must not.
   */
  #leads(order: Order, clientOrderId: string): boolean {
    const id = this.#idOfClient.get(clientOrderId);
    const current = id === undefined ? undefined : this.#byId(id);
    if (!current || order.replaces === id) return true;
    return current.positionEffect === 'close' && order.positionEffect !== 'close';
  }

  #drop(order: Order): void {
    const { clientOrderId } = order;
    if (clientOrderId !== undefined && this.#idOfClient.get(clientOrderId) === order.id) {
      this.#idOfClient.delete(clientOrderId);
    }
  }
}

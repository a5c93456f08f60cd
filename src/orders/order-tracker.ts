import type { OrderRef } from '../broker';
import { LIMITS } from '../core/limits';
import type { Fill, Order } from '../model';
import { present } from '../model/map-context';
import { joinOrders } from './join-orders';
import { isFinal, type MergeOptions, mergeOrder } from './merge-order';
import { RecentMap } from './recent-map';
import { SeenFills } from './seen-fills';

/** Bounds of a tracker. */
export interface OrderTrackerOptions {
  /** Ended orders that are kept. @defaultValue 10000 */
  readonly maxFinalOrders?: number | undefined;
  /** Fills of each side that are kept to distinguish a repeated one from a new one. @defaultValue 10000 */
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

/** An order with what the tracker notes of it: one look-up gives all of it. */
interface Entry {
  order: Order;
  /** In which connection it was last reported. */
  connection: number | undefined;
  /** Whether its client id names it. */
  leads: boolean;
}

/**
 * Every order that is open, and the last ones that ended, each as the sum of all reports of it.
 *
 * Open orders are never dropped; ended ones and fills are kept up to a bound.
 */
export class OrderTracker {
  readonly #open = new Map<string, Entry>();
  readonly #final: RecentMap<Entry>;
  /** By the client id that names each of them. */
  readonly #leaders = new Map<string, Entry>();
  readonly #local: RecentMap<true>;
  readonly #requested: RecentMap<RequestedTerms>;
  readonly #links: RecentMap<string>;
  /** Which order replaced which. */
  readonly #survivors: RecentMap<string>;
  readonly #fills: SeenFills;
  readonly #defaults: MergeOptions;

  constructor({
    maxFinalOrders = LIMITS.seenIds,
    maxFills = LIMITS.seenIds,
    isFar,
  }: OrderTrackerOptions = {}) {
    this.#defaults = isFar ? { isFar } : {};
    this.#final = new RecentMap(maxFinalOrders);
    this.#local = new RecentMap(maxFinalOrders);
    this.#requested = new RecentMap(maxFinalOrders);
    this.#links = new RecentMap(maxFinalOrders);
    this.#survivors = new RecentMap(maxFinalOrders);
    this.#fills = new SeenFills(maxFills);
  }

  /**
   * Adds a report of an order to what is known of it. Hot.
   * @param connection - the one that it proves the order in, see {@link connectionOf}; absent where it proves nothing
   */
  observe(report: Order, options?: MergeOptions, connection?: number): Observation {
    const incoming = this.identify(report);
    const entry = this.#entry(incoming.id);
    const known = entry?.order;
    if (entry && connection !== undefined) entry.connection = connection;
    const merged = mergeOrder(known, incoming, options ? { ...options, ...this.#defaults } : this.#defaults);
    if (!merged) return { order: known ?? incoming, changed: false };
    this.#store(entry ?? { order: merged, connection, leads: false }, merged, known);
    return { order: merged, changed: true };
  }

  /** In which connection an order that has not ended was last reported; undefined for any other. */
  connectionOf(id: string): number | undefined {
    return this.#open.get(id)?.connection;
  }

  /** Records a fill; false when it was known already. */
  observeFill(fill: Fill): boolean {
    return this.#fills.add(fill);
  }

  /** The order that a reference names; `undefined` when it is not known. Symbol and account are not compared. */
  find(ref: OrderRef): Order | undefined {
    const byId = ref.id === undefined ? undefined : this.#entry(ref.id);
    if (byId || ref.clientOrderId === undefined) return byId?.order;
    const leader = this.#leaders.get(ref.clientOrderId)?.order;
    return ref.id === undefined || ref.id === leader?.id ? leader : undefined;
  }

  /** The order that a reference names, or the one that replaced it. */
  latest(ref: OrderRef): Order | undefined {
    let order = this.find(ref);
    for (const seen = new Set<string>(); order && !seen.has(order.id); ) {
      seen.add(order.id);
      const survivor = this.#survivors.get(order.id);
      order = (survivor === undefined ? undefined : this.#entry(survivor)?.order) ?? order;
    }
    return order;
  }

  /** Orders that have not ended, in the order in which they were first reported. */
  openOrders(filter: OpenOrdersFilter = {}): readonly Order[] {
    const orders: Order[] = [];
    for (const { order } of this.#open.values()) {
      if (filter.symbol !== undefined && order.symbol !== filter.symbol) continue;
      if (filter.account !== undefined && order.account !== undefined && order.account !== filter.account)
        continue;
      if (filter.origin === undefined || order.origin === filter.origin) orders.push(order);
    }
    return orders;
  }

  /** Sets the client id of an order whose reports do not have it. */
  linkClientOrderId(id: string, clientOrderId: string): void {
    this.#links.set(id, clientOrderId);
    const entry = this.#entry(id);
    if (entry && entry.order.clientOrderId === undefined)
      this.#store(entry, this.identify(entry.order), entry.order);
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

  #entry(id: string): Entry | undefined {
    return this.#open.get(id) ?? this.#final.get(id);
  }

  /**
   * The order with what is known of it from other sources: its client id, the terms of its request, and whose it is.
   */
  identify(order: Order): Order {
    const clientOrderId = order.clientOrderId ?? this.#links.get(order.id);
    if (clientOrderId === undefined) return order;
    const origin = order.origin === 'local' || this.#local.has(clientOrderId) ? 'local' : 'external';
    const requested = this.#requested.get(clientOrderId);
    const isSame = clientOrderId === order.clientOrderId && origin === order.origin;
    if (isSame && requested === undefined) return order;
    const identified = joinOrders(order, order, true);
    identified.clientOrderId = clientOrderId;
    identified.origin = origin;
    if (requested?.timeInForce !== undefined) identified.timeInForce ??= requested.timeInForce;
    if (requested?.positionEffect !== undefined) identified.positionEffect ??= requested.positionEffect;
    return identified;
  }

  #store(entry: Entry, order: Order, known: Order | undefined): void {
    const { id, replaces, clientOrderId } = order;
    const wasOpen = known !== undefined && !isFinal(known.status);
    entry.order = order;
    if (replaces !== undefined && replaces !== id) this.#survivors.set(replaces, id);
    if (isFinal(order.status)) {
      if (wasOpen) this.#open.delete(id);
      const dropped = this.#final.set(id, entry);
      if (dropped) this.#drop(dropped.value);
    } else if (!wasOpen) {
      if (known !== undefined) this.#final.delete(id);
      this.#open.set(id, entry);
    }
    if (clientOrderId !== undefined && !entry.leads) this.#lead(entry, clientOrderId);
  }

  /**
   * Gives the order its client id. Venues repeat the id of an order on its replacement, which takes the id over, and on
   * the order that closes its position, which must not.
   */
  #lead(entry: Entry, clientOrderId: string): void {
    const { order } = entry;
    const leader = this.#leaders.get(clientOrderId);
    if (leader) {
      const isLeft = leader.order.positionEffect === 'close' && order.positionEffect !== 'close';
      if (order.replaces !== leader.order.id && !isLeft) return;
      leader.leads = false;
    }
    entry.leads = true;
    this.#leaders.set(clientOrderId, entry);
  }

  #drop({ leads, order }: Entry): void {
    if (leads && order.clientOrderId !== undefined) this.#leaders.delete(order.clientOrderId);
  }
}

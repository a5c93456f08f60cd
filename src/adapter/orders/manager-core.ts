import type { OrderRef } from '../../broker';
import { LIMITS } from '../../core/limits';
import type { MaybePromise } from '../../core/maybe-promise';
import { type ClosedError, NotConnectedError, ValidationError } from '../../errors';
import { compareDecimals, type Fill, type Order } from '../../model';
import { clientOrderIdsFor } from '../../orders/client-order-id';
import { isFinal, isInferred, type MergeOptions } from '../../orders/merge-order';
import { RecentMap } from '../../orders/recent-map';
import { untilAborted, type WaitEnd } from '../../transport/sleep';
import { unsupported } from '../broker/unsupported';
import { FillGate } from './fills';
import { OrderIntents } from './intents';
import { JournalWriter } from './journal-writer';
import type { OrderManagerOptions } from './manager-options';
import type { OrderPort } from './order-port';
import { OrderResolver, tagged } from './pending-resolutions';

/** How far before a write the venue is searched for it, in ms: the two clocks may differ by minutes. */
const SEARCH_MARGIN_MS = 3_600_000;
/** How far back the venue is searched for an order that this process knows nothing of, in ms: 30 days. */
const SEARCH_BACK_MS = 30 * 24 * SEARCH_MARGIN_MS;

/** What the operations of an order manager share: its parts, and how a report of an order goes through them. */
export class OrderManagerCore {
  readonly options: OrderManagerOptions;
  readonly journal: JournalWriter;
  readonly intents = new OrderIntents();
  readonly resolver: OrderResolver;
  readonly fills: FillGate;
  /** Reads what an earlier process left open in the journal; absent before the first synchronisation and after it. */
  recover: (() => Promise<void>) | undefined;
  /** Ids that the journal of earlier processes names. */
  journalIds: ReadonlySet<string> = new Set();
  #newId: () => string;
  readonly #ending = new AbortController();
  readonly #overfilled = new RecentMap<string>(LIMITS.seenIds);
  #connection = 0;
  /** Of writes that wait for what the venue will say of their order. */
  readonly #checks = new Set<() => void>();

  constructor(options: OrderManagerOptions) {
    this.options = options;
    this.#newId = this.#idSource();
    this.journal = new JournalWriter(options);
    this.fills = new FillGate({
      isKnown: (id) => options.tracker.find({ id }) !== undefined,
      emit: (fill) => options.publish('fills', fill),
    });
    this.resolver = new OrderResolver(options, {
      observe: (report) => this.observe(report),
      settled: ({ kind, entry }, outcome) => {
        const order = 'order' in outcome ? outcome.order : undefined;
        if (entry) this.journal.settle(entry, outcome.outcome, order);
        if (kind === 'modify' && order) this.endReplaced(order);
      },
      returned: (entry, order) => this.journal.correct(entry, 'accepted', order),
    });
  }

  get signal(): AbortSignal {
    return this.#ending.signal;
  }

  /** Takes in a report: merges it, emits what has changed, resolves what was unknown. Returns the order as known now. */
  observe(report: Order, merge?: MergeOptions): Order {
    const { tracker } = this.options;
    if (this.options.doubts('orders', report)) return tracker.find({ id: report.id }) ?? report;
    // Synchronising counts as the next connection.
    const connection = this.options.state() === 'syncing' ? this.#connection + 1 : this.#connection;
    const { order, changed } = tracker.observe(report, merge, connection);
    if (changed) {
      this.options.publish('orders', order);
      for (const check of this.#checks) check();
      this.#warnOfOverfill(order);
    }
    this.fills.orderKnown(order.id);
    this.resolver.onReport(order);
    return order;
  }

  /** The order once it is as wanted; after `ms` as far as it is known. @throws what ended the limit */
  async until(
    ref: OrderRef,
    isReached: (order: Order) => boolean,
    ms: number,
    limit: WaitEnd,
  ): Promise<Order | undefined> {
    const { clock, tracker } = this.options;
    const known = tracker.find(ref);
    if (ms <= 0 || (known && isReached(known))) return known;
    return untilAborted(limit, (resolve) => {
      const check = (): void => {
        const order = tracker.find(ref);
        if (order && isReached(order)) resolve(order);
      };
      const timer = clock.schedule(ms, () => resolve(tracker.find(ref)));
      this.#checks.add(check);
      return () => {
        timer.cancel();
        this.#checks.delete(check);
      };
    });
  }

  observeFill(fill: Fill): void {
    // Before it is remembered: what the venue says of it when asked again must not count as emitted.
    if (this.options.doubts('fills', fill)) return;
    if (!this.options.tracker.observeFill(fill)) return;
    this.fills.take(fill);
  }

  resume(): void {
    this.#connection += 1;
    this.resolver.resume();
  }

  close(error: ClosedError): void {
    this.#ending.abort(error);
    this.options.calls.close(error);
    this.resolver.close(error);
    this.fills.close();
  }

  /** Cancels pass while syncing or stale, other writes do not. @throws NotConnectedError */
  gate(operation: string, requestId?: string): void {
    const { venue } = this.options;
    const state = this.options.state();
    const isCancel = operation === 'cancelOrder' || operation === 'cancelAllOrders';
    if (state === 'live' || (isCancel && (state === 'syncing' || state === 'stale'))) return;
    const message = `${operation} was not sent, the broker is ${state}`;
    throw new NotConnectedError(message, { venue, operation, requestId });
  }

  /** What a venue's port has. @throws UnsupportedError when it has none */
  port<K extends keyof OrderPort>(name: K, operation: string): NonNullable<OrderPort[K]> {
    const { port, venue } = this.options;
    const method: unknown = port[name];
    if (typeof method === 'function') return method.bind(port);
    throw unsupported(venue, operation);
  }

  /** Whether the order has been reported since the connection was made. */
  isConfirmed(order: Order): boolean {
    return (this.options.tracker.connectionOf(order.id) ?? -1) >= this.#connection;
  }

  /** @throws ValidationError when an order of this client id is known, of this process or in its journal */
  refuseKnownId(clientOrderId: string): void {
    if (!this.#isKnown(clientOrderId)) return;
    throw new ValidationError('clientOrderId', 'must not have been used before', { value: clientOrderId });
  }

  #isKnown(clientOrderId: string): boolean {
    return (
      this.journalIds.has(clientOrderId) ||
      this.resolver.get('place', { clientOrderId }) !== undefined ||
      this.resolver.givenUp(clientOrderId) !== undefined ||
      this.options.tracker.find({ clientOrderId }) !== undefined
    );
  }

  freshId(): string {
    for (let tries = 0; tries < 100; tries += 1) {
      const id = this.#newId();
      if (!this.intents.has(id) && !this.#isKnown(id)) return id;
      this.leaveUsedIds();
    }
    throw new ValidationError('clientOrderId', 'could not be made: every new one had been used before');
  }

  /** An id of the broker's own had been used: where ids count up, those that follow it may have been, too. */
  leaveUsedIds(): void {
    this.#newId = this.#idSource();
  }

  #idSource(): () => string {
    const { newClientOrderId, rules, clock } = this.options;
    return newClientOrderId ?? clientOrderIdsFor(rules.clientOrderId.pattern, clock);
  }

  /** The order that a reference names: known, at once, or looked up. @throws ValidationError when there is none that fits */
  locate(ref: OrderRef, call: { readonly signal: AbortSignal }): MaybePromise<Order> {
    const known = this.options.tracker.find(ref);
    return known && !isInferred(known) ? fitting(known, ref) : this.#search(ref, known, call);
  }

  async #search(
    ref: OrderRef,
    known: Order | undefined,
    call: { readonly signal: AbortSignal },
  ): Promise<Order> {
    const { clientOrderId } = ref;
    if (clientOrderId !== undefined && !known) {
      await this.intents.idle(clientOrderId);
      const placed = this.options.tracker.find(ref);
      if (placed) return fitting(placed, ref);
      const settled = this.resolver.get('place', ref)
        ? await this.resolver.wait('place', ref, call.signal)
        : this.resolver.givenUp(clientOrderId);
      if (settled?.outcome === 'accepted') return fitting(settled.order, ref);
      if (settled?.outcome === 'rejected') throw noSuchOrder(ref, ': the venue refused it');
    }
    const found = await this.lookup(ref, call.signal);
    if (!found) throw noSuchOrder(ref);
    return fitting(found, ref);
  }

  /** Searches the venue for an order and takes in what it says. */
  async lookup(ref: OrderRef, signal: AbortSignal): Promise<Order | undefined> {
    const state = this.options.state();
    if (state !== 'live' && state !== 'syncing') {
      throw new NotConnectedError(`The order was not looked up, the broker is ${state}`, {
        venue: this.options.venue,
      });
    }
    const replacementId = this.resolver.get('modify', ref)?.replacementId;
    const found = await this.options.port.lookup(ref, { since: this.searchStart, signal, replacementId });
    return found && this.observe(tagged(found, ref));
  }

  /** The order that another one took the place of, as it ended. */
  endReplaced({ replaces, receivedTime, source }: Order): Order | undefined {
    const old = replaces === undefined ? undefined : this.options.tracker.find({ id: replaces });
    if (!old || isFinal(old.status)) return old;
    return this.observe(
      { ...old, status: 'canceled', reason: 'replaced', receivedTime, source },
      { reply: true },
    );
  }

  /** How far back an order is searched for that this process knows nothing of. */
  get searchStart(): number {
    return Math.max(0, this.options.serverTime() - SEARCH_BACK_MS);
  }

  /** How far back a write is searched for that was made at a time of the venue, or now. */
  searchSince(time?: number): number {
    const now = this.options.serverTime();
    // A time that lies ahead cannot be: searched from there, nothing would be found.
    return Math.max(0, Math.min(time ?? now, now) - SEARCH_MARGIN_MS);
  }

  #warnOfOverfill(order: Order): void {
    const { quantity, filledQuantity, id } = order;
    if (quantity === undefined || filledQuantity === '0' || compareDecimals(filledQuantity, quantity) <= 0)
      return;
    if (this.#overfilled.get(id) === filledQuantity) return;
    this.#overfilled.set(id, filledQuantity);
    this.options.report('overfill', `Order ${id} is filled with ${filledQuantity} of ${quantity}`);
  }
}

function noSuchOrder(ref: OrderRef, why = ''): ValidationError {
  const field = ref.id === undefined ? 'clientOrderId' : 'id';
  return new ValidationError(field, `names no order that the venue has${why}`, { value: ref[field] });
}

function fitting(order: Order, ref: OrderRef): Order {
  for (const field of ['clientOrderId', 'symbol', 'account'] as const) {
    const [given, actual] = [ref[field], order[field]];
    if (given === undefined || actual === undefined || given === actual) continue;
    throw new ValidationError(field, `does not fit order ${order.id}, which has ${actual}`, { value: given });
  }
  return order;
}

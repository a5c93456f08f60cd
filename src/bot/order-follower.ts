import { type Broker, type FetchesOrder, type OrderRef, supports } from '../broker';
import type { Clock, Timer } from '../core/clock';
import type { Deferred } from '../core/deferred';
import type { Random } from '../core/random';
import { isBrokerError, isVenueError } from '../errors';
import type { Order } from '../model';
import { isFinal, mergeOrder } from '../orders/merge-order';
import { backoffDelay } from '../transport/backoff';
import { OrderEndedError } from './order-ended-error';

/** Pauses between reads that failed. */
const PAUSES = { baseMs: 500, factor: 2, maxMs: 30_000 };
/** Reads that find no order before it counts as one that the venue does not have: lists lag behind the answer of a write. */
const MAX_MISSES = 4;
/** How long the order that takes the place of a canceled one may take to show, in ms. */
const REPLACE_MS = 1000;
/** How long the broker is given to name the order that took the place of a canceled one, in ms. */
const RESOLVE_MS = 5000;

/** What an {@link OrderFollower} needs. */
export interface OrderFollowerOptions {
  readonly broker: Broker & FetchesOrder;
  readonly ref: OrderRef;
  readonly clock: Clock;
  readonly random: Random;
  /** Settled once the order is as wanted, or cannot become so any more. */
  readonly end: Deferred<Order>;
  isReached(order: Order): boolean;
}

/** Follows one order through events and reads, and through the orders that replace it, until it is as wanted. */
export class OrderFollower {
  readonly #options: OrderFollowerOptions;
  readonly #stopping = new AbortController();
  /** Which order took the place of which: a report of it may come before that of its predecessor. */
  readonly #successors = new Map<string, Order>();
  #ref: OrderRef;
  #known: Order | undefined;
  /** Whether an event has shown the order since the last reading began. */
  #heard = false;
  #misses = 0;
  #attempt = 0;
  #retry: Timer | undefined;
  /** Runs while a canceled order may turn out to have been replaced. */
  #grace: Timer | undefined;
  readonly #onOrder = (order: Order): void => this.#take(order);

  constructor(options: OrderFollowerOptions) {
    this.#options = options;
    this.#ref = options.ref;
  }

  /** @param seed - the order as the caller has it */
  start(seed: Order | undefined): void {
    this.#options.broker.on('order', this.#onOrder);
    if (seed) this.#observe(seed);
    this.read();
  }

  stop(): void {
    this.#options.broker.off('order', this.#onOrder);
    this.#stopping.abort();
    this.#retry?.cancel();
    this.#grace?.cancel();
  }

  /** Reads the order, again after a failure. To be called after each reconnect. */
  read(): void {
    this.#heard = false;
    this.#attempt = 0;
    void this.#readOnce();
  }

  async #readOnce(): Promise<void> {
    this.#retry?.cancel();
    const ref = this.#ref;
    const { signal } = this.#stopping;
    // What was begun for the order before belongs to nobody once another one is followed.
    const isOver = (): boolean => signal.aborted || this.#ref !== ref;
    try {
      const order = await this.#options.broker.fetchOrder(ref, { signal });
      if (!isOver()) this.#observe(order);
    } catch (error) {
      if (!isOver()) this.#readFailed(error);
    }
  }

  #readFailed(error: unknown): void {
    // The events are up to date by themselves; the read is for what happened before them.
    if (this.#heard) return;
    if (isVenueError(error)) this.#misses += 1;
    const isLasting = isVenueError(error)
      ? this.#misses >= MAX_MISSES
      : !(isBrokerError(error) && error.retryable);
    if (isLasting) {
      this.#options.end.reject(error);
      return;
    }
    const { clock, random } = this.#options;
    const pauseMs = backoffDelay(this.#attempt, PAUSES, random);
    this.#retry = clock.schedule(pauseMs, () => void this.#readOnce());
    this.#attempt += 1;
  }

  #take(order: Order): void {
    const { replaces } = order;
    if (replaces !== undefined && replaces !== order.id) {
      const known = this.#successors.get(replaces);
      this.#successors.set(replaces, mergeOrder(known, order) ?? known ?? order);
    }
    if (this.#isOurs(order)) {
      this.#heard = true;
      this.#observe(order);
    } else if (this.#ref.id !== undefined && replaces === this.#ref.id) {
      this.#heard = true;
      this.#follow(order);
    }
  }

  #isOurs({ id, clientOrderId, positionEffect }: Order): boolean {
    const { ref } = this.#options;
    if (this.#ref.id !== undefined) return id === this.#ref.id;
    // Venues repeat the client id of an order on the one that closes its position; a read tells them apart.
    return clientOrderId === ref.clientOrderId && positionEffect !== 'close';
  }

  #observe(report: Order): void {
    const { id, symbol, account } = report;
    if (this.#ref.id === undefined) this.#ref = { id, symbol, account };
    this.#known = mergeOrder(this.#known, report) ?? this.#known;
    const successor = this.#successors.get(id);
    if (successor) this.#follow(successor);
    else this.#check();
  }

  /** Goes on with the order that took the place of the one followed so far. */
  #follow(order: Order): void {
    this.#successors.delete(order.replaces ?? '');
    this.#endGrace();
    this.#known = undefined;
    const { id, symbol, account } = order;
    this.#ref = { id, symbol, account };
    this.#observe(order);
  }

  #check(): void {
    const order = this.#known;
    if (!order) return;
    if (this.#mayGoOn(order)) {
      const conclude = (): void => void this.#concludeCanceled(order.id);
      this.#grace ??= this.#options.clock.schedule(REPLACE_MS, conclude);
      return;
    }
    this.#endGrace();
    this.#conclude();
  }

  /** Whether a canceled order may have a successor, or its end, which no event told, be taken back. */
  #mayGoOn({ status, reason }: Order): boolean {
    const { modifyReplaces } = this.#options.broker.capabilities;
    return status === 'canceled' && (modifyReplaces === true || reason === 'inferred');
  }

  #endGrace(): void {
    this.#grace?.cancel();
    this.#grace = undefined;
  }

  /** No order has taken its place, unless that happened before this wait began: then the broker knows. */
  async #concludeCanceled(id: string): Promise<void> {
    const { broker } = this.#options;
    if (this.#known?.origin === 'local' && supports(broker, 'resolveOrder')) {
      const { signal } = this.#stopping;
      const found = await broker
        .resolveOrder({ id }, { timeoutMs: RESOLVE_MS, signal })
        .catch(() => undefined);
      if (signal.aborted || this.#ref.id !== id) return;
      if (found && 'order' in found && found.order.id !== id) {
        this.#follow(found.order);
        return;
      }
    }
    this.#conclude();
  }

  #conclude(): void {
    const order = this.#known;
    if (!order) return;
    try {
      if (this.#options.isReached(order)) this.#options.end.resolve(order);
      else if (isFinal(order.status)) this.#options.end.reject(new OrderEndedError(order));
    } catch (error) {
      this.#options.end.reject(error);
    }
  }
}

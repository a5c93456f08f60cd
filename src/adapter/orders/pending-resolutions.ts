import type { BrokerState, JournalEntry, OrderRef, OrderResolution } from '../../broker';
import type { Clock, Timer } from '../../core/clock';
import { LIMITS } from '../../core/limits';
import type { ClosedError } from '../../errors';
import type { Order, OrderSide } from '../../model';
import { isFinal, isInferred } from '../../orders/merge-order';
import { onAbort } from '../../transport/abort-listeners';
import { raceDeadline, startDeadline } from '../../transport/deadline';
import type { LookupOptions } from './order-port';

/** Longest pause between two look-ups of one order, in ms. */
const MAX_RETRY_MS = 4000;
/** Longest wait for one look-up, in ms: a hanging one must not use up the time of the others. */
const LOOKUP_MS = 5000;
/** Look-ups that run at once. */
const MAX_LOOKUPS = 4;

/** How the outcome of a write is found out. */
export interface ResolutionSettings {
  /** Least time in ms before an order that is not found counts as not placed. @defaultValue 5000 */
  readonly graceMs: number;
  /** Pause before the second look-up in ms; it doubles up to 4000. @defaultValue 500 */
  readonly retryMs: number;
  /** Look-ups in state `live` that must find nothing. @defaultValue 3 */
  readonly lookups: number;
}

/** The settings where nothing else is said. */
export const DEFAULT_RESOLUTION: ResolutionSettings = { graceMs: 5000, retryMs: 500, lookups: 3 };

/** What became of a write, known for certain. */
export type Outcome = Exclude<OrderResolution, { outcome: 'unknown' }>;

/** A write whose outcome is not known: of an order, a cancel, a change. */
export interface PendingResolution {
  /** One resolution a key; added again it is the same one. */
  readonly key: string;
  readonly kind: 'place' | 'cancel' | 'modify';
  readonly ref: OrderRef;
  /** How far back the venue is searched, UTC epoch ms. */
  readonly since: number;
  /** When the write was sent, UTC epoch ms by our clock; absent where that is not known. */
  readonly sentTime?: number | undefined;
  /** What the order must be, so that another one with the same tag is not taken for it. */
  readonly expects?: { readonly symbol: string; readonly side?: OrderSide | undefined } | undefined;
  /** Whether a report shows that a change has been made. */
  isMade?(order: Order): boolean;
  /** Whether a write of ours left it open; false where a caller merely asks about an order we do not know. */
  readonly own: boolean;
  /** The entry of the journal that the outcome settles. */
  readonly entry?: JournalEntry | undefined;
  /** The client id under which a change was sent as a new order. */
  readonly replacementId?: string | undefined;
}

interface OpenResolution extends PendingResolution {
  /** Later writes to the same order: resolved one after the other, for each has an entry of its own. */
  readonly followers: PendingResolution[];
  startedAt: number;
  attempts: number;
  missedCount: number;
  foundCount: number;
  timer?: Timer | undefined;
  looking?: AbortController | undefined;
  readonly waiters: Set<{ resolve(outcome: Outcome): void; reject(error: Error): void }>;
}

/** What the resolver works with. */
export interface OrderResolverOptions {
  readonly clock: Clock;
  readonly settings: ResolutionSettings;
  state(): BrokerState;
  lookup(ref: OrderRef, options: LookupOptions): Promise<Order | undefined>;
  /** Whether a search that found nothing proves that what was sent then was not placed. */
  provesAbsence(sentTime: number | undefined): boolean;
  /** A look-up found the order: to be taken in like any other report, and returned as it is known then. */
  found(pending: PendingResolution, order: Order): Order;
  /** The order of a cancel or a change is nowhere to be found: what it is to be taken for. */
  vanished(pending: PendingResolution): Order | undefined;
  settled(pending: PendingResolution, outcome: Outcome): void;
}

/** The key of what became of the order with this client id. */
export const placeKey = (clientOrderId: string): string => `place:${clientOrderId}`;
/** The key of what became of a write to the order with this id. */
export const orderKey = (kind: 'place' | 'cancel' | 'modify', id: string): string => `${kind}#${id}`;

/**
 * Finds out what became of orders whose answer was lost: by look-ups in growing pauses, and by any report that comes by.
 * It never sends anything that could change an order.
 */
export class OrderResolver {
  readonly #options: OrderResolverOptions;
  readonly #open = new Map<string, OpenResolution>();
  #looking = 0;
  #closed: ClosedError | undefined;

  constructor(options: OrderResolverOptions) {
    this.#options = options;
  }

  /** Writes of ours whose outcome is not known. */
  get size(): number {
    let count = 0;
    for (const pending of this.#open.values()) if (pending.own) count += 1;
    return count;
  }

  has(key: string): boolean {
    return this.#open.has(key);
  }

  /** Resolutions of one kind that are open. */
  open(kind: PendingResolution['kind']): readonly PendingResolution[] {
    return [...this.#open.values()].filter((pending) => pending.kind === kind && pending.own);
  }

  /** The client id under which the change of an order was sent whose outcome is not known. */
  replacementIdOf(orderId: string): string | undefined {
    return this.#open.get(orderKey('modify', orderId))?.replacementId;
  }

  /**
   * Opens a resolution and looks at once.
   * @param known - a report that is there already and may decide it
   */
  add(pending: PendingResolution, known?: Order): void {
    if (this.#closed) return;
    const asked = this.#open.get(pending.key);
    if (asked) {
      if (!asked.own) Object.assign(asked, pending);
      else if (pending.entry && pending.entry.entryId !== asked.entry?.entryId) asked.followers.push(pending);
      return;
    }
    const open: OpenResolution = {
      ...pending,
      followers: [],
      startedAt: this.#options.clock.monotonic(),
      attempts: 0,
      missedCount: 0,
      foundCount: 0,
      waiters: new Set(),
    };
    this.#open.set(pending.key, open);
    if (known) this.#settleIfDecided(open, known);
    if (this.#open.get(pending.key) === open) this.#look(open);
  }

  /**
   * The outcome of an open resolution, when it is known.
   * @throws ClosedError when the broker closes first
   */
  wait(key: string, signal: AbortSignal): Promise<Outcome> {
    const pending = this.#open.get(key);
    if (!pending || signal.aborted) return new Promise(() => {});
    return new Promise<Outcome>((resolve, reject) => {
      // One signal may be that of many resolutions, and outlive them.
      const release = onAbort(signal, () => {
        pending.waiters.delete(waiter);
        // Nobody else wants to know about an order that is not ours.
        if (!pending.own && pending.waiters.size === 0) this.#remove(pending);
      });
      const waiter = {
        resolve: (outcome: Outcome): void => {
          release();
          resolve(outcome);
        },
        reject: (error: Error): void => {
          release();
          reject(error);
        },
      };
      pending.waiters.add(waiter);
    });
  }

  /** Takes in a report that came by. */
  onReport(order: Order): void {
    const keys = [orderKey('place', order.id), orderKey('cancel', order.id), orderKey('modify', order.id)];
    if (order.clientOrderId !== undefined) keys.push(placeKey(order.clientOrderId));
    if (order.replaces !== undefined) keys.push(orderKey('modify', order.replaces));
    for (const key of keys) {
      const pending = this.#open.get(key);
      if (pending) this.#settleIfDecided(pending, order);
    }
  }

  /** Settles a resolution from elsewhere, such as by a reply that came late. */
  resolve(key: string, outcome: Outcome): void {
    const pending = this.#open.get(key);
    if (pending) this.#settle(pending, outcome);
  }

  /** The connection is back: looks for everything at once, and counts from here. */
  resume(): void {
    for (const pending of [...this.#open.values()]) {
      pending.startedAt = this.#options.clock.monotonic();
      pending.attempts = 0;
      pending.missedCount = 0;
      pending.foundCount = 0;
      // A look-up of the old connection may hang until its limit.
      pending.looking?.abort();
      pending.looking = undefined;
      this.#look(pending);
    }
  }

  close(error: ClosedError): void {
    this.#closed = error;
    for (const pending of [...this.#open.values()]) {
      this.#remove(pending);
      for (const waiter of pending.waiters) waiter.reject(error);
    }
  }

  #look(pending: OpenResolution): void {
    pending.timer?.cancel();
    pending.timer = undefined;
    const state = this.#options.state();
    if ((state !== 'live' && state !== 'syncing') || this.#looking >= MAX_LOOKUPS) {
      this.#schedule(pending);
      return;
    }
    pending.attempts += 1;
    const controller = new AbortController();
    pending.looking = controller;
    this.#looking += 1;
    const current = (): boolean => pending.looking === controller && this.#open.get(pending.key) === pending;
    this.#search(pending, controller.signal)
      .then((order) => {
        if (!current() || this.#mayBeReplaced(pending, order)) return;
        if (order && matches(pending, order)) this.#onFound(pending, order);
        else this.#onMissed(pending);
      })
      // A search that failed has said nothing.
      .catch(() => {})
      .finally(() => {
        this.#looking -= 1;
        if (!current()) return;
        pending.looking = undefined;
        this.#schedule(pending);
      });
  }

  async #search(pending: OpenResolution, signal: AbortSignal): Promise<Order | undefined> {
    const deadline = startDeadline({ clock: this.#options.clock, timeoutMs: LOOKUP_MS, signal });
    try {
      const { ref, since, replacementId } = pending;
      const { signal: limited } = deadline;
      return await raceDeadline(
        this.#options.lookup(ref, { since, signal: limited, replacementId }),
        deadline,
      );
    } finally {
      deadline.dispose();
    }
  }

  #schedule(pending: OpenResolution): void {
    if (this.#closed) return;
    const pause = this.#options.settings.retryMs * 2 ** Math.min(Math.max(0, pending.attempts - 1), 20);
    pending.timer?.cancel();
    pending.timer = this.#options.clock.schedule(Math.min(pause, MAX_RETRY_MS), () => this.#look(pending));
  }

  #onFound(pending: OpenResolution, order: Order): void {
    // Taking it in settles the resolution where the report decides it.
    const known = this.#options.found(pending, order);
    if (this.#open.get(pending.key) !== pending) return;
    this.#settleIfDecided(pending, known);
    if (this.#open.get(pending.key) !== pending) return;
    pending.missedCount = 0;
    pending.foundCount += 1;
    if (pending.foundCount < this.#options.settings.lookups || !this.#graceIsOver(pending)) return;
    // Still not decided at the venue: it has the order, and it has not carried out the cancel or the change.
    this.#settle(pending, { outcome: pending.kind === 'place' ? 'accepted' : 'rejected', order: known });
  }

  #onMissed(pending: OpenResolution): void {
    if (this.#options.state() !== 'live') return;
    pending.missedCount += 1;
    if (pending.missedCount < this.#options.settings.lookups || !this.#graceIsOver(pending)) return;
    // It may be in what the venue's lists do not show any more.
    if (!this.#options.provesAbsence(pending.sentTime)) return;
    if (pending.kind === 'place') {
      this.#settle(pending, { outcome: 'notPlaced', ref: pending.ref });
      return;
    }
    const order = this.#options.vanished(pending);
    if (order && this.#open.get(pending.key) === pending)
      this.#settle(pending, { outcome: 'accepted', order });
  }

  /** The order is gone and the one that was to take its place has not appeared yet: that says nothing for a while. */
  #mayBeReplaced(pending: OpenResolution, order: Order | undefined): boolean {
    if (pending.replacementId === undefined || this.#graceIsOver(pending)) return false;
    return order === undefined || (order.id === pending.ref.id && order.status === 'canceled');
  }

  #graceIsOver(pending: OpenResolution): boolean {
    return this.#options.clock.monotonic() - pending.startedAt >= this.#options.settings.graceMs;
  }

  /** Settles the resolution where the report decides it. */
  #settleIfDecided(pending: OpenResolution, order: Order): void {
    if (!matches(pending, order)) return;
    if (pending.kind === 'place') {
      // A pending order has reached the venue, and may yet be refused. A conclusion of ours is no sighting.
      if (order.status === 'pending' || isInferred(order)) return;
      const outcome = order.status === 'rejected' ? 'rejected' : 'accepted';
      this.#settle(pending, { outcome, order });
      return;
    }
    const isEnd = isFinal(order.status) && !this.#mayBeReplaced(pending, order);
    if (isEnd || pending.isMade?.(order)) this.#settle(pending, { outcome: 'accepted', order });
  }

  #settle(pending: OpenResolution, outcome: Outcome): void {
    this.#remove(pending);
    this.#options.settled(pending, outcome);
    for (const waiter of pending.waiters) waiter.resolve(outcome);
    for (const next of pending.followers) this.add(next, 'order' in outcome ? outcome.order : undefined);
  }

  #remove(pending: OpenResolution): void {
    this.#open.delete(pending.key);
    pending.timer?.cancel();
    pending.timer = undefined;
    pending.looking?.abort();
    pending.looking = undefined;
  }
}

function matches({ expects }: PendingResolution, order: Order): boolean {
  if (!expects) return true;
  return order.symbol === expects.symbol && (expects.side === undefined || order.side === expects.side);
}

/** How far before a write the venue is searched for it, in ms: the two clocks may differ by minutes. */
export const SEARCH_MARGIN_MS = 3_600_000;
/** How far back the venue is searched for an order that this process knows nothing of, in ms: 30 days. */
export const SEARCH_BACK_MS = 30 * 24 * SEARCH_MARGIN_MS;
/** Orders that were taken as not placed, or refused, and are remembered in case they turn up. */
export const MAX_REMEMBERED: number = LIMITS.seenIds;

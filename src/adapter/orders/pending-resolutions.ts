import type { JournalEntry, OrderRef, OrderResolution } from '../../broker';
import { LIMITS } from '../../core/limits';
import { AbortedError, type ClosedError } from '../../errors';
import type { Order, OrderSide } from '../../model';
import { isFinal, isInferred } from '../../orders/merge-order';
import { RecentMap } from '../../orders/recent-map';
import { raceDeadline, startDeadline } from '../../transport/deadline';
import { sleep, untilAborted } from '../../transport/sleep';
import type { OrderManagerOptions } from './manager-options';

/** Least time in ms before an order that is not found counts as not placed. */
export const GRACE_MS = 5000;
/** Look-ups in state `live` that must find nothing, or nothing else. */
export const LOOKUPS = 3;
/** Pause before the second look-up in ms; it doubles. */
export const RETRY_MS = 500;
/** Longest pause between two look-ups of one order, in ms. */
const MAX_RETRY_MS = 4000;
/** Longest wait for one look-up, in ms: a hanging one must not use up the time of the others. */
const LOOKUP_MS = 5000;
/** Look-ups that run at once. */
const MAX_LOOKUPS = 4;

/** Why a search ends: with its resolution, or with its connection. Made once, for each error costs a stack trace. */
const SEARCH_ENDED = new AbortedError('The search for an order has ended');

/** What became of a write, known for certain. */
export type Outcome = Exclude<OrderResolution, { outcome: 'unknown' }>;

/** A write whose outcome is not known: of an order, a cancel, a change. */
export interface PendingResolution {
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
  readonly entry?: JournalEntry | undefined;
  /** The client id under which a change was sent as a new order. */
  readonly replacementId?: string | undefined;
  /** For how long it is certain that it has not been sent any more, in ms; absent: it may have been sent just now. */
  readonly quietMs?: number | undefined;
}

interface OpenResolution extends PendingResolution {
  /** Later writes to the same order: resolved one after the other, for each has an entry of its own. */
  readonly followers: PendingResolution[];
  readonly waiters: Set<{ resolve(outcome: Outcome): void; reject(error: Error): void }>;
  /** Ends the search; each connection begins one of its own. */
  search: AbortController;
  startedAt: number;
}

/** What became known of an order that was given up: remembered in case it turns up after all. */
interface GivenUp {
  readonly outcome: Outcome;
  /** What the order must be to be adopted then; absent where it cannot. */
  readonly as: Pick<PendingResolution, 'expects' | 'entry'> | undefined;
}

export type OrderResolverOptions = Pick<
  OrderManagerOptions,
  'clock' | 'state' | 'port' | 'tracker' | 'adopted'
>;

export interface OrderResolverHooks {
  /** Takes in a report of an order like any other, and tells how the order is known then. */
  observe(report: Order): Order;
  settled(pending: PendingResolution, outcome: Outcome): void;
  /** An order that was given up has turned up. */
  returned(entry: JournalEntry, order: Order): void;
}

/** A placing is known by its client id where it has one, a cancel or a change by the id of its order. */
function keyOf(kind: PendingResolution['kind'], { id, clientOrderId }: OrderRef): string {
  return kind === 'place' && clientOrderId !== undefined ? `place:${clientOrderId}` : `${kind}#${id}`;
}

/** Finds out what became of orders whose answer was lost, by look-ups and reports; it sends nothing that changes an order. */
export class OrderResolver {
  readonly #options: OrderResolverOptions;
  readonly #hooks: OrderResolverHooks;
  readonly #open = new Map<string, OpenResolution>();
  readonly #givenUp = new RecentMap<GivenUp>(LIMITS.seenIds);
  #looking = 0;
  #closed: ClosedError | undefined;

  constructor(options: OrderResolverOptions, hooks: OrderResolverHooks) {
    this.#options = options;
    this.#hooks = hooks;
  }

  get own(): readonly PendingResolution[] {
    return [...this.#open.values()].filter(({ own }) => own);
  }

  get(kind: PendingResolution['kind'], ref: OrderRef): PendingResolution | undefined {
    return this.#open.get(keyOf(kind, ref));
  }

  /** Opens a resolution and looks at once. @param known - a report that is there already and may decide it */
  add(pending: PendingResolution, known?: Order): void {
    if (this.#closed) return;
    const key = keyOf(pending.kind, pending.ref);
    const asked = this.#open.get(key);
    if (asked) {
      if (!asked.own) Object.assign(asked, pending);
      else if (pending.entry && pending.entry.entryId !== asked.entry?.entryId) asked.followers.push(pending);
      return;
    }
    const open: OpenResolution = {
      ...pending,
      followers: [],
      waiters: new Set(),
      search: new AbortController(),
      startedAt: this.#options.clock.monotonic() - (pending.quietMs ?? 0),
    };
    this.#open.set(key, open);
    if (known) this.#settleIfDecided(open, known);
    if (this.#open.get(key) === open) this.#search(open);
  }

  /** The outcome when it is known; never where none is open. @throws ClosedError, what the signal was aborted with */
  wait(kind: PendingResolution['kind'], ref: OrderRef, signal: AbortSignal): Promise<Outcome> {
    const pending = this.#open.get(keyOf(kind, ref));
    if (!pending) return new Promise(() => {});
    return untilAborted(signal, (resolve, reject) => {
      const waiter = { resolve, reject };
      pending.waiters.add(waiter);
      return () => {
        pending.waiters.delete(waiter);
        // Nobody else wants to know about an order that is not ours.
        if (signal.aborted && !pending.own && pending.waiters.size === 0) this.#remove(pending);
      };
    });
  }

  /** What was found out about an order that was not placed, or refused. */
  givenUp(clientOrderId: string): Outcome | undefined {
    return this.#givenUp.get(clientOrderId)?.outcome;
  }

  /** The venue refused a placing, perhaps late. @param as - what it must be to be adopted if it turns up all the same */
  refuse(clientOrderId: string, order: Order, as: GivenUp['as']): void {
    const outcome = { outcome: 'rejected', order } as const;
    const pending = this.#open.get(keyOf('place', { clientOrderId }));
    if (pending) this.#settle(pending, outcome, as === undefined);
    else this.#givenUp.set(clientOrderId, { outcome, as });
  }

  /** Hot. */
  onReport(order: Order): void {
    if (this.#open.size > 0) this.#decide(order);
    if (this.#givenUp.size > 0) this.#adopt(order);
  }

  #decide(order: Order): void {
    const { id, clientOrderId, replaces } = order;
    const keys = [keyOf('place', { id }), keyOf('cancel', { id }), keyOf('modify', { id })];
    if (clientOrderId !== undefined) keys.push(keyOf('place', { clientOrderId }));
    if (replaces !== undefined) keys.push(keyOf('modify', { id: replaces }));
    for (const key of keys) {
      const pending = this.#open.get(key);
      if (pending) this.#settleIfDecided(pending, order);
    }
  }

  /** The connection is back: looks for everything at once, and counts from here. */
  resume(): void {
    for (const pending of [...this.#open.values()]) {
      // A look-up of the old connection may hang until its limit.
      pending.search.abort(SEARCH_ENDED);
      pending.search = new AbortController();
      pending.startedAt = this.#options.clock.monotonic();
      this.#search(pending);
    }
  }

  close(error: ClosedError): void {
    this.#closed = error;
    for (const pending of [...this.#open.values()]) {
      this.#remove(pending);
      for (const waiter of pending.waiters) waiter.reject(error);
    }
  }

  #search(pending: OpenResolution): void {
    // It ends with the resolution, or with the connection that another search follows.
    this.#lookUntilSettled(pending, pending.search.signal).catch(() => {});
  }

  async #lookUntilSettled(pending: OpenResolution, signal: AbortSignal): Promise<void> {
    const { clock, port } = this.#options;
    const counts = { found: 0, missed: 0 };
    for (let attempts = 0; ; ) {
      if (port.recall) await this.#recall(pending, signal);
      if (signal.aborted) return;
      const state = this.#options.state();
      const isAble = (state === 'live' || state === 'syncing') && this.#looking < MAX_LOOKUPS;
      if (isAble || port.recall) attempts += 1;
      if (isAble) {
        this.#looking += 1;
        try {
          const order = await this.#look(pending, signal);
          if (!signal.aborted) this.#onLookup(pending, order, counts);
        } catch {
          // A search that failed has said nothing.
        } finally {
          this.#looking -= 1;
        }
      }
      const pause = Math.min(RETRY_MS * 2 ** Math.max(0, attempts - 1), MAX_RETRY_MS);
      const graceMs = pending.startedAt + GRACE_MS - clock.monotonic();
      // The first look-up that may decide it is made as soon as it may.
      await sleep(clock, graceMs > 0 ? Math.min(pause, graceMs) : pause, signal);
    }
  }

  /** Settles what is known between us and the venue. */
  async #recall(pending: OpenResolution, signal: AbortSignal): Promise<void> {
    const { kind, own, ref } = pending;
    if (kind !== 'place' || !own || ref.clientOrderId === undefined) return;
    const { port } = this.#options;
    const known = await port.recall?.(ref.clientOrderId);
    if (known === undefined || signal.aborted) return;
    if (known === 'unsent') this.#settle(pending, { outcome: 'notPlaced', ref });
    else if (known.status === 'rejected') {
      const isUsed = port.saysIdUsed?.(known.venueStatus) === true;
      this.#settle(pending, { outcome: 'rejected', order: known }, isUsed);
    } else {
      // Taking it in settles the resolution where the report decides it.
      const order = this.#hooks.observe(asFound(pending, known));
      if (!signal.aborted) this.#settleIfDecided(pending, order);
    }
  }

  async #look(
    { ref, since, replacementId }: OpenResolution,
    signal: AbortSignal,
  ): Promise<Order | undefined> {
    const deadline = startDeadline({ clock: this.#options.clock, timeoutMs: LOOKUP_MS, signal });
    try {
      const limits = { since, signal: deadline.signal, replacementId };
      return await raceDeadline(this.#options.port.lookup(ref, limits), deadline);
    } finally {
      deadline.dispose();
    }
  }

  #onLookup(
    pending: OpenResolution,
    order: Order | undefined,
    counts: { found: number; missed: number },
  ): void {
    if (this.#mayBeReplaced(pending, order)) return;
    const { kind, ref, sentTime, search } = pending;
    const { port, state } = this.#options;
    if (order && matches(pending, order)) {
      // Taking it in settles the resolution where the report decides it.
      const known = this.#hooks.observe(asFound(pending, order));
      if (!search.signal.aborted) this.#settleIfDecided(pending, known);
      if (search.signal.aborted) return;
      counts.missed = 0;
      counts.found += 1;
      if (counts.found < LOOKUPS || !this.#graceIsOver(pending)) return;
      // Still not decided at the venue: it has the order, and it has not carried out the cancel or the change.
      this.#settle(pending, { outcome: kind === 'place' ? 'accepted' : 'rejected', order: known });
      return;
    }
    if (state() !== 'live') return;
    counts.missed += 1;
    if (counts.missed < LOOKUPS || !this.#graceIsOver(pending)) return;
    // It may be in what the venue's lists do not show any more.
    if (port.provesAbsence?.(sentTime) === false) return;
    if (kind === 'place') {
      this.#settle(pending, { outcome: 'notPlaced', ref });
      return;
    }
    const ended = this.#inferEnd(ref);
    if (ended && !search.signal.aborted) this.#settle(pending, { outcome: 'accepted', order: ended });
  }

  /** The order of a cancel or a change is nowhere to be found: it has ended. */
  #inferEnd(ref: OrderRef): Order | undefined {
    const { clock, tracker } = this.#options;
    const known = tracker.find(ref);
    if (!known || isFinal(known.status)) return known;
    const end = { status: 'canceled', reason: 'inferred', source: 'reconcile' } as const;
    return this.#hooks.observe({ ...known, ...end, receivedTime: clock.now() });
  }

  /** The order is gone and the one that was to take its place has not appeared yet: that says nothing for a while. */
  #mayBeReplaced(pending: OpenResolution, order: Order | undefined): boolean {
    if (pending.replacementId === undefined || this.#graceIsOver(pending)) return false;
    return order === undefined || (order.id === pending.ref.id && order.status === 'canceled');
  }

  #graceIsOver(pending: OpenResolution): boolean {
    return this.#options.clock.monotonic() - pending.startedAt >= GRACE_MS;
  }

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

  /** @param isUsed - another order has its client id: reports under it are of that one */
  #settle(pending: OpenResolution, outcome: Outcome, isUsed = false): void {
    this.#remove(pending);
    this.#hooks.settled(pending, outcome);
    const { kind, own, ref } = pending;
    // An id that somebody merely asked about stays free.
    if (kind === 'place' && own && ref.clientOrderId !== undefined) {
      if (outcome.outcome === 'accepted') this.#options.adopted(outcome.order);
      else this.#givenUp.set(ref.clientOrderId, { outcome, as: isUsed ? undefined : pending });
    }
    for (const waiter of pending.waiters) waiter.resolve(outcome);
    for (const next of pending.followers) this.add(next, 'order' in outcome ? outcome.order : undefined);
  }

  /** An order that was given up may have turned up. */
  #adopt(order: Order): void {
    const { clientOrderId } = order;
    if (clientOrderId === undefined || order.status === 'rejected' || isInferred(order)) return;
    const as = this.#givenUp.get(clientOrderId)?.as;
    if (!as || (as.expects && as.expects.symbol !== order.symbol)) return;
    this.#givenUp.delete(clientOrderId);
    if (as.entry) this.#hooks.returned(as.entry, order);
    this.#options.adopted(order);
  }

  #remove(pending: OpenResolution): void {
    this.#open.delete(keyOf(pending.kind, pending.ref));
    pending.search.abort(SEARCH_ENDED);
  }
}

function matches({ expects }: PendingResolution, order: Order): boolean {
  if (!expects) return true;
  return order.symbol === expects.symbol && (expects.side === undefined || order.side === expects.side);
}

/** The report of an order that was searched by its client id, which the report itself may lack. */
export function tagged(order: Order, ref: OrderRef): Order {
  if (order.clientOrderId !== undefined || ref.clientOrderId === undefined) return order;
  return { ...order, clientOrderId: ref.clientOrderId };
}

/** What a look-up found, with what is known of the write and the report may lack. */
function asFound({ kind, ref }: PendingResolution, order: Order): Order {
  const named = tagged(order, ref);
  const isAnother = kind === 'modify' && ref.id !== undefined && named.id !== ref.id;
  return isAnother && named.replaces === undefined ? { ...named, replaces: ref.id } : named;
}

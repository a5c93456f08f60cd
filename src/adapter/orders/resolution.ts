import type { BrokerState, JournalEntry, OrderRef, OrderResolution } from '../../broker';
import type { Clock, Timer } from '../../core/clock';
import { LIMITS } from '../../core/limits';
import type { ClosedError } from '../../errors';
import type { Order, OrderSide } from '../../model';
import { isFinal, isInferred } from '../../orders/merge-order';
import { onAbort } from '../../transport/abort-listeners';
import { raceDeadline, startDeadline } from '../../transport/deadline';
import type { ResolutionSettings } from './types';

/** Longest pause between two look-ups of one order, in ms. */
const MAX_RETRY_MS = 4000;
/** Longest wait for one look-up, in ms: a hanging one must not use up the time of the others. */
const LOOKUP_MS = 5000;
/** Look-ups that run at once. */
const MAX_LOOKUPS = 4;

/** How the fate of an order is found out where nothing else is said. */
export const DEFAULT_RESOLUTION: ResolutionSettings = { graceMs: 5000, retryMs: 500, lookups: 3 };

/** What became of a write, known for certain. */
export type Verdict = Exclude<OrderResolution, { outcome: 'unknown' }>;

/** A question that is open: what became of an order, a cancel, a change. */
export interface Question {
  /** One question a key; asked again it is the same question. */
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
  /** The entry of the journal that the answer settles. */
  readonly entry?: JournalEntry | undefined;
}

interface OpenQuestion extends Question {
  /** Asked of the same order meanwhile: answered one after the other, for each has an entry of its own. */
  readonly followers: Question[];
  startedAt: number;
  attempts: number;
  negatives: number;
  positives: number;
  timer?: Timer | undefined;
  looking?: AbortController | undefined;
  readonly waiters: Set<{ resolve(verdict: Verdict): void; reject(error: Error): void }>;
}

/** What the resolver works with. */
export interface OrderResolverOptions {
  readonly clock: Clock;
  readonly settings: ResolutionSettings;
  state(): BrokerState;
  lookup(
    ref: OrderRef,
    options: { readonly since: number; readonly signal: AbortSignal },
  ): Promise<Order | undefined>;
  /** Whether a search that found nothing proves that what was sent then was not placed. */
  provesAbsence(sentTime: number | undefined): boolean;
  /** A look-up found the order: to be taken in like any other report, and returned as it is known then. */
  found(question: Question, order: Order): Order;
  /** The order of a cancel or a change is nowhere to be found: what it is to be taken for. */
  vanished(question: Question): Order | undefined;
  settled(question: Question, verdict: Verdict): void;
}

/** The key of the question what became of the order with this client id. */
export const placeKey = (clientOrderId: string): string => `place:${clientOrderId}`;
/** The key of a question about the order with this id. */
export const orderKey = (kind: 'place' | 'cancel' | 'modify', id: string): string => `${kind}#${id}`;

/**
 * Finds out what became of orders whose answer was lost: by look-ups in growing pauses, and by any report that comes by.
 * It never sends anything that could change an order.
 */
export class OrderResolver {
  readonly #options: OrderResolverOptions;
  readonly #open = new Map<string, OpenQuestion>();
  #looking = 0;
  #closed: ClosedError | undefined;

  constructor(options: OrderResolverOptions) {
    this.#options = options;
  }

  /** Writes of ours whose outcome is not known. */
  get size(): number {
    let count = 0;
    for (const question of this.#open.values()) if (question.own) count += 1;
    return count;
  }

  has(key: string): boolean {
    return this.#open.has(key);
  }

  /** Questions of one kind that are open. */
  open(kind: Question['kind']): readonly Question[] {
    return [...this.#open.values()].filter((question) => question.kind === kind && question.own);
  }

  /**
   * Opens a question and looks at once.
   * @param known - a report that is there already and may be the answer
   */
  ask(question: Question, known?: Order): void {
    if (this.#closed) return;
    const asked = this.#open.get(question.key);
    if (asked) {
      if (!asked.own) Object.assign(asked, question);
      else if (question.entry && question.entry.entryId !== asked.entry?.entryId)
        asked.followers.push(question);
      return;
    }
    const open: OpenQuestion = {
      ...question,
      followers: [],
      startedAt: this.#options.clock.monotonic(),
      attempts: 0,
      negatives: 0,
      positives: 0,
      waiters: new Set(),
    };
    this.#open.set(question.key, open);
    if (known) this.#judge(open, known);
    if (this.#open.get(question.key) === open) this.#look(open);
  }

  /**
   * The answer to an open question, when it comes.
   * @throws ClosedError when the broker closes first
   */
  wait(key: string, signal: AbortSignal): Promise<Verdict> {
    const question = this.#open.get(key);
    if (!question || signal.aborted) return new Promise(() => {});
    return new Promise<Verdict>((resolve, reject) => {
      // One signal may be that of many questions, and outlive them.
      const release = onAbort(signal, () => {
        question.waiters.delete(waiter);
        // Nobody else wants to know about an order that is not ours.
        if (!question.own && question.waiters.size === 0) this.#remove(question);
      });
      const waiter = {
        resolve: (verdict: Verdict): void => {
          release();
          resolve(verdict);
        },
        reject: (error: Error): void => {
          release();
          reject(error);
        },
      };
      question.waiters.add(waiter);
    });
  }

  /** Takes in a report that came by. */
  sighted(order: Order): void {
    const keys = [orderKey('place', order.id), orderKey('cancel', order.id), orderKey('modify', order.id)];
    if (order.clientOrderId !== undefined) keys.push(placeKey(order.clientOrderId));
    if (order.replaces !== undefined) keys.push(orderKey('modify', order.replaces));
    for (const key of keys) {
      const question = this.#open.get(key);
      if (question) this.#judge(question, order);
    }
  }

  /** Answers a question from elsewhere, such as by a reply that came late. */
  answer(key: string, verdict: Verdict): void {
    const question = this.#open.get(key);
    if (question) this.#settle(question, verdict);
  }

  /** The connection is back: looks for everything at once, and counts from here. */
  resume(): void {
    for (const question of [...this.#open.values()]) {
      question.startedAt = this.#options.clock.monotonic();
      question.attempts = 0;
      question.negatives = 0;
      question.positives = 0;
      // A look-up of the old connection may hang until its limit.
      question.looking?.abort();
      question.looking = undefined;
      this.#look(question);
    }
  }

  close(error: ClosedError): void {
    this.#closed = error;
    for (const question of [...this.#open.values()]) {
      this.#remove(question);
      for (const waiter of question.waiters) waiter.reject(error);
    }
  }

  #look(question: OpenQuestion): void {
    question.timer?.cancel();
    question.timer = undefined;
    const state = this.#options.state();
    if ((state !== 'live' && state !== 'syncing') || this.#looking >= MAX_LOOKUPS) {
      this.#schedule(question);
      return;
    }
    question.attempts += 1;
    const controller = new AbortController();
    question.looking = controller;
    this.#looking += 1;
    const current = (): boolean =>
      question.looking === controller && this.#open.get(question.key) === question;
    this.#search(question, controller.signal)
      .then((order) => {
        if (!current()) return;
        if (order && matches(question, order)) this.#sawByLookup(question, order);
        else this.#sawNothing(question);
      })
      // A search that failed has said nothing.
      .catch(() => {})
      .finally(() => {
        this.#looking -= 1;
        if (!current()) return;
        question.looking = undefined;
        this.#schedule(question);
      });
  }

  async #search(question: OpenQuestion, signal: AbortSignal): Promise<Order | undefined> {
    const deadline = startDeadline({ clock: this.#options.clock, timeoutMs: LOOKUP_MS, signal });
    try {
      const { ref, since } = question;
      return await raceDeadline(this.#options.lookup(ref, { since, signal: deadline.signal }), deadline);
    } finally {
      deadline.dispose();
    }
  }

  #schedule(question: OpenQuestion): void {
    if (this.#closed) return;
    const pause = this.#options.settings.retryMs * 2 ** Math.min(Math.max(0, question.attempts - 1), 20);
    question.timer?.cancel();
    question.timer = this.#options.clock.schedule(Math.min(pause, MAX_RETRY_MS), () => this.#look(question));
  }

  #sawByLookup(question: OpenQuestion, order: Order): void {
    // Taking it in answers the question where the report is an answer.
    const known = this.#options.found(question, order);
    if (this.#open.get(question.key) !== question) return;
    this.#judge(question, known);
    if (this.#open.get(question.key) !== question) return;
    question.negatives = 0;
    question.positives += 1;
    if (question.positives < this.#options.settings.lookups || !this.#graceIsOver(question)) return;
    // Still not decided at the venue: it has the order, and it has not carried out the cancel or the change.
    this.#settle(question, { outcome: question.kind === 'place' ? 'accepted' : 'rejected', order: known });
  }

  #sawNothing(question: OpenQuestion): void {
    if (this.#options.state() !== 'live') return;
    question.negatives += 1;
    if (question.negatives < this.#options.settings.lookups || !this.#graceIsOver(question)) return;
    // It may be in what the venue's lists do not show any more.
    if (!this.#options.provesAbsence(question.sentTime)) return;
    if (question.kind === 'place') {
      this.#settle(question, { outcome: 'notPlaced', ref: question.ref });
      return;
    }
    const order = this.#options.vanished(question);
    if (order && this.#open.get(question.key) === question)
      this.#settle(question, { outcome: 'accepted', order });
  }

  #graceIsOver(question: OpenQuestion): boolean {
    return this.#options.clock.monotonic() - question.startedAt >= this.#options.settings.graceMs;
  }

  /** Settles the question where the report answers it. */
  #judge(question: OpenQuestion, order: Order): void {
    if (!matches(question, order)) return;
    if (question.kind === 'place') {
      // A pending order has reached the venue, and may yet be refused. A conclusion of ours is no sighting.
      if (order.status === 'pending' || isInferred(order)) return;
      const outcome = order.status === 'rejected' ? 'rejected' : 'accepted';
      this.#settle(question, { outcome, order });
      return;
    }
    if (isFinal(order.status) || question.isMade?.(order))
      this.#settle(question, { outcome: 'accepted', order });
  }

  #settle(question: OpenQuestion, verdict: Verdict): void {
    this.#remove(question);
    this.#options.settled(question, verdict);
    for (const waiter of question.waiters) waiter.resolve(verdict);
    for (const next of question.followers) this.ask(next, 'order' in verdict ? verdict.order : undefined);
  }

  #remove(question: OpenQuestion): void {
    this.#open.delete(question.key);
    question.timer?.cancel();
    question.timer = undefined;
    question.looking?.abort();
    question.looking = undefined;
  }
}

function matches({ expects }: Question, order: Order): boolean {
  if (!expects) return true;
  return order.symbol === expects.symbol && (expects.side === undefined || order.side === expects.side);
}

/** How far before a write the venue is searched for it, in ms: the two clocks may differ by minutes. */
export const SEARCH_MARGIN_MS = 3_600_000;
/** How far back the venue is searched for an order that this process knows nothing of, in ms: 30 days. */
export const SEARCH_BACK_MS = 30 * 24 * SEARCH_MARGIN_MS;
/** Orders that were taken as not placed, or refused, and are remembered in case they turn up. */
export const MAX_REMEMBERED: number = LIMITS.seenIds;

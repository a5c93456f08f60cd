import { type ReconcileStep, reconcile } from '../../../adapter/account/reconcile';
import type { Resynced } from '../../../broker';
import type { Balance, Order, RecordSource } from '../../../model';
import { isFinal } from '../../../orders/merge-order';
import { hasTrigger } from '../../../orders/order-rules';
import type { OrderTracker } from '../../../orders/order-tracker';
import type { SessionAttempt } from '../../../streaming/session/session';
import type { PoloniexConnection } from '../connection';
import type { OrderLookup } from '../orders/lookup';
import type { OpenOrders } from '../orders/open-orders';
import type { PoloniexReads } from '../reads/reads';
import type { PoloniexCallOptions } from '../types/client';
import type { AccountState } from './account';
import type { BalanceCache } from './balances';
import type { OrderHistory } from './history';

/** How far before the loss of a connection its events are read again, in ms: those on their way were lost with it. */
const OVERLAP_MS = 60_000;
/** Longest range of one read of history, in ms. */
const MAX_RANGE_MS = 7 * 86_400_000;
/** How far ahead of our idea of it the venue's clock may be, in ms. */
const AHEAD_MS = 60_000;
/** How long an order must have been known, in ms, before it can be said to have vanished: reads lag behind. */
const SETTLED_MS = 5000;

/** What synchronisation works with. */
export interface SyncParts {
  readonly connection: PoloniexConnection;
  readonly book: AccountState;
  readonly balances: BalanceCache;
  readonly tracker: OrderTracker;
  readonly lookup: OrderLookup;
  readonly history: OrderHistory;
  readonly openOrders: OpenOrders;
  readonly reads: PoloniexReads;
  onOrder(order: Order): void;
  onBalance(balance: Balance): void;
  readTrades(signal: AbortSignal): Promise<void>;
  restoreTopics(signal: AbortSignal): Promise<void>;
  /** Whether the candles that ended while away have been read; they are when their topics are opened again. */
  candlesAreWhole(): boolean;
}

/** What is proved where candles could not be read. */
function withoutCandles({ proved, unproved }: Resynced): Resynced {
  return { proved: proved.filter((kind) => kind !== 'candles'), unproved: [...unproved, 'candles'] };
}

/** Brings a connection up to date: private channels first, so that nothing falls between them and the reads. */
export class PoloniexSync {
  readonly #parts: SyncParts;

  constructor(parts: SyncParts) {
    this.#parts = parts;
  }

  /** @param heardTime - when the connection before was last known to be whole, our clock; absent on the first */
  async run(attempt: SessionAttempt, heardTime: number | undefined): Promise<Resynced> {
    const { connection, book, balances } = this.#parts;
    const { signal } = attempt;
    book.startAt(connection.serverTime());
    balances.reconnected();
    await this.#subscribe(signal);
    if (!attempt.reconnect) {
      await this.readBalances('read', { signal });
      for (const order of await this.#parts.openOrders.read(undefined, 'read', { signal })) {
        this.#parts.onOrder(order);
      }
      return { proved: [], unproved: [] };
    }
    const serverTime = connection.serverTime();
    const away = heardTime === undefined ? 0 : Math.max(0, connection.clock.now() - heardTime);
    const [result] = await Promise.all([
      // The age of what was heard last has fractions of a ms, which the venue's times have not.
      reconcile(this.#steps(Math.floor(serverTime - away - OVERLAP_MS)), {
        signal,
        onFailure: (kind, error) =>
          connection.report('unproved', `The ${kind} of the gap could not be read`, error),
      }),
      this.#parts.restoreTopics(signal),
    ]);
    return this.#parts.candlesAreWhole() ? result : withoutCandles(result);
  }

  /** Reads all balances and tells those that are news. */
  async readBalances(source: RecordSource, options: PoloniexCallOptions): Promise<void> {
    const { reads, balances, connection, onBalance } = this.#parts;
    const askedAt = connection.clock.monotonic();
    for (const [account, list] of await reads.balances(source, options)) {
      for (const balance of balances.takeAll(account, list, { askedAt, now: connection.clock.now() })) {
        onBalance(balance);
      }
    }
  }

  /** Reads the own trades since a time of the venue, in as many requests as it wants. */
  async readFills(since: number, options: PoloniexCallOptions): Promise<void> {
    const { history, book, connection } = this.#parts;
    const end = connection.serverTime() + AHEAD_MS;
    for (let from = since; from < end; from += MAX_RANGE_MS) {
      const to = Math.min(from + MAX_RANGE_MS, end);
      const rows = await history.trades({ from, to }, undefined, options);
      // Oldest first, as they happened.
      book.takeTrades(
        [...rows].sort((a, b) => a.createTime - b.createTime),
        'reconcile',
      );
    }
  }

  /**
   * Asks for each order that should be open and is not listed: it has ended, or become another.
   * @returns those that the venue does not know at all
   */
  async lookUpMissing(
    working: readonly Order[],
    open: readonly Order[],
    options: PoloniexCallOptions & { readonly since?: number },
  ): Promise<readonly Order[]> {
    const { tracker, lookup, onOrder } = this.#parts;
    const listed = new Set(open.map(({ id }) => id));
    const missing: Order[] = [];
    for (const { id, symbol } of working) {
      const order = tracker.find({ id });
      if (!order || isFinal(order.status) || listed.has(id) || order.status === 'pending') continue;
      const found = await lookup.find({ id, symbol }, 'reconcile', options);
      if (!found) {
        missing.push(order);
        continue;
      }
      onOrder(found);
      if (found.id !== id) this.#endDouble(order, found.id);
    }
    return missing;
  }

  /**
   * Learns what smart orders have become that are not among those that wait any more: what they became is told under
   * their ids, and its fills must be too.
   */
  async learnTriggers(
    working: readonly Order[],
    open: readonly Order[],
    options: PoloniexCallOptions,
  ): Promise<void> {
    const { lookup, tracker } = this.#parts;
    const waiting = new Set(open.map(({ id }) => id));
    for (const { id, type } of working) {
      if (!hasTrigger(type) || waiting.has(id)) continue;
      const order = tracker.find({ id });
      if (order && !isFinal(order.status)) await lookup.smart({ id }, 'reconcile', options);
    }
  }

  /** Ends an order that is neither open nor in the history. */
  endVanished(orders: readonly Order[]): void {
    const { tracker, connection, onOrder } = this.#parts;
    for (const { id } of orders) {
      const order = tracker.find({ id });
      if (!order || isFinal(order.status)) continue;
      onOrder({
        ...order,
        ...connection.stamp('reconcile'),
        status: 'canceled',
        remainingQuantity: '0',
        reason: 'inferred',
      });
    }
  }

  async #subscribe(signal: AbortSignal): Promise<void> {
    const { privateSocket } = this.#parts.connection.client;
    await privateSocket.subscribe({ channel: 'orders', symbols: ['all'] }, { signal });
    await privateSocket.subscribe({ channel: 'balances' }, { signal });
  }

  #steps(since: number): readonly ReconcileStep[] {
    const { tracker, openOrders, onOrder, connection } = this.#parts;
    let working: readonly Order[] = [];
    let open: readonly Order[] | undefined;
    let ended: readonly Order[] | undefined;
    return [
      {
        kind: 'fills',
        run: async (signal) => {
          // What is not known before the reads cannot be missing from them.
          working = tracker.openOrders();
          open = await openOrders.read(undefined, 'reconcile', { signal });
          // Before the fills, for both tell which orders smart orders became.
          ended = await this.#readEnded(since, signal);
          await this.learnTriggers(working, open, { signal });
          await this.readFills(since, { signal });
        },
      },
      {
        kind: 'orders',
        run: async (signal) => {
          open ??= await openOrders.read(undefined, 'reconcile', { signal });
          ended ??= await this.#readEnded(since, signal);
          for (const order of [...open, ...ended]) onOrder(order);
          const back = working.reduce((least, order) => Math.min(least, order.createdTime ?? since), since);
          const missing = await this.lookUpMissing(working, open, { signal, since: back });
          // A younger one is left to the audit.
          const settledBefore = connection.clock.now() - SETTLED_MS;
          this.endVanished(missing.filter(({ receivedTime }) => receivedTime <= settledBefore));
        },
      },
      { kind: 'balances', run: (signal) => this.readBalances('reconcile', { signal }) },
      { kind: 'trades', run: (signal) => this.#parts.readTrades(signal) },
      // Read when their topics are opened again, beside this.
      { kind: 'candles', run: async () => {} },
      // Prices that came and went unseen are gone.
      { kind: 'quotes' },
      { kind: 'book' },
    ];
  }

  #readEnded(since: number, signal: AbortSignal): Promise<readonly Order[]> {
    const { connection, history } = this.#parts;
    const to = connection.serverTime() + AHEAD_MS;
    const from = Math.max(since, to - MAX_RANGE_MS);
    return history.ended({ from, to }, undefined, 'reconcile', { signal });
  }

  /** An order that was told under an id of its own before it was known to be what a smart order became. */
  #endDouble(order: Order, smartId: string): void {
    this.#parts.onOrder({
      ...order,
      ...this.#parts.connection.stamp('reconcile'),
      status: 'canceled',
      remainingQuantity: '0',
      reason: `is told as order ${smartId}`,
    });
  }
}

import { type ReconcileStep, reconcile } from '../../../adapter/account/reconcile';
import type { Resynced } from '../../../broker';
import type { Balance, Order } from '../../../model';
import { isFinal } from '../../../orders/merge-order';
import type { OrderTracker } from '../../../orders/order-tracker';
import type { SessionAttempt } from '../../../streaming/session/session';
import type { XapiConnection } from '../connection';
import { isOpenOrder, toBalance, toVanishedOrder } from '../map';
import type { TradeLookup } from '../orders/lookup';
import type { TradeRecord } from '../types/trading';
import type { PositionTracker } from './trades';

/** How long an order must have been known, in ms, before a list that lacks it says anything. */
const SETTLED_MS = 5000;

const ACCOUNT_KINDS: ReadonlySet<string> = new Set(['fills', 'orders', 'positions', 'balances']);

/** What synchronisation works with. */
export interface SyncParts {
  readonly connection: XapiConnection;
  readonly book: PositionTracker;
  readonly tracker: OrderTracker;
  readonly lookup: TradeLookup;
  onOrder(order: Order): void;
  onBalance(balance: Balance): void;
  restoreTopics(signal: AbortSignal): Promise<void>;
  report(code: string, message: string, error: Error): void;
}

/** Brings a new connection up to date: private streams first, so that nothing falls between them and the reads. */
export class XapiSync {
  readonly #parts: SyncParts;

  constructor(parts: SyncParts) {
    this.#parts = parts;
  }

  /**
   * @param heardTime - when the connection before was last known to be whole, our clock; absent on the first
   */
  async run(attempt: SessionAttempt, heardTime: number | undefined): Promise<Resynced> {
    const { connection, book, report } = this.#parts;
    const { signal } = attempt;
    await connection.readServerTime({ signal });
    const serverTime = connection.serverTime();
    book.startAt(serverTime);
    const { stream } = connection.client;
    await Promise.all([
      stream.getKeepAlive({ signal }),
      stream.getTradeStatus({ signal }),
      stream.getTrades({ signal }),
      stream.getBalance({ signal }),
    ]);
    if (!attempt.reconnect) {
      await this.#seed(signal);
      return { proved: [], unproved: [] };
    }
    const lost =
      heardTime === undefined ? serverTime : serverTime - Math.max(0, connection.clock.now() - heardTime);
    const [result] = await Promise.all([
      reconcile(this.#steps(lost), {
        signal,
        onFailure: (kind, error) => report('unproved', `The ${kind} of the gap could not be read`, error),
      }),
      this.#parts.restoreTopics(signal),
    ]);
    return result;
  }

  /** Reads the account again: the stream told of it what cannot be read, or be true. */
  async recheck(signal: AbortSignal): Promise<void> {
    const { connection, report } = this.#parts;
    const steps = this.#steps(connection.serverTime(), connection.clock.now() - SETTLED_MS);
    await reconcile(
      steps.filter(({ kind }) => ACCOUNT_KINDS.has(kind)),
      {
        signal,
        onFailure: (kind, error) => report('unproved', `The ${kind} could not be read again`, error),
      },
    );
  }

  async #seed(signal: AbortSignal): Promise<void> {
    const { connection, lookup, book } = this.#parts;
    await this.#readBalance(signal);
    for (const row of await lookup.open({ signal })) book.take(row, connection.stamp('read', row));
  }

  /** @param settledBefore - an order heard later, our clock, may not be in the venue's list yet */
  #steps(since: number, settledBefore = Number.POSITIVE_INFINITY): readonly ReconcileStep[] {
    const { lookup, tracker } = this.#parts;
    let open: readonly TradeRecord[] | undefined;
    let working: readonly Order[] = [];
    let held: ReadonlySet<string> = new Set();
    return [
      {
        kind: 'fills',
        run: async (signal) => {
          // What is not known before the reads cannot be missing from them.
          working = tracker.openOrders().filter(({ receivedTime }) => receivedTime <= settledBefore);
          held = new Set(this.#parts.book.positions().map(({ id }) => id));
          ({ open } = await lookup.refresh(since, { signal }));
        },
      },
      {
        kind: 'orders',
        run: async (signal) => {
          if (!open) throw new Error('The history was not read');
          const missing = this.#missing(working, open);
          if (missing.length === 0) return;
          // One look can fall between the end of an order and the position that it becomes.
          ({ open } = await lookup.refresh(since, { signal }));
          this.#endVanished(this.#missing(missing, open));
        },
      },
      {
        kind: 'positions',
        run: async () => {
          if (!open) throw new Error('The open trades were not read');
          const left = new Set(open.map((row) => row.position));
          this.#parts.book.dropAllBut(left, held, since, this.#parts.connection.stamp('reconcile'));
        },
      },
      { kind: 'balances', run: (signal) => this.#readBalance(signal, 'reconcile') },
      { kind: 'candles', run: async () => {} },
      // Prices that came and went unseen are gone.
      { kind: 'quotes' },
      { kind: 'book' },
      { kind: 'news' },
    ];
  }

  /** Working orders that are neither open nor in history. */
  #missing(working: readonly Order[], open: readonly TradeRecord[]): readonly Order[] {
    const { tracker } = this.#parts;
    return working
      .map((order) => tracker.find({ id: order.id }) ?? order)
      .filter(({ status, id }) => !isFinal(status) && status !== 'pending' && !isOpenOrder(id, open));
  }

  /** They were cancelled or have expired while we were away. */
  #endVanished(orders: readonly Order[]): void {
    const { connection, onOrder } = this.#parts;
    for (const order of orders) {
      onOrder(toVanishedOrder(order, connection.stamp('reconcile'), connection.serverTime()));
    }
  }

  async #readBalance(signal: AbortSignal, source: 'read' | 'reconcile' = 'read'): Promise<void> {
    const { connection, onBalance } = this.#parts;
    const level = await connection.client.getMarginLevel({ signal });
    onBalance(toBalance(level, level.currency, connection.stamp(source, level)));
  }
}

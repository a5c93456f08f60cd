import type { BrokerState } from '../../../broker';
import type { Timer } from '../../../core/clock';
import { isAbortedError, isProtocolError } from '../../../errors';
import type { Order } from '../../../model';
import type { OrderTracker } from '../../../orders/order-tracker';
import type { PoloniexConnection } from '../connection';
import type { OpenOrders } from '../orders/open-orders';
import type { PoloniexSync } from './sync';

/** How far before the last audit its trades are read again, in ms: the venue's list can lag. */
const OVERLAP_MS = 60_000;
/** How long an order must have been known, in ms, before a list that lacks it says anything. */
const SETTLED_MS = 5000;
/** How long after a frame that cannot be read, or be true, an audit begins, in ms: one answers for many frames. */
const SOON_MS = 1000;
/** Least time between the beginnings of two audits, in ms, however many such frames there are. */
const SPACING_MS = 5000;
/** Audits in a row that must not find an order before it is taken as ended. */
const NEGATIVES = 2;

/** What the audit works with. */
export interface AuditParts {
  readonly connection: PoloniexConnection;
  readonly tracker: OrderTracker;
  readonly openOrders: OpenOrders;
  readonly sync: PoloniexSync;
  readonly intervalMs: number;
  state(): BrokerState;
  onOrder(order: Order): void;
}

/**
 * Looks over REST, now and then, at what the stream should have told: fills and orders that it left out, and smart
 * orders, of which it tells nothing. A frame that cannot be read, one cut short for instance, has left something out.
 */
export class AccountAudit {
  readonly #parts: AuditParts;
  readonly #negatives = new Map<string, number>();
  #timer: Timer | undefined;
  /** Whether the next audit is brought forward. */
  #isSoon = false;
  #begun = Number.NEGATIVE_INFINITY;
  #run = new AbortController();
  #since = 0;

  constructor(parts: AuditParts) {
    this.#parts = parts;
    parts.connection.client.privateSocket.on('error', (error) => {
      if (isProtocolError(error)) this.soon();
    });
  }

  /** The connection is up to date: the first audit is due in one interval. */
  start(): void {
    this.stop();
    this.#run = new AbortController();
    this.#since = this.#parts.connection.serverTime() - OVERLAP_MS;
    this.#arm(this.#run.signal);
  }

  stop(): void {
    this.#run.abort();
    this.#timer?.cancel();
    this.#timer = undefined;
    this.#isSoon = false;
    this.#negatives.clear();
  }

  /** Brings the next audit forward: the stream told what cannot be read, or be true. */
  soon(): void {
    if (this.#isSoon || this.#run.signal.aborted) return;
    this.#isSoon = true;
    // Without a timer one runs, which may have looked too early: the next one follows it.
    if (this.#timer === undefined) return;
    this.#timer.cancel();
    this.#arm(this.#run.signal);
  }

  #arm(signal: AbortSignal): void {
    const { connection, intervalMs } = this.#parts;
    const spared = this.#begun + SPACING_MS - connection.clock.monotonic();
    this.#timer = connection.clock.schedule(
      this.#isSoon ? Math.max(SOON_MS, Math.min(spared, intervalMs)) : intervalMs,
      () => {
        this.#timer = undefined;
        this.#isSoon = false;
        void this.#audit(signal).finally(() => {
          if (!signal.aborted) this.#arm(signal);
        });
      },
      { keepAlive: false },
    );
  }

  async #audit(signal: AbortSignal): Promise<void> {
    const { connection, tracker, openOrders, sync, state, onOrder } = this.#parts;
    if (state() !== 'live') return;
    this.#begun = connection.clock.monotonic();
    const serverTime = connection.serverTime();
    const settledBefore = connection.clock.now() - SETTLED_MS;
    try {
      const working = tracker.openOrders().filter(({ receivedTime }) => receivedTime <= settledBefore);
      const open = await openOrders.read(undefined, 'reconcile', { signal });
      // Fills after what tells which orders smart orders became.
      await sync.learnTriggers(working, open, { signal });
      await sync.readFills(this.#since, { signal });
      for (const order of open) onOrder(order);
      const since = working.reduce(
        (least, order) => Math.min(least, order.createdTime ?? serverTime),
        serverTime - OVERLAP_MS,
      );
      sync.endVanished(this.#twice(await sync.lookUpMissing(working, open, { signal, since })));
      await sync.readBalances('reconcile', { signal });
      this.#since = serverTime - OVERLAP_MS;
    } catch (error) {
      if (signal.aborted || isAbortedError(error)) return;
      connection.report('audit', 'Orders and fills could not be compared with the venue’s', error);
    }
  }

  /** Those that were missing the last time as well. */
  #twice(missing: readonly Order[]): readonly Order[] {
    const counts = new Map(missing.map(({ id }) => [id, (this.#negatives.get(id) ?? 0) + 1]));
    this.#negatives.clear();
    for (const [id, count] of counts) this.#negatives.set(id, count);
    return missing.filter(({ id }) => (counts.get(id) ?? 0) >= NEGATIVES);
  }
}

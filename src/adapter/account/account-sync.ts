import type { BrokerState, Resynced } from '../../broker';
import type { Clock } from '../../core/clock';
import { isAbortedError } from '../../errors';
import type { Order } from '../../model';
import { isFinal } from '../../orders/merge-order';
import type { OrderTracker } from '../../orders/order-tracker';
import type { SessionAttempt } from '../../streaming/session/session';
import { LookTimer } from './look-timer';
import { MissingCounts, vanishedOrder } from './missing';
import type { AccountPorts, ListedOrders, Look, LookReason, PositionPorts } from './ports';
import { type ReconcileStep, reconcile } from './reconcile';

/** How far before a time its events are read again, in ms: those on their way were lost, and lists lag behind. */
const OVERLAP_MS = 60_000;
/** How long an order must have been known, in ms, before a list that lacks it says anything. */
const SETTLED_MS = 5000;

/** What an {@link AccountSync} works with. */
export interface AccountSyncOptions {
  readonly clock: Clock;
  readonly tracker: OrderTracker;
  readonly ports: AccountPorts;
  /** Pause between two audits, in ms. */
  readonly auditIntervalMs: number;
  /** How long a request for a look waits for others, in ms. @defaultValue 50 */
  readonly gatherMs?: number | undefined;
  state(): BrokerState;
  /** The venue's clock, UTC epoch ms. */
  serverTime(): number;
  onOrder(order: Order): void;
  /** Opens the topics of market data again. */
  restoreTopics(signal: AbortSignal): Promise<void>;
  report(code: string, message: string, error?: unknown): void;
}

/**
 * Keeps what is known of an account in step with the venue: takes it in on the first connection, reads what a gap may
 * have swallowed, looks again when the stream said what cannot be true, and audits it at a slow pace while the stream
 * looks healthy.
 *
 * Nothing counts as proved that was not read to its end, and no order ends because one look did not show it.
 */
export class AccountSync {
  readonly #options: AccountSyncOptions;
  readonly #timer: LookTimer;
  readonly #missingOrders = new MissingCounts();
  readonly #missingPositions = new MissingCounts();
  #connection = new AbortController();
  /** One look at a time. */
  #looking: Promise<unknown> = Promise.resolve();
  /** From where on the next look reads fills, the venue's clock. */
  #since = 0;

  constructor(options: AccountSyncOptions) {
    this.#options = options;
    const { clock, auditIntervalMs, gatherMs } = options;
    this.#timer = new LookTimer({
      clock,
      intervalMs: auditIntervalMs,
      gatherMs,
      look: (reason) => this.#watch(reason),
    });
  }

  /**
   * Brings a new connection up to date: private streams first, so that nothing falls between them and the reads.
   * @param lostTime - when the connection before was last known to be whole, our clock; absent on the first
   */
  async run(attempt: SessionAttempt, lostTime: number | undefined): Promise<Resynced> {
    const { ports, clock, serverTime } = this.#options;
    const { signal } = attempt;
    this.stop();
    this.#connection = new AbortController();
    await ports.listen(signal);
    const now = serverTime();
    let result: Resynced = { proved: [], unproved: [] };
    if (attempt.reconnect) {
      const away = lostTime === undefined ? 0 : Math.max(0, clock.now() - lostTime);
      // The age of what was heard last has fractions of a ms, which the venue's times have not.
      result = await this.#makeWhole(Math.floor(now - away - OVERLAP_MS), signal);
    } else await ports.seed(signal);
    this.#since = Math.floor(now - OVERLAP_MS);
    this.#timer.start();
    return result;
  }

  /** Looks at the account soon: the stream said of it what cannot be read, or be true. */
  request(): void {
    this.#timer.request();
  }

  /**
   * Looks at the account now, behind a look that is under way.
   * @returns what was read to its end
   * @throws what ended the look, also that the connection is gone
   */
  look(reason: Exclude<LookReason, 'gap'>): Promise<Resynced> {
    const { signal } = this.#connection;
    return this.#exclusively(async () => {
      signal.throwIfAborted();
      const look: Look = { reason, source: 'reconcile', since: this.#since, signal };
      const now = this.#options.serverTime();
      const result = await reconcile(this.#accountSteps(look), {
        signal,
        onFailure: (kind, error) =>
          this.#options.report('audit', `The ${kind} could not be compared with the venue's`, error),
      });
      if (result.proved.includes('fills')) this.#since = Math.floor(now - OVERLAP_MS);
      return result;
    });
  }

  /** The connection is gone. */
  stop(): void {
    this.#timer.stop();
    this.#connection.abort();
    this.#missingOrders.clear();
    this.#missingPositions.clear();
  }

  async #watch(reason: Exclude<LookReason, 'gap'>): Promise<void> {
    if (reason === 'audit' && this.#options.state() !== 'live') return;
    const { signal } = this.#connection;
    try {
      await this.look(reason);
    } catch (error) {
      if (signal.aborted || isAbortedError(error)) return;
      this.#options.report('audit', "The account could not be compared with the venue's", error);
    }
  }

  #exclusively<T>(work: () => Promise<T>): Promise<T> {
    const done = this.#looking.then(work);
    this.#looking = done.catch(() => {});
    return done;
  }

  async #makeWhole(since: number, signal: AbortSignal): Promise<Resynced> {
    const { ports, restoreTopics, report } = this.#options;
    const restoring = restoreTopics(signal);
    const streams = ports.streams.map(({ kind, read, isWhole }): ReconcileStep => {
      if (!isWhole) return { kind, run: read };
      return { kind, run: () => restoring.then(isWhole) };
    });
    const look: Look = { reason: 'gap', source: 'reconcile', since, signal };
    const reading = this.#exclusively(() =>
      reconcile([...this.#accountSteps(look), ...streams], {
        signal,
        onFailure: (kind, error) => report('unproved', `The ${kind} of the gap could not be read`, error),
      }),
    );
    const [result] = await Promise.all([reading, restoring]);
    return result;
  }

  /** Fills first: what an order has become depends on them, and a position on both. */
  #accountSteps(look: Look): readonly ReconcileStep[] {
    const { ports } = this.#options;
    const { positions } = ports;
    let working: readonly Order[] = [];
    let held: readonly string[] = [];
    let listed: ListedOrders | undefined;
    const fills = async (): Promise<boolean> => {
      // What is not known before the reads cannot be missing from them.
      working = this.#workingOrders(look);
      held = positions?.held() ?? [];
      listed = await ports.openOrders(look);
      await ports.beforeFills?.(working, listed.ids, look);
      await ports.fills(look);
      return true;
    };
    const orders = async (): Promise<boolean> => {
      listed ??= await ports.openOrders(look);
      const ended = look.reason === 'gap' ? await ports.endedOrders?.(look) : undefined;
      for (const order of [...listed.orders, ...(ended ?? [])]) this.#options.onOrder(order);
      await this.#endVanished(working, listed.ids, look);
      return true;
    };
    return [
      { kind: 'fills', run: fills },
      { kind: 'orders', run: orders },
      ...(positions ? [{ kind: 'positions', run: () => this.#readPositions(positions, held, look) }] : []),
      { kind: 'balances', run: () => ports.balances(look).then(() => true) },
    ];
  }

  /** Those that a list without them says something about. */
  #workingOrders({ reason }: Look): readonly Order[] {
    const { tracker, clock } = this.#options;
    const settledBefore = reason === 'gap' ? Number.POSITIVE_INFINITY : clock.now() - SETTLED_MS;
    return tracker.openOrders().filter(({ receivedTime }) => receivedTime <= settledBefore);
  }

  /** Asks for each order that should be open and is not listed; those that the venue does not know have ended. */
  async #endVanished(working: readonly Order[], ids: ReadonlySet<string>, look: Look): Promise<void> {
    const { ports, clock, onOrder, serverTime } = this.#options;
    const times = working.map(({ createdTime }) => createdTime ?? look.since);
    const back = times.reduce((least, time) => Math.min(least, time), look.since);
    const unlisted: Order[] = [];
    for (const order of this.#notAmong(ids, working)) {
      const found = await ports.order?.(order, back, look);
      if (found) onOrder(found);
      else unlisted.push(order);
    }
    let missing: readonly Order[] = unlisted;
    // One look can fall between the end of an order and what it becomes.
    if (missing.length > 0 && look.reason === 'gap' && !ports.order) {
      const again = await ports.openOrders(look);
      await ports.fills(look);
      for (const order of again.orders) onOrder(order);
      missing = this.#notAmong(again.ids, missing);
    }
    missing = this.#notAmong(new Set(), missing);
    const settledBefore = clock.now() - SETTLED_MS;
    const settled = missing.filter(({ receivedTime }) => receivedTime <= settledBefore);
    const gone = this.#missingOrders.note(
      settled.map(({ id }) => id),
      look,
    );
    for (const order of settled) {
      if (!gone.has(order.id)) continue;
      onOrder(vanishedOrder(order, { receivedTime: clock.now(), serverTime: serverTime() }));
    }
    // Another look decides of the others.
    if (gone.size < missing.length) this.#timer.request();
  }

  /** Those of the orders that are still open, as they are known now, and not among the ids. */
  #notAmong(ids: ReadonlySet<string>, orders: readonly Order[]): readonly Order[] {
    return orders.flatMap(({ id }) => {
      const order = this.#options.tracker.find({ id });
      const isOpen = order && !isFinal(order.status) && order.status !== 'pending';
      return isOpen && !ids.has(id) ? [order] : [];
    });
  }

  async #readPositions(ports: PositionPorts, held: readonly string[], look: Look): Promise<boolean> {
    const mentioned = await ports.read(look);
    if (!mentioned) return false;
    const missing = held.filter((id) => !mentioned.has(id));
    if (missing.length > 0 && !ports.drop) {
      // Nothing else tells what is held: a position that is not mentioned may have been closed or not.
      throw new Error(`The venue did not mention ${missing.length} positions`);
    }
    const gone = this.#missingPositions.note(missing, look);
    if (gone.size > 0) ports.drop?.(gone, look);
    if (gone.size < missing.length) this.#timer.request();
    return true;
  }
}

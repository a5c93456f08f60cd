import { vanishedOrder } from '../../../adapter/account/missing';
import type { Timer } from '../../../core/clock';
import type { Order } from '../../../model';
import { isFinal } from '../../../orders/merge-order';
import { isOpenOrder, type TradeFields, toPendingOrder } from '../map';
import type { XapiParts } from '../parts';

/** Look-ups that do not show a pending order that is gone before it counts as cancelled or expired. */
const ORDER_LOOKUPS = 2;
/** Look-ups of the history for what happened to a position, in growing pauses: about a minute with the default wait. */
const POSITION_LOOKUPS = 6;
/** Longest pause between two look-ups, in ms. */
const MAX_PAUSE_MS = 30_000;
/** An order that went so long before its time is up, in ms, has expired: the clocks differ. */
const EXPIRY_TOLERANCE_MS = 1000;

export interface CheckOptions {
  /** How long the stream has before the venue is asked, in ms. */
  readonly waitMs: number;
  /** Whether the venue can be asked. */
  isLive(): boolean;
  onOrder(order: Order): void;
}

/** Something of which the stream has shown a part. */
interface Check {
  /** The venue's clock, UTC epoch ms. */
  since: number;
  /** Monotonic time of the next look-up. */
  due: number;
  /** Look-ups that did not show the rest. */
  misses: number;
  isSettled(open?: readonly TradeFields[]): boolean;
  /** The rest did not show once more. Returns whether that decides it. */
  missed(misses: number): boolean;
}

/**
 * Waits for the second frame of what the stream shows in two, and asks the venue where it does not come.
 *
 * A position that is gone waits for its closing transaction; a pending order that is gone for the position that it has
 * become. Nothing is concluded from the first frame alone.
 */
export class TradeChecks {
  readonly #parts: XapiParts;
  readonly #options: CheckOptions;
  readonly #checks = new Map<string, Check>();
  readonly #closing = new AbortController();
  #timer: Timer | undefined;
  #isReading = false;

  constructor(parts: XapiParts, options: CheckOptions) {
    this.#parts = parts;
    this.#options = options;
  }

  /** What closed a position or a part of it, or what opened it, is missing and was not before `since`. */
  awaitPosition(positionId: string, since: number): void {
    const { positions, connection } = this.#parts;
    this.#add(`position ${positionId}`, since, {
      isSettled: () => !positions.isIncomplete(positionId),
      missed: (misses) => {
        if (misses < POSITION_LOOKUPS) return false;
        positions.giveUp(positionId);
        connection.report('unproved', `The venue's history lacks what happened to position ${positionId}`);
        return true;
      },
    });
  }

  /** A pending order is gone: it has been filled, cancelled or expired. */
  awaitOrder(row: TradeFields): void {
    const { tracker, connection } = this.#parts;
    const since = connection.serverTime();
    const known = (): Order | undefined => tracker.find({ id: row.order });
    this.#add(`order ${row.order}`, since, {
      isSettled: (open = []) => isFinal(known()?.status ?? 'unknown') || isOpenOrder(row.order, open),
      missed: (misses) => {
        if (misses < ORDER_LOOKUPS) return false;
        const context = connection.stamp('reconcile');
        const order = known() ?? toPendingOrder(row, context, since);
        const { receivedTime } = context;
        this.#options.onOrder(
          vanishedOrder(order, { receivedTime, serverTime: since + EXPIRY_TOLERANCE_MS }),
        );
        return true;
      },
    });
  }

  /** Ends all waiting. Final. */
  close(): void {
    this.#closing.abort();
    this.#checks.clear();
    this.#timer?.cancel();
  }

  #add(key: string, since: number, rules: Pick<Check, 'isSettled' | 'missed'>): void {
    const known = this.#checks.get(key);
    if (known) known.since = Math.min(known.since, since);
    if (known || this.#closing.signal.aborted) return;
    const due = this.#parts.connection.clock.monotonic() + this.#options.waitMs;
    this.#checks.set(key, { since, due, misses: 0, ...rules });
    this.#arm();
  }

  #arm(): void {
    this.#timer?.cancel();
    this.#timer = undefined;
    if (this.#isReading || this.#checks.size === 0) return;
    const { clock } = this.#parts.connection;
    const due = Math.min(...[...this.#checks.values()].map((check) => check.due));
    const delay = Math.max(0, due - clock.monotonic());
    this.#timer = clock.schedule(delay, () => void this.#run(), { keepAlive: false });
  }

  /** One look-up for all that is due. */
  async #run(): Promise<void> {
    const { connection, lookup } = this.#parts;
    const { isLive, waitMs } = this.#options;
    for (const [key, check] of this.#checks) if (check.isSettled()) this.#checks.delete(key);
    const due = [...this.#checks].filter(([, check]) => check.due <= connection.clock.monotonic());
    let open: readonly TradeFields[] | undefined;
    this.#isReading = true;
    try {
      // While there is no connection nothing can be asked; the synchronisation that ends that asks for itself.
      if (due.length > 0 && isLive()) {
        const since = Math.min(...due.map(([, check]) => check.since));
        open = await lookup.refresh(since, { signal: this.#closing.signal });
      }
    } catch (error) {
      if (this.#closing.signal.aborted) return;
      connection.report('unproved', 'How a trade ended could not be read', error);
    } finally {
      this.#isReading = false;
    }
    for (const [key, check] of due) {
      if (open) {
        check.misses += 1;
        if (check.isSettled(open) || check.missed(check.misses)) this.#checks.delete(key);
      }
      const pause = Math.min(waitMs * 2 ** Math.max(0, check.misses - 1), MAX_PAUSE_MS);
      check.due = connection.clock.monotonic() + Math.max(pause, waitMs);
    }
    this.#arm();
  }
}

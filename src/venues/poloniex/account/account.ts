import { BalanceCache } from '../../../adapter/account/balance-cache';
import { isCode } from '../../../adapter/schema/codes';
import type { Balance, Fill, Order, RecordSource } from '../../../model';
import { OrderTracker } from '../../../orders/order-tracker';
import type { PoloniexConnection } from '../connection';
import type {
  PoloniexBalanceUpdate,
  PoloniexOrder,
  PoloniexOrderUpdate,
  PoloniexSmartOrder,
  PoloniexTrade,
} from '../generated/records';
import {
  afterTrigger,
  toFill,
  toOrder,
  toSmartOrder,
  toStreamBalance,
  toStreamFill,
  toStreamOrder,
} from '../map';
import { OrderIds } from '../orders/order-ids';

/** Where the records of an account go. */
export interface AccountEvents {
  order(order: Order): void;
  fill(fill: Fill): void;
  balance(balance: Balance): void;
  /** Whether a balance must not be taken in: its values cannot be true. */
  doubts(balance: Balance): boolean;
}

/**
 * Own orders, fills and balances as the venue reports them, over the socket and over REST, in the caller's terms: a
 * triggered order under the id of its smart order, a replacement under the client id of what it replaces.
 */
export class AccountState {
  readonly connection: PoloniexConnection;
  readonly events: AccountEvents;
  readonly tracker: OrderTracker;
  readonly ids = new OrderIds();
  readonly balances = new BalanceCache();
  /** Fills of before this are remembered and not emitted, the venue's time in UTC epoch ms. */
  #startTime = 0;

  constructor(connection: PoloniexConnection, events: AccountEvents) {
    this.connection = connection;
    this.events = events;
    this.tracker = new OrderTracker({ isFar: (time) => connection.times.isFar(time) });
  }

  /** From now on fills are emitted; the venue's time. Only the first call counts. */
  startAt(serverTime: number): void {
    if (this.#startTime === 0) this.#startTime = serverTime;
  }

  /** A row of the orders channel: the hot path. */
  takeUpdate(row: PoloniexOrderUpdate): void {
    const { connection, events, ids } = this;
    const receivedTime = connection.clock.now();
    const raw = connection.rawOf(row);
    const order = toStreamOrder(row, receivedTime, raw);
    const fill = toStreamFill(row, receivedTime, raw);
    const smartId = ids.smartOf(row.orderId);
    if (smartId !== undefined) {
      events.order(this.#underSmart(smartId, order));
      if (fill) events.fill({ ...fill, orderId: smartId });
      return;
    }
    events.order(ids.withReplaced(order));
    if (fill) events.fill(fill);
  }

  /** A row of the balances channel: the hot path. */
  takeBalance(row: PoloniexBalanceUpdate): void {
    const { connection, balances, events } = this;
    const balance = toStreamBalance(row, connection.clock.now(), connection.rawOf(row));
    if (events.doubts(balance)) return;
    const isFar = connection.times.isFar(row.changeTime);
    if (isFar) connection.times.note(`a balance of ${balance.currency}`, row.changeTime);
    if (balances.take(balance, row, connection.clock.monotonic(), isFar)) events.balance(balance);
  }

  takeTrades(rows: readonly PoloniexTrade[], source: RecordSource): void {
    for (const row of rows) {
      const fill = this.fill(row, source);
      if (fill.time < this.#startTime) this.tracker.observeFill(fill);
      else this.events.fill(fill);
    }
  }

  /** An order of the REST interface. */
  order(row: PoloniexOrder, source: RecordSource): Order {
    const order = toOrder(row, this.connection.stamp(source, row));
    const smartId = this.ids.smartOf(row.id);
    return smartId === undefined ? this.ids.withReplaced(order) : this.#underSmart(smartId, order);
  }

  /** A smart order; learns which order it became. */
  smartOrder(row: PoloniexSmartOrder, source: RecordSource): Order {
    const order = this.ids.withReplaced(toSmartOrder(row, this.connection.stamp(source, row)));
    if (row.triggeredOrder !== undefined) this.ids.addTriggered(row.id, row.triggeredOrder.id, order);
    return order;
  }

  /** Whether an order is known to be, or not to be, what a smart order became. */
  isJoined({ id, orderSource }: PoloniexOrder): boolean {
    return !isCode(orderSource, 'SMART') || this.ids.smartOf(id) !== undefined;
  }

  fill(row: PoloniexTrade, source: RecordSource): Fill {
    const fill = toFill(row, this.connection.stamp(source, row));
    const smartId = this.ids.smartOf(row.orderId);
    return smartId === undefined ? fill : { ...fill, orderId: smartId };
  }

  #underSmart(smartId: string, order: Order): Order {
    const known = this.tracker.find({ id: smartId }) ?? this.ids.smartOrder(smartId);
    return this.ids.withReplaced(known ? afterTrigger(known, order) : { ...order, id: smartId });
  }
}

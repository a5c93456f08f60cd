import type { BalanceCache } from '../../../adapter/account/balance-cache';
import { isCode } from '../../../adapter/schema/codes';
import type { Balance, Fill, Order, RecordSource } from '../../../model';
import type { OrderTracker } from '../../../orders/order-tracker';
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
import type { Replacements } from '../orders/replacements';
import type { SmartAliases } from '../orders/smart-aliases';

/** Whom the book tells of what is new. */
export interface AccountEvents {
  order(order: Order): void;
  fill(fill: Fill): void;
  /** A fill of before our time: to be remembered and not to be told. */
  backfilledFill(fill: Fill): void;
  balance(balance: Balance): void;
  /** Whether a balance must not be taken in: its values cannot be true. */
  doubts(balance: Balance): boolean;
}

/** What the book is made of. */
export interface AccountParts {
  readonly connection: PoloniexConnection;
  readonly tracker: OrderTracker;
  readonly aliases: SmartAliases;
  readonly replacements: Replacements;
  readonly balances: BalanceCache;
  readonly events: AccountEvents;
}

/**
 * What the venue says of own orders, fills and balances, over the socket and over REST, as the caller is to see it: a
 * triggered order under the id of its smart order, a replacement under the client id of what it replaces.
 */
export class AccountState {
  readonly #parts: AccountParts;
  /** Fills of before this are not told, the venue's time in UTC epoch ms. */
  #tellsFrom = 0;

  constructor(parts: AccountParts) {
    this.#parts = parts;
  }

  /** From now on fills are told; the venue's time. Only the first call counts. */
  startAt(serverTime: number): void {
    if (this.#tellsFrom === 0) this.#tellsFrom = serverTime;
  }

  /** A row of the orders channel: the hot path. */
  takeUpdate(row: PoloniexOrderUpdate): void {
    const { connection, events, aliases } = this.#parts;
    const receivedTime = connection.clock.now();
    const raw = connection.rawOf(row);
    const order = toStreamOrder(row, receivedTime, raw);
    const fill = toStreamFill(row, receivedTime, raw);
    const smartId = aliases.smartOf(row.orderId);
    if (smartId !== undefined) {
      events.order(this.#underSmart(smartId, order));
      if (fill) events.fill({ ...fill, orderId: smartId });
      return;
    }
    events.order(this.#parts.replacements.apply(order));
    if (fill) events.fill(fill);
  }

  /** A row of the balances channel: the hot path. */
  takeBalance(row: PoloniexBalanceUpdate): void {
    const { connection, balances, events } = this.#parts;
    const balance = toStreamBalance(row, connection.clock.now(), connection.rawOf(row));
    if (events.doubts(balance)) return;
    const isFar = connection.times.isFar(row.changeTime);
    if (isFar) connection.times.note(`a balance of ${balance.currency}`, row.changeTime);
    if (balances.take(balance, row, connection.clock.monotonic(), isFar)) events.balance(balance);
  }

  takeSmartOrders(rows: readonly PoloniexSmartOrder[], source: RecordSource): void {
    for (const row of rows) this.#parts.events.order(this.smartOrder(row, source));
  }

  takeTrades(rows: readonly PoloniexTrade[], source: RecordSource): void {
    const { events } = this.#parts;
    for (const row of rows) {
      const fill = this.fill(row, source);
      if (fill.time < this.#tellsFrom) events.backfilledFill(fill);
      else events.fill(fill);
    }
  }

  /** An order of the REST interface. */
  order(row: PoloniexOrder, source: RecordSource): Order {
    const { connection, aliases, replacements } = this.#parts;
    const order = toOrder(row, connection.stamp(source, row));
    const smartId = aliases.smartOf(row.id);
    return smartId === undefined ? replacements.apply(order) : this.#underSmart(smartId, order);
  }

  /** A smart order; learns which order it became. */
  smartOrder(row: PoloniexSmartOrder, source: RecordSource): Order {
    const { connection, aliases, replacements } = this.#parts;
    const order = replacements.apply(toSmartOrder(row, connection.stamp(source, row)));
    if (row.triggeredOrder !== undefined) aliases.add(row.id, row.triggeredOrder.id, order);
    return order;
  }

  /** Whether an order is known to be, or not to be, what a smart order became. */
  isJoined({ id, orderSource }: PoloniexOrder): boolean {
    return !isCode(orderSource, 'SMART') || this.#parts.aliases.smartOf(id) !== undefined;
  }

  fill(row: PoloniexTrade, source: RecordSource): Fill {
    const fill = toFill(row, this.#parts.connection.stamp(source, row));
    const smartId = this.#parts.aliases.smartOf(row.orderId);
    return smartId === undefined ? fill : { ...fill, orderId: smartId };
  }

  #underSmart(smartId: string, order: Order): Order {
    const { tracker, aliases, replacements } = this.#parts;
    const known = tracker.find({ id: smartId }) ?? aliases.smartOrder(smartId);
    return replacements.apply(known ? afterTrigger(known, order) : { ...order, id: smartId });
  }
}

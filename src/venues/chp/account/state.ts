import type { ChannelRecords } from '../../../broker';
import type { Balance, Fill, Order, Position, RecordSource } from '../../../model';
import { isFinal } from '../../../orders/merge-order';
import { RecentMap } from '../../../orders/recent-map';
import type { ChpConnection } from '../connection';
import type { ChpAccount, ChpOwnTrade } from '../generated/records';
import {
  cookieOf,
  fingerprintOf,
  hasOrderId,
  type OrderRow,
  type PortfolioData,
  type PositionFields,
  type PriceGrid,
  positionIdOf,
  rowOfSessionOrder,
  statusOf,
  toBalance,
  toFill,
  toOrder,
  toPosition,
  toSessionFill,
  typeOf,
} from '../map';

/** Reports and numbers of orders that are remembered. */
const REMEMBERED = 20_000;

/** Takes what is new. */
export interface AccountEvents {
  order(order: Order): void;
  fill(fill: Fill): void;
  /** A fill of before our time: to be remembered and not to be emitted. */
  backfilledFill(fill: Fill): void;
  position(position: Position): void;
  balance(balance: Balance): void;
  /** Whether a record must not be taken in: its values cannot be true. */
  doubts<C extends 'positions' | 'balances'>(channel: C, record: ChannelRecords[C]): boolean;
}

/** The last row of a portfolio. */
export interface AccountFigures {
  readonly row: ChpAccount;
  readonly receivedTime: number;
}

/**
 * What the private channels have shown: the last state of every position and portfolio, and which reports of orders were
 * seen, for a poll can repeat what the one before held.
 */
export class AccountState {
  readonly #connection: ChpConnection;
  readonly #events: AccountEvents;
  readonly #gridOf: (symbol: string) => PriceGrid;
  readonly #positions = new Map<string, Position>();
  readonly #mentioned = new Set<string>();
  readonly #accounts = new Map<string, AccountFigures>();
  readonly #reports = new RecentMap<true>(REMEMBERED);
  /** Reports of orders that had ended before our time: no later read makes news of them. */
  readonly #endedBefore = new RecentMap<true>(REMEMBERED);
  /** The venue's id of an order by the exchange's number of it: trades of the session name only the latter. */
  readonly #ids = new RecentMap<string>(REMEMBERED);

  constructor(connection: ChpConnection, gridOf: (symbol: string) => PriceGrid, events: AccountEvents) {
    this.#connection = connection;
    this.#gridOf = gridOf;
    this.#events = events;
  }

  /** @param isOld - before our time: orders that have ended and fills are remembered only */
  takeOrders(rows: readonly OrderRow[], source: RecordSource, isOld = false): void {
    for (const order of this.#newOrders(rows, source, isOld)) this.#events.order(order);
  }

  takeTrades(rows: readonly ChpOwnTrade[], source: RecordSource, isOld = false): void {
    this.#connection.each(rows, (row) => {
      const fill = toFill(row, this.#connection.stamp(source, row), this.#gridOf(row.symbol));
      if (!fill) return;
      if (isOld) this.#events.backfilledFill(fill);
      else this.#events.fill(fill);
    });
  }

  /**
   * Takes in what GetMyPortfolioData shows of before our time; the orders first, for the trades name them by their other
   * number.
   */
  seed(data: PortfolioData, source: RecordSource): void {
    this.takeOrders(data.orders.map(rowOfSessionOrder), source, true);
    for (const fill of this.fillsOf(data, source)) this.#events.backfilledFill(fill);
  }

  takeFills(data: PortfolioData, source: RecordSource): void {
    for (const fill of this.fillsOf(data, source)) this.#events.fill(fill);
  }

  /** The orders of an answer of GetMyPortfolioData, those that had ended before our time left out. */
  newOrdersOf(data: PortfolioData, source: RecordSource): readonly Order[] {
    return this.#newOrders(data.orders.map(rowOfSessionOrder), source, false);
  }

  takePositions(rows: readonly PositionFields[], source: RecordSource): void {
    const stamp = this.#connection.stampRows(source, {});
    this.#connection.each([...lastOf(rows, positionIdOf)], ([id, row]) => {
      this.#mentioned.add(id);
      const known = this.#positions.get(id);
      const now = toPosition(row, stamp(row), this.#gridOf(row.symbol), id);
      if (this.#events.doubts('positions', now)) return;
      if (now.quantity === '0') {
        if (!known) return;
        this.#positions.delete(id);
        this.#events.position({ ...now, side: known.side, averagePrice: known.averagePrice });
        return;
      }
      this.#positions.set(id, now);
      const isSame =
        known?.quantity === now.quantity &&
        known.side === now.side &&
        known.averagePrice === now.averagePrice;
      if (!isSame) this.#events.position(now);
    });
  }

  takeAccounts(rows: readonly ChpAccount[], source: RecordSource): void {
    const last = lastOf(rows, ({ portfolio }) => portfolio);
    this.#connection.each([...last.values()], (row) => {
      const known = this.#accounts.get(row.portfolio)?.row;
      const stamp = this.#connection.stamp(source, row);
      const balance = toBalance(row, stamp);
      if (this.#events.doubts('balances', balance)) return;
      this.#accounts.set(row.portfolio, { row, receivedTime: stamp.receivedTime });
      if (known?.cash !== row.cash || known.saldo !== row.saldo) this.#events.balance(balance);
    });
  }

  positions(): readonly Position[] {
    return [...this.#positions.values()];
  }

  position(id: string): Position | undefined {
    return this.#positions.get(id);
  }

  /** Ids of the positions that the venue has mentioned since {@link forgetMentions}. */
  mentionedPositions(): ReadonlySet<string> {
    return this.#mentioned;
  }

  forgetMentions(): void {
    this.#mentioned.clear();
  }

  accounts(): readonly AccountFigures[] {
    return [...this.#accounts.values()];
  }

  ordersOf(data: PortfolioData, source: RecordSource): readonly Order[] {
    const orders: Order[] = [];
    this.#connection.each(data.orders, (row) => {
      const report = rowOfSessionOrder(row);
      this.#noteNumber(report);
      const order = toOrder(report, this.#connection.stamp(source, row), this.#gridOf(row.symbol));
      if (order) orders.push(order);
    });
    return orders;
  }

  fillsOf(data: PortfolioData, source: RecordSource): readonly Fill[] {
    const fills: Fill[] = [];
    this.#connection.each(data.trades, (row) => {
      const orderId = this.#ids.get(row.orderno);
      const fill = toSessionFill(row, orderId, this.#connection.stamp(source, row), this.#gridOf(row.symbol));
      if (fill) fills.push(fill);
    });
    return fills;
  }

  #newOrders(rows: readonly OrderRow[], source: RecordSource, isOld: boolean): readonly Order[] {
    const orders: Order[] = [];
    const stamp = this.#connection.stampRows(source, {});
    this.#connection.each(rows, (row) => {
      this.#noteNumber(row);
      // Without a number it can be neither moved nor cancelled: it is emitted when it has one, or has ended without.
      if (!hasOrderId(row) && (cookieOf(row) === undefined || !hasEnded(row))) return;
      const print = fingerprintOf(row);
      if (this.#endedBefore.has(print)) return;
      if (source !== 'stream') this.#reports.set(print, true);
      else if (!this.#reports.add(print, true)) return;
      if (isOld && hasEnded(row)) {
        this.#endedBefore.set(print, true);
        return;
      }
      const order = toOrder(row, stamp(row), this.#gridOf(row.symbol));
      if (order) orders.push(order);
      else this.#connection.report('unknownValue', `An order has the unknown action ${row.action}`);
    });
    return orders;
  }

  #noteNumber({ orderno, orderid }: OrderRow): void {
    if (orderno && orderno !== '0' && orderid !== '') this.#ids.set(orderno, orderid);
  }
}

function hasEnded({ state, type }: OrderRow): boolean {
  return isFinal(statusOf(state, typeOf(type)[0])[0]);
}

/** The last row of each key: an answer that repeats older rows has the present one behind them. */
function lastOf<R>(rows: readonly R[], keyOf: (row: R) => string): ReadonlyMap<string, R> {
  const last = new Map<string, R>();
  for (const row of rows) last.set(keyOf(row), row);
  return last;
}

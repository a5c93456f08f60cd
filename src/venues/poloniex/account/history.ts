import type { CheckedHistoryRequest } from '../../../adapter/ranges/checks';
import { readHistory } from '../../../adapter/ranges/history';
import { readAll } from '../../../adapter/ranges/pages';
import { isWithin, type Span, splitBack } from '../../../adapter/ranges/range';
import { type OrderRef, type Ranged, ranged } from '../../../broker';
import type { Fill, Order, RecordSource } from '../../../model';
import { isFinal } from '../../../orders/merge-order';
import { RecentMap } from '../../../orders/recent-map';
import type { PoloniexOrder, PoloniexTrade } from '../generated/records';
import { FIRST_TIME } from '../reads/candles';
import type { PoloniexCallOptions } from '../types/client';
import type { AccountState } from './account';

const DAY_MS = 86_400_000;
/** Longest range of one request for history, in ms: 7 days. @see Poloniex API, error 21355 */
export const MAX_RANGE_MS = 7 * DAY_MS;
/** Most rows of one request. */
const PAGE = 1000;
/** How far back the venue keeps trades, in ms: 180 days. @see Poloniex API, changelog of 2024-03-20 */
const KEPT_MS = 180 * DAY_MS;
/** Orders whose smart order is nowhere in the history, remembered so that it is not searched again. */
const REMEMBERED = 1000;

/** What is searched: all that lies in a span, or what of it is of one symbol. */
type Scope = Span & { readonly symbol?: string | undefined };

/** Reads ended orders and fills of a range. */
export class OrderHistory {
  readonly #account: AccountState;
  readonly #orphans = new RecentMap<true>(REMEMBERED);

  constructor(account: AccountState) {
    this.#account = account;
  }

  /**
   * Ended orders by the time of their making; a triggered smart order and what it became are one.
   *
   * By which of an order's times the venue searches, its documents do not say. What one stretch of the range gives
   * counts for all of it, so that an order that was made in one and ended in another is found by either.
   */
  async orders(request: CheckedHistoryRequest, options: PoloniexCallOptions): Promise<Ranged<Order>> {
    const { from, to, symbol } = request;
    const { connection, tracker } = this.#account;
    const found = new Map<string, Order>();
    const { range } = await readHistory<Order>(request, {
      ...this.#limits(),
      read: async (span) => {
        const orders = await this.ended({ ...span, symbol }, 'read', options);
        for (const order of orders) found.set(order.id, tracker.identify(order));
        return orders;
      },
      timeOf: madeAt,
    });
    const limits = { times: connection.times, keepsFar: true };
    const orders = [...found.values()].filter((order) => isWithin(madeAt(order), { from, to }, limits));
    orders.sort((a, b) => madeAt(a) - madeAt(b));
    return ranged(orders, range);
  }

  fills(request: CheckedHistoryRequest, options: PoloniexCallOptions): Promise<Ranged<Fill>> {
    const { symbol } = request;
    return readHistory<Fill>(request, {
      ...this.#limits(),
      read: async (span) => {
        // First: they name which order a smart order became.
        await this.#smartOrders({ ...span, symbol }, 'read', options);
        const rows = await this.trades({ ...span, symbol }, options);
        return rows.map((row) => this.#account.fill(row, 'read'));
      },
    });
  }

  /** The ended orders of a span of at most 7 days. */
  async ended(scope: Scope, source: RecordSource, options: PoloniexCallOptions): Promise<readonly Order[]> {
    const { client } = this.#account.connection;
    const query = queryOf(scope);
    const smart = await this.#smartOrders(scope, source, options);
    const plain = await readAll(PAGE, (page) =>
      client.cut('getOrderHistory', { ...query, ...page }, options),
    );
    await this.#joinOlder(plain, scope, options);
    // The order itself has more fields than its copy in the smart order.
    const orders = [...smart, ...plain.map((row) => this.#account.order(row, source))];
    const ended = orders.filter(({ status }) => isFinal(status));
    return [...new Map(ended.map((order) => [order.id, order])).values()];
  }

  /** The own trades of a span of at most 7 days. */
  trades(scope: Scope, options: PoloniexCallOptions): Promise<readonly PoloniexTrade[]> {
    const { client } = this.#account.connection;
    const { symbol, ...range } = queryOf(scope);
    const query = { ...range, symbols: symbol === undefined ? undefined : [symbol] };
    return readAll(
      PAGE,
      (page) => client.getTrades({ ...query, ...page }, options),
      ({ pageId }) => pageId,
      // A trade with oneself has one id and two sides.
      ({ id, side, symbol: market }) => `${market} ${side} ${id}`,
    );
  }

  /** An ended order from `since` on; `undefined` when all of it was searched. */
  async find(
    ref: OrderRef,
    since: number,
    source: RecordSource,
    options: PoloniexCallOptions,
  ): Promise<Order | undefined> {
    const now = this.#account.connection.serverTime();
    // Further back there is nothing, whatever time an order has.
    for (const span of this.#spansBack(Math.max(since, now - KEPT_MS))) {
      const orders = await this.ended({ ...span, symbol: ref.symbol }, source, options);
      const found = orders.find(({ id, clientOrderId }) => isNamed(ref, id, clientOrderId));
      if (found) return found;
    }
    return undefined;
  }

  /** Whether a trade from `since` on names the order. */
  async hasTrades(ref: OrderRef, since: number, options: PoloniexCallOptions): Promise<boolean> {
    for (const span of this.#spansBack(since)) {
      const trades = await this.trades({ ...span, symbol: ref.symbol }, options);
      if (trades.some(({ orderId, clientOrderId }) => isNamed(ref, orderId, clientOrderId))) return true;
    }
    return false;
  }

  /** Finds the smart orders that were made before a span and became orders within it. */
  async #joinOlder(
    rows: readonly PoloniexOrder[],
    { from: before, symbol }: Scope,
    options: PoloniexCallOptions,
  ): Promise<void> {
    const isOpen = (row: PoloniexOrder): boolean =>
      !this.#account.isJoined(row) && !this.#orphans.has(row.id);
    let orphans = rows.filter(isOpen);
    for (const span of splitBack(Math.max(0, before - KEPT_MS), before, MAX_RANGE_MS)) {
      if (orphans.length === 0) return;
      await this.#smartOrders({ ...span, symbol }, 'read', options);
      orphans = orphans.filter(isOpen);
    }
    for (const { id } of orphans) this.#orphans.set(id, true);
  }

  async #smartOrders(
    scope: Scope,
    source: RecordSource,
    options: PoloniexCallOptions,
  ): Promise<readonly Order[]> {
    const { client } = this.#account.connection;
    const query = queryOf(scope);
    const rows = await readAll(PAGE, (page) => client.getSmartOrderHistory({ ...query, ...page }, options));
    return rows.map((row) => this.#account.smartOrder(row, source));
  }

  #limits() {
    const { connection } = this.#account;
    const guaranteedFrom = connection.serverTime() - KEPT_MS;
    return { times: connection.times, maxMs: MAX_RANGE_MS, guaranteedFrom, earliest: FIRST_TIME };
  }

  /** From now back; the clocks may differ, and nothing is to be missed for that. */
  #spansBack(since: number): Generator<Span, void, undefined> {
    const start = Math.max(0, Math.floor(since));
    return splitBack(start, this.#account.connection.serverTime() + DAY_MS, MAX_RANGE_MS);
  }
}

function queryOf({ from, to, symbol }: Scope) {
  return { startTime: from, endTime: to, limit: PAGE, symbol };
}

function isNamed(ref: OrderRef, id: string, clientOrderId: string | undefined): boolean {
  return id === ref.id || (ref.clientOrderId !== undefined && clientOrderId === ref.clientOrderId);
}

function madeAt({ createdTime, updatedTime, receivedTime }: Order): number {
  return createdTime ?? updatedTime ?? receivedTime;
}

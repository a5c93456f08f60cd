import type { CheckedHistoryRequest } from '../../../adapter/ranges/checks';
import { readAll } from '../../../adapter/ranges/pages';
import { isWithin, readRange, type Span } from '../../../adapter/ranges/range';
import { type OrderRef, type Ranged, ranged } from '../../../broker';
import type { Fill, Order, RecordSource } from '../../../model';
import { isFinal } from '../../../orders/merge-order';
import type { OrderTracker } from '../../../orders/order-tracker';
import { RecentMap } from '../../../orders/recent-map';
import type { PoloniexConnection } from '../connection';
import type { PoloniexCallOptions } from '../types/client';
import type { PoloniexOrder, PoloniexSmartOrder, PoloniexTrade } from '../types/trading';
import type { AccountState } from './account';

const DAY_MS = 86_400_000;
/** Longest range of one request for history, in ms: 7 days. @see Poloniex API, error 21355 */
const MAX_RANGE_MS = 7 * DAY_MS;
/** Most rows of one request. */
const PAGE = 1000;
/** How far back the venue keeps trades, in ms: 180 days. @see Poloniex API, changelog of 2024-03-20 */
const KEPT_MS = 180 * DAY_MS;
/** The venue opened in January 2014, UTC epoch ms. */
const FIRST_TIME = Date.UTC(2014, 0, 1);
/** Orders whose smart order is nowhere in the history, remembered so that it is not searched again. */
const REMEMBERED = 1000;

/** Reads ended orders and fills of a range. */
export class OrderHistory {
  readonly #connection: PoloniexConnection;
  readonly #book: AccountState;
  readonly #tracker: OrderTracker;
  readonly #orphans = new RecentMap<true>(REMEMBERED);

  constructor(connection: PoloniexConnection, book: AccountState, tracker: OrderTracker) {
    this.#connection = connection;
    this.#book = book;
    this.#tracker = tracker;
  }

  /**
   * Ended orders by the time of their making; a triggered smart order and what it became are one.
   *
   * By which of an order's times the venue searches, its documents do not say. What one stretch of the range gives
   * counts for all of it, so that an order that was made in one and ended in another is found by either.
   */
  async orders(request: CheckedHistoryRequest, options: PoloniexCallOptions): Promise<Ranged<Order>> {
    const { from, to, symbol, onProgress } = request;
    const found = new Map<string, Order>();
    const { range } = await readRange<Order>({
      from,
      to,
      maxMs: MAX_RANGE_MS,
      read: async (span) => {
        const orders = await this.ended(span, symbol, 'read', options);
        for (const order of orders) found.set(order.id, this.#tracker.identify(order));
        return orders;
      },
      timeOf: madeAt,
      keyOf: ({ id }) => id,
      guaranteedFrom: this.#connection.serverTime() - KEPT_MS,
      earliest: FIRST_TIME,
      times: this.#connection.times,
      keepsFar: true,
      ...(onProgress === undefined ? {} : { onProgress }),
    });
    const { times } = this.#connection;
    const orders = [...found.values()].filter((order) =>
      isWithin(madeAt(order), { from, to }, { times, keepsFar: true }),
    );
    return ranged(
      orders.sort((a, b) => madeAt(a) - madeAt(b)),
      range,
    );
  }

  fills(request: CheckedHistoryRequest, options: PoloniexCallOptions): Promise<Ranged<Fill>> {
    const { from, to, symbol, onProgress } = request;
    return readRange<Fill>({
      from,
      to,
      maxMs: MAX_RANGE_MS,
      read: async (span) => {
        // First, for they tell which order a smart order became.
        const smart = await this.#smartRows(span, symbol, options);
        for (const row of smart) this.#book.smartOrder(row, 'read');
        const rows = await this.trades(span, symbol, options);
        return rows.map((row) => this.#book.fill(row, 'read'));
      },
      timeOf: ({ time }) => time,
      keyOf: ({ id, side, symbol: market }) => `${market}\n${side}\n${id}`,
      guaranteedFrom: this.#connection.serverTime() - KEPT_MS,
      earliest: FIRST_TIME,
      times: this.#connection.times,
      keepsFar: true,
      ...(onProgress === undefined ? {} : { onProgress }),
    });
  }

  /** The ended orders of a span of at most 7 days. */
  async ended(
    span: Span,
    symbol: string | undefined,
    source: RecordSource,
    options: PoloniexCallOptions,
  ): Promise<readonly Order[]> {
    const smart = await this.#smartRows(span, symbol, options);
    const smartOrders = smart.map((row) => this.#book.smartOrder(row, source));
    const plain = await this.#plainRows(span, symbol, options);
    await this.#joinOlder(plain, span.from, symbol, options);
    const byId = new Map<string, Order>();
    // The order itself tells more than its copy in the smart order.
    for (const order of [...smartOrders, ...plain.map((row) => this.#book.order(row, source))]) {
      if (isFinal(order.status)) byId.set(order.id, order);
    }
    return [...byId.values()];
  }

  /** The own trades of a span of at most 7 days. */
  trades(
    { from, to }: Span,
    symbol: string | undefined,
    options: PoloniexCallOptions,
  ): Promise<readonly PoloniexTrade[]> {
    const range = { startTime: from, endTime: to, limit: PAGE };
    const symbols = symbol === undefined ? {} : { symbols: [symbol] };
    return readAll(
      PAGE,
      (page) => this.#connection.client.getTrades({ ...range, ...symbols, ...page }, options),
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
    const now = this.#connection.serverTime();
    // Further back there is nothing, whatever the time of an order says.
    const start = Math.max(0, Math.floor(Math.max(since, now - KEPT_MS)));
    // The clocks may differ, and nothing is to be missed for that.
    for (let to = now + DAY_MS; to > start; to -= MAX_RANGE_MS) {
      const orders = await this.ended(
        { from: Math.max(start, to - MAX_RANGE_MS), to },
        ref.symbol,
        source,
        options,
      );
      const found = orders.find(
        ({ id, clientOrderId }) =>
          id === ref.id || (ref.clientOrderId !== undefined && clientOrderId === ref.clientOrderId),
      );
      if (found) return found;
    }
    return undefined;
  }

  /** Whether a trade from `since` on names the order. */
  async hasTrades(ref: OrderRef, since: number, options: PoloniexCallOptions): Promise<boolean> {
    const start = Math.max(0, Math.floor(since));
    for (let to = this.#connection.serverTime() + DAY_MS; to > start; to -= MAX_RANGE_MS) {
      const span = { from: Math.max(start, to - MAX_RANGE_MS), to };
      const trades = await this.trades(span, ref.symbol, options);
      const isNamed = trades.some(
        ({ orderId, clientOrderId }) =>
          orderId === ref.id || (ref.clientOrderId !== undefined && clientOrderId === ref.clientOrderId),
      );
      if (isNamed) return true;
    }
    return false;
  }

  /** Finds the smart orders that were made before a span and became orders within it. */
  async #joinOlder(
    rows: readonly PoloniexOrder[],
    before: number,
    symbol: string | undefined,
    options: PoloniexCallOptions,
  ): Promise<void> {
    const isOpen = (row: PoloniexOrder): boolean => !this.#book.isJoined(row) && !this.#orphans.has(row.id);
    let orphans = rows.filter(isOpen);
    const least = Math.max(0, before - KEPT_MS);
    for (let to = before; orphans.length > 0 && to > least; to -= MAX_RANGE_MS) {
      const span = { from: Math.max(least, to - MAX_RANGE_MS), to };
      for (const row of await this.#smartRows(span, symbol, options)) this.#book.smartOrder(row, 'read');
      orphans = orphans.filter(isOpen);
    }
    for (const { id } of orphans) this.#orphans.set(id, true);
  }

  #plainRows(
    { from, to }: Span,
    symbol: string | undefined,
    options: PoloniexCallOptions,
  ): Promise<readonly PoloniexOrder[]> {
    const request = {
      startTime: from,
      endTime: to,
      limit: PAGE,
      ...(symbol === undefined ? {} : { symbol }),
    };
    return readAll(
      PAGE,
      (page) => this.#connection.client.getOrderHistory({ ...request, ...page }, options),
      ({ id }) => id,
    );
  }

  #smartRows(
    { from, to }: Span,
    symbol: string | undefined,
    options: PoloniexCallOptions,
  ): Promise<readonly PoloniexSmartOrder[]> {
    const request = {
      startTime: from,
      endTime: to,
      limit: PAGE,
      ...(symbol === undefined ? {} : { symbol }),
    };
    return readAll(
      PAGE,
      (page) => this.#connection.client.getSmartOrderHistory({ ...request, ...page }, options),
      ({ id }) => id,
    );
  }
}

function madeAt({ createdTime, updatedTime, receivedTime }: Order): number {
  return createdTime ?? updatedTime ?? receivedTime;
}

import type { Balance, Fill, Order, Ranged } from 'venuekit';
import {
  type AccountPorts,
  type BalanceCache,
  type CheckedHistoryRequest,
  isFinal,
  type OrderTracker,
  type RestCallOptions,
  readHistory,
  type Span,
  type SpanRead,
} from 'venuekit/adapter';
import type { LarkConnection } from '../connection';
import { toBalance, toFill, toOrder } from '../map/map';
import { findOrder, readOpenOrders } from '../orders/port';
import type { BalanceRow, FillRow } from '../wire/rows';

/** Most rows of one answer. */
const PAGE = 500;

type Source = 'read' | 'reconcile';

/** What the account tells. */
export interface AccountEvents {
  order(order: Order): void;
  fill(fill: Fill): void;
  balance(balance: Balance): void;
  /** Whether a balance cannot be true. */
  doubts(balance: Balance): boolean;
}

/** What an account works with. */
export interface AccountParts {
  readonly connection: LarkConnection;
  readonly tracker: OrderTracker;
  readonly balances: BalanceCache;
  readonly events: AccountEvents;
  /** Whether every closed candle has been emitted. */
  areCandlesWhole(): boolean;
}

/** Own orders, fills and balances, as the venue streams them and as they are read. */
export class LarkAccount {
  readonly #parts: AccountParts;
  /** Fills of before this are not emitted, the venue's time; undefined before the first connection. */
  #emitsFrom: number | undefined;

  constructor(parts: AccountParts) {
    this.#parts = parts;
  }

  takeFill(row: FillRow, source: 'stream' | Source, raw?: unknown): void {
    const { connection, tracker, events } = this.#parts;
    const fill = toFill(
      row,
      raw === undefined ? connection.stamp(source, row) : connection.stampRaw(source, raw),
    );
    if (fill.time < (this.#emitsFrom ?? 0)) tracker.observeFill(fill);
    else events.fill(fill);
  }

  takeBalance(row: BalanceRow, raw: unknown): void {
    const { connection, balances, events } = this.#parts;
    const balance = toBalance(row, connection.stampRaw('stream', raw));
    if (events.doubts(balance)) return;
    const isFar = connection.times.isFar(row.time);
    if (isFar) connection.times.note(`a balance of ${row.currency}`, row.time);
    const update = { id: String(row.version), changeTime: row.time };
    if (balances.take(balance, update, connection.clock.monotonic(), isFar)) events.balance(balance);
  }

  async readBalances(source: Source, options: RestCallOptions): Promise<readonly Balance[]> {
    const { connection, balances, events } = this.#parts;
    const askedAt = connection.clock.monotonic();
    const rows = await connection.client.rest.getBalances({}, options);
    const read = rows.map((row) => toBalance(row, connection.stamp(source, row)));
    for (const balance of balances.takeAll('', read, { askedAt, now: connection.now() }))
      events.balance(balance);
    return read;
  }

  /** Ended orders by the time of their last change. */
  orders(request: CheckedHistoryRequest, options: RestCallOptions): Promise<Ranged<Order>> {
    const { times } = this.#parts.connection;
    return readHistory<Order>(request, { times, read: (span) => this.#endedOrders(span, 'read', options) });
  }

  fills(request: CheckedHistoryRequest, options: RestCallOptions): Promise<Ranged<Fill>> {
    const { connection } = this.#parts;
    return readHistory<Fill>(request, {
      times: connection.times,
      read: async (span) => {
        const rows = await connection.client.rest.getFills(span, options);
        const records = rows.map((row) => toFill(row, connection.stamp('read', row)));
        return { records, isWhole: rows.length < PAGE };
      },
    });
  }

  // [doc:account]
  /** How the kit keeps the account in step with the venue. */
  ports(): AccountPorts {
    const { connection, balances, events, areCandlesWhole } = this.#parts;
    return {
      listen: async () => {
        this.#emitsFrom ??= connection.serverTime();
        balances.reconnected();
      },
      seed: async (signal) => {
        await this.readBalances('read', { signal });
        const open = await readOpenOrders(connection, undefined, 'read', { signal });
        for (const order of open) events.order(order);
      },
      openOrders: async ({ source, signal }) => {
        const orders = await readOpenOrders(connection, undefined, source, { signal });
        return { ids: new Set(orders.map(({ id }) => id)), orders };
      },
      fills: async ({ since, source, signal }) => {
        const rows = await connection.client.rest.getFills(this.#spanSince(since), { signal });
        for (const row of rows) this.takeFill(row, source);
        requireWhole(rows);
      },
      endedOrders: async ({ since, source, signal }) => {
        const { records, isWhole } = await this.#endedOrders(this.#spanSince(since), source, { signal });
        if (isWhole === false) requireWhole(records, 0);
        return records;
      },
      order: ({ id }, _since, { source, signal }) => findOrder(connection, { id }, source, { signal }),
      balances: async ({ source, signal }) => void (await this.readBalances(source, { signal })),
      streams: [{ kind: 'candles', isWhole: areCandlesWhole }, { kind: 'quotes' }],
    };
  }
  // [/doc:account]

  #spanSince(from: number): Span {
    return { from, to: Math.ceil(this.#parts.connection.times.latest) };
  }

  async #endedOrders(span: Span, source: Source, options: RestCallOptions): Promise<SpanRead<Order>> {
    const { connection, tracker } = this.#parts;
    const rows = await connection.client.rest.getOrders(span, options);
    const orders = rows.map((row) => tracker.identify(toOrder(row, connection.stamp(source, row))));
    return { records: orders.filter(({ status }) => isFinal(status)), isWhole: rows.length < PAGE };
  }
}

/** @throws Error when there may be more than the venue gave */
function requireWhole(rows: readonly unknown[], most = PAGE): void {
  if (rows.length >= most) throw new Error(`The venue has more than ${PAGE} rows`);
}

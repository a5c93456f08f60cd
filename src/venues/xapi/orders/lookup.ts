import type { OrderRef } from '../../../broker';
import { mapInSlices } from '../../../core/slices';
import type { Decimal, Order, RecordSource } from '../../../model';
import type { PositionTracker } from '../account/trades';
import type { XapiConnection } from '../connection';
import { commentOf, isEnded, kindOfTrade, openedQuantities, type TradeRow, toPendingOrder } from '../map';
import type { XapiCallOptions } from '../types/client';
import type { OwnCloseOrders } from './closings';

export type ReadOptions = XapiCallOptions & { readonly signal: AbortSignal };

/**
 * How far back before a moment history is searched for what followed it, in ms: clocks differ, and what was on its way
 * when a connection broke was lost with it.
 */
const OVERLAP_MS = 60_000;

/** Finds orders at the venue: among open positions and pending orders, then in history. */
export class TradeLookup {
  readonly #connection: XapiConnection;
  readonly #positions: PositionTracker;
  readonly #closings: OwnCloseOrders;

  constructor(connection: XapiConnection, positions: PositionTracker, closings: OwnCloseOrders) {
    this.#connection = connection;
    this.#positions = positions;
    this.#closings = closings;
  }

  /** Open positions and, unless `openedOnly`, pending orders. */
  open(options: ReadOptions, openedOnly = false): Promise<readonly TradeRow[]> {
    return this.#connection.client.cut('getTrades', { openedOnly }, options);
  }

  /** Open positions, or pending orders, of a symbol or of all. */
  async list(
    kind: 'position' | 'pending',
    options: ReadOptions,
    symbol?: string,
  ): Promise<readonly TradeRow[]> {
    const rows = await this.open(options, kind === 'position');
    return rows.filter((row) => kindOfTrade(row.cmd) === kind && (symbol ?? row.symbol) === row.symbol);
  }

  async openOrders(options: ReadOptions, symbol?: string): Promise<readonly Order[]> {
    const rows = await this.list('pending', options, symbol);
    const serverTime = this.#connection.serverTime();
    const stamp = this.#connection.stampRows('read', {});
    return mapInSlices(rows, (row) => toPendingOrder(row, stamp(row), serverTime));
  }

  /** Trades closed since a moment of the venue's clock, UTC epoch ms. */
  closedSince(since: number, options: ReadOptions): Promise<readonly TradeRow[]> {
    // A start of 0 would mean one month.
    const start = Math.max(1, Math.floor(since));
    return this.#connection.client.cut('getTradesHistory', { start, end: 0 }, options);
  }

  /**
   * Reads all that is open and then what was closed since a moment of the venue's clock, for the position tracker. In this
   * order nothing falls between the two: what is not open any more has its closing in the history.
   * @returns what is open
   */
  async refresh(since: number, options: ReadOptions): Promise<readonly TradeRow[]> {
    const asked = this.#connection.serverTime();
    const open = await this.open(options);
    const closed = await this.closedSince(since - OVERLAP_MS, options);
    const opened = openedBetween(since - OVERLAP_MS, asked, open, closed);
    const byTime = [...closed].sort((a, b) => (a.close_time ?? 0) - (b.close_time ?? 0));
    for (const row of [...byTime, ...open]) {
      this.#positions.take(row, this.#connection.stamp('reconcile', row), opened);
    }
    return open;
  }

  /**
   * An order by its number or by our id of it. To reconcile, its rows go to the position tracker as well: the
   * stream may have lost them, and with an order goes its fill.
   * @param since - the venue's clock, UTC epoch ms: not before that was it sent
   */
  async find(
    ref: OrderRef,
    since: number,
    options: ReadOptions,
    source: RecordSource = 'read',
  ): Promise<Order | undefined> {
    const closing = ref.clientOrderId === undefined ? undefined : this.#closings.get(ref.clientOrderId);
    const asked = this.#connection.serverTime();
    const open = closing ? [] : await this.open(options);
    const working = open.find((row) => this.#matches(row, ref));
    if (working) return this.#orderOf(working, open, new Map(), source);
    const closed = await this.closedSince(since - OVERLAP_MS, options);
    const rows = [...closed, ...open];
    const opened = closing ? new Map() : openedBetween(since - OVERLAP_MS, asked, open, closed);
    for (const row of closed) {
      if (kindOfTrade(row.cmd) !== 'position') continue;
      const order = this.#positions.closingOrder(row, this.#connection.stamp(source, row));
      const named = ref.id !== undefined && (order.id === ref.id || row.order2 === ref.id);
      const ours = closing !== undefined && order.clientOrderId === closing.clientOrderId;
      if (!named && !ours) continue;
      if (source === 'reconcile') this.#take(row, rows, opened);
      return order;
    }
    if (closing) return undefined;
    const ended = closed.find((row) => this.#matches(row, ref));
    return ended && this.#orderOf(ended, rows, opened, source);
  }

  #orderOf(
    row: TradeRow,
    rows: readonly TradeRow[],
    opened: ReadonlyMap<string, Decimal>,
    source: RecordSource,
  ): Order {
    if (kindOfTrade(row.cmd) === 'pending') return this.#pendingOrder(row, source);
    if (source === 'reconcile') this.#take(row, rows, opened);
    const context = this.#connection.stamp(source, row);
    return this.#positions.openingOrder(row, context, opened.get(row.position));
  }

  #pendingOrder(row: TradeRow, source: RecordSource): Order {
    return toPendingOrder(row, this.#connection.stamp(source, row), this.#connection.serverTime());
  }

  /** Hands on all that was read of a row's position. */
  #take({ position }: TradeRow, rows: readonly TradeRow[], opened: ReadonlyMap<string, Decimal>): void {
    for (const row of rows) {
      if (row.position === position)
        this.#positions.take(row, this.#connection.stamp('reconcile', row), opened);
    }
  }

  #matches(row: TradeRow, ref: OrderRef): boolean {
    const kind = kindOfTrade(row.cmd);
    if (kind !== 'position' && kind !== 'pending') return false;
    if (ref.id !== undefined && hasNumber(row, ref.id)) return true;
    return ref.clientOrderId !== undefined && commentOf(row) === ref.clientOrderId;
  }
}

/**
 * What positions were opened with that were opened after the history begins and before the open ones were asked for:
 * what is left of them and every part closed until then.
 */
function openedBetween(
  since: number,
  asked: number,
  open: readonly TradeRow[],
  closed: readonly TradeRow[],
): ReadonlyMap<string, Decimal> {
  const shown = new Map(open.map(({ position, timestamp }) => [position, timestamp]));
  const before = closed.filter(
    ({ position, close_time }) => (close_time ?? 0) <= (shown.get(position) ?? Number.POSITIVE_INFINITY),
  );
  return openedQuantities(
    [...before, ...open].filter(({ open_time }) => open_time >= since && open_time < asked),
  );
}

/** Whether any of a row's numbers is the one: order2 of a closed row names its close and is no name of the opening. */
export function hasNumber(row: TradeRow, id: string): boolean {
  return row.order === id || row.position === id || (row.order2 === id && !isEnded(row));
}

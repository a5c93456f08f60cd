import type { OrderRef } from '../../broker';
import type { Order, RecordSource } from '../../model';
import type { OwnClosings } from './broker-closings';
import type { XapiLink } from './broker-link';
import type { TradeBook } from './broker-trades';
import { commentOf, isEnded, kindOfTrade, openedQuantities, toPendingOrder } from './map';
import type { TradeRecord } from './types/trading';

/** How a read is limited and named. */
export interface ReadOptions {
  readonly signal: AbortSignal;
  readonly requestId?: string | undefined;
}

/** How far back before a moment history is searched for what followed it, in ms: clocks differ. */
const OVERLAP_MS = 60_000;

/** Finds orders at the venue: among open positions and pending orders, then in history. */
export class TradeLookup {
  readonly #link: XapiLink;
  readonly #book: TradeBook;
  readonly #closings: OwnClosings;

  constructor(link: XapiLink, book: TradeBook, closings: OwnClosings) {
    this.#link = link;
    this.#book = book;
    this.#closings = closings;
  }

  /** Open positions and, unless `openedOnly`, pending orders. */
  open(options: ReadOptions, openedOnly = false): Promise<readonly TradeRecord[]> {
    return this.#link.client.getTrades({ openedOnly }, options);
  }

  /** Trades closed since a moment of the venue's clock, UTC epoch ms. */
  closedSince(since: number, options: ReadOptions, end = 0): Promise<readonly TradeRecord[]> {
    // A start of 0 would mean one month.
    return this.#link.client.getTradesHistory({ start: Math.max(1, Math.floor(since)), end }, options);
  }

  /** The row of an open position. */
  async position(id: string, options: ReadOptions): Promise<TradeRecord | undefined> {
    const rows = await this.open(options, true);
    return rows.find((row) => kindOfTrade(row.cmd) === 'position' && row.position === id);
  }

  /** The row of a pending order. */
  async pending(id: string, options: ReadOptions): Promise<TradeRecord | undefined> {
    const rows = await this.open(options);
    return rows.find((row) => kindOfTrade(row.cmd) === 'pending' && hasNumber(row, id));
  }

  /**
   * An order by its number or by our id of it.
   * @param since - the venue's clock, UTC epoch ms: not before that was it sent
   */
  async find(
    ref: OrderRef,
    since: number,
    options: ReadOptions,
    source: RecordSource = 'read',
  ): Promise<Order | undefined> {
    const closing = ref.clientOrderId === undefined ? undefined : this.#closings.get(ref.clientOrderId);
    const open = closing ? [] : await this.open(options);
    const working = open.find((row) => this.#matches(row, ref));
    if (working) return this.#orderOf(working, open, source);
    const closed = await this.closedSince(since - OVERLAP_MS, options);
    for (const row of closed) {
      if (kindOfTrade(row.cmd) !== 'position') continue;
      const order = this.#book.closingOrder(row, this.#link.stamp(source, row));
      const named = ref.id !== undefined && (order.id === ref.id || row.order2 === ref.id);
      const ours = closing !== undefined && order.clientOrderId === closing.clientOrderId;
      if (named || ours) return order;
    }
    if (closing) return undefined;
    const ended = closed.find((row) => this.#matches(row, ref));
    return ended && this.#orderOf(ended, [...closed, ...open], source);
  }

  #orderOf(row: TradeRecord, rows: readonly TradeRecord[], source: RecordSource): Order {
    const context = this.#link.stamp(source, row);
    if (kindOfTrade(row.cmd) === 'pending') return toPendingOrder(row, context, this.#link.serverTime());
    return this.#book.openingOrder(row, context, openedQuantities(rows).get(row.position));
  }

  #matches(row: TradeRecord, ref: OrderRef): boolean {
    const kind = kindOfTrade(row.cmd);
    if (kind !== 'position' && kind !== 'pending') return false;
    if (ref.id !== undefined && hasNumber(row, ref.id)) return true;
    return ref.clientOrderId !== undefined && commentOf(row) === ref.clientOrderId;
  }
}

/** Whether any of a row's numbers is the one: order2 of a closed row names its close and is no name of the opening. */
export function hasNumber(row: TradeRecord, id: string): boolean {
  return row.order === id || row.position === id || (row.order2 === id && !isEnded(row));
}

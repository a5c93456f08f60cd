import { LIMITS } from '../../core/limits';
import {
  addDecimals,
  compareDecimals,
  type Decimal,
  decimalFromWire,
  type Fill,
  type Order,
  type Position,
} from '../../model';
import type { OrderTracker } from '../../orders/order-tracker';
import type { OwnClosings } from './broker-closings';
import {
  closingFillId,
  commentOf,
  isEnded,
  kindOfTrade,
  type MapContext,
  openingNumber,
  remainderOf,
  sideOfCmd,
  type TradeFields,
  toClosingFill,
  toClosingOrder,
  toOpeningFill,
  toOpeningOrder,
  toPendingOrder,
  toPosition,
} from './map';

/** Where the meaning of trade rows goes. */
export interface TradeSinks {
  /** `complete`: the row states every field of the order. */
  order(order: Order, complete?: boolean): void;
  fill(fill: Fill): void;
  position(position: Position): void;
  /** A row whose operation code is not known. */
  unknown(row: TradeFields): void;
  /** The venue's clock, UTC epoch ms. */
  serverTime(): number;
  feeCurrency(): string | undefined;
}

/** An open position and what is known of how it came to be. */
interface Held {
  row: TradeFields;
  position: Position;
  /** All that was opened, closed parts included. */
  total: Decimal;
  closedTotal: Decimal;
  readonly orderId: string;
  readonly clientOrderId: string | undefined;
}

/** The streamed type of what still waits: a market order with it is under way and no position yet. */
const TYPE_PENDING = 1;

/**
 * Makes positions, orders and fills of trade rows, whether streamed or asked for, in any order and however often.
 *
 * A row tells of one thing; this book knows the others: the order a position came from, the parts of it that are
 * closed already, and which closes are ours. What happened before the first synchronisation is learned in silence.
 */
export class TradeBook {
  readonly #tracker: OrderTracker;
  readonly #closings: OwnClosings;
  readonly #sinks: TradeSinks;
  readonly #held = new Map<string, Held>();
  /** Positions that are closed, with the venue's time of it: a late frame must not bring one back. */
  readonly #finished = new Map<string, number>();
  /** The orders that opened positions: a closed row does not name its own any more. */
  readonly #origins = new Map<string, Pick<Held, 'orderId' | 'clientOrderId' | 'total'>>();
  /** Closing fills that have been counted: a repeated row must not close a part twice. */
  readonly #counted = new Map<string, number>();
  #since = Number.POSITIVE_INFINITY;

  constructor(tracker: OrderTracker, closings: OwnClosings, sinks: TradeSinks) {
    this.#tracker = tracker;
    this.#closings = closings;
    this.#sinks = sinks;
  }

  /** From when on executions are told, the venue's clock in UTC epoch ms; set once. */
  startAt(serverTime: number): void {
    if (this.#since === Number.POSITIVE_INFINITY) this.#since = serverTime;
  }

  /** The open positions. */
  positions(): readonly Position[] {
    return [...this.#held.values()].map(({ position }) => position);
  }

  position(id: string): Position | undefined {
    return this.#held.get(id)?.position;
  }

  /**
   * Takes a row.
   * @param opened - the whole quantities of positions, where history was read
   */
  take(row: TradeFields, context: MapContext, opened?: ReadonlyMap<string, Decimal>): void {
    switch (kindOfTrade(row.cmd)) {
      case 'position':
        if (row.type === TYPE_PENDING) return;
        if (isEnded(row)) this.#close(row, context, opened);
        else this.#open(row, context, opened);
        return;
      case 'pending':
        this.#sinks.order(toPendingOrder(row, context, this.#sinks.serverTime()), true);
        return;
      case 'ledger':
        return;
      case 'unknown':
        this.#sinks.unknown(row);
        return;
    }
  }

  /** The opening order of a row, with all that is known of it. */
  openingOrder(row: TradeFields, context: MapContext, quantity?: Decimal): Order {
    const origin = this.#held.get(row.position) ?? this.#origins.get(row.position);
    const known = origin ? this.#tracker.find({ id: origin.orderId }) : this.#originOf(row);
    return toOpeningOrder(row, context, {
      id: origin?.orderId,
      clientOrderId: origin ? origin.clientOrderId : this.#openingComment(row),
      quantity: quantity ?? origin?.total,
      known: known?.positionEffect === 'close' ? undefined : known,
    });
  }

  /** The order that closed a row, with all that is known of it. */
  closingOrder(row: TradeFields, context: MapContext): Order {
    const own = this.#closings.claim(row, closingFillId(row));
    return toClosingOrder(row, context, { id: own?.id, clientOrderId: own?.clientOrderId });
  }

  /** A change of a position's profit. */
  profit(positionId: string, profit: Decimal, receivedTime: number): void {
    const held = this.#held.get(positionId);
    if (held === undefined || held.position.unrealizedProfit === profit) return;
    held.position = { ...held.position, unrealizedProfit: profit, receivedTime, source: 'stream' };
    this.#sinks.position(held.position);
  }

  /** Positions of ours that a complete list of the open ones lacks are gone; how, the history did not say. */
  dropAllBut(open: ReadonlySet<string>, before: ReadonlySet<string>, context: MapContext): void {
    for (const [id, held] of this.#held) {
      if (open.has(id) || !before.has(id)) continue;
      this.#finish(id, this.#sinks.serverTime());
      this.#sinks.position({ ...held.position, ...context, quantity: '0' });
    }
  }

  #open(row: TradeFields, context: MapContext, opened?: ReadonlyMap<string, Decimal>): void {
    const id = row.position;
    const finished = this.#finished.get(id);
    if (finished !== undefined) {
      if (row.timestamp == null || row.timestamp <= finished) return;
      this.#finished.delete(id);
    }
    const volume = decimalFromWire(row.volume);
    const held = this.#held.get(id);
    if (!held) {
      this.#begin(row, context, opened?.get(id) ?? volume);
      return;
    }
    const seen = addDecimals(volume, held.closedTotal);
    if (compareDecimals(seen, held.total) > 0) held.total = seen;
    held.row = row;
    this.#show(held, this.#positionOf(held, row, context, volume));
  }

  #begin(row: TradeFields, context: MapContext, total: Decimal): void {
    const order = this.openingOrder(row, context, total);
    const held: Held = {
      row,
      position: toPosition(row, context),
      total,
      closedTotal: remainderOf(total, decimalFromWire(row.volume)),
      orderId: order.id,
      clientOrderId: order.clientOrderId,
    };
    this.#held.set(row.position, held);
    this.#tellOpening(row, context, order);
    held.position = this.#positionOf(held, row, context, held.position.quantity);
    this.#sinks.position(held.position);
  }

  #close(row: TradeFields, context: MapContext, opened?: ReadonlyMap<string, Decimal>): void {
    const id = row.position;
    const fillId = closingFillId(row);
    const held = this.#held.get(id);
    const volume = decimalFromWire(row.volume);
    if (!held && !this.#finished.has(id)) {
      this.#tellOpening(row, context, this.openingOrder(row, context, opened?.get(id)));
    }
    const closing = this.closingOrder(row, context);
    if ((closing.updatedTime ?? this.#since) >= this.#since) {
      this.#sinks.order(closing);
      const feeCurrency = this.#sinks.feeCurrency();
      this.#sinks.fill(toClosingFill(row, context, { orderId: closing.id, feeCurrency }));
    }
    const time = row.close_time ?? 0;
    const counted = this.#counted.has(fillId);
    remember(this.#counted, fillId, time);
    if (counted || time < this.#since) return;
    if (!held) {
      // Parts of it may still be open: then its open row is in the same answer and comes next.
      if (this.#finished.has(id) || (opened !== undefined && opened.get(id) !== volume)) return;
      remember(this.#finished, id, time);
      this.#sinks.position(toPosition(row, context));
      return;
    }
    held.closedTotal = addDecimals(held.closedTotal, volume);
    const left = remainderOf(held.total, held.closedTotal);
    if (left === '0') this.#finish(id, time);
    const shown = compareDecimals(left, held.position.quantity) < 0 ? left : held.position.quantity;
    this.#show(held, this.#positionOf(held, left === '0' ? row : held.row, context, shown));
  }

  #tellOpening(row: TradeFields, context: MapContext, order: Order): void {
    if (row.open_time < this.#since) {
      // Learned in silence, so that what follows can be linked to it.
      if (!isEnded(row)) this.#tracker.observe(order);
      return;
    }
    this.#sinks.order(order);
    this.#sinks.fill(toOpeningFill(row, context, { orderId: order.id, quantity: order.filledQuantity }));
  }

  #positionOf(held: Held, row: TradeFields, context: MapContext, quantity: Decimal): Position {
    const { clientOrderId: _comment, ...position } = toPosition(row, context, quantity);
    return held.clientOrderId === undefined ? position : { ...position, clientOrderId: held.clientOrderId };
  }

  #show(held: Held, next: Position): void {
    const last = held.position;
    held.position = next;
    const same =
      next.quantity === last.quantity &&
      next.averagePrice === last.averagePrice &&
      next.stopLoss === last.stopLoss &&
      next.takeProfit === last.takeProfit;
    if (!same || next.source === 'stream') this.#sinks.position(next);
  }

  /** The order we know that a row's position came from: by any of its numbers, else by our own comment. */
  #originOf(row: TradeFields): Order | undefined {
    for (const id of new Set([openingNumber(row), row.order, row.position])) {
      const known = this.#tracker.find({ id });
      if (known && known.symbol === row.symbol && known.positionEffect !== 'close') return known;
    }
    const comment = this.#openingComment(row);
    const known = comment === undefined ? undefined : this.#tracker.find({ clientOrderId: comment });
    if (!known || known.symbol !== row.symbol || known.side !== sideOfCmd(row.cmd)) return undefined;
    if (known.positionId !== undefined && known.positionId !== row.position) return undefined;
    // Others may give many orders one comment: theirs must still be waiting for just this.
    const isLocal = known.clientOrderId !== undefined && this.#tracker.isLocal(known.clientOrderId);
    return isLocal || known.status === 'open' ? known : undefined;
  }

  /** A row's comment, unless a close of ours put it there. */
  #openingComment(row: TradeFields): string | undefined {
    const comment = commentOf(row);
    return comment !== undefined && this.#closings.get(comment) ? undefined : comment;
  }

  #finish(id: string, time: number): void {
    const held = this.#held.get(id);
    if (held) {
      const { orderId, clientOrderId, total } = held;
      remember(this.#origins, id, { orderId, clientOrderId, total });
    }
    this.#held.delete(id);
    remember(this.#finished, id, time);
  }
}

/** Adds an entry; the oldest makes room beyond the bound. */
function remember<T>(map: Map<string, T>, key: string, value: T): void {
  map.set(key, value);
  if (map.size <= LIMITS.seenIds) return;
  for (const oldest of map.keys()) {
    map.delete(oldest);
    return;
  }
}

import { LIMITS } from '../../../core/limits';
import { compareDecimals, type Decimal, type Fill, type Order, type Position } from '../../../model';
import { isFinal } from '../../../orders/merge-order';
import type { OrderTracker } from '../../../orders/order-tracker';
import { RecentMap } from '../../../orders/recent-map';
import {
  closingFillId,
  commentOf,
  decimalOf,
  isDeleted,
  isEnded,
  isTime,
  kindOfTrade,
  type MapContext,
  openingNumber,
  remainderOf,
  sideOfCmd,
  type TradeFields,
  TYPE_PENDING,
  toClosingFill,
  toClosingOrder,
  toOpeningFill,
  toOpeningOrder,
  toPendingOrder,
  toPosition,
} from '../map';
import type { OwnCloseOrders } from '../orders/closings';
import { HeldPosition } from './held';

/** The first frame of a position that comes later than this, in ms, need not be that of its opening. */
const OPENING_WINDOW_MS = 2000;

export interface TradeSinks {
  /** `complete`: the row states every field of the order. */
  order(order: Order, complete?: boolean): void;
  fill(fill: Fill): void;
  position(position: Position): void;
  /**
   * What closed a position or a part of it is not known, or not what opened it.
   * @param since - when at the earliest that can have been, the venue's clock
   */
  incomplete(positionId: string, since: number): void;
  /** A pending order is gone: filled, cancelled or expired. */
  pendingGone(row: TradeFields): void;
  /** A row whose operation code is not known. */
  unknown(row: TradeFields): void;
  /** The venue's clock, UTC epoch ms. */
  serverTime(): number;
  feeCurrency(): string | undefined;
}

/**
 * Makes positions, orders and fills of trade rows, whether streamed or asked for, in any order and however often.
 *
 * A row shows one thing; this keeps the others: the order a position came from, the parts of it that are closed
 * already, and which closes are ours. What happened before the first synchronisation is remembered and not emitted.
 */
export class PositionTracker {
  readonly #tracker: OrderTracker;
  readonly #closings: OwnCloseOrders;
  readonly #sinks: TradeSinks;
  readonly #held = new Map<string, HeldPosition>();
  /** Positions that are closed and complete, with the venue's time of it: a late frame must not bring one back. */
  readonly #finished = new RecentMap<number>(LIMITS.seenIds);
  /** What opened them: a closed row does not name it any more. */
  readonly #origins = new RecentMap<HeldPosition>(LIMITS.seenIds);
  /** Closing fills that have been counted: a repeated row must not close a part twice. */
  readonly #counted = new RecentMap<true>(LIMITS.seenIds);
  /** Positions that were not known when a part of them was closed. */
  readonly #uncounted = new RecentMap<true>(LIMITS.seenIds);
  #since = Number.POSITIVE_INFINITY;

  constructor(tracker: OrderTracker, closings: OwnCloseOrders, sinks: TradeSinks) {
    this.#tracker = tracker;
    this.#closings = closings;
    this.#sinks = sinks;
  }

  /** From when on executions are emitted, the venue's clock in UTC epoch ms; set once. */
  startAt(serverTime: number): void {
    if (this.#since === Number.POSITIVE_INFINITY) this.#since = serverTime;
  }

  positions(): readonly Position[] {
    return [...this.#held.values()].filter(({ isGone }) => !isGone).map(({ position }) => position);
  }

  position(id: string): Position | undefined {
    const held = this.#held.get(id);
    return held?.isGone ? undefined : held?.position;
  }

  /** Whether what opened a position or a part of what closed it is not known yet. */
  isIncomplete(id: string): boolean {
    const held = this.#known(id);
    return held === undefined ? !this.#finished.has(id) : !held.isOpeningEmitted || held.lacksClosings;
  }

  /** The rest of what happened to a position cannot be found out. */
  giveUp(id: string): void {
    const held = this.#held.get(id);
    held?.giveUp();
    if (held?.isGone) this.#finish(id, held, this.#sinks.serverTime());
    if (held === undefined) this.#finished.set(id, this.#sinks.serverTime());
  }

  /**
   * Takes a row.
   * @param opened - the whole quantities of positions of which all closings were read
   */
  take(row: TradeFields, context: MapContext, opened?: ReadonlyMap<string, Decimal>): void {
    switch (kindOfTrade(row.cmd)) {
      case 'position':
        if (row.type === TYPE_PENDING) return;
        if (isDeleted(row)) this.#leave(row, context);
        else if (isEnded(row)) this.#close(row, context, opened);
        else this.#open(row, context, opened);
        return;
      case 'pending':
        this.#pending(row, context);
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
    const origin = this.#known(row.position);
    const known = origin ? this.#tracker.find({ id: origin.opening.id }) : this.#originOf(row);
    return toOpeningOrder(row, context, {
      id: origin?.opening.id,
      clientOrderId: origin ? origin.opening.clientOrderId : this.#openingComment(row),
      quantity: quantity ?? origin?.total,
      known: known?.positionEffect === 'close' ? undefined : known,
    });
  }

  /** The order that closed a row, with all that is known of it. */
  closingOrder(row: TradeFields, context: MapContext): Order {
    const own = this.#closings.matchCloseOrder(row, closingFillId(row));
    // The number of an order that opened something is no name for what closes it.
    const isOpening = this.#tracker.find({ id: row.order2 })?.positionEffect === 'open';
    const named = isOpening ? { ...row, order2: row.position } : row;
    return toClosingOrder(named, context, { id: own?.id, clientOrderId: own?.clientOrderId });
  }

  profit(positionId: string, profit: Decimal, receivedTime: number): void {
    const held = this.#held.get(positionId);
    if (held === undefined || held.isGone || held.position.unrealizedProfit === profit) return;
    held.position = { ...held.position, unrealizedProfit: profit, receivedTime, source: 'stream' };
    this.#sinks.position(held.position);
  }

  /**
   * Positions that a complete list of the open ones lacks are gone; how, the history did not say.
   * @param since - how far back the history was read, the venue's clock
   */
  drop(ids: ReadonlySet<string>, since: number, context: MapContext): void {
    for (const id of ids) {
      const held = this.#held.get(id);
      if (held && !held.isGone) this.#showGone(held, held.row, since, context);
    }
  }

  #pending(row: TradeFields, context: MapContext): void {
    if (!isDeleted(row) && !isEnded(row)) {
      this.#sinks.order(toPendingOrder(row, context, this.#sinks.serverTime()), true);
      return;
    }
    const known = this.#tracker.find({ id: row.order });
    if (!known || !isFinal(known.status)) this.#sinks.pendingGone(row);
  }

  #open(row: TradeFields, context: MapContext, opened?: ReadonlyMap<string, Decimal>): void {
    const id = row.position;
    const finished = this.#finished.get(id);
    if (finished !== undefined) {
      if (row.timestamp == null || row.timestamp <= finished) return;
      this.#finished.delete(id);
    }
    const volume = decimalOf(row.volume);
    const known = this.#held.get(id);
    const held = known ?? this.#hold(row, context, opened?.get(id) ?? volume);
    if (!known) held.close(remainderOf(held.total, volume), 0);
    const quantity = held.quantityOf(row);
    const whole = opened?.get(id) ?? (this.#isWhole(row) ? held.total : undefined);
    if (whole !== undefined) this.#emitOpening(held, row, context, whole);
    else if (!held.isOpeningEmitted) this.#sinks.incomplete(id, row.open_time);
    if (quantity === undefined) return;
    held.row = row;
    this.#show(held, this.#positionOf(held, row, context, quantity), known === undefined);
  }

  /** Whether the first open row of a position shows all that was opened; a later one may show what is left of it. */
  #isWhole({ position, open_time }: TradeFields): boolean {
    if (open_time < this.#since) return true;
    return !this.#uncounted.has(position) && this.#sinks.serverTime() - open_time <= OPENING_WINDOW_MS;
  }

  /** A position is gone: nothing in the row shows the close. */
  #leave(row: TradeFields, context: MapContext): void {
    if (this.#finished.has(row.position)) return;
    const known = this.#held.get(row.position);
    const held = known ?? this.#hold(row, context, decimalOf(row.volume));
    const now = this.#sinks.serverTime();
    if (!held.isGone) this.#showGone(held, row, known ? now : Math.min(now, row.open_time), context);
  }

  #showGone(held: HeldPosition, row: TradeFields, since: number, context: MapContext): void {
    held.leave(decimalOf(row.volume), this.#sinks.serverTime());
    held.position = this.#positionOf(held, row, context, '0');
    this.#sinks.position(held.position);
    this.#sinks.incomplete(row.position, since);
  }

  #close(row: TradeFields, context: MapContext, opened?: ReadonlyMap<string, Decimal>): void {
    const id = row.position;
    const time = isTime(row.close_time) ? row.close_time : this.#sinks.serverTime();
    const volume = decimalOf(row.volume);
    let held = this.#held.get(id);
    if (time < this.#since) {
      if (held?.isGone) this.#finish(id, held, time);
      return;
    }
    const isNew = !held && !this.#finished.has(id);
    const total = row.open_time < this.#since ? volume : opened?.get(id);
    if (isNew && total !== undefined) held = this.#hold(row, context, total);
    const origin = held ?? this.#origins.get(id);
    if (origin && total !== undefined) this.#emitOpening(origin, row, context, total);
    const closing = this.closingOrder(row, context);
    this.#sinks.order(closing);
    const feeCurrency = this.#sinks.feeCurrency();
    this.#sinks.fill(toClosingFill(row, context, { orderId: closing.id, feeCurrency }));
    // The row of a part does not show how much was opened: that is read, and then this part is counted.
    if (isNew && total === undefined) {
      this.#uncounted.set(id, true);
      this.#sinks.incomplete(id, row.open_time);
      return;
    }
    const fillId = closingFillId(row);
    const isCounted = this.#counted.has(fillId);
    this.#counted.set(fillId, true);
    if (isCounted || !held) return;
    held.close(volume, time);
    const { left } = held;
    if (left === '0') this.#finish(id, held, time);
    if (held.isGone) return;
    const shown = compareDecimals(left, held.position.quantity) < 0 ? left : held.position.quantity;
    this.#show(held, this.#positionOf(held, left === '0' ? row : held.row, context, shown));
  }

  #hold(row: TradeFields, context: MapContext, total: Decimal): HeldPosition {
    const opening = this.openingOrder(row, context, total);
    const held = new HeldPosition(row, toPosition(row, context, total), total, opening);
    this.#held.set(row.position, held);
    return held;
  }

  /** Emits once the order and the fill that opened a position. */
  #emitOpening(held: HeldPosition, row: TradeFields, context: MapContext, quantity: Decimal): void {
    if (held.isOpeningEmitted) return;
    held.isOpeningEmitted = true;
    const order = this.openingOrder(row, context, quantity);
    if (row.open_time < this.#since) {
      // Remembered and not emitted, so that what follows can be linked to it.
      if (!isEnded(row)) this.#tracker.observe(order);
      return;
    }
    this.#sinks.order(order);
    this.#sinks.fill(toOpeningFill(row, context, { orderId: order.id, quantity: order.filledQuantity }));
  }

  #positionOf(held: HeldPosition, row: TradeFields, context: MapContext, quantity: Decimal): Position {
    const customComment = held.opening.clientOrderId ?? null;
    return toPosition({ ...row, customComment }, context, quantity);
  }

  #known(id: string): HeldPosition | undefined {
    return this.#held.get(id) ?? this.#origins.get(id);
  }

  #show(held: HeldPosition, next: Position, isNew = false): void {
    const last = held.position;
    held.position = next;
    const same =
      next.quantity === last.quantity &&
      next.averagePrice === last.averagePrice &&
      next.stopLoss === last.stopLoss &&
      next.takeProfit === last.takeProfit;
    if (isNew || !same || next.source === 'stream') this.#sinks.position(next);
    if (held.lacksClosings) this.#sinks.incomplete(next.id, this.#sinks.serverTime());
  }

  /** The order we know that a row's position came from: by any of its numbers, else by our own comment. */
  #originOf(row: TradeFields): Order | undefined {
    for (const id of new Set([openingNumber(row), row.order, row.position, row.order2])) {
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

  #finish(id: string, held: HeldPosition, time: number): void {
    this.#held.delete(id);
    this.#origins.set(id, held);
    this.#finished.set(id, time);
  }
}

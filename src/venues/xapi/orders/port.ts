import type { InstrumentCache } from '../../../adapter/broker/instrument-cache';
import type {
  Accepted,
  ClosingOrder,
  LookupOptions,
  OrderPort,
  Refusal,
  WriteContext,
} from '../../../adapter/orders/order-port';
import type { JournalEntry, OrderRef } from '../../../broker';
import { isBrokerError, isOrderRejectedError, isRateLimitError, VenueError } from '../../../errors';
import { type Decimal, decimalFromWire, type Order, type Position, type Quote } from '../../../model';
import type { CheckedLevels, CheckedModify, CheckedOrder } from '../../../orders/check-order';
import type { OrderTracker } from '../../../orders/order-tracker';
import type { PositionTracker } from '../account/trades';
import type { PublicStreams } from '../channels/streams';
import type { XapiConnection } from '../connection';
import { errorCodeOf } from '../error-codes';
import { cmdOf, kindOfTrade, nameOfCmd, oppositeSide, toPendingOrder, toPosition } from '../map';
import type { OrderCommand, TransactionType } from '../types/open';
import type { TradeRecord, TradeTransInfo } from '../types/trading';
import type { OwnCloseOrders } from './closings';
import { TransactionConfirmations } from './confirmations';
import type { TradeLookup } from './lookup';

/** How long the trade record of an accepted transaction is awaited on the stream before it is asked for, in ms. */
const RECORD_WAIT_MS = 600;

/** The document's transaction types. */
const TYPE = { open: 0, close: 2, modify: 3, delete: 4 } as const satisfies Record<string, TransactionType>;

/** What the port works with. */
export interface OrderPortParts {
  readonly connection: XapiConnection;
  readonly tracker: OrderTracker;
  readonly book: PositionTracker;
  readonly closings: OwnCloseOrders;
  readonly lookup: TradeLookup;
  readonly streams: PublicStreams;
  readonly instruments: InstrumentCache;
}

/**
 * Writes orders and positions: each write resolves when the venue has accepted its transaction. A close is an order of its
 * own, with a client order id of its own.
 *
 * `customComment` carries our client order id, so a comment of the user's own has no place beside it.
 * @see XAPI 2.5.0, tradeTransaction
 */
export class XapiOrderPort implements OrderPort {
  readonly #parts: OrderPortParts;
  readonly #confirmations: TransactionConfirmations;

  constructor(parts: OrderPortParts) {
    this.#parts = parts;
    this.#confirmations = new TransactionConfirmations(parts.connection);
  }

  async place(order: CheckedOrder, context: WriteContext): Promise<Accepted> {
    const { symbol, side, type, quantity = '0', expireTime } = order;
    const price = order.price ?? order.stopPrice ?? (await this.#marketPrice(symbol, side, context));
    const cmd = cmdOf(side, type);
    const info = {
      cmd: cmd as OrderCommand,
      customComment: order.clientOrderId,
      expiration: expireTime ?? 0,
      order: '0',
      price,
      sl: order.stopLoss ?? '0',
      symbol,
      tp: order.takeProfit ?? '0',
      type: TYPE.open,
      volume: quantity,
    };
    const { id, executed } = await this.#transact(info, context, order.clientOrderId);
    const time = this.#parts.connection.serverTime();
    const fields: Partial<Order> = {
      venueType: nameOfCmd(cmd),
      venueStatus: 'ACCEPTED',
      timeInForce: expireTime === undefined ? 'gtc' : 'gtd',
      positionEffect: 'open',
      createdTime: time,
      updatedTime: time,
    };
    if (type !== 'market') return { id, fields };
    return {
      id,
      waitMs: RECORD_WAIT_MS,
      read: () => this.#take(this.#parts.lookup.open(context, true)),
      fields: { ...fields, ...filled(quantity, executed) },
    };
  }

  async closePosition(order: ClosingOrder, position: Position, context: WriteContext): Promise<Accepted> {
    const { clientOrderId, quantity, symbol, side } = order;
    const { connection, closings, lookup } = this.#parts;
    const price = await this.#marketPrice(symbol, side, context);
    const sentTime = connection.serverTime();
    const closing = { clientOrderId, positionId: position.id, quantity, sentTime };
    closings.add(closing);
    const info = {
      cmd: cmdOf(oppositeSide(side), 'market') as OrderCommand,
      customComment: clientOrderId,
      order: position.id,
      price,
      symbol,
      type: TYPE.close,
      volume: quantity,
    };
    try {
      const { id, executed } = await this.#transact(info, context, clientOrderId, (number) =>
        Object.assign(closing, { id: number }),
      );
      const time = connection.serverTime();
      return {
        id,
        waitMs: RECORD_WAIT_MS,
        read: () => this.#take(lookup.closedSince(sentTime - RECORD_WAIT_MS, context)),
        fields: {
          venueType: 'CLOSE',
          venueStatus: 'ACCEPTED',
          createdTime: time,
          updatedTime: time,
          ...filled(quantity, executed),
        },
      };
    } catch (error) {
      if (isOrderRejectedError(error)) closings.remove(clientOrderId);
      throw error;
    }
  }

  async modify(order: Order, changes: CheckedModify, context: WriteContext): Promise<Accepted> {
    const { lookup, connection } = this.#parts;
    const row = await lookup.pending(order.id, context);
    if (!row) throw context.rejected({ code: 'notFound' }, `The order ${order.id} is not pending`);
    const price = changes.price ?? changes.stopPrice ?? decimalFromWire(row.open_price);
    const expiration = changes.expireTime === undefined ? row.expiration : changes.expireTime;
    const levels = levelsOf(changes, row);
    const info = {
      ...unchanged(row),
      ...levels,
      expiration: expiration ?? 0,
      order: row.order,
      price,
      type: TYPE.modify,
    };
    await this.#transact(info, context);
    const after = { ...row, ...numbersOf(levels), open_price: Number(price), expiration };
    const modified = toPendingOrder(after, connection.stamp('read'), connection.serverTime());
    return { order: { ...modified, id: order.id } };
  }

  async cancel(order: Order, context: WriteContext): Promise<Accepted> {
    const info = {
      cmd: cmdOf(order.side, order.type) as OrderCommand,
      customComment: order.clientOrderId ?? '',
      order: order.id,
      price: order.price ?? order.stopPrice ?? '0',
      symbol: order.symbol,
      type: TYPE.delete,
      volume: order.quantity ?? '0',
    };
    await this.#transact(info, context);
    // The venue's word on our own deletion is final, and the frame that follows says less.
    const updatedTime = this.#parts.connection.serverTime();
    return {
      fields: { status: 'canceled', venueStatus: 'ACCEPTED', remainingQuantity: '0', updatedTime },
    };
  }

  async modifyPosition(position: Position, changes: CheckedLevels, context: WriteContext): Promise<Position> {
    const { lookup, connection } = this.#parts;
    const row = await lookup.position(position.id, context);
    if (!row) throw context.rejected({ code: 'notFound' }, `The position ${position.id} is not open`);
    const levels = levelsOf(changes, row);
    const price = decimalFromWire(row.open_price);
    const info = { ...unchanged(row), ...levels, order: row.position, price, type: TYPE.modify };
    await this.#transact(info, context);
    return toPosition({ ...row, ...numbersOf(levels) }, connection.stamp('read'));
  }

  async findPosition(
    id: string,
    context: Pick<WriteContext, 'signal' | 'requestId'>,
  ): Promise<Position | undefined> {
    const { book, lookup, connection } = this.#parts;
    const known = book.position(id);
    if (known) return known;
    const row = await lookup.position(id, context);
    return row && toPosition(row, connection.stamp('read', row));
  }

  refusalOf(error: unknown): Refusal | undefined {
    if (!isBrokerError(error) || error.sent !== true) return undefined;
    const isVenues = error instanceof VenueError;
    const code = isVenues || isRateLimitError(error) ? error.code : undefined;
    if (code === undefined || !errorCodeOf(code)?.refused) return undefined;
    return { code, venueText: isVenues ? error.venueText : undefined };
  }

  lookup(ref: OrderRef, { since, signal }: LookupOptions): Promise<Order | undefined> {
    return this.#parts.lookup.find(ref, since, { signal, priority: 'lookup' }, 'reconcile');
  }

  /** The history has no pending order that ended: of one that may be older than this connection nothing tells. */
  provesAbsence(sentTime: number | undefined): boolean {
    return sentTime !== undefined;
  }

  saysGone(code: string): boolean {
    return errorCodeOf(code)?.saysGone === true;
  }

  /** Takes up a close that an earlier process sent: closed rows do not say whose close they are. */
  restore({ operation, clientOrderId, time, request }: JournalEntry): void {
    const { id, quantity } = request;
    if (operation !== 'closePosition' || clientOrderId === undefined) return;
    if (typeof id !== 'string' || typeof quantity !== 'string') return;
    const { closings, connection } = this.#parts;
    const sentTime = time + connection.serverTime() - connection.clock.now();
    closings.add({ clientOrderId, positionId: id, quantity, sentTime });
  }

  async openOrders(
    filter: { readonly symbol?: string | undefined },
    signal: AbortSignal,
  ): Promise<readonly Order[]> {
    const { lookup, connection } = this.#parts;
    const rows = await lookup.open({ signal });
    return rows
      .filter((row) => kindOfTrade(row.cmd) === 'pending')
      .filter((row) => filter.symbol === undefined || row.symbol === filter.symbol)
      .map((row) => toPendingOrder(row, connection.stamp('read', row), connection.serverTime()));
  }

  lastQuote(symbol: string): Pick<Quote, 'bid' | 'ask'> | undefined {
    const tick = this.#parts.streams.lastTick(symbol);
    return tick && { bid: decimalFromWire(tick.bid), ask: decimalFromWire(tick.ask) };
  }

  /**
   * Sends a transaction and waits until the venue has accepted it.
   * @param clientOrderId - of the order that it makes; absent where it makes none
   * @throws OrderRejectedError when the venue refuses it
   */
  async #transact(
    info: TradeTransInfo,
    context: WriteContext,
    clientOrderId?: string,
    onSent?: (id: string) => void,
  ): Promise<{ readonly id: string; readonly executed: Decimal | undefined }> {
    const { connection, tracker, lookup } = this.#parts;
    const { order: id } = await context.send((options) => connection.client.tradeTransaction(info, options));
    const isNew = clientOrderId !== undefined;
    onSent?.(id);
    if (isNew) context.acknowledge(id);
    const since = connection.serverTime();
    const ref = isNew ? { id, clientOrderId } : { id };
    const isSeen = async (): Promise<boolean> =>
      tracker.find({ id }) !== undefined || (await lookup.find(ref, since, context)) !== undefined;
    return { id, executed: await this.#confirmations.wait({ order: id, isNew, isSeen }, context) };
  }

  /** Hands rows that are read to the book, which tells the orders in them. */
  async #take(reading: Promise<readonly TradeRecord[]>): Promise<undefined> {
    const { book, connection } = this.#parts;
    for (const row of await reading) book.take(row, connection.stamp('read', row));
  }

  /** The venue wants a price with a market order, too: that of the other side, as last known. */
  async #marketPrice(symbol: string, side: 'buy' | 'sell', context: WriteContext): Promise<Decimal> {
    const { streams, connection } = this.#parts;
    const { signal, requestId, timeoutMs } = context;
    const priceOf = ({ ask, bid }: { readonly ask: number; readonly bid: number }) =>
      decimalFromWire(side === 'buy' ? ask : bid);
    const tick = streams.lastTick(symbol);
    // A streamed price below zero is asked for: few instruments can have one.
    if (tick !== undefined && !priceOf(tick).startsWith('-')) return priceOf(tick);
    return priceOf(await connection.client.getSymbol({ symbol }, { signal, requestId, timeoutMs }));
  }
}

/** A market order that the venue has accepted is executed. */
function filled(quantity: Decimal, averagePrice: Decimal | undefined): Partial<Order> {
  return {
    status: 'filled',
    filledQuantity: quantity,
    remainingQuantity: '0',
    ...(averagePrice === undefined ? {} : { averagePrice }),
  };
}

/** Everything of a row that a change must send again, so that nothing is wiped. */
function unchanged(row: TradeRecord) {
  return {
    cmd: row.cmd as OrderCommand,
    customComment: row.customComment ?? '',
    offset: row.offset,
    symbol: row.symbol ?? '',
    volume: decimalFromWire(row.volume),
  };
}

/** The levels to send: changed, removed, or as the row has them. */
function levelsOf({ stopLoss, takeProfit }: CheckedLevels, row: TradeRecord) {
  const level = (change: Decimal | null | undefined, current: number): Decimal =>
    change === undefined ? decimalFromWire(current) : (change ?? '0');
  return { sl: level(stopLoss, row.sl), tp: level(takeProfit, row.tp) };
}

/** The same for the row as it is afterwards. */
function numbersOf({ sl, tp }: ReturnType<typeof levelsOf>) {
  return { sl: Number(sl), tp: Number(tp) };
}

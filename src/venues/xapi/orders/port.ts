import type {
  Accepted,
  ClosingOrder,
  LookupOptions,
  OrderPort,
  Refusal,
  WriteContext,
} from '../../../adapter/orders/order-port';
import { asChecked } from '../../../adapter/schema/arguments';
import type { JournalEntry, OrderRef } from '../../../broker';
import { isPending, type MaybePromise } from '../../../core/maybe-promise';
import { isBrokerError, isOrderRejectedError, isRateLimitError, VenueError } from '../../../errors';
import { type Decimal, decimalFromWire, type Order, type Position } from '../../../model';
import type { BestPrices } from '../../../orders/check-levels';
import type { CheckedLevels, CheckedModify, CheckedOrder } from '../../../orders/check-order';
import type { TickChannel } from '../channels/ticks';
import { errorCodeOf } from '../error-codes';
import type { TradeTransInfo } from '../generated/records';
import {
  cmdOf,
  decimalOf,
  nameOfCmd,
  oppositeSide,
  type TickFields,
  type TradeRow,
  toPendingOrder,
  toPosition,
} from '../map';
import type { XapiParts } from '../parts';
import type { OrderCommand } from '../types/open';
import { TransactionConfirmations } from './confirmations';
import { hasNumber, type ReadOptions } from './lookup';
import { openArguments, TYPE } from './open-arguments';
import { type PendingTerms, withMarket } from './refused-price';

/** How long the trade record of an accepted transaction is awaited on the stream before it is asked for, in ms. */
const RECORD_WAIT_MS = 600;

/**
 * Writes orders and positions: each write resolves when the venue has accepted its transaction. A close is an order of its
 * own, with a client order id of its own.
 *
 * `customComment` carries our client order id, so a comment of the user's own has no place beside it.
 * @see XAPI 2.5.0, tradeTransaction
 */
export class XapiOrderPort implements OrderPort {
  readonly #parts: XapiParts;
  readonly #lastTick: TickChannel['lastTick'];
  readonly #confirmations: TransactionConfirmations;

  constructor(parts: XapiParts, lastTick: TickChannel['lastTick']) {
    this.#parts = parts;
    this.#lastTick = lastTick;
    this.#confirmations = new TransactionConfirmations(parts.connection);
  }

  async place(order: CheckedOrder, context: WriteContext): Promise<Accepted> {
    const { symbol, side, type, quantity = '0', expireTime } = order;
    const named = order.price ?? order.stopPrice ?? this.#marketPrice(symbol, side, context);
    const price = isPending(named) ? await named : named;
    const info = asChecked(openArguments(order, price));
    const sending = this.#transact(info, context, order.clientOrderId);
    const { id, executed } = await (type === 'market'
      ? sending
      : this.#explained(sending, { symbol, side, type, price }, context));
    const fields: Accepted['fields'] = {
      ...this.#acceptedNow(),
      venueType: nameOfCmd(info.cmd),
      timeInForce: expireTime === undefined ? 'gtc' : 'gtd',
      positionEffect: 'open',
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
    const known = this.#marketPrice(symbol, side, context);
    const price = isPending(known) ? await known : known;
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
      return {
        id,
        waitMs: RECORD_WAIT_MS,
        read: () => this.#take(lookup.closedSince(sentTime - RECORD_WAIT_MS, context)),
        fields: { ...this.#acceptedNow(), venueType: 'CLOSE', ...filled(quantity, executed) },
      };
    } catch (error) {
      if (isOrderRejectedError(error)) closings.remove(clientOrderId);
      throw error;
    }
  }

  async modify(order: Order, changes: CheckedModify, context: WriteContext): Promise<Accepted> {
    const { lookup, connection } = this.#parts;
    const row = (await lookup.list('pending', context)).find((pending) => hasNumber(pending, order.id));
    if (!row) throw context.rejected({ code: 'notFound' }, `The order ${order.id} is not pending`);
    const price = changes.price ?? changes.stopPrice ?? decimalOf(row.open_price);
    const expiration = changes.expireTime === undefined ? row.expiration : changes.expireTime;
    const own = { order: row.order, price, expiration: expiration ?? 0 };
    const { symbol, side, type } = order;
    const changing = this.#change(row, changes, own, context);
    const after = {
      ...(await this.#explained(changing, { symbol, side, type, price }, context)),
      open_price: Number(price),
      expiration,
    };
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
    // The venue's answer to our own deletion is final, and the frame that follows holds less.
    const updatedTime = this.#parts.connection.serverTime();
    return {
      fields: { status: 'canceled', venueStatus: 'ACCEPTED', remainingQuantity: '0', updatedTime },
    };
  }

  async modifyPosition(position: Position, changes: CheckedLevels, context: WriteContext): Promise<Position> {
    const row = await this.#positionRow(position.id, context);
    if (!row) throw context.rejected({ code: 'notFound' }, `The position ${position.id} is not open`);
    const own = { order: row.position, price: decimalOf(row.open_price) };
    const after = await this.#change(row, changes, own, context);
    return toPosition(after, this.#parts.connection.stamp('read'));
  }

  async findPosition(
    id: string,
    context: Pick<WriteContext, 'signal' | 'requestId'>,
  ): Promise<Position | undefined> {
    const { positions, connection } = this.#parts;
    const known = positions.position(id);
    if (known) return known;
    const row = await this.#positionRow(id, context);
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

  /** The history has no pending order that ended: nothing shows one that may be older than this connection. */
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

  openOrders(
    { symbol }: { readonly symbol?: string | undefined },
    signal: AbortSignal,
  ): Promise<readonly Order[]> {
    return this.#parts.lookup.openOrders({ signal }, symbol);
  }

  lastQuote(symbol: string): BestPrices | undefined {
    const tick = this.#lastTick(symbol);
    return tick && bestOf(tick);
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

  /**
   * Changes levels of a row, and what `own` names, and sends everything else of it again, so that nothing is wiped.
   * @returns the row with its levels as they are afterwards
   */
  async #change(
    row: TradeRow,
    { stopLoss, takeProfit }: CheckedLevels,
    own: Pick<TradeTransInfo, 'order' | 'price' | 'expiration'>,
    context: WriteContext,
  ): Promise<TradeRow> {
    const level = (change: Decimal | null | undefined, current: number): Decimal =>
      change === undefined ? decimalFromWire(current) : (change ?? '0');
    const sl = level(stopLoss, row.sl);
    const tp = level(takeProfit, row.tp);
    const info = {
      cmd: row.cmd as OrderCommand,
      customComment: row.customComment ?? '',
      offset: row.offset,
      symbol: row.symbol ?? '',
      volume: decimalOf(row.volume),
      type: TYPE.modify,
      sl,
      tp,
      ...own,
    };
    await this.#transact(info, context);
    return { ...row, sl: Number(sl), tp: Number(tp) };
  }

  /** Runs a request for a pending order; a refusal that can be of its price names the market. */
  #explained<T>(
    request: Promise<T>,
    { symbol, ...terms }: PendingTerms & { readonly symbol: string },
    context: WriteContext,
  ): Promise<T> {
    const { client } = this.#parts.connection;
    return withMarket(request, terms, context, async (options) => {
      return this.lastQuote(symbol) ?? bestOf(await client.getSymbol({ symbol }, options));
    });
  }

  async #positionRow(id: string, options: ReadOptions): Promise<TradeRow | undefined> {
    return (await this.#parts.lookup.list('position', options)).find(({ position }) => position === id);
  }

  #acceptedNow(): Partial<Order> {
    const time = this.#parts.connection.serverTime();
    return { venueStatus: 'ACCEPTED', createdTime: time, updatedTime: time };
  }

  /** The position tracker emits the orders of rows that are read. */
  async #take(reading: Promise<readonly TradeRow[]>): Promise<undefined> {
    const { positions, connection } = this.#parts;
    for (const row of await reading) positions.take(row, connection.stamp('read', row));
  }

  /** The venue wants a price with a market order, too: that of the other side, as last known. */
  #marketPrice(symbol: string, side: 'buy' | 'sell', context: WriteContext): MaybePromise<Decimal> {
    const { signal, requestId, timeoutMs } = context;
    const priceOf = ({ ask, bid }: Prices) => decimalOf(side === 'buy' ? ask : bid);
    const tick = this.#lastTick(symbol);
    // A streamed price below zero is asked for: few instruments can have one.
    if (tick !== undefined && !priceOf(tick).startsWith('-')) return priceOf(tick);
    return this.#parts.connection.client
      .getSymbol({ symbol }, { signal, requestId, timeoutMs })
      .then(priceOf);
  }
}

/** The best prices of a tick or of a symbol. */
type Prices = Pick<TickFields, 'ask' | 'bid'>;

function bestOf({ bid, ask }: Prices): BestPrices {
  return { bid: decimalOf(bid), ask: decimalOf(ask) };
}

/** A market order that the venue has accepted is executed. */
function filled(quantity: Decimal, averagePrice: Decimal | undefined): Accepted['fields'] {
  return { status: 'filled', filledQuantity: quantity, remainingQuantity: '0', averagePrice };
}

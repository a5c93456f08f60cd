import type { InstrumentCache } from '../../../adapter/instrument-cache';
import type { OrderGateway, WriteContext } from '../../../adapter/orders/order-manager';
import type { JournalEntry, OrderRef } from '../../../broker';
import { decimalFromWire, type Instrument, type Order, type Position } from '../../../model';
import type { CheckedModify, CheckedOrder } from '../../../orders/check-order';
import { isFinal, isInferred } from '../../../orders/merge-order';
import { type PositionWriteParts, PositionWrites } from '../account/positions';
import { errorCodeOf } from '../error-codes';
import { cmdOf, kindOfTrade, toPendingOrder } from '../map';
import type { OrderCommand } from '../types/open';
import { acceptedOrder } from './accepted';
import {
  DELETE,
  levelNumber,
  levelText,
  MODIFY,
  noSuch,
  OPEN,
  type TransactionParts,
  Transactions,
  unchanged,
} from './transactions';

/** What the gateway works with. */
export interface GatewayParts extends TransactionParts, Omit<PositionWriteParts, 'transactions'> {
  readonly instruments: InstrumentCache;
}

/**
 * Writes orders: each resolves when the venue has accepted it.
 *
 * `customComment` carries our client order id, so a comment of the user's own has no place beside it.
 * @see XAPI 2.5.0, tradeTransaction
 */
export class XapiOrderGateway implements OrderGateway {
  readonly #parts: GatewayParts;
  readonly #transactions: Transactions;
  readonly #positions: PositionWrites;

  constructor(parts: GatewayParts) {
    this.#parts = parts;
    this.#transactions = new Transactions(parts);
    this.#positions = new PositionWrites({ ...parts, transactions: this.#transactions });
  }

  async place(order: CheckedOrder, context: WriteContext): Promise<Order> {
    const price =
      order.price ??
      order.stopPrice ??
      (await this.#transactions.marketPrice(order.symbol, order.side, context));
    const id = await this.#transactions.send(
      {
        cmd: cmdOf(order.side, order.type) as OrderCommand,
        customComment: order.clientOrderId,
        expiration: order.expireTime ?? 0,
        order: '0',
        price,
        sl: order.stopLoss ?? '0',
        symbol: order.symbol,
        tp: order.takeProfit ?? '0',
        type: OPEN,
        volume: order.quantity ?? '0',
      },
      order.clientOrderId,
      context,
    );
    const ref = { id, clientOrderId: order.clientOrderId };
    this.#parts.tracker.linkClientOrderId(id, order.clientOrderId);
    const acceptance = await this.#transactions.accepted(ref, context);
    const { tracker, lookup } = this.#parts;
    const seen =
      order.type === 'market'
        ? await this.#transactions.recordOf(ref, context, () => lookup.open(context, true))
        : tracker.find(ref);
    return seen ?? acceptedOrder(order, id, acceptance, this.#parts.connection);
  }

  async modify(order: Order, changes: CheckedModify, context: WriteContext): Promise<Order> {
    const row = await this.#parts.lookup.pending(order.id, context);
    if (!row) throw noSuch(`The order ${order.id} is not pending`, order, context);
    const change = {
      open_price: Number(changes.price ?? changes.stopPrice ?? row.open_price),
      sl: levelNumber(changes.stopLoss, row.sl),
      tp: levelNumber(changes.takeProfit, row.tp),
      expiration: changes.expireTime === undefined ? row.expiration : changes.expireTime,
    };
    const price = changes.price ?? changes.stopPrice ?? decimalFromWire(row.open_price);
    const id = await this.#transactions.send(
      {
        ...unchanged(row),
        expiration: change.expiration ?? 0,
        order: row.order,
        price,
        sl: levelText(changes.stopLoss, row.sl),
        tp: levelText(changes.takeProfit, row.tp),
        type: MODIFY,
      },
      order.clientOrderId,
      context,
    );
    await this.#transactions.accepted({ id }, context, order.clientOrderId);
    const modified = toPendingOrder(
      { ...row, ...change },
      this.#parts.connection.stamp('read'),
      this.#parts.connection.serverTime(),
    );
    // It may have been filled or cancelled in the meantime, and the stream knows better.
    const known = this.#parts.tracker.find({ id: order.id });
    return known && isFinal(known.status) ? known : { ...modified, id: order.id };
  }

  async cancel(order: Order, context: WriteContext): Promise<Order> {
    const { connection } = this.#parts;
    const id = await this.#transactions.send(
      {
        cmd: cmdOf(order.side, order.type) as OrderCommand,
        customComment: order.clientOrderId ?? '',
        order: order.id,
        price: order.price ?? order.stopPrice ?? '0',
        symbol: order.symbol,
        type: DELETE,
        volume: order.quantity ?? '0',
      },
      order.clientOrderId,
      context,
    );
    await this.#transactions.accepted({ id }, context, order.clientOrderId);
    // The venue's word on our own deletion is final, and the frame that follows says less.
    const known = this.#parts.tracker.find({ id: order.id });
    if (known && isFinal(known.status) && !isInferred(known)) return known;
    const time = connection.serverTime();
    return {
      ...order,
      ...connection.stamp('read'),
      status: 'canceled',
      venueStatus: 'ACCEPTED',
      remainingQuantity: '0',
      updatedTime: time,
    };
  }

  closePosition(request: Parameters<PositionWrites['close']>[0], context: WriteContext): Promise<Order> {
    return this.#positions.close(request, context);
  }

  modifyPosition(
    position: Position,
    changes: Parameters<PositionWrites['modify']>[1],
    context: WriteContext,
  ): Promise<Position> {
    return this.#positions.modify(position, changes, context);
  }

  findPosition(
    id: string,
    context: Pick<WriteContext, 'signal' | 'requestId'>,
  ): Promise<Position | undefined> {
    return this.#positions.find(id, context);
  }

  lookup(
    ref: OrderRef,
    options: { readonly since: number; readonly signal: AbortSignal },
  ): Promise<Order | undefined> {
    return this.#parts.lookup.find(ref, options.since, { ...options, priority: 'lookup' }, 'reconcile');
  }

  /** The history has no pending order that ended: of one that may be older than this connection nothing tells. */
  provesAbsence(sentTime: number | undefined): boolean {
    return sentTime !== undefined;
  }

  saysGone(code: string): boolean {
    return errorCodeOf(code)?.saysGone === true;
  }

  restore(entry: JournalEntry): void {
    this.#positions.restore(entry);
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

  instrument(symbol: string): Promise<Instrument | undefined> {
    return this.#parts.instruments.find(symbol);
  }
}

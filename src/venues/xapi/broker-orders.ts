import type { OrderRef } from '../../broker';
import {
  isBrokerError,
  isOrderRejectedError,
  isRateLimitError,
  OrderRejectedError,
  VenueError,
} from '../../errors';
import { type Decimal, decimalFromWire, type Instrument, type Order, type Position } from '../../model';
import type { CheckedModify, CheckedOrder } from '../../orders/check-order';
import { isFinal } from '../../orders/merge-order';
import type { OrderTracker } from '../../orders/order-tracker';
import type { InstrumentCache } from '../../runtime/instrument-cache';
import type { OrderGateway, WriteContext } from '../../runtime/order-desk';
import type { Acceptance, Acceptances } from './broker-acceptance';
import { acceptedClosing, acceptedOrder } from './broker-accepted';
import type { OwnClosings } from './broker-closings';
import type { XapiLink } from './broker-link';
import type { TradeLookup } from './broker-lookup';
import type { PublicStreams } from './broker-streams';
import type { TradeBook } from './broker-trades';
import { errorCodeOf } from './errors';
import { cmdOf, kindOfTrade, oppositeSide, toPendingOrder, toPosition } from './map';
import type { OrderCommand, TransactionType } from './types/open';
import type { TradeRecord, TradeTransInfo } from './types/trading';

/** How long the trade record of an accepted transaction is awaited on the stream before it is asked for, in ms. */
const RECORD_WAIT_MS = 600;

const OPEN: TransactionType = 0;
const CLOSE: TransactionType = 2;
const MODIFY: TransactionType = 3;
const DELETE: TransactionType = 4;

/** What the gateway works with. */
export interface GatewayParts {
  readonly link: XapiLink;
  readonly tracker: OrderTracker;
  readonly book: TradeBook;
  readonly closings: OwnClosings;
  readonly lookup: TradeLookup;
  readonly acceptances: Acceptances;
  readonly streams: PublicStreams;
  readonly instruments: InstrumentCache;
  /** Resolves when an order is known to be final, or after so many ms. */
  untilFinal(ref: OrderRef, ms: number, signal: AbortSignal): Promise<Order | undefined>;
  /** Hands rows that were read to the book. */
  take(rows: readonly TradeRecord[]): void;
}

/**
 * Writes orders: each resolves when the venue has accepted it.
 *
 * `customComment` carries our client order id, so a comment of the user's own has no place beside it.
 * @see XAPI 2.5.0, tradeTransaction
 */
export class XapiOrderGateway implements OrderGateway {
  readonly #parts: GatewayParts;

  constructor(parts: GatewayParts) {
    this.#parts = parts;
  }

  async place(order: CheckedOrder, context: WriteContext): Promise<Order> {
    const price =
      order.price ?? order.stopPrice ?? (await this.#marketPrice(order.symbol, order.side, context));
    const id = await this.#send(
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
    const acceptance = await this.#accepted(ref, context);
    const { tracker, lookup } = this.#parts;
    const seen =
      order.type === 'market'
        ? await this.#recordOf(ref, context, () => lookup.open(context, true))
        : tracker.find(ref);
    return seen ?? acceptedOrder(order, id, acceptance, this.#parts.link);
  }

  async modify(order: Order, changes: CheckedModify, context: WriteContext): Promise<Order> {
    const row = await this.#parts.lookup.pending(order.id, context);
    if (!row) throw this.#noSuch(`The order ${order.id} is not pending`, order, context);
    const change = {
      open_price: Number(changes.price ?? changes.stopPrice ?? row.open_price),
      sl: changed(changes.stopLoss, row.sl),
      tp: changed(changes.takeProfit, row.tp),
      expiration: changes.expireTime === undefined ? row.expiration : changes.expireTime,
    };
    const price = changes.price ?? changes.stopPrice ?? decimalFromWire(row.open_price);
    const id = await this.#send(
      {
        ...this.#unchanged(row),
        expiration: change.expiration ?? 0,
        order: row.order,
        price,
        sl: text(changes.stopLoss, row.sl),
        tp: text(changes.takeProfit, row.tp),
        type: MODIFY,
      },
      order.clientOrderId,
      context,
    );
    await this.#accepted({ id }, context, order.clientOrderId);
    const modified = toPendingOrder(
      { ...row, ...change },
      this.#parts.link.stamp('read'),
      this.#parts.link.serverTime(),
    );
    // It may have been filled or cancelled in the meantime, and the stream knows better.
    const known = this.#parts.tracker.find({ id: order.id });
    return known && isFinal(known.status) ? known : { ...modified, id: order.id };
  }

  async cancel(order: Order, context: WriteContext): Promise<Order> {
    const { link } = this.#parts;
    const id = await this.#send(
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
    await this.#accepted({ id }, context, order.clientOrderId);
    const known = await this.#recordOf({ id: order.id }, context);
    if (known && isFinal(known.status)) return known;
    const time = link.serverTime();
    return {
      ...order,
      ...link.stamp('read'),
      status: 'canceled',
      venueStatus: 'ACCEPTED',
      remainingQuantity: '0',
      updatedTime: time,
    };
  }

  async closePosition(
    request: { readonly position: Position; readonly quantity?: Decimal; readonly clientOrderId: string },
    context: WriteContext,
  ): Promise<Order> {
    const { position, clientOrderId } = request;
    const { link, closings, lookup } = this.#parts;
    const quantity = request.quantity ?? position.quantity;
    const side = position.side === 'long' ? 'buy' : 'sell';
    const price = await this.#marketPrice(position.symbol, oppositeSide(side), context);
    const sentTime = link.serverTime();
    const closing = { clientOrderId, positionId: position.id, quantity, sentTime };
    closings.add(closing);
    let id: string;
    let acceptance: Acceptance;
    try {
      id = await this.#send(
        {
          cmd: cmdOf(side, 'market') as OrderCommand,
          customComment: clientOrderId,
          order: position.id,
          price,
          symbol: position.symbol,
          type: CLOSE,
          volume: quantity,
        },
        clientOrderId,
        context,
      );
      Object.assign(closing, { id });
      this.#parts.tracker.linkClientOrderId(id, clientOrderId);
      acceptance = await this.#accepted({ id, clientOrderId }, context);
    } catch (error) {
      if (isOrderRejectedError(error)) closings.remove(clientOrderId);
      throw error;
    }
    const ref = { id, clientOrderId };
    const seen = await this.#recordOf(ref, context, () =>
      lookup.closedSince(sentTime - RECORD_WAIT_MS, context),
    );
    return seen ?? acceptedClosing(position, quantity, clientOrderId, id, acceptance, link);
  }

  async modifyPosition(
    position: Position,
    changes: { readonly stopLoss?: Decimal | null; readonly takeProfit?: Decimal | null },
    context: WriteContext,
  ): Promise<Position> {
    const { lookup, link } = this.#parts;
    const row = await lookup.position(position.id, context);
    if (!row) throw this.#noSuch(`The position ${position.id} is not open`, undefined, context);
    const id = await this.#send(
      {
        ...this.#unchanged(row),
        order: row.position,
        price: decimalFromWire(row.open_price),
        sl: text(changes.stopLoss, row.sl),
        tp: text(changes.takeProfit, row.tp),
        type: MODIFY,
      },
      undefined,
      context,
    );
    await this.#accepted({ id }, context, undefined);
    const modified = {
      ...row,
      sl: changed(changes.stopLoss, row.sl),
      tp: changed(changes.takeProfit, row.tp),
    };
    return toPosition(modified, link.stamp('read'));
  }

  lookup(
    ref: OrderRef,
    options: { readonly since: number; readonly signal: AbortSignal },
  ): Promise<Order | undefined> {
    const { lookup, link } = this.#parts;
    // What the caller measures with our clock happened at the venue's.
    const since = options.since + link.serverTime() - link.clock.now();
    return lookup.find(ref, since, options, 'reconcile');
  }

  async findPosition(
    id: string,
    context: Pick<WriteContext, 'signal' | 'requestId'>,
  ): Promise<Position | undefined> {
    const known = this.#parts.book.position(id);
    if (known) return known;
    const row = await this.#parts.lookup.position(id, context);
    return row && toPosition(row, this.#parts.link.stamp('read', row));
  }

  async openOrders(
    filter: { readonly symbol?: string | undefined },
    signal: AbortSignal,
  ): Promise<readonly Order[]> {
    const { lookup, link } = this.#parts;
    const rows = await lookup.open({ signal });
    return rows
      .filter((row) => kindOfTrade(row.cmd) === 'pending')
      .filter((row) => filter.symbol === undefined || row.symbol === filter.symbol)
      .map((row) => toPendingOrder(row, link.stamp('read', row), link.serverTime()));
  }

  instrument(symbol: string): Promise<Instrument | undefined> {
    return this.#parts.instruments.find(symbol);
  }

  /** Everything of a row that a change must send again, so that nothing is wiped. */
  #unchanged(
    row: TradeRecord,
  ): Pick<TradeTransInfo, 'cmd' | 'customComment' | 'offset' | 'symbol' | 'volume'> {
    return {
      cmd: row.cmd as OrderCommand,
      customComment: row.customComment ?? '',
      offset: row.offset,
      symbol: row.symbol ?? '',
      volume: decimalFromWire(row.volume),
    };
  }

  /** Sends a transaction and returns its number. An error that proves a refusal is an `OrderRejectedError`. */
  async #send(
    info: TradeTransInfo,
    clientOrderId: string | undefined,
    context: WriteContext,
  ): Promise<string> {
    let held: unknown;
    try {
      const { order } = await this.#parts.link.client.tradeTransaction(info, {
        ...limits(context),
        beforeSend: () => {
          try {
            context.markSent();
          } catch (error) {
            held = error;
            throw error;
          }
        },
      });
      return order;
    } catch (error) {
      // What kept it from leaving is the answer, not that the client could not send it.
      throw held ?? asRefusal(error, clientOrderId) ?? error;
    }
  }

  #accepted(
    ref: { readonly id: string; readonly clientOrderId?: string },
    context: WriteContext,
    clientOrderId = ref.clientOrderId,
  ): Promise<Acceptance> {
    const { acceptances, lookup, tracker, link } = this.#parts;
    const since = link.serverTime();
    return acceptances.wait({
      order: ref.id,
      clientOrderId,
      operation: context.operation,
      requestId: context.requestId,
      signal: context.signal,
      isSeen: async () =>
        tracker.find({ id: ref.id }) !== undefined || (await lookup.find(ref, since, context)) !== undefined,
    });
  }

  /**
   * An accepted order as its trade record tells of it: streamed, else asked for. `undefined` where neither came: the
   * venue's word stands, and no failure of what follows may call it into question.
   */
  async #recordOf(
    ref: { readonly id: string; readonly clientOrderId?: string },
    context: WriteContext,
    read?: () => Promise<readonly TradeRecord[]>,
  ): Promise<Order | undefined> {
    const { untilFinal, take, tracker } = this.#parts;
    try {
      const seen = await untilFinal(ref, RECORD_WAIT_MS, context.signal);
      if ((seen && isFinal(seen.status)) || !read) return seen;
      take(await read());
    } catch {
      // The connection or the time ended meanwhile; the stream or the next reconciliation will tell.
    }
    const known = tracker.find(ref);
    return known && isFinal(known.status) ? known : undefined;
  }

  /** The venue wants a price with a market order, too: that of the other side, as last known. */
  async #marketPrice(symbol: string, side: 'buy' | 'sell', context: WriteContext): Promise<Decimal> {
    const { streams, link } = this.#parts;
    const tick = streams.lastTick(symbol) ?? (await link.client.getSymbol({ symbol }, limits(context)));
    return decimalFromWire(side === 'buy' ? tick.ask : tick.bid);
  }

  #noSuch(message: string, order: Order | undefined, context: WriteContext): OrderRejectedError {
    return new OrderRejectedError(message, {
      venue: 'xapi',
      operation: context.operation,
      requestId: context.requestId,
      sent: false,
      code: 'notFound',
      orderId: order?.id,
      clientOrderId: order?.clientOrderId,
    });
  }
}

function limits({ signal, requestId, timeoutMs }: WriteContext) {
  return { signal, requestId, timeoutMs };
}

/** A level to send: changed, removed, or as the row has it. */
function text(change: Decimal | null | undefined, current: number): Decimal {
  return change === undefined ? decimalFromWire(current) : (change ?? '0');
}

function changed(change: Decimal | null | undefined, current: number): number {
  return change === undefined ? current : Number(change ?? 0);
}

/** An error of tradeTransaction that proves that nothing was carried out. */
function asRefusal(error: unknown, clientOrderId: string | undefined): OrderRejectedError | undefined {
  if (!isBrokerError(error) || error.sent !== true) return undefined;
  const code = isRateLimitError(error) ? error.code : error instanceof VenueError ? error.code : undefined;
  if (code === undefined || !(isOrderRejectedError(error) || errorCodeOf(code)?.refused)) return undefined;
  const { message, operation, requestId, retryable } = error;
  const venueText = error instanceof VenueError ? error.venueText : undefined;
  return new OrderRejectedError(message, {
    venue: 'xapi',
    operation,
    requestId,
    retryable,
    code,
    clientOrderId,
    ...(venueText === undefined ? {} : { venueText }),
  });
}

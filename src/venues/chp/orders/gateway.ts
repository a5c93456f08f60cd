import type { InstrumentCache } from '../../../adapter/instrument-cache';
import type { OrderGateway, WriteContext } from '../../../adapter/orders/order-manager';
import type { OrderWatch } from '../../../adapter/orders/watch';
import type { OrderRef } from '../../../broker';
import { ProtocolError } from '../../../errors';
import type { Decimal, Instrument, Order, Position } from '../../../model';
import type { CheckedModify, CheckedOrder } from '../../../orders/check-order';
import { isFinal } from '../../../orders/merge-order';
import type { OrderTracker } from '../../../orders/order-tracker';
import type { AccountState } from '../account/account';
import type { Portfolios } from '../account/portfolios';
import type { AccountChannels } from '../channels/account';
import type { ChpConnection } from '../connection';
import { codeOf, provesRefusal, rejection, textOf } from '../failures';
import { actionOf, codeOfType, codeOfValidity, startOfDay } from '../map';
import { type AnswerRow, acceptedOrder, proofOf } from './accepted';

/** How long the feed is given to show what a write has done, in ms; then its answer alone counts. */
const REPORT_WAIT_MS = 2500;

/** Half of what is left at most: the deadline must not make an order unknown that the venue has accepted. */
function patienceOf({ timeoutMs }: WriteContext): number {
  return Math.min(REPORT_WAIT_MS, timeoutMs / 2);
}

/** What the gateway works with. */
export interface GatewayParts {
  readonly connection: ChpConnection;
  readonly tracker: OrderTracker;
  readonly book: AccountState;
  readonly feeds: AccountChannels;
  readonly portfolios: Portfolios;
  readonly instruments: InstrumentCache;
  readonly watch: OrderWatch;
}

/** What names the order of a write. */
interface WriteSubject {
  readonly orderId?: string | undefined;
  readonly clientOrderId?: string | undefined;
}

/**
 * Writes orders. Each is accepted when the venue answers with its number, or when the feed of orders shows it.
 *
 * The `cookie` is our client order id: by it an order is found again whose answer was lost.
 * @see CHP_client, PlaceOrder, MoveOrder, CancelOrder
 */
export class ChpOrderGateway implements OrderGateway {
  readonly #parts: GatewayParts;

  constructor(parts: GatewayParts) {
    this.#parts = parts;
  }

  async place(order: CheckedOrder, context: WriteContext): Promise<Order> {
    const { connection, portfolios, tracker, feeds, watch } = this.#parts;
    const { client } = connection;
    const { clientOrderId, symbol } = order;
    const portfolio = portfolios.forOrder(order.account);
    const rows = await this.#send({ clientOrderId }, context, (options) =>
      client.placeOrder(
        {
          portfolio,
          symbol,
          action: actionOf(order.side, order.positionEffect),
          type: codeOfType(order.type),
          validity: codeOfValidity(order.timeInForce),
          price: order.price ?? '0',
          amount: order.quantity ?? '0',
          stop: order.stopPrice ?? '0',
          cookie: Number(clientOrderId),
        },
        options,
      ),
    );
    const id = rows.find(({ orderid }) => orderid)?.orderid ?? undefined;
    if (id !== undefined) tracker.linkClientOrderId(id, clientOrderId);
    feeds.orders.poke();
    const ref = id === undefined ? { clientOrderId } : { id, clientOrderId };
    // Without a number in the answer the feed alone can say that the order is there.
    const patience = id === undefined ? context.timeoutMs : patienceOf(context);
    const seen = await watch.until(ref, ({ status }) => status !== 'pending', patience, context.signal);
    if (!seen && id === undefined) {
      throw new ProtocolError('The answer to PlaceOrder names no order, and the feed has not shown it', {
        venue: 'chp',
        sent: true,
      });
    }
    const effect = order.positionEffect === undefined ? {} : { positionEffect: order.positionEffect };
    return { ...(seen ?? acceptedOrder(order, id ?? '', portfolio, connection)), ...effect };
  }

  async modify(order: Order, changes: CheckedModify, context: WriteContext): Promise<Order> {
    const { connection, tracker, feeds, watch } = this.#parts;
    const price = changes.price ?? order.price ?? '0';
    const rows = await this.#send(order, context, (options) =>
      connection.client.moveOrder({ ...this.#nameOf(order), targetprice: price }, options),
    );
    const id = rows.find(({ orderid }) => orderid)?.orderid ?? order.id;
    feeds.orders.poke();
    const isMoved = (now: Order): boolean => isFinal(now.status) || now.price === price;
    const seen = await watch.until({ id }, isMoved, patienceOf(context), context.signal);
    if (seen && isMoved(seen)) return seen;
    const known = tracker.find({ id: order.id }) ?? order;
    return isFinal(known.status) ? known : { ...known, ...connection.stamp('read'), id, price };
  }

  async cancel(order: Order, context: WriteContext): Promise<Order> {
    const { connection, feeds, watch } = this.#parts;
    await this.#send(order, context, (options) =>
      connection.client.cancelOrder(this.#nameOf(order), options),
    );
    feeds.orders.poke();
    const isOver = ({ status }: Order): boolean => isFinal(status);
    const seen = await watch.until({ id: order.id }, isOver, patienceOf(context), context.signal);
    if (seen && isFinal(seen.status)) return seen;
    return { ...(seen ?? order), ...connection.stamp('read'), status: 'canceling', venueStatus: 'Canceling' };
  }

  async closePosition(
    request: { readonly position: Position; readonly quantity?: Decimal; readonly clientOrderId: string },
    context: WriteContext,
  ): Promise<Order> {
    const { position, clientOrderId } = request;
    const order = await this.place(
      {
        symbol: position.symbol,
        side: position.side === 'long' ? 'sell' : 'buy',
        type: 'market',
        quantity: request.quantity ?? position.quantity,
        positionEffect: 'close',
        clientOrderId,
        ...(position.account === undefined ? {} : { account: position.account }),
      },
      context,
    );
    return { ...order, positionId: position.id };
  }

  async lookup(ref: OrderRef, options: { readonly signal: AbortSignal }): Promise<Order | undefined> {
    const { portfolios, book } = this.#parts;
    const account =
      ref.account !== undefined && portfolios.names.includes(ref.account) ? ref.account : undefined;
    const data = await portfolios.data(account, 2, { signal: options.signal, priority: 'lookup' });
    const orders = book.ordersOf(data, 'reconcile');
    const named = ref.id === undefined ? undefined : orders.find(({ id }) => id === ref.id);
    if (named || ref.clientOrderId === undefined) return named;
    // Cookies are the users' numbers, and other programs may have used ours before: the last one counts.
    return orders.filter(({ clientOrderId }) => clientOrderId === ref.clientOrderId).at(-1);
  }

  /** The venue lists what was sent today in Moscow; an order of before may be in no list any more. */
  provesAbsence(sentTime: number | undefined): boolean {
    return sentTime !== undefined && sentTime >= startOfDay(this.#parts.connection.now());
  }

  async findPosition(id: string, context: Pick<WriteContext, 'signal'>): Promise<Position | undefined> {
    const { book, feeds } = this.#parts;
    await feeds.positions.refresh(context.signal);
    return book.position(id);
  }

  async openOrders(
    filter: { readonly symbol?: string | undefined; readonly account?: string | undefined },
    signal: AbortSignal,
  ): Promise<readonly Order[]> {
    const { portfolios, book } = this.#parts;
    portfolios.check(filter.account);
    const data = await portfolios.data(filter.account, 1, { signal });
    return book
      .ordersOf(data, 'read')
      .filter(({ status, symbol }) => !isFinal(status) && (filter.symbol ?? symbol) === symbol);
  }

  instrument(symbol: string): Promise<Instrument | undefined> {
    return this.#parts.instruments.find(symbol);
  }

  #nameOf(order: Order): { portfolio: string; symbol: string; orderid: string } {
    const portfolio = this.#parts.portfolios.forOrder(order.account);
    return { portfolio, symbol: order.symbol, orderid: order.id };
  }

  /**
   * Sends a write once.
   * @throws OrderRejectedError for what proves a refusal; ProtocolError for rows that prove nothing, so that the outcome
   *   is unknown and looked up
   */
  async #send(
    about: Order | WriteSubject,
    context: WriteContext,
    write: (options: {
      signal: AbortSignal;
      requestId: string;
      timeoutMs: number;
      beforeSend(): void;
    }) => Promise<readonly AnswerRow[]>,
  ): Promise<readonly AnswerRow[]> {
    const { operation, requestId, signal, timeoutMs } = context;
    const subject = 'id' in about ? { orderId: about.id, clientOrderId: about.clientOrderId } : about;
    const where = { venue: 'chp', operation, requestId, ...subject } as const;
    let held: unknown;
    const beforeSend = (): void => {
      try {
        context.markSent();
      } catch (error) {
        held = error;
        throw error;
      }
    };
    let rows: readonly AnswerRow[];
    try {
      rows = await write({ signal, requestId, timeoutMs, beforeSend });
    } catch (error) {
      if (held !== undefined) throw held;
      if (provesRefusal(error)) throw rejection({ code: codeOf(error), text: textOf(error) }, where);
      throw error;
    }
    const proof = proofOf(rows);
    if (proof.of === 'refusal') throw rejection(proof, where);
    // An empty answer to a placing is the feed's to explain: by its cookie the order is found there.
    if (proof.of === 'nothing' && (rows.length > 0 || 'id' in about)) {
      throw new ProtocolError(
        `The answer to ${operation} says neither that it was done nor that it was refused`,
        {
          ...where,
          sent: true,
        },
      );
    }
    return rows;
  }
}

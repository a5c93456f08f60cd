import type { InstrumentCache } from '../../../adapter/broker/instrument-cache';
import type {
  Accepted,
  ClosingOrder,
  OrderPort,
  Refusal,
  SendOptions,
  WriteContext,
} from '../../../adapter/orders/order-port';
import type { OrderRef } from '../../../broker';
import { ProtocolError } from '../../../errors';
import type { Order, Position } from '../../../model';
import type { CheckedModify, CheckedOrder } from '../../../orders/check-order';
import { isFinal } from '../../../orders/merge-order';
import type { AccountState } from '../account/account';
import type { Portfolios } from '../account/portfolios';
import type { AccountChannels } from '../channels/account';
import type { ChpConnection } from '../connection';
import { codeOf, provesRefusal, textOf } from '../failures';
import { actionOf, codeOfType, codeOfValidity, startOfDay, typeOf } from '../map';
import { type AnswerRow, proofOf } from './answer-rows';

/** How long the feed is given to show what a write has done, in ms; then its answer alone counts. */
const REPORT_WAIT_MS = 2500;

/** The words of a refusal because another order has the cookie; the venue documents no code of it. */
const ID_USED = /cookie.*(?:уже|использ|занят|exist|used)/is;

/** What the port works with. */
export interface OrderPortParts {
  readonly connection: ChpConnection;
  readonly book: AccountState;
  readonly feeds: AccountChannels;
  readonly portfolios: Portfolios;
  readonly instruments: InstrumentCache;
}

/**
 * Writes orders. Each is accepted when the venue answers with its number, or when the feed of orders shows it.
 *
 * The `cookie` is our client order id: by it an order is found again whose answer was lost.
 * @see CHP_client, PlaceOrder, MoveOrder, CancelOrder
 */
export class ChpOrderPort implements OrderPort {
  readonly #parts: OrderPortParts;

  constructor(parts: OrderPortParts) {
    this.#parts = parts;
  }

  async place(order: CheckedOrder, context: WriteContext): Promise<Accepted> {
    const { connection, portfolios } = this.#parts;
    const portfolio = portfolios.forOrder(order.account);
    const rows = await this.#send(context, (options) =>
      connection.client.placeOrder(
        {
          portfolio,
          symbol: order.symbol,
          action: actionOf(order.side, order.positionEffect),
          type: codeOfType(order.type),
          validity: codeOfValidity(order.timeInForce),
          price: order.price ?? '0',
          amount: order.quantity ?? '0',
          stop: order.stopPrice ?? '0',
          cookie: Number(order.clientOrderId),
        },
        options,
      ),
    );
    const fields = { account: portfolio, venueType: typeOf(codeOfType(order.type))[1] };
    return { id: idOf(rows), waitMs: REPORT_WAIT_MS, fields };
  }

  async modify(order: Order, changes: CheckedModify, context: WriteContext): Promise<Accepted> {
    const targetprice = changes.price ?? order.price ?? '0';
    const rows = await this.#send(context, (options) =>
      this.#parts.connection.client.moveOrder({ ...this.#nameOf(order), targetprice }, options),
    );
    return { id: idOf(rows), waitMs: REPORT_WAIT_MS };
  }

  async cancel(order: Order, context: WriteContext): Promise<Accepted> {
    await this.#send(context, (options) =>
      this.#parts.connection.client.cancelOrder(this.#nameOf(order), options),
    );
    return { waitMs: REPORT_WAIT_MS, fields: { venueStatus: 'Canceling' } };
  }

  closePosition(order: ClosingOrder, _position: Position, context: WriteContext): Promise<Accepted> {
    return this.place(order, context);
  }

  refusalOf(error: unknown): Refusal | undefined {
    return provesRefusal(error) ? { code: codeOf(error), venueText: textOf(error) } : undefined;
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

  saysIdUsed(code: string): boolean {
    return ID_USED.test(code);
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

  #nameOf(order: Order): { portfolio: string; symbol: string; orderid: string } {
    const portfolio = this.#parts.portfolios.forOrder(order.account);
    return { portfolio, symbol: order.symbol, orderid: order.id };
  }

  /**
   * Sends a write once, and asks the feed of orders for what it did.
   * @throws OrderRejectedError for what proves a refusal; ProtocolError for rows that prove nothing, so that the outcome
   *   is unknown and looked up
   */
  async #send(
    context: WriteContext,
    write: (options: SendOptions) => Promise<readonly AnswerRow[]>,
  ): Promise<readonly AnswerRow[]> {
    const rows = await context.send(write);
    const proof = proofOf(rows);
    if (proof.of === 'refusal') throw context.rejected({ code: proof.code, venueText: proof.text });
    const isNewOrder = context.operation === 'placeOrder' || context.operation === 'closePosition';
    // An empty answer to a placing is the feed's to explain: by its cookie the order is found there.
    if (proof.of === 'nothing' && (rows.length > 0 || !isNewOrder)) {
      const message = `The answer to ${context.operation} says neither that it was done nor that it was refused`;
      throw new ProtocolError(message, { venue: 'chp', sent: true });
    }
    this.#parts.feeds.orders.poke();
    return rows;
  }
}

function idOf(rows: readonly AnswerRow[]): string | undefined {
  return rows.find(({ orderid }) => orderid)?.orderid ?? undefined;
}

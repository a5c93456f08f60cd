import type { InstrumentCache } from '../../../adapter/instrument-cache';
import type { OrderGateway, WriteContext } from '../../../adapter/orders/order-manager';
import type { OrderWatch } from '../../../adapter/orders/watch';
import type { JournalEntry, OrderRef } from '../../../broker';
import { isBrokerError, isOrderRejectedError } from '../../../errors';
import { type Instrument, type Order, subtractDecimals } from '../../../model';
import { checkNotional } from '../../../orders/check-notional';
import type { CheckedModify, CheckedOrder } from '../../../orders/check-order';
import { checkLot } from '../../../orders/check-steps';
import { isFinal } from '../../../orders/merge-order';
import { hasTrigger } from '../../../orders/order-rules';
import type { OrderTracker } from '../../../orders/order-tracker';
import type { PoloniexConnection } from '../connection';
import { errorCodeOf } from '../error-codes';
import { acceptedOrder, orderArguments, smartArguments } from './accepted';
import type { OrderLookup } from './lookup';
import type { OpenOrders } from './open-orders';
import type { OrderTerms } from './order-terms';
import type { OrderReplacer } from './replace';
import type { SmartAliases } from './smart-aliases';
import { requireTaken, sendWrite } from './writes';

/** How long the stream is given to show what a write has done, in ms; then the order is read. */
const REPORT_WAIT_MS = 2500;

/** What the gateway works with. */
export interface GatewayParts {
  readonly connection: PoloniexConnection;
  readonly tracker: OrderTracker;
  readonly aliases: SmartAliases;
  readonly lookup: OrderLookup;
  readonly openOrders: OpenOrders;
  readonly replacer: OrderReplacer;
  readonly instruments: InstrumentCache;
  readonly watch: OrderWatch;
  readonly terms: OrderTerms;
}

/**
 * Writes orders over REST; those that wait for a trigger are smart orders.
 *
 * An order is accepted when the venue answers with its id. The stream, which is usually faster than a read, then tells
 * how it stands.
 */
export class PoloniexOrderGateway implements OrderGateway {
  readonly #parts: GatewayParts;

  constructor(parts: GatewayParts) {
    this.#parts = parts;
  }

  async place(order: CheckedOrder, context: WriteContext): Promise<Order> {
    const { connection, tracker, terms } = this.#parts;
    const { client } = connection;
    const { clientOrderId } = order;
    const isSmart = hasTrigger(order.type);
    terms.note(clientOrderId, order.timeInForce);
    const { id } = await sendWrite({ clientOrderId }, context, (options) =>
      isSmart
        ? client.createSmartOrder(smartArguments(order), options)
        : client.createOrder(orderArguments(order), options),
    );
    tracker.linkClientOrderId(id, clientOrderId);
    const seen = isSmart ? await this.#readSmart(id, context) : await this.#seen(id, order, context);
    const venueType = isSmart ? smartArguments(order).type : orderArguments(order).type;
    const accepted = seen ?? acceptedOrder(order, id, venueType ?? order.type, connection);
    // The stream does not tell how long an order holds.
    return accepted.timeInForce === undefined && order.timeInForce !== undefined
      ? { ...accepted, timeInForce: order.timeInForce }
      : accepted;
  }

  async modify(order: Order, changes: CheckedModify, context: WriteContext): Promise<Order> {
    await this.#checkRest(order, changes);
    return this.#parts.replacer.replace(order, changes, context);
  }

  async cancel(order: Order, context: WriteContext): Promise<Order> {
    const { aliases, connection } = this.#parts;
    const triggered = aliases.triggeredOf(order.id);
    if (!hasTrigger(order.type) || triggered !== undefined) {
      return this.#cancelPlain(order, triggered ?? order.id, context);
    }
    try {
      const subject = { orderId: order.id, clientOrderId: order.clientOrderId };
      const result = await sendWrite(subject, context, (options) =>
        connection.client.cancelSmartOrder({ id: order.id }, options),
      );
      requireTaken(result, subject, context);
      return await this.#afterCancel(order, context);
    } catch (error) {
      if (!isOrderRejectedError(error)) throw error;
      // Refused because it is no smart order any more: what it became is cancelled in its place.
      const became = await this.#triggeredNow(order, context);
      if (became === undefined) throw error;
      return this.#cancelPlain(order, became, context);
    }
  }

  async lookup(
    ref: OrderRef,
    options: { readonly since: number; readonly signal: AbortSignal },
  ): Promise<Order | undefined> {
    const { replacer, lookup } = this.#parts;
    const { since, signal } = options;
    const call = { signal, priority: 'lookup' as const };
    return (await replacer.survivor(ref, call)) ?? lookup.find(ref, 'reconcile', { ...call, since });
  }

  openOrders(
    filter: { readonly symbol?: string | undefined },
    signal: AbortSignal,
  ): Promise<readonly Order[]> {
    return this.#parts.openOrders.read(filter.symbol, 'read', { signal });
  }

  newReplacementId(): string {
    return this.#parts.replacer.newClientOrderId();
  }

  restore(entry: JournalEntry): void {
    this.#parts.replacer.restore(entry);
  }

  instrument(symbol: string): Promise<Instrument | undefined> {
    return this.#parts.instruments.find(symbol);
  }

  /**
   * The new order is what is left of the old one, which is gone before the venue refuses the new one as too small.
   * @throws ValidationError
   */
  async #checkRest(order: Order, changes: CheckedModify): Promise<void> {
    const quantity = changes.quantity ?? order.quantity;
    if (quantity === undefined || order.filledQuantity === '0') return;
    const instrument = await this.#parts.instruments.find(order.symbol);
    if (!instrument) return;
    const rest = subtractDecimals(quantity, order.filledQuantity);
    checkLot(rest, 'quantity', instrument);
    checkNotional({ price: changes.price ?? order.price, quantity: rest }, instrument);
  }

  async #cancelPlain(order: Order, id: string, context: WriteContext): Promise<Order> {
    const { client } = this.#parts.connection;
    const subject = { orderId: order.id, clientOrderId: order.clientOrderId };
    const result = await sendWrite(subject, context, (options) => client.cancelOrder({ id }, options));
    requireTaken(result, subject, context);
    return this.#afterCancel(order, context);
  }

  saysGone(code: string): boolean {
    return errorCodeOf(code)?.kind === 'orderGone';
  }

  /** A cancel that was taken, as far as the stream has told of it. */
  async #afterCancel(order: Order, context: WriteContext): Promise<Order> {
    const { connection, watch, lookup } = this.#parts;
    const isOver = ({ status }: Order): boolean => isFinal(status);
    // The stream does not tell of smart orders.
    const isStreamed = !hasTrigger(order.type) || this.#parts.aliases.triggeredOf(order.id) !== undefined;
    const seen = isStreamed
      ? await watch.until({ id: order.id }, isOver, REPORT_WAIT_MS, context.signal)
      : await lookup.smart({ id: order.id }, 'read', { signal: context.signal }).catch(() => undefined);
    if (seen && isFinal(seen.status)) return seen;
    return {
      ...(seen ?? order),
      ...connection.stamp('read'),
      status: 'canceling',
      venueStatus: 'PENDING_CANCEL',
    };
  }

  /** The id of the order that a smart order has become in the meantime. */
  async #triggeredNow(order: Order, { signal }: WriteContext): Promise<string | undefined> {
    const { lookup, aliases } = this.#parts;
    try {
      const now = await lookup.smart({ id: order.id }, 'read', { signal });
      return now && !isFinal(now.status) ? aliases.triggeredOf(order.id) : undefined;
    } catch {
      // The refusal is what is known.
      return undefined;
    }
  }

  /** A placed order as the stream shows it: its end where it cannot rest. */
  async #seen(
    id: string,
    { type, timeInForce }: CheckedOrder,
    context: WriteContext,
  ): Promise<Order | undefined> {
    const { watch, lookup } = this.#parts;
    const rests = type !== 'market' && timeInForce !== 'ioc' && timeInForce !== 'fok';
    const isShown = ({ status }: Order): boolean => (rests ? status !== 'pending' : isFinal(status));
    const seen = await watch.until({ id }, isShown, REPORT_WAIT_MS, context.signal);
    if (seen && isShown(seen)) return seen;
    const read = await this.#quietly(() => lookup.plain({ id }, 'read', { signal: context.signal }));
    return read ?? seen;
  }

  #readSmart(id: string, { signal }: WriteContext): Promise<Order | undefined> {
    return this.#quietly(() => this.#parts.lookup.smart({ id }, 'read', { signal }));
  }

  /** The venue has taken the order: a read that fails now must not make it unknown. */
  async #quietly(read: () => Promise<Order | undefined>): Promise<Order | undefined> {
    try {
      return await read();
    } catch (error) {
      if (isBrokerError(error)) return undefined;
      throw error;
    }
  }
}

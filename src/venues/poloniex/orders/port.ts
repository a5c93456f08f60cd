import type { InstrumentCache } from '../../../adapter/broker/instrument-cache';
import type {
  Accepted,
  LookupOptions,
  OrderPort,
  Refusal,
  WriteContext,
} from '../../../adapter/orders/order-port';
import type { JournalEntry, OrderRef } from '../../../broker';
import { isOrderRejectedError } from '../../../errors';
import { type Order, subtractDecimals } from '../../../model';
import { checkNotional } from '../../../orders/check-notional';
import type { CheckedModify, CheckedOrder } from '../../../orders/check-order';
import { checkLot } from '../../../orders/check-steps';
import { isFinal } from '../../../orders/merge-order';
import { hasTrigger } from '../../../orders/order-rules';
import type { PoloniexConnection } from '../connection';
import { errorCodeOf } from '../error-codes';
import { PoloniexError, provesRefusal, toError } from '../errors';
import type { PoloniexCancelResult } from '../types/trading';
import type { OrderLookup } from './lookup';
import type { OpenOrders } from './open-orders';
import { orderArguments, smartArguments } from './order-arguments';
import { OrderReplacer } from './replace';
import type { Replacements } from './replacements';
import type { SmartAliases } from './smart-aliases';

/** How long the stream is given to show what a write has done, in ms; then the order is read. */
const REPORT_WAIT_MS = 2500;

/** Codes of a refusal because another order has the client id. */
const ID_USED = ['21312', '25004', '25006'];

/** What the port works with. */
export interface OrderPortParts {
  readonly connection: PoloniexConnection;
  readonly aliases: SmartAliases;
  readonly replacements: Replacements;
  readonly lookup: OrderLookup;
  readonly openOrders: OpenOrders;
  readonly instruments: InstrumentCache;
}

/**
 * Writes orders over REST; those that wait for a trigger are smart orders.
 *
 * An order is accepted when the venue answers with its id. The stream, which is usually faster than a read, then tells
 * how it stands; of smart orders it tells nothing.
 */
export class PoloniexOrderPort implements OrderPort {
  /** PUT cancels the old order and places another with a new id. */
  readonly replaces = true;
  readonly #parts: OrderPortParts;
  readonly #replacer: OrderReplacer;

  constructor(parts: OrderPortParts) {
    this.#parts = parts;
    this.#replacer = new OrderReplacer(parts);
  }

  async place(order: CheckedOrder, context: WriteContext): Promise<Accepted> {
    const { client } = this.#parts.connection;
    const isSmart = hasTrigger(order.type);
    const { id } = await context.send((options) =>
      isSmart
        ? client.createSmartOrder(smartArguments(order), options)
        : client.createOrder(orderArguments(order), options),
    );
    const venueType = isSmart ? smartArguments(order).type : orderArguments(order).type;
    return { id, fields: { venueType: venueType ?? order.type }, ...this.#reports(id, isSmart, context) };
  }

  async modify(order: Order, changes: CheckedModify, context: WriteContext): Promise<Accepted> {
    await this.#checkRest(order, changes);
    const { id, isSmart, fields } = await this.#replacer.replace(order, changes, context);
    return { id, fields, ...this.#reports(id, isSmart, context) };
  }

  async cancel(order: Order, context: WriteContext): Promise<Accepted> {
    const { aliases, connection } = this.#parts;
    const triggered = aliases.triggeredOf(order.id);
    if (!hasTrigger(order.type) || triggered !== undefined) {
      return this.#cancelPlain(triggered ?? order.id, context);
    }
    const { id } = order;
    try {
      const result = await context.send((options) => connection.client.cancelSmartOrder({ id }, options));
      this.#requireTaken(result, context);
      return { fields: { venueStatus: 'PENDING_CANCEL' }, ...this.#reports(id, true, context) };
    } catch (error) {
      if (!isOrderRejectedError(error)) throw error;
      // Refused because it is no smart order any more: what it became is cancelled in its place.
      const became = await this.#triggeredNow(order, context);
      if (became === undefined) throw error;
      return this.#cancelPlain(became, context);
    }
  }

  refusalOf(error: unknown): Refusal | undefined {
    if (!provesRefusal(error)) return undefined;
    const { code, venueText } = error as { readonly code?: unknown; readonly venueText?: string };
    return {
      code: typeof code === 'string' ? code : 'refused',
      venueText: error instanceof PoloniexError ? venueText : undefined,
    };
  }

  async lookup(ref: OrderRef, { since, signal, replacementId }: LookupOptions): Promise<Order | undefined> {
    const { lookup } = this.#parts;
    const call = { signal, priority: 'lookup' as const };
    if (replacementId !== undefined) {
      const name = { clientOrderId: replacementId };
      const survivor =
        (await lookup.plain(name, 'reconcile', call)) ?? (await lookup.smart(name, 'reconcile', call));
      if (survivor) return survivor;
    }
    return lookup.find(ref, 'reconcile', { ...call, since });
  }

  openOrders(
    filter: { readonly symbol?: string | undefined },
    signal: AbortSignal,
  ): Promise<readonly Order[]> {
    return this.#parts.openOrders.read(filter.symbol, 'read', { signal });
  }

  /** Takes up a replace that an earlier process sent: its journal names the client id that it went out under. */
  restore({ operation, orderId, clientOrderId, request }: JournalEntry): void {
    const { replacementId } = request;
    if (operation !== 'modifyOrder' || orderId === undefined || typeof replacementId !== 'string') return;
    this.#parts.replacements.add(replacementId, { id: orderId, clientOrderId });
  }

  saysGone(code: string): boolean {
    return errorCodeOf(code)?.kind === 'orderGone';
  }

  saysIdUsed(code: string): boolean {
    return ID_USED.includes(code);
  }

  /** How an accepted order is shown. */
  #reports(id: string, isSmart: boolean, { signal }: WriteContext): Pick<Accepted, 'waitMs' | 'read'> {
    const { lookup } = this.#parts;
    return isSmart
      ? { read: () => lookup.smart({ id }, 'read', { signal }) }
      : { waitMs: REPORT_WAIT_MS, read: () => lookup.plain({ id }, 'read', { signal }) };
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

  async #cancelPlain(id: string, context: WriteContext): Promise<Accepted> {
    const { client } = this.#parts.connection;
    this.#requireTaken(await context.send((options) => client.cancelOrder({ id }, options)), context);
    return { waitMs: REPORT_WAIT_MS, fields: { venueStatus: 'PENDING_CANCEL' } };
  }

  /**
   * Checks the row of a cancel, which has a code of its own, by the rule of all answers.
   * @throws OrderRejectedError when it proves that the cancel was refused; PoloniexError and the like when it proves nothing
   */
  #requireTaken({ code, message, state }: PoloniexCancelResult, context: WriteContext): void {
    if (code === 200) return;
    const error = toError(200, String(code), message === '' ? state : message, context);
    const refusal = this.refusalOf(error);
    throw refusal ? context.rejected(refusal, error.message) : error;
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
}

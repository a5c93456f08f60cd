import type { InstrumentCache } from '../../../adapter/broker/instrument-cache';
import type {
  Accepted,
  CancelMany,
  LookupOptions,
  OrderPort,
  Refusal,
  WriteContext,
} from '../../../adapter/orders/order-port';
import { asChecked } from '../../../adapter/schema/arguments';
import type { JournalEntry, OrderRef } from '../../../broker';
import { isOrderRejectedError } from '../../../errors';
import { type Order, subtractDecimals } from '../../../model';
import { checkNotional } from '../../../orders/check-notional';
import type { CheckedModify, CheckedOrder } from '../../../orders/check-order';
import { checkLot } from '../../../orders/check-steps';
import { isFinal } from '../../../orders/merge-order';
import { hasTrigger } from '../../../orders/order-rules';
import type { AccountState } from '../account/account';
import { errorCodeOf } from '../error-codes';
import { PoloniexError, provesRefusal, toError } from '../errors';
import type { PoloniexCancelResult } from '../generated/records';
import { orderArguments, smartArguments } from './order-arguments';
import type { OrderReads } from './order-reads';
import { replaceOrder } from './replace';

/** How long the stream is given to show what a write has done, in ms; then the order is read. */
const REPORT_WAIT_MS = 2500;

/**
 * Orders of one request that cancels several. The documents name no limit; that of a request that places several is 20.
 * @see Poloniex API, DELETE /orders/cancelByIds, POST /orders/batch
 */
const CANCELS_A_REQUEST = 20;

/** Codes of a refusal because another order has the client id. */
const ID_USED = ['21312', '25004', '25006'];

/**
 * Writes orders over REST; those that wait for a trigger are smart orders.
 *
 * An order is accepted when the venue answers with its id. The stream, which is usually faster than a read, then shows
 * its state; it has no smart orders.
 */
export class PoloniexOrderPort implements OrderPort {
  readonly #account: AccountState;
  readonly #reads: OrderReads;
  readonly #instruments: InstrumentCache;

  constructor(account: AccountState, reads: OrderReads, instruments: InstrumentCache) {
    this.#account = account;
    this.#reads = reads;
    this.#instruments = instruments;
  }

  async place(order: CheckedOrder, context: WriteContext): Promise<Accepted> {
    const { client } = this.#account.connection;
    const isSmart = hasTrigger(order.type);
    const { id } = await context.send((options) =>
      isSmart
        ? client.createSmartOrder(smartArguments(order), options)
        : client.createOrder(asChecked(orderArguments(order)), options),
    );
    const { type: venueType = order.type } = isSmart ? smartArguments(order) : orderArguments(order);
    return { id, fields: { venueType }, ...this.#reports(id, isSmart, context) };
  }

  async modify(order: Order, changes: CheckedModify, context: WriteContext): Promise<Accepted> {
    await this.#checkRest(order, changes);
    const { id, isSmart, fields } = await replaceOrder(this.#account, this.#reads, order, changes, context);
    return { id, fields, ...this.#reports(id, isSmart, context) };
  }

  async cancel(order: Order, context: WriteContext): Promise<Accepted> {
    const { ids, connection } = this.#account;
    const triggered = ids.triggeredOf(order.id);
    if (!this.#waitsForTrigger(order)) return this.#cancelPlain(triggered ?? order.id, context);
    const { id } = order;
    return this.#takeSmart(order, context, () =>
      context.send((options) => connection.client.cancelSmartOrder({ id }, options)),
    );
  }

  readonly cancelMany: CancelMany = {
    most: CANCELS_A_REQUEST,
    kindOf: (order) => (this.#waitsForTrigger(order) ? 'smart' : 'plain'),
    send: async (orders, options) => {
      const { connection, ids } = this.#account;
      const { client } = connection;
      const idOf = ({ id }: Order): string => ids.triggeredOf(id) ?? id;
      // All are of one kind.
      const [first] = orders;
      const isSmart = first !== undefined && this.#waitsForTrigger(first);
      const request = { orderIds: orders.map(idOf) };
      const rows = await (isSmart
        ? client.cancelSmartOrders(request, options)
        : client.cancelOrders(request, options));
      const byId = new Map(rows.map((row) => [row.orderId, row]));
      return orders.map((order) => {
        const row = byId.get(idOf(order));
        if (row === undefined) return undefined;
        return async (context) =>
          isSmart ? this.#takeSmart(order, context, async () => row) : this.#takePlain(row, context);
      });
    },
  };

  /** Takes the row of a cancelled smart order. */
  async #takeSmart(
    order: Order,
    context: WriteContext,
    send: () => Promise<PoloniexCancelResult>,
  ): Promise<Accepted> {
    try {
      this.#requireTaken(await send(), context);
      return { fields: { venueStatus: 'PENDING_CANCEL' }, ...this.#reports(order.id, true, context) };
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
    const reads = this.#reads;
    const call = { signal, priority: 'lookup' as const };
    if (replacementId !== undefined) {
      const survivor = await reads.find({ clientOrderId: replacementId }, 'reconcile', call);
      if (survivor) return survivor;
    }
    return reads.find(ref, 'reconcile', { ...call, since });
  }

  openOrders(
    filter: { readonly symbol?: string | undefined },
    signal: AbortSignal,
  ): Promise<readonly Order[]> {
    return this.#reads.open(filter.symbol, 'read', { signal });
  }

  /** Takes up a replace that an earlier process sent: its journal names the client id that it went out under. */
  restore({ operation, orderId, clientOrderId, request }: JournalEntry): void {
    const { replacementId } = request;
    if (operation !== 'modifyOrder' || orderId === undefined || typeof replacementId !== 'string') return;
    this.#account.ids.addReplacement(replacementId, { id: orderId, clientOrderId });
  }

  saysGone(code: string): boolean {
    return errorCodeOf(code)?.kind === 'orderGone';
  }

  saysIdUsed(code: string): boolean {
    return ID_USED.includes(code);
  }

  /** How an accepted order is shown. */
  #reports(id: string, isSmart: boolean, context: WriteContext): Pick<Accepted, 'waitMs' | 'read'> {
    const reads = this.#reads;
    // The signal is made when it is first asked for.
    const call = () => ({ signal: context.signal });
    return isSmart
      ? { read: () => reads.smart({ id }, 'read', call()) }
      : { waitMs: REPORT_WAIT_MS, read: () => reads.plain({ id }, 'read', call()) };
  }

  /**
   * The new order is what is left of the old one, which is gone before the venue refuses the new one as too small.
   * @throws ValidationError
   */
  async #checkRest(order: Order, changes: CheckedModify): Promise<void> {
    const quantity = changes.quantity ?? order.quantity;
    if (quantity === undefined || order.filledQuantity === '0') return;
    const instrument = await this.#instruments.find(order.symbol);
    if (!instrument) return;
    const rest = subtractDecimals(quantity, order.filledQuantity);
    checkLot(rest, 'quantity', instrument);
    checkNotional({ price: changes.price ?? order.price, quantity: rest }, instrument);
  }

  async #cancelPlain(id: string, context: WriteContext): Promise<Accepted> {
    const { client } = this.#account.connection;
    return this.#takePlain(await context.send((options) => client.cancelOrder({ id }, options)), context);
  }

  #takePlain(row: PoloniexCancelResult, context: WriteContext): Accepted {
    this.#requireTaken(row, context);
    return { waitMs: REPORT_WAIT_MS, fields: { venueStatus: 'PENDING_CANCEL' } };
  }

  /** Whether it is a smart order that has become no other yet. */
  #waitsForTrigger({ id, type }: Order): boolean {
    return hasTrigger(type) && this.#account.ids.triggeredOf(id) === undefined;
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
    try {
      const now = await this.#reads.smart({ id: order.id }, 'read', { signal });
      return now && !isFinal(now.status) ? this.#account.ids.triggeredOf(order.id) : undefined;
    } catch {
      // The refusal is what is known.
      return undefined;
    }
  }
}

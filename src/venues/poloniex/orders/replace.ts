import type { WriteContext } from '../../../adapter/orders/order-manager';
import type { OrderWatch } from '../../../adapter/orders/watch';
import type { JournalEntry, OrderRef } from '../../../broker';
import { isOrderRejectedError, type OrderRejectedError, ValidationError } from '../../../errors';
import { type Order, subtractDecimals } from '../../../model';
import { present } from '../../../model/map-context';
import type { CheckedModify, CheckedOrder } from '../../../orders/check-order';
import { isFinal } from '../../../orders/merge-order';
import { hasTrigger } from '../../../orders/order-rules';
import type { OrderTracker } from '../../../orders/order-tracker';
import { RecentMap } from '../../../orders/recent-map';
import type { PoloniexConnection } from '../connection';
import { codeOfTimeInForce } from '../map';
import type { PoloniexCallOptions } from '../types/client';
import { acceptedOrder } from './accepted';
import type { OrderLookup } from './lookup';
import type { OrderTerms } from './order-terms';
import { PoloniexReplaceError } from './replace-error';
import type { Replacements } from './replacements';
import type { SmartAliases } from './smart-aliases';
import { sendWrite, type WriteSubject } from './writes';

/** How long the stream is given to show the new order, in ms; then it is read. */
const REPORT_WAIT_MS = 2500;
/** How far back an order is searched that names no time, in ms: 7 days. */
const SEARCH_BACK_MS = 7 * 86_400_000;
/** How long the new order of a replace may take to appear once the old one is gone, in ms. */
const APPEAR_MS = 5000;
/** Replaces without an answer that are remembered. */
const REMEMBERED = 1000;

/** What a replace works with. */
export interface ReplaceParts {
  readonly connection: PoloniexConnection;
  readonly tracker: OrderTracker;
  readonly aliases: SmartAliases;
  readonly replacements: Replacements;
  readonly lookup: OrderLookup;
  readonly watch: OrderWatch;
  readonly terms: OrderTerms;
  newClientOrderId(): string;
  /** Takes in a report of an order. */
  observe(order: Order): void;
}

/**
 * Changes orders the venue's way: PUT cancels the old one and places another with a new id.
 *
 * Everything that the caller leaves alone is sent again, and of a quantity only what is not filled yet: the new order
 * has filled nothing. Should the old one be filled further while the request is on its way, the two together can exceed
 * the quantity: the desk then warns of an `overfill`.
 */
export class OrderReplacer {
  readonly #parts: ReplaceParts;
  /** When each replace was sent whose outcome may be looked up, monotonic ms. */
  readonly #sentAt = new RecentMap<number>(REMEMBERED);

  constructor(parts: ReplaceParts) {
    this.#parts = parts;
  }

  /**
   * @throws PoloniexReplaceError when the old order is gone and the new one was refused
   * @throws OrderRejectedError when it was refused and the old order is as it was, or has ended otherwise
   */
  async replace(order: Order, changes: CheckedModify, context: WriteContext): Promise<Order> {
    const { connection, aliases, replacements, tracker } = this.#parts;
    const triggered = aliases.triggeredOf(order.id);
    const isSmart = hasTrigger(order.type) && triggered === undefined;
    if (changes.stopPrice !== undefined && !isSmart) {
      throw new ValidationError('stopPrice', 'cannot be changed any more: the order has been triggered', {
        venue: 'poloniex',
        value: changes.stopPrice,
      });
    }
    const wireClientId = context.replacementId ?? this.newClientOrderId();
    const wanted = this.#wanted(order, changes, isSmart);
    const subject = { orderId: order.id, clientOrderId: order.clientOrderId };
    const body = { ...wanted, clientOrderId: wireClientId };
    replacements.add(wireClientId, order);
    this.#parts.terms.note(wireClientId, order.timeInForce);
    this.#sentAt.set(order.id, connection.clock.monotonic());
    let id: string;
    try {
      const answer = await sendWrite(subject, context, (options) =>
        isSmart
          ? connection.client.replaceSmartOrder({ id: order.id }, body, options)
          : connection.client.replaceOrder({ id: triggered ?? order.id }, body, options),
      );
      id = answer.id;
    } catch (error) {
      if (!isOrderRejectedError(error)) throw error;
      throw await this.#explained(error, order, subject, context);
    }
    this.#sentAt.delete(order.id);
    if (order.clientOrderId !== undefined) tracker.linkClientOrderId(id, order.clientOrderId);
    return this.#survivor(order, changes, id, isSmart, context);
  }

  newClientOrderId(): string {
    return this.#parts.newClientOrderId();
  }

  /** Takes up a replace that an earlier process sent: its journal names the client id that it went out under. */
  restore({ operation, orderId, clientOrderId, request }: JournalEntry): void {
    const { replacementId } = request;
    if (operation !== 'modifyOrder' || orderId === undefined || typeof replacementId !== 'string') return;
    this.#parts.replacements.add(replacementId, { id: orderId, clientOrderId });
    this.#sentAt.set(orderId, this.#parts.connection.clock.monotonic());
  }

  /**
   * The order that took another one's place, where a replace of it was sent and its answer lost; `undefined` where none
   * was sent, or it came to nothing.
   * @throws Error while the old order is gone and the new one may yet appear
   */
  async survivor(ref: OrderRef, options: PoloniexCallOptions): Promise<Order | undefined> {
    const { tracker, replacements, lookup, connection } = this.#parts;
    const id = ref.id ?? tracker.find(ref)?.id;
    const sentAt = id === undefined ? undefined : this.#sentAt.get(id);
    const wireClientId = id === undefined ? undefined : replacements.clientIdOf(id);
    if (id === undefined || sentAt === undefined || wireClientId === undefined) return undefined;
    const name = { clientOrderId: wireClientId };
    const found =
      (await lookup.plain(name, 'reconcile', options)) ?? (await lookup.smart(name, 'reconcile', options));
    if (found) {
      this.#sentAt.delete(id);
      return found;
    }
    const old = await lookup.find({ id }, 'reconcile', options);
    const isGone = old === undefined || isFinal(old.status);
    if (isGone && old?.status !== 'filled' && connection.clock.monotonic() - sentAt < APPEAR_MS) {
      throw new Error('The old order is gone and the new one has not appeared yet');
    }
    if (isGone) this.#sentAt.delete(id);
    return undefined;
  }

  /** All that the new order is to be. */
  #wanted(order: Order, changes: CheckedModify, isSmart: boolean) {
    const { timeInForce, filledQuantity } = order;
    const quantity = changes.quantity ?? order.quantity;
    const price = changes.price ?? order.price;
    const stopPrice = isSmart ? (changes.stopPrice ?? order.stopPrice) : undefined;
    return {
      ...(price === undefined ? {} : { price }),
      ...(stopPrice === undefined ? {} : { stopPrice }),
      ...(quantity === undefined ? {} : { quantity: subtractDecimals(quantity, filledQuantity) }),
      ...(order.quoteQuantity === undefined ? {} : { amount: order.quoteQuantity }),
      ...(timeInForce === undefined ? {} : { timeInForce: codeOfTimeInForce(timeInForce) }),
    };
  }

  async #survivor(
    order: Order,
    changes: CheckedModify,
    id: string,
    isSmart: boolean,
    context: WriteContext,
  ): Promise<Order> {
    const { watch, lookup, connection } = this.#parts;
    const { signal } = context;
    // The stream does not tell of smart orders.
    const seen = isSmart ? undefined : await watch.until({ id }, () => true, REPORT_WAIT_MS, signal);
    const read = async (): Promise<Order | undefined> =>
      isSmart ? lookup.smart({ id }, 'read', { signal }) : lookup.plain({ id }, 'read', { signal });
    // The venue has made the change: a read that fails now must not make it unknown.
    const survivor =
      seen ?? (await read().catch(() => undefined)) ?? this.#assumed(order, changes, id, connection);
    await this.#settleOld(order, signal);
    return { ...withTime(survivor, order), replaces: order.id };
  }

  /** What the old order filled last decides whether the new one is too large: it is read to its end. */
  async #settleOld(order: Order, signal: AbortSignal): Promise<void> {
    const { tracker, lookup, watch } = this.#parts;
    const known = tracker.find({ id: order.id });
    if (known && isFinal(known.status)) return;
    const isOver = ({ status }: Order): boolean => isFinal(status);
    const old = await lookup.find({ id: order.id }, 'read', { signal }).catch(() => undefined);
    if (old) this.#parts.observe(old);
    else await watch.until({ id: order.id }, isOver, REPORT_WAIT_MS, signal);
  }

  #assumed(order: Order, changes: CheckedModify, id: string, connection: PoloniexConnection): Order {
    const { clientOrderId = '', quoteQuantity, postOnly, symbol, side } = order;
    const isSmart = this.#parts.aliases.triggeredOf(order.id) === undefined && hasTrigger(order.type);
    // What replaces a triggered order is an order like any other.
    const type = isSmart || !hasTrigger(order.type) ? order.type : 'limit';
    const quantity = changes.quantity ?? order.quantity;
    const price = changes.price ?? order.price;
    const stopPrice = isSmart ? (changes.stopPrice ?? order.stopPrice) : undefined;
    const request = present<CheckedOrder>({
      quantity: quantity === undefined ? undefined : subtractDecimals(quantity, order.filledQuantity),
      quoteQuantity,
      price,
      stopPrice,
      postOnly,
    });
    const venueType = type === order.type ? order.venueType : 'LIMIT';
    return acceptedOrder({ symbol, side, type, clientOrderId, ...request }, id, venueType, connection);
  }

  /** Why a replace was refused, and what has become of the old order: only a read tells. */
  async #explained(
    refusal: OrderRejectedError,
    order: Order,
    subject: WriteSubject,
    context: WriteContext,
  ): Promise<Error> {
    const { lookup, tracker, connection } = this.#parts;
    const { signal } = context;
    const since = order.createdTime ?? connection.serverTime() - SEARCH_BACK_MS;
    // A read that fails leaves the outcome unknown, which is the truth.
    const read = await lookup.find({ id: order.id, symbol: order.symbol }, 'read', { signal, since });
    const known = tracker.find({ id: order.id });
    // The stream is ahead of a read that shows the state of a moment ago.
    const old = known && isFinal(known.status) && !(read && isFinal(read.status)) ? known : read;
    if (old === undefined) throw new Error(`What became of order ${order.id} could not be read`);
    this.#sentAt.delete(order.id);
    if (old.status !== 'canceled') return refusal;
    const { operation, requestId } = context;
    const { code, venueText } = refusal;
    return new PoloniexReplaceError(
      `Order ${order.id} was cancelled and its replacement was refused: ${refusal.message}`,
      {
        venue: 'poloniex',
        operation,
        requestId,
        ...subject,
        code,
        ...(venueText === undefined ? {} : { venueText }),
        canceled: old,
        replacement: refusal,
        cause: refusal,
      },
    );
  }
}

/** The stream does not tell how long an order holds. */
function withTime(order: Order, before: Order): Order {
  return order.timeInForce === undefined && before.timeInForce !== undefined
    ? { ...order, timeInForce: before.timeInForce }
    : order;
}

import type { Accepted, WriteContext } from '../../../adapter/orders/order-port';
import { isOrderRejectedError, type OrderRejectedError, ValidationError } from '../../../errors';
import type { Order } from '../../../model';
import type { CheckedModify } from '../../../orders/check-order';
import { hasTrigger } from '../../../orders/order-rules';
import type { PoloniexConnection } from '../connection';
import type { OrderLookup } from './lookup';
import { replaceArguments } from './order-arguments';
import { PoloniexReplaceError } from './replace-error';
import type { Replacements } from './replacements';
import type { SmartAliases } from './smart-aliases';

/** How far back an order is searched that names no time, in ms: 7 days. */
const SEARCH_BACK_MS = 7 * 86_400_000;

/** What a replace works with. */
export interface ReplaceParts {
  readonly connection: PoloniexConnection;
  readonly aliases: SmartAliases;
  readonly replacements: Replacements;
  readonly lookup: OrderLookup;
}

/** The order that took another one's place. */
export interface Replaced {
  readonly id: string;
  readonly isSmart: boolean;
  /** What differs from the order that it replaces, beside the changes. */
  readonly fields: NonNullable<Accepted['fields']>;
}

/**
 * Changes orders the venue's way: PUT cancels the old one and places another with a new id.
 *
 * Should the old one be filled further while the request is on its way, the two together can exceed the quantity: the kit
 * then warns of an `overfill`.
 */
export class OrderReplacer {
  readonly #parts: ReplaceParts;

  constructor(parts: ReplaceParts) {
    this.#parts = parts;
  }

  /**
   * @throws PoloniexReplaceError when the old order is gone and the new one was refused
   * @throws OrderRejectedError when it was refused and the old order is as it was, or has ended otherwise
   */
  async replace(order: Order, changes: CheckedModify, context: WriteContext): Promise<Replaced> {
    const { connection, aliases, replacements } = this.#parts;
    const { client } = connection;
    const triggered = aliases.triggeredOf(order.id);
    const isSmart = hasTrigger(order.type) && triggered === undefined;
    if (changes.stopPrice !== undefined && !isSmart) {
      throw new ValidationError('stopPrice', 'cannot be changed any more: the order has been triggered', {
        venue: 'poloniex',
        value: changes.stopPrice,
      });
    }
    const { replacementId: clientOrderId = '' } = context;
    const wanted = replaceArguments(order, changes, isSmart);
    replacements.add(clientOrderId, order);
    try {
      const { id } = await context.send((options) =>
        isSmart
          ? client.replaceSmartOrder({ id: order.id }, { ...wanted, clientOrderId }, options)
          : client.replaceOrder({ id: triggered ?? order.id }, { ...wanted, clientOrderId }, options),
      );
      return { id, isSmart, fields: newFields(order, wanted, isSmart) };
    } catch (error) {
      if (!isOrderRejectedError(error)) throw error;
      throw await this.#explained(error, order, context);
    }
  }

  /** Why a replace was refused, and what has become of the old order: only a read tells. */
  async #explained(refusal: OrderRejectedError, order: Order, context: WriteContext): Promise<Error> {
    const { lookup, connection } = this.#parts;
    const { operation, requestId, signal } = context;
    const since = order.createdTime ?? connection.serverTime() - SEARCH_BACK_MS;
    // A read that fails leaves the outcome unknown, which is the truth.
    const read = await lookup.find({ id: order.id, symbol: order.symbol }, 'read', { signal, since });
    const old = lookup.latest(order.id, read);
    if (old === undefined) throw new Error(`What became of order ${order.id} could not be read`);
    if (old.status !== 'canceled') return refusal;
    const { code, venueText } = refusal;
    return new PoloniexReplaceError(
      `Order ${order.id} was cancelled and its replacement was refused: ${refusal.message}`,
      {
        venue: 'poloniex',
        operation,
        requestId,
        orderId: order.id,
        clientOrderId: order.clientOrderId,
        code,
        ...(venueText === undefined ? {} : { venueText }),
        canceled: old,
        replacement: refusal,
        cause: refusal,
      },
    );
  }
}

/** The new order beside its changes, for when nothing has shown it yet. */
function newFields(order: Order, wanted: ReturnType<typeof replaceArguments>, isSmart: boolean) {
  const { quantity } = wanted;
  return {
    ...(quantity === undefined ? {} : { quantity, remainingQuantity: quantity }),
    // What replaces a triggered order is an order like any other.
    ...(isSmart || !hasTrigger(order.type)
      ? {}
      : { type: 'limit' as const, venueType: 'LIMIT', stopPrice: undefined }),
  };
}

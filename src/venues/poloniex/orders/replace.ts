import type { Accepted, WriteContext } from '../../../adapter/orders/order-port';
import { isOrderRejectedError, type OrderRejectedError, ValidationError } from '../../../errors';
import type { Order } from '../../../model';
import { present } from '../../../model/map-context';
import type { CheckedModify } from '../../../orders/check-order';
import { hasTrigger } from '../../../orders/order-rules';
import type { AccountState } from '../account/account';
import { replaceArguments } from './order-arguments';
import type { OrderReads } from './order-reads';
import { PoloniexReplaceError } from './replace-error';

/** How far back an order is searched that names no time, in ms: 7 days. */
const SEARCH_BACK_MS = 7 * 86_400_000;

/** The order that took another one's place. */
export interface Replaced {
  readonly id: string;
  readonly isSmart: boolean;
  /** What differs from the order that it replaces, beside the changes. */
  readonly fields: NonNullable<Accepted['fields']>;
}

/**
 * Changes an order the venue's way: PUT cancels the old one and places another with a new id.
 *
 * Should the old one be filled further while the request is on its way, the two together can exceed the quantity: the kit
 * then warns of an `overfill`.
 * @throws PoloniexReplaceError when the old order is gone and the new one was refused
 * @throws OrderRejectedError when it was refused and the old order is as it was, or has ended otherwise
 */
export async function replaceOrder(
  { connection, ids }: AccountState,
  reads: OrderReads,
  order: Order,
  changes: CheckedModify,
  context: WriteContext,
): Promise<Replaced> {
  const { client } = connection;
  const triggered = ids.triggeredOf(order.id);
  const isSmart = hasTrigger(order.type) && triggered === undefined;
  if (changes.stopPrice !== undefined && !isSmart) {
    throw new ValidationError('stopPrice', 'cannot be changed any more: the order has been triggered', {
      venue: 'poloniex',
      value: changes.stopPrice,
    });
  }
  const { replacementId: clientOrderId = '' } = context;
  const wanted = { ...replaceArguments(order, changes, isSmart), clientOrderId };
  ids.addReplacement(clientOrderId, order);
  try {
    const { id } = await context.send((options) =>
      isSmart
        ? client.replaceSmartOrder({ id: order.id }, wanted, options)
        : client.replaceOrder({ id: triggered ?? order.id }, wanted, options),
    );
    const { quantity } = wanted;
    return {
      id,
      isSmart,
      fields: {
        ...present<Order>({ quantity, remainingQuantity: quantity }),
        // What replaces a triggered order is an order like any other.
        ...(isSmart || !hasTrigger(order.type)
          ? {}
          : { type: 'limit', venueType: 'LIMIT', stopPrice: undefined }),
      },
    };
  } catch (error) {
    if (!isOrderRejectedError(error)) throw error;
    const since = order.createdTime ?? connection.serverTime() - SEARCH_BACK_MS;
    throw await explained(error, order, reads, since, context);
  }
}

/** Why a replace was refused, and what has become of the old order: only a read shows it. */
async function explained(
  refusal: OrderRejectedError,
  { id, symbol, clientOrderId }: Order,
  reads: OrderReads,
  since: number,
  { operation, requestId, signal }: WriteContext,
): Promise<Error> {
  // A read that fails leaves the outcome unknown, which is the truth.
  const old = reads.latest(id, await reads.find({ id, symbol }, 'read', { signal, since }));
  if (old === undefined) throw new Error(`What became of order ${id} could not be read`);
  if (old.status !== 'canceled') return refusal;
  const { code, venueText, message } = refusal;
  return new PoloniexReplaceError(`Order ${id} was cancelled and its replacement was refused: ${message}`, {
    venue: 'poloniex',
    operation,
    requestId,
    orderId: id,
    clientOrderId,
    code,
    ...(venueText === undefined ? {} : { venueText }),
    canceled: old,
    replacement: refusal,
    cause: refusal,
  });
}

import { ProtocolError } from '../../errors';
import type { Order } from '../../model';
import type { CheckedOrder } from '../../orders/check-order';
import type { OrderManagerCore } from './manager-core';
import type { OrderManagerOptions } from './manager-options';
import type { Accepted } from './order-port';
import type { Write } from './write';

/** The order with other values of some fields; `undefined` and `null` take one off. */
export function withFields(order: Order, fields: object = {}): Order {
  const entries = Object.entries({ ...order, ...fields }).filter(([, value]) => value != null);
  return Object.fromEntries(entries) as unknown as Order;
}

/** An order of ours as its request and the venue's answer tell of it. */
export function requestedOrder(
  core: { readonly options: Pick<OrderManagerOptions, 'venue' | 'clock'> },
  request: CheckedOrder,
  id: string,
  fields: Accepted['fields'] = {},
): Order {
  const { venue, clock } = core.options;
  const order: Order = {
    ...request,
    venue,
    receivedTime: clock.now(),
    source: 'read',
    id,
    venueType: request.type,
    filledQuantity: '0',
    status: request.type === 'market' ? 'pending' : 'open',
    venueStatus: 'accepted',
    origin: 'local',
  };
  return withFields(order, { remainingQuantity: request.quantity, ...fields });
}

/** The order of an accepted write: streamed within the wait, else read; `undefined` where neither shows it as expected. */
export async function reportedOrder(
  core: OrderManagerCore,
  ref: { readonly id: string },
  accepted: Accepted,
  isShown: (order: Order) => boolean,
  { deadline, timeoutMs }: Write,
): Promise<Order | undefined> {
  const { options } = core;
  try {
    const wait = Math.min(accepted.waitMs ?? 0, timeoutMs / 2);
    const seen = await core.until(ref, isShown, wait, deadline);
    if (seen && isShown(seen)) return seen;
    const read = await accepted.read?.();
    if (read) return read;
  } catch {
    // The time or the connection ended meanwhile: the stream or the next synchronisation will tell.
  }
  const known = options.tracker.find(ref);
  return known && isShown(known) ? known : undefined;
}

/** The order of a placing whose answer names no id: a report alone can show that it is there. */
export async function namelessOrder(
  core: OrderManagerCore,
  clientOrderId: string,
  { operation, deadline, timeoutMs }: Write,
): Promise<Order> {
  const isShown = ({ status }: Order): boolean => status !== 'pending';
  const seen = await core.until({ clientOrderId }, isShown, timeoutMs, deadline);
  if (seen) return seen;
  const message = `The answer to ${operation} names no order, and no report has shown it`;
  throw new ProtocolError(message, { venue: core.options.venue, sent: true });
}

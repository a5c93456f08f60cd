import type { CallOptions, OrderRef } from '../../broker';
import { isPending } from '../../core/maybe-promise';
import { isOrderRejectedError, OrderRejectedError } from '../../errors';
import type { Order } from '../../model';
import { checkOrderRef } from '../../orders/check-order';
import { isFinal, isInferred } from '../../orders/merge-order';
import { raceDeadline } from '../../transport/deadline';
import { reportedOrder, withFields } from './accepted';
import { refOf } from './find-out';
import type { OrderManagerCore } from './manager-core';
import type { Accepted } from './order-port';
import { runWrite, type Write, type WritePlan } from './write';

/** @param sendWith - sends it with others; absent where it leaves in a request of its own */
export function cancelOrder(
  core: OrderManagerCore,
  ref: OrderRef,
  options?: CallOptions,
  sendWith?: (order: Order, write: Write) => Promise<Accepted>,
): Promise<Order> {
  return runWrite<Order>(core, 'cancelOrder', options, (write) => {
    const checked = checkOrderRef(ref);
    const send = sendWith ?? core.port('cancel', 'cancelOrder');
    const plan = (order: Order) => (hasEnded(order) ? { done: order } : planCancel(core, order, send));
    const located = core.locate(checked, write);
    return isPending(located) ? located.then(plan) : plan(located);
  });
}

function planCancel(
  core: OrderManagerCore,
  order: Order,
  send: (order: Order, write: Write) => Promise<Accepted>,
): WritePlan<Order> {
  const { id, clientOrderId, symbol } = order;
  return {
    note: { orderId: id, clientOrderId, symbol, order, request: refOf(order) },
    async send(write) {
      const accepted = await send(order, write);
      if (accepted.order) return accepted.order;
      const reported = await reportedOrder(core, order, accepted, hasEnded, write);
      if (reported && hasEnded(reported)) return reported;
      return withFields(reported ?? order, {
        receivedTime: core.options.clock.now(),
        source: 'read',
        status: 'canceling',
        venueStatus: 'canceling',
        ...accepted.fields,
      });
    },
    take: (result) => core.observe(result, { reply: true }),
    conclude: (taken, write) => (hasEnded(taken) ? taken : awaitEnd(core, order, write)),
    afterRefusal: (refusal, write) => afterRefusal(core, order, refusal, write),
  };
}

/** Whether the venue has said that it ended. */
export function hasEnded(order: Order): boolean {
  return isFinal(order.status) && !isInferred(order);
}

async function awaitEnd(core: OrderManagerCore, { id }: Order, write: Write): Promise<Order> {
  const { deadline, context } = write;
  write.findOut();
  if (core.resolver.get('cancel', { id })) {
    try {
      await raceDeadline(core.resolver.wait('cancel', { id }, deadline.signal), deadline);
    } catch (error) {
      throw write.lost(error);
    }
  }
  const order = core.options.tracker.find({ id });
  if (order && isFinal(order.status)) return order;
  const code = order?.venueStatus ?? 'working';
  throw new OrderRejectedError('The venue took the cancel and the order goes on working', {
    ...context,
    code,
  });
}

/**
 * A refused cancel often means that the order has ended already: that is looked up, and only an order that still works
 * makes it an error. "No such order" is never taken for "cancelled".
 */
async function afterRefusal(
  core: OrderManagerCore,
  order: Order,
  refusal: OrderRejectedError,
  write: Write,
): Promise<Order> {
  const { deadline } = write;
  const streamed = core.options.tracker.find({ id: order.id });
  if (streamed && hasEnded(streamed)) return streamed;
  let found: Order | undefined;
  try {
    found = await raceDeadline(core.lookup(refOf(order), deadline.signal), deadline);
  } catch (error) {
    // The look-up said nothing; the refusal is what we know.
    if (isOrderRejectedError(error)) throw error;
  }
  if (found && hasEnded(found)) return found;
  // The search may lag behind the refusal: it goes on, so that the order's state becomes right.
  write.findOut(found === undefined);
  // A list that still shows what the venue says is gone lags behind its word.
  if (found && core.options.port.saysGone?.(refusal.code) !== true) throw refusal;
  throw write.lost(refusal);
}

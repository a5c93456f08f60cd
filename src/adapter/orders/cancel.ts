import type { CallOptions, JournalEntry, OrderRef } from '../../broker';
import { isOrderRejectedError, OrderRejectedError } from '../../errors';
import type { Order } from '../../model';
import { checkOrderRef } from '../../orders/check-order';
import { isFinal, isInferred } from '../../orders/merge-order';
import { raceDeadline } from '../../transport/deadline';
import { reportedOrder, withFields } from './accepted';
import { handled } from './intents';
import { type OrderManagerCore, supported } from './manager-core';
import { orderKey, type PendingResolution } from './pending-resolutions';
import { lostAnswer } from './write';
import type { PreparedWrite, SentWrite } from './write-runner';

/** Cancels an order; resolves with it as it ended. */
export function cancelOrder(core: OrderManagerCore, ref: OrderRef, options?: CallOptions): Promise<Order> {
  const operation = 'cancelOrder';
  return handled(
    core.runner.run<Order>({
      operation,
      options,
      kind: 'cancel',
      prepare: async ({ signal }) => {
        const checked = checkOrderRef(ref);
        supported(core, core.options.port.cancel, operation);
        core.runner.gate('cancel', { venue: core.options.venue, operation });
        const order = await core.locate(checked, signal);
        return hasEnded(order) ? { done: order } : prepareCancel(core, order);
      },
    }),
  );
}

/** Whether the venue has said that it ended. */
export function hasEnded(order: Order): boolean {
  return isFinal(order.status) && !isInferred(order);
}

/** The name by which the venue knows an order. */
export function refOf(order: Order): OrderRef {
  return {
    id: order.id,
    symbol: order.symbol,
    ...(order.clientOrderId !== undefined && { clientOrderId: order.clientOrderId }),
    ...(order.account !== undefined && { account: order.account }),
  };
}

export function subjectOf(order: Order) {
  return {
    orderId: order.id,
    ...(order.clientOrderId !== undefined && { clientOrderId: order.clientOrderId }),
  };
}

function prepareCancel(core: OrderManagerCore, order: Order): PreparedWrite<Order> {
  const { port, tracker, clock } = core.options;
  const resolutionOf = (entry: JournalEntry): PendingResolution =>
    cancelResolution(order, core.searchSince(order.createdTime), entry);
  const findOut = (entry: JournalEntry): void => {
    const known = tracker.find({ id: order.id });
    core.resolver.add(resolutionOf(entry), known && hasEnded(known) ? known : undefined);
  };
  return {
    subject: subjectOf(order),
    symbol: order.symbol,
    order,
    request: refOf(order),
    send: async (context) => {
      const accepted = await supported(core, port.cancel?.(order, context), 'cancelOrder');
      if (accepted.order) return accepted.order;
      const reported = await reportedOrder(core, order, accepted, hasEnded, context);
      if (reported && hasEnded(reported)) return reported;
      return withFields(reported ?? order, {
        receivedTime: clock.now(),
        source: 'read',
        status: 'canceling',
        venueStatus: 'canceling',
        ...accepted.fields,
      });
    },
    async accept(result, sent) {
      const known = core.observe(result, { reply: true });
      if (hasEnded(known)) return known;
      // The venue took the cancel and has not said yet how the order ended.
      findOut(sent.entry);
      return awaitEnd(core, order, sent);
    },
    refuse: (error, sent) => afterRefusal(core, order, resolutionOf(sent.entry), error, sent),
    lose: (_error, entry) => findOut(entry),
    late: (result) => void core.observe(result, { reply: true }),
  };
}

/** How the outcome of a cancel is found out. */
export function cancelResolution(order: Order, since: number, entry: JournalEntry): PendingResolution {
  return {
    key: orderKey('cancel', order.id),
    kind: 'cancel',
    ref: refOf(order),
    since,
    sentTime: entry.time,
    own: true,
    entry,
  };
}

async function awaitEnd(core: OrderManagerCore, before: Order, sent: SentWrite): Promise<Order> {
  const { deadline, context } = sent;
  const key = orderKey('cancel', before.id);
  try {
    if (core.resolver.has(key)) await raceDeadline(core.resolver.wait(key, deadline.signal), deadline);
  } catch (error) {
    throw lostAnswer(error, subjectOf(before), context);
  }
  const order = core.options.tracker.find({ id: before.id });
  if (order && isFinal(order.status)) return order;
  throw new OrderRejectedError('The venue took the cancel and the order goes on working', {
    ...context,
    ...subjectOf(before),
    code: order?.venueStatus ?? 'working',
  });
}

/**
 * A refused cancel often means that the order has ended already: that is looked up, and only an order that still works
 * makes it an error. "No such order" is never taken for "cancelled".
 */
async function afterRefusal(
  core: OrderManagerCore,
  order: Order,
  pending: PendingResolution,
  refusal: OrderRejectedError,
  { deadline, context }: SentWrite,
): Promise<Order> {
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
  core.resolver.add({ ...pending, own: found === undefined });
  // A list that still shows what the venue says is gone lags behind its word.
  if (found && core.options.port.saysGone?.(refusal.code) !== true) throw refusal;
  throw lostAnswer(refusal, subjectOf(order), context);
}

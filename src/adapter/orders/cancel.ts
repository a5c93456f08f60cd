import type { CallOptions, JournalEntry, OrderRef } from '../../broker';
import { type ErrorContext, isOrderRejectedError, OrderRejectedError, UnsupportedError } from '../../errors';
import type { Order } from '../../model';
import { checkOrderRef } from '../../orders/check-order';
import { isFinal, isInferred } from '../../orders/merge-order';
import { type Deadline, raceDeadline } from '../../transport/deadline';
import { lostAnswer } from './context';
import type { OrderManagerCore } from './core';
import { handled } from './registry';
import { orderKey, type Question } from './resolution';
import type { PreparedWrite } from './write';

/** Cancels an order; resolves with it as it ended. */
export function cancelOrder(core: OrderManagerCore, ref: OrderRef, options?: CallOptions): Promise<Order> {
  return handled(
    core.runner.run<Order, Order>({
      operation: 'cancelOrder',
      options,
      kind: 'cancel',
      prepare: async ({ signal }) => {
        const checked = checkOrderRef(ref);
        if (!core.options.gateway.cancel) throw unsupportedHere(core, 'cancelOrder');
        core.runner.gate('cancel', { venue: core.options.venue, operation: 'cancelOrder' });
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

export function unsupportedHere(core: OrderManagerCore, operation: string): UnsupportedError {
  const { venue } = core.options;
  return new UnsupportedError(`${venue} has no ${operation}`, { venue, operation });
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

function prepareCancel(core: OrderManagerCore, order: Order): PreparedWrite<Order, Order> {
  const { gateway, tracker } = core.options;
  const key = orderKey('cancel', order.id);
  const questionOf = (entry: JournalEntry): Question =>
    cancelQuestion(order, core.searchSince(order.createdTime), entry);
  const subject = subjectOf(order);
  const ask = (entry: JournalEntry): void => {
    const known = tracker.find({ id: order.id });
    core.resolver.ask(questionOf(entry), known && hasEnded(known) ? known : undefined);
  };
  return {
    subject,
    symbol: order.symbol,
    order,
    request: refOf(order),
    send: async (context) => {
      if (!gateway.cancel) throw unsupportedHere(core, 'cancelOrder');
      return gateway.cancel(order, context);
    },
    async accept(result, deadline, context, entry) {
      const known = core.observe(result, { reply: true });
      if (hasEnded(known)) return known;
      // The venue took the cancel and has not said yet how the order ended.
      ask(entry);
      return awaitEnd(core, key, order.id, deadline, context, subject);
    },
    async refuse(error, deadline, context, entry) {
      return afterRefusal(core, order, questionOf(entry), error, deadline, context);
    },
    lose: (_error, entry) => ask(entry),
    late: (result) => void core.observe(result, { reply: true }),
    lateRefusal: () => {},
  };
}

/** What is asked of a cancel whose answer was lost. */
export function cancelQuestion(order: Order, since: number, entry: JournalEntry): Question {
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

async function awaitEnd(
  core: OrderManagerCore,
  key: string,
  id: string,
  deadline: Deadline,
  context: ErrorContext,
  subject: ReturnType<typeof subjectOf>,
): Promise<Order> {
  const { tracker } = core.options;
  try {
    if (core.resolver.has(key)) await raceDeadline(core.resolver.wait(key, deadline.signal), deadline);
  } catch (error) {
    throw lostAnswer(error, subject, context);
  }
  const order = tracker.find({ id });
  if (order && isFinal(order.status)) return order;
  throw new OrderRejectedError('The venue took the cancel and the order goes on working', {
    ...context,
    ...subject,
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
  question: Question,
  refusal: OrderRejectedError,
  deadline: Deadline,
  context: ErrorContext,
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
  core.resolver.ask({ ...question, own: found === undefined });
  // A list that still shows what the venue says is gone lags behind its word.
  if (found && core.options.gateway.saysGone?.(refusal.code) !== true) throw refusal;
  throw lostAnswer(refusal, subjectOf(order), context);
}

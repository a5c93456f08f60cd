import type { CallOptions, JournalEntry, PlaceOrderRequest } from '../../broker';
import { isPending, type MaybePromise } from '../../core/maybe-promise';
import { isOrderRejectedError, OrderRejectedError } from '../../errors';
import type { Instrument, Order } from '../../model';
import { type CheckedOrder, completePlaceOrder, readPlaceOrder } from '../../orders/check-order';
import { isFinal } from '../../orders/merge-order';
import { namelessOrder, reportedOrder, requestedOrder } from './accepted';
import type { OrderManagerCore } from './manager-core';
import type { Accepted, WriteContext } from './order-port';
import { tagged } from './pending-resolutions';
import { runWrite, type Write, type WritePlan } from './write';

/** Places an order. Equal requests under one client id share one promise. */
export function placeOrder(
  core: OrderManagerCore,
  request: PlaceOrderRequest,
  options?: CallOptions,
): Promise<Order> {
  const { rules, port } = core.options;
  const intent = readPlaceOrder(request, rules);
  return makeOrder(core, 'placeOrder', intent, options, (clientOrderId) => {
    const plan = (instrument: Instrument): WritePlan<Order> => {
      const order = completePlaceOrder(intent, {
        rules,
        instrument,
        quote: port.lastQuote?.(intent.symbol),
        now: core.options.serverTime(),
        newId: () => clientOrderId,
      });
      return planOrder(core, order, { request: order }, (write) => port.place(order, write));
    };
    const instrument = core.options.instrument(intent.symbol);
    return isPending(instrument) ? instrument.then(plan) : plan(instrument);
  });
}

/**
 * Makes an order, once however often the same is asked for under one client id: the caller's, else one of the broker's
 * own. One of its own that the venue refuses as used is replaced once by another: the refusal proves that nothing was
 * placed.
 */
export function makeOrder(
  core: OrderManagerCore,
  operation: 'placeOrder' | 'closePosition',
  request: { readonly clientOrderId?: string },
  options: CallOptions | undefined,
  prepare: (clientOrderId: string, write: Write) => MaybePromise<WritePlan<Order>>,
): Promise<Order> {
  const { clock, port, calls } = core.options;
  const make = (clientOrderId: string, callOptions: CallOptions | undefined): Promise<Order> => {
    const members = { ...request, clientOrderId };
    return core.intents.once(clientOrderId, { operation, members }, () =>
      runWrite(core, operation, callOptions, (write) => {
        const checked = (): MaybePromise<WritePlan<Order>> => {
          core.refuseKnownId(clientOrderId);
          return prepare(clientOrderId, write);
        };
        // What an earlier process may have sent is not sent again.
        return core.recover?.().then(checked) ?? checked();
      }),
    );
  };
  if (request.clientOrderId !== undefined) return make(request.clientOrderId, options);
  const startedAt = clock.monotonic();
  const again = (error: unknown): Promise<Order> => {
    if (!isOrderRejectedError(error) || port.saysIdUsed?.(error.code) !== true) throw error;
    core.leaveUsedIds();
    const left = (options?.timeoutMs ?? calls.timeoutMs) - (clock.monotonic() - startedAt);
    return make(core.freshId(), { ...options, timeoutMs: Math.max(1, Math.floor(left)) });
  };
  return make(core.freshId(), options).catch(again);
}

/** The write of a request that makes an order. @param note - the request; of a close also the order that opened it */
export function planOrder(
  core: OrderManagerCore,
  order: CheckedOrder,
  note: { readonly request: object; readonly order?: JournalEntry['order'] | undefined },
  send: (write: WriteContext) => Promise<Accepted>,
): WritePlan<Order> {
  const { clientOrderId, symbol } = order;
  const { tracker, port } = core.options;
  // Before the first byte, so that a report which is faster than the answer is known to be ours.
  tracker.addLocal(clientOrderId, order);
  return {
    note: { clientOrderId, symbol, ...note },
    async send(write) {
      write.onEnd = core.fills.expect(symbol);
      return placedOrder(core, order, await send(write), write);
    },
    take(result) {
      tracker.linkClientOrderId(result.id, clientOrderId);
      return core.observe(tagged({ ...result, origin: 'local' }, { clientOrderId }), { reply: true });
    },
    conclude(taken, { context }) {
      const { id, reason, status, venueStatus } = taken;
      if (status !== 'rejected') return taken;
      const message = `The venue rejected the order: ${reason ?? venueStatus}`;
      throw new OrderRejectedError(message, {
        ...context,
        code: venueStatus,
        orderId: id,
        venueText: reason,
      });
    },
    refused({ code, orderId = '', venueText }) {
      const fields = { status: 'rejected', venueStatus: code, reason: venueText } as const;
      const refusedOrder = requestedOrder(core, order, orderId, fields);
      // Reports under an id that another order had before tell of that order.
      const as = port.saysIdUsed?.(code) ? undefined : { expects: { symbol } };
      core.resolver.refuse(clientOrderId, refusedOrder, as);
    },
  };
}

/** The order that the venue accepted: as reported, else as its answer and the request say. */
async function placedOrder(
  core: OrderManagerCore,
  order: CheckedOrder,
  accepted: Accepted,
  write: Write,
): Promise<Order> {
  const { id, fields } = accepted;
  if (accepted.order) return accepted.order;
  if (id === undefined) return namelessOrder(core, order.clientOrderId, write);
  write.acknowledge(id);
  const { type, timeInForce } = order;
  const rests = type !== 'market' && timeInForce !== 'ioc' && timeInForce !== 'fok';
  const isShown = ({ status }: Order): boolean => (rests ? status !== 'pending' : isFinal(status));
  const reported = await reportedOrder(core, { id }, accepted, isShown, write);
  return reported ?? requestedOrder(core, order, id, fields);
}

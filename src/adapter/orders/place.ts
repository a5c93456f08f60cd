import type { CallOptions, JournalEntry, PlaceOrderRequest } from '../../broker';
import { OrderRejectedError } from '../../errors';
import type { Order } from '../../model';
import { type CheckedOrder, completePlaceOrder, readPlaceOrder } from '../../orders/check-order';
import { type OrderManagerCore, tagged } from './core';
import { handled } from './registry';
import { placeKey, type Question } from './resolution';
import type { PreparedWrite } from './write';

/** Places an order. Equal requests under one client id share one promise. */
export function placeOrder(
  core: OrderManagerCore,
  request: PlaceOrderRequest,
  options?: CallOptions,
): Promise<Order> {
  try {
    const { rules } = core.options;
    const intent = readPlaceOrder(request, rules);
    const clientOrderId = intent.clientOrderId ?? core.freshId();
    const order: CheckedOrder = { ...intent, clientOrderId };
    return once(core, order, 'placeOrder', () =>
      core.runner.run<Order, Order>({
        operation: 'placeOrder',
        options,
        kind: 'order',
        prepare: async ({ signal }) => {
          await core.refuseRecoveredId(clientOrderId);
          const instrument = await core.instrument(order.symbol, signal);
          const checked = completePlaceOrder(order, {
            rules,
            instrument,
            now: core.options.serverTime(),
            newId: () => clientOrderId,
          });
          return preparePlacing(core, {
            clientOrderId,
            expects: { symbol: checked.symbol, side: checked.side },
            account: checked.account,
            request: checked,
            refused: (error) => refusedOrder(core, checked, error),
            send: (context) => core.options.gateway.place(checked, context),
          });
        },
      }),
    );
  } catch (error) {
    return handled(Promise.reject(error));
  }
}

/** A request that makes an order, whichever way. */
export interface Placing {
  readonly clientOrderId: string;
  readonly expects: { readonly symbol: string; readonly side?: Order['side'] | undefined };
  readonly account?: string | undefined;
  readonly request: object;
  /** The order as it is remembered when the venue refuses it. */
  refused(error: OrderRejectedError): Order;
  send: PreparedWrite<Order, Order>['send'];
}

/** Runs a request once, however often it is made. */
export function once(
  core: OrderManagerCore,
  request: { readonly clientOrderId: string },
  operation: string,
  run: () => Promise<Order>,
): Promise<Order> {
  const { clientOrderId } = request;
  const fingerprint =
    operation + JSON.stringify(Object.entries(request).sort(([a], [b]) => (a < b ? -1 : 1)));
  const known = core.registry.match(clientOrderId, fingerprint);
  if (known !== undefined) return known;
  core.refuseUsedId(clientOrderId);
  const promise = handled(run());
  core.registry.add(clientOrderId, fingerprint, promise);
  return promise;
}

/** What happens around the sending of a request that makes an order. */
export function preparePlacing(core: OrderManagerCore, placing: Placing): PreparedWrite<Order, Order> {
  const { clientOrderId, expects, account, request } = placing;
  const { tracker } = core.options;
  const ref = { clientOrderId, symbol: expects.symbol, ...(account !== undefined && { account }) };
  const key = placeKey(clientOrderId);
  const questionOf = (entry: JournalEntry): Question => ({
    key,
    kind: 'place',
    ref,
    since: core.searchSince(),
    sentTime: entry.time,
    expects,
    own: true,
    entry,
  });
  // Before the first byte, so that a report which is faster than the answer is known to be ours.
  tracker.addLocal(clientOrderId);

  const refuse = (error: OrderRejectedError): void => {
    const verdict = { outcome: 'rejected', order: placing.refused(error) } as const;
    if (core.resolver.has(key)) core.resolver.answer(key, verdict);
    else core.giveUp(clientOrderId, verdict, { expects });
  };
  const take = (result: Order): Order => {
    tracker.linkClientOrderId(result.id, clientOrderId);
    return core.observe(tagged({ ...result, origin: 'local' }, ref), { reply: true });
  };
  let underway: (() => void) | undefined;
  return {
    subject: { clientOrderId },
    symbol: expects.symbol,
    request,
    send(context) {
      underway = core.fills.expect(expects.symbol);
      return placing.send(context);
    },
    finished: () => underway?.(),
    accept(result, _deadline, context) {
      const order = take(result);
      if (order.status !== 'rejected') return order;
      const error = new OrderRejectedError(
        `The venue rejected the order: ${order.reason ?? order.venueStatus}`,
        {
          ...context,
          code: order.venueStatus,
          clientOrderId,
          orderId: order.id,
          ...(order.reason !== undefined && { venueText: order.reason }),
        },
      );
      throw error;
    },
    async refuse(error) {
      refuse(error);
      throw error;
    },
    lose(_error, entry) {
      core.resolver.ask(questionOf(entry), tracker.find({ clientOrderId }));
    },
    late: (result) => void take(result),
    lateRefusal: refuse,
  };
}

/** An order that the venue refused, as a record. Its id is empty where the venue gave it none. */
function refusedOrder(core: OrderManagerCore, checked: CheckedOrder, error: OrderRejectedError): Order {
  const { venue, clock } = core.options;
  return {
    ...checked,
    venue,
    receivedTime: clock.now(),
    source: 'read',
    id: error.orderId ?? '',
    venueType: checked.type,
    filledQuantity: '0',
    status: 'rejected',
    venueStatus: error.code,
    origin: 'local',
    ...(error.venueText !== undefined && { reason: error.venueText }),
  };
}

import type { CallOptions, JournalEntry, PlaceOrderRequest } from '../../broker';
import { isOrderRejectedError, OrderRejectedError } from '../../errors';
import type { Order } from '../../model';
import { type CheckedOrder, completePlaceOrder, readPlaceOrder } from '../../orders/check-order';
import { isFinal } from '../../orders/merge-order';
import { namelessOrder, reportedOrder, requestedOrder } from './accepted';
import { handled } from './intents';
import { type OrderManagerCore, tagged } from './manager-core';
import type { Accepted, WriteContext } from './order-port';
import { type PendingResolution, placeKey } from './pending-resolutions';
import type { PreparedWrite, SentWrite } from './write-runner';

/** Places an order. Equal requests under one client id share one promise. */
export function placeOrder(
  core: OrderManagerCore,
  request: PlaceOrderRequest,
  options?: CallOptions,
): Promise<Order> {
  try {
    const { rules, port } = core.options;
    const intent = readPlaceOrder(request, rules);
    return withId(core, intent.clientOrderId, options, (clientOrderId, callOptions) => {
      const order: CheckedOrder = { ...intent, clientOrderId };
      return once(core, order, 'placeOrder', () =>
        core.runner.run<Order>({
          operation: 'placeOrder',
          options: callOptions,
          kind: 'order',
          prepare: async () => {
            await core.refuseRecoveredId(clientOrderId);
            const instrument = await core.instrument(order.symbol);
            const checked = completePlaceOrder(order, {
              rules,
              instrument,
              quote: port.lastQuote?.(order.symbol),
              now: core.options.serverTime(),
              newId: () => clientOrderId,
            });
            const { symbol, side } = checked;
            return preparePlacing(core, {
              order: checked,
              expects: { symbol, side },
              request: checked,
              send: (context) => port.place(checked, context),
            });
          },
        }),
      );
    });
  } catch (error) {
    return handled(Promise.reject(error));
  }
}

/**
 * Makes an order under the caller's client id, else under one of the broker's own. One of its own that the venue refuses as
 * used is replaced once by another: the refusal proves that nothing was placed.
 */
export function withId(
  core: OrderManagerCore,
  given: string | undefined,
  options: CallOptions | undefined,
  make: (clientOrderId: string, options: CallOptions | undefined) => Promise<Order>,
): Promise<Order> {
  if (given !== undefined) return make(given, options);
  const { clock, port, defaultTimeoutMs } = core.options;
  const startedAt = clock.monotonic();
  const again = (error: unknown): Promise<Order> => {
    if (!isOrderRejectedError(error) || port.saysIdUsed?.(error.code) !== true) throw error;
    core.leaveUsedIds();
    const left = (options?.timeoutMs ?? defaultTimeoutMs) - (clock.monotonic() - startedAt);
    return make(core.freshId(), { ...options, timeoutMs: Math.max(1, Math.floor(left)) });
  };
  return handled(make(core.freshId(), options).catch(again));
}

/** A request that makes an order, whichever way. */
export interface Placing {
  readonly order: CheckedOrder;
  readonly expects: NonNullable<PendingResolution['expects']>;
  /** As the journal notes it. */
  readonly request: object;
  /** Of a close: the order that opened the position. Reports of the position may not name it any more. */
  readonly opening?: Order | undefined;
  send(context: WriteContext): Promise<Accepted>;
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
  const known = core.intents.match(clientOrderId, fingerprint);
  if (known !== undefined) return known;
  core.refuseUsedId(clientOrderId);
  const promise = handled(run());
  core.intents.add(clientOrderId, fingerprint, promise);
  return promise;
}

/** What happens around the sending of a request that makes an order. */
export function preparePlacing(core: OrderManagerCore, placing: Placing): PreparedWrite<Order> {
  const { order, expects } = placing;
  const { clientOrderId, symbol, account } = order;
  const { tracker, port } = core.options;
  const ref = { clientOrderId, symbol, ...(account !== undefined && { account }) };
  const key = placeKey(clientOrderId);
  // Before the first byte, so that a report which is faster than the answer is known to be ours.
  tracker.addLocal(clientOrderId, order);

  const refuse = (error: OrderRejectedError): void => {
    const refused = requestedOrder(core, order, error.orderId ?? '', {
      status: 'rejected',
      venueStatus: error.code,
      ...(error.venueText !== undefined && { reason: error.venueText }),
    });
    const outcome = { outcome: 'rejected', order: refused } as const;
    if (core.resolver.has(key)) core.resolver.resolve(key, outcome);
    // Reports under an id that another order had before tell of that order.
    else core.giveUp(clientOrderId, outcome, port.saysIdUsed?.(error.code) ? undefined : { expects });
  };
  const take = (result: Order): Order => {
    tracker.linkClientOrderId(result.id, clientOrderId);
    return core.observe(tagged({ ...result, origin: 'local' }, ref), { reply: true });
  };
  let underway: (() => void) | undefined;
  return {
    subject: { clientOrderId },
    symbol,
    order: placing.opening,
    request: placing.request,
    async send(context) {
      underway = core.fills.expect(symbol);
      return placedOrder(core, order, await placing.send(context), context);
    },
    finished: () => underway?.(),
    accept: (result, sent) => requirePlaced(take(result), clientOrderId, sent),
    async refuse(error) {
      refuse(error);
      throw error;
    },
    lose: (_error, entry) =>
      core.resolver.add(placeResolution(core, entry, ref, expects), tracker.find({ clientOrderId })),
    late: (result) => void take(result),
    lateRefusal: refuse,
  };
}

/** How the outcome of a placing is found out. */
export function placeResolution(
  core: OrderManagerCore,
  entry: JournalEntry,
  ref: PendingResolution['ref'] & { readonly clientOrderId: string },
  expects: PendingResolution['expects'],
): PendingResolution {
  return {
    key: placeKey(ref.clientOrderId),
    kind: 'place',
    ref,
    since: core.searchSince(entry.time),
    sentTime: entry.time,
    expects,
    own: true,
    entry,
  };
}

/** The order that the venue accepted: as reported, else as its answer and the request say. */
async function placedOrder(
  core: OrderManagerCore,
  order: CheckedOrder,
  accepted: Accepted,
  context: WriteContext,
): Promise<Order> {
  const { id, fields } = accepted;
  if (accepted.order) return accepted.order;
  if (id === undefined) return namelessOrder(core, order.clientOrderId, context);
  context.acknowledge(id);
  const { type, timeInForce } = order;
  const rests = type !== 'market' && timeInForce !== 'ioc' && timeInForce !== 'fok';
  const isShown = ({ status }: Order): boolean => (rests ? status !== 'pending' : isFinal(status));
  return (
    (await reportedOrder(core, { id }, accepted, isShown, context)) ?? requestedOrder(core, order, id, fields)
  );
}

/** @throws OrderRejectedError when the venue took the order and then rejected it */
function requirePlaced(order: Order, clientOrderId: string, { context }: SentWrite): Order {
  if (order.status !== 'rejected') return order;
  const { id, reason, venueStatus } = order;
  throw new OrderRejectedError(`The venue rejected the order: ${reason ?? venueStatus}`, {
    ...context,
    code: venueStatus,
    clientOrderId,
    orderId: id,
    ...(reason !== undefined && { venueText: reason }),
  });
}

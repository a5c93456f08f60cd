import type { CallOptions, CancelAllOrdersRequest, CancelAllResult } from '../../broker';
import { BrokerError, isOrderOutcomeUnknownError } from '../../errors';
import type { Order } from '../../model';
import { checkCancelAll } from '../../orders/check-order';
import { type Deadline, raceDeadline } from '../../transport/deadline';
import { cancelOrder, hasEnded } from './cancel';
import { CancelBatch } from './cancel-batch';
import { refOf } from './find-out';
import type { OrderManagerCore } from './manager-core';
import type { CancelMany } from './order-port';

/** Requests that are on their way at once. */
const PARALLEL = 4;

type Tally = { readonly [List in keyof CancelAllResult]: CancelAllResult[List][number][] };

/**
 * Cancels every pending order that fits, oldest first. Resolves even when cancels fail: each order is in one of the lists.
 *
 * Orders of ours that are on their way or whose own outcome is unknown are cancelled as soon as they are found; those
 * that are not found within the deadline cannot be listed, and `resolveOrder` tells of them.
 */
export function cancelAllOrders(
  core: OrderManagerCore,
  request: CancelAllOrdersRequest,
  options?: CallOptions,
): Promise<CancelAllResult> {
  const operation = 'cancelAllOrders';
  return core.options.calls.limit(operation, options, async (deadline) => {
    const filter = checkCancelAll(request);
    core.port('cancel', operation);
    core.gate(operation);
    const orders = await raceDeadline(openOrders(core, filter, deadline), deadline);
    const tally: Tally = { canceled: [], alreadyFinal: [], failed: [], unknown: [] };
    const listed = new Set(orders.map(({ id }) => id));
    const queue = requestsOf(orders, core.options.port.cancelMany)[Symbol.iterator]();
    const cancelInTurn = async (): Promise<void> => {
      for (const together of queue) await cancelTogether(core, together, deadline, tally);
    };
    const cancelArriving = async (coming: Promise<Order | undefined>): Promise<void> => {
      const order = await coming;
      if (order && !listed.has(order.id) && !hasEnded(order)) await cancelOne(core, order, deadline, tally);
    };
    await Promise.all([
      ...Array.from({ length: PARALLEL }, cancelInTurn),
      ...arriving(core, filter, deadline).map(cancelArriving),
    ]);
    return tally;
  });
}

async function openOrders(
  core: OrderManagerCore,
  { symbol, account, scope }: CancelAllOrdersRequest,
  { signal }: Deadline,
): Promise<readonly Order[]> {
  const { port, tracker } = core.options;
  const filter = { symbol, account };
  if (scope === 'all' && port.openOrders) {
    for (const order of await port.openOrders(filter, signal)) core.observe(order);
  }
  return tracker.openOrders({ ...filter, origin: scope === 'own' ? 'local' : undefined });
}

/** The orders of each request: one, or as many as a request of the venue takes. */
function requestsOf(orders: readonly Order[], many: CancelMany | undefined): readonly (readonly Order[])[] {
  if (many === undefined) return orders.map((order) => [order]);
  const requests: Order[][] = [];
  const open = new Map<string, Order[]>();
  for (const order of orders) {
    const kind = many.kindOf(order);
    const last = open.get(kind);
    if (last !== undefined && last.length < many.most) last.push(order);
    else {
      const next = [order];
      requests.push(next);
      open.set(kind, next);
    }
  }
  return requests;
}

async function cancelTogether(
  core: OrderManagerCore,
  orders: readonly Order[],
  deadline: Deadline,
  tally: Tally,
): Promise<void> {
  const many = core.options.port.cancelMany;
  const batch = many && orders.length > 1 ? new CancelBatch(many, orders) : undefined;
  await Promise.all(
    orders.map((order) => cancelOne(core, order, deadline, tally, batch).finally(() => batch?.leave(order))),
  );
}

async function cancelOne(
  core: OrderManagerCore,
  order: Order,
  deadline: Deadline,
  tally: Tally,
  batch?: CancelBatch,
): Promise<void> {
  const now = core.options.tracker.find({ id: order.id }) ?? order;
  if (hasEnded(now)) {
    tally.alreadyFinal.push(now);
    return;
  }
  try {
    const timeoutMs = Math.max(1, Math.floor(deadline.remainingMs()));
    const options = { signal: deadline.signal, timeoutMs };
    const ended = await cancelOrder(core, refOf(now), options, batch?.cancel.bind(batch));
    (ended.status === 'canceled' ? tally.canceled : tally.alreadyFinal).push(ended);
  } catch (reason) {
    const error = reason instanceof Error ? reason : new BrokerError('The cancel failed');
    const list = isOrderOutcomeUnknownError(error) ? tally.unknown : tally.failed;
    list.push({ order: core.options.tracker.find({ id: order.id }) ?? now, error });
  }
}

/** Orders of ours that are on their way, or whose outcome is unknown: each as soon as it is found, if it is. */
function arriving(
  core: OrderManagerCore,
  { symbol, account }: CancelAllOrdersRequest,
  deadline: Deadline,
): Promise<Order | undefined>[] {
  const fits = (order: Order | undefined): Order | undefined =>
    (symbol === undefined || order?.symbol === symbol) &&
    (account === undefined || order?.account === undefined || order.account === account)
      ? order
      : undefined;
  const { tracker } = core.options;
  const underway = core.intents.pendingIds().map(async (clientOrderId) => {
    await raceDeadline(core.intents.idle(clientOrderId), deadline);
    return fits(tracker.find({ clientOrderId }));
  });
  const lost = core.resolver.own.filter(({ kind }) => kind === 'place');
  const unresolved = lost.map(async ({ ref }) => {
    const found = await raceDeadline(core.resolver.wait('place', ref, deadline.signal), deadline);
    return found.outcome === 'accepted' ? fits(found.order) : undefined;
  });
  // At the deadline they stay unresolved, and are found out in the background.
  return [...underway, ...unresolved].map((coming) => coming.catch(() => undefined));
}

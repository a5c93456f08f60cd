import type { CallOptions, ModifyOrderRequest, PartialReplace } from '../broker';
import { compareDecimals, type Order } from '../model';
import { type CheckedModify, checkChanges, readModifyOrder } from '../orders/check-order';
import { isFinal } from '../orders/merge-order';
import { refOf, subjectOf, unsupportedHere } from './order-desk-cancel';
import type { DeskCore } from './order-desk-core';
import { handled } from './order-desk-registry';
import type { PreparedWrite } from './order-desk-write';
import { orderKey, type Question } from './order-resolution';

/** Changes a working order; resolves with the order that survives. */
export function modifyOrder(
  core: DeskCore,
  request: ModifyOrderRequest,
  options?: CallOptions,
): Promise<Order> {
  return handled(
    core.runner.run<Order, Order>({
      operation: 'modifyOrder',
      options,
      kind: 'order',
      prepare: async ({ signal }) => {
        const { rules, gateway, clock } = core.options;
        if (!gateway.modify) throw unsupportedHere(core, 'modifyOrder');
        const { ref, changes } = readModifyOrder(request, rules);
        const known = await core.locate(ref, signal);
        const instrument = await core.instrument(known.symbol, signal);
        const order = await upToDate(core, known, signal);
        checkChanges(changes, { rules, order, instrument, now: clock.now() });
        return prepareModify(core, order, changes);
      },
    }),
  );
}

/** What is known of an order may be of the connection before: what the change leaves alone must not be sent from it. */
async function upToDate(core: DeskCore, known: Order, signal: AbortSignal): Promise<Order> {
  if (isFinal(known.status) || core.isConfirmed(known)) return known;
  return (await core.lookup(refOf(known), signal)) ?? known;
}

function prepareModify(core: DeskCore, order: Order, changes: CheckedModify): PreparedWrite<Order, Order> {
  const { gateway } = core.options;
  const question: Question = {
    key: orderKey('modify', order.id),
    kind: 'modify',
    ref: refOf(order),
    since: core.searchSince(order.createdTime),
    // One that took its place is the change, whatever it says of a quantity of which a part was filled before.
    isMade: (now) => now.replaces === order.id || isMade(changes, now),
    own: true,
  };
  return {
    subject: subjectOf(order),
    symbol: order.symbol,
    request: { ...refOf(order), ...changes },
    send: async (context) => {
      if (!gateway.modify) throw unsupportedHere(core, 'modifyOrder');
      return gateway.modify(order, changes, context);
    },
    accept: (result) => takeSurvivor(core, order, result),
    async refuse(error) {
      const { canceled } = error as Partial<PartialReplace>;
      if (canceled) core.observe(canceled, { reply: true });
      throw error;
    },
    lose: () => core.resolver.ask(question),
    late: (result) => void takeSurvivor(core, order, result),
    lateRefusal: () => {},
  };
}

/** Takes in the order that a change left; where it has a new id, the old one has ended. */
function takeSurvivor(core: DeskCore, before: Order, result: Order): Order {
  const { tracker, emit } = core.options;
  if (result.id === before.id) return core.observe(result, { reply: true, complete: true });

  const { clientOrderId } = before;
  if (clientOrderId !== undefined && result.clientOrderId === undefined) {
    tracker.linkClientOrderId(result.id, clientOrderId);
  }
  const survivor = core.observe({ ...result, replaces: before.id, origin: before.origin }, { reply: true });
  const old = tracker.find({ id: before.id }) ?? before;
  if (!isFinal(old.status)) {
    const { receivedTime, source } = result;
    core.observe({ ...old, status: 'canceled', reason: 'replaced', receivedTime, source }, { reply: true });
  }
  if (compareDecimals(old.filledQuantity, before.filledQuantity) > 0) {
    const message = `Order ${old.id} was filled with ${old.filledQuantity} before ${survivor.id} took its place`;
    emit.warning({ code: 'overfill', message });
  }
  return survivor;
}

function isMade(changes: CheckedModify, order: Order): boolean {
  return (Object.keys(changes) as (keyof CheckedModify)[]).every(
    (field) => (changes[field] ?? undefined) === order[field],
  );
}

import type { CallOptions, JournalEntry, ModifyOrderRequest, PartialReplace } from '../../broker';
import { compareDecimals, type Order } from '../../model';
import { type CheckedModify, checkChanges, readModifyOrder } from '../../orders/check-order';
import { isFinal } from '../../orders/merge-order';
import { refOf, subjectOf, unsupportedHere } from './cancel';
import type { OrderManagerCore } from './core';
import { handled } from './registry';
import { orderKey, type Question } from './resolution';
import type { PreparedWrite } from './write';

/** Changes a working order; resolves with the order that survives. */
export function modifyOrder(
  core: OrderManagerCore,
  request: ModifyOrderRequest,
  options?: CallOptions,
): Promise<Order> {
  return handled(
    core.runner.run<Order, Order>({
      operation: 'modifyOrder',
      options,
      kind: 'order',
      prepare: async ({ signal }) => {
        const { rules, gateway } = core.options;
        if (!gateway.modify) throw unsupportedHere(core, 'modifyOrder');
        const { ref, changes } = readModifyOrder(request, rules);
        const known = await core.locate(ref, signal);
        const instrument = await core.instrument(known.symbol, signal);
        const order = await upToDate(core, known, signal);
        checkChanges(changes, { rules, order, instrument, now: core.options.serverTime() });
        return prepareModify(core, order, changes);
      },
    }),
  );
}

/** What is known of an order may be of the connection before: what the change leaves alone must not be sent from it. */
async function upToDate(core: OrderManagerCore, known: Order, signal: AbortSignal): Promise<Order> {
  if (isFinal(known.status) || core.isConfirmed(known)) return known;
  return (await core.lookup(refOf(known), signal)) ?? known;
}

function prepareModify(
  core: OrderManagerCore,
  order: Order,
  changes: CheckedModify,
): PreparedWrite<Order, Order> {
  const { gateway } = core.options;
  // Before the journal's entry is made: it names the order that may take this one's place.
  const replacementId = gateway.newReplacementId?.();
  return {
    subject: subjectOf(order),
    replacementId,
    symbol: order.symbol,
    order,
    request: { ...refOf(order), ...changes, ...(replacementId !== undefined && { replacementId }) },
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
    lose: (_error, entry) =>
      core.resolver.ask(modifyQuestion(order, changes, core.searchSince(order.createdTime), entry)),
    late: (result) => void takeSurvivor(core, order, result),
    lateRefusal: () => {},
  };
}

/** What is asked of a change whose answer was lost. */
export function modifyQuestion(
  order: Order,
  changes: CheckedModify,
  since: number,
  entry: JournalEntry,
): Question {
  return {
    key: orderKey('modify', order.id),
    kind: 'modify',
    ref: refOf(order),
    since,
    // One that took its place is the change, whatever it says of a quantity of which a part was filled before.
    isMade: (now) => now.replaces === order.id || isMade(changes, now),
    sentTime: entry.time,
    own: true,
    entry,
  };
}

/** Takes in the order that a change left; where it has a new id, the old one has ended. */
function takeSurvivor(core: OrderManagerCore, before: Order, result: Order): Order {
  const { tracker, emit } = core.options;
  if (result.id === before.id) return core.observe(result, { reply: true, complete: true });

  const { clientOrderId } = before;
  if (clientOrderId !== undefined && result.clientOrderId === undefined) {
    tracker.linkClientOrderId(result.id, clientOrderId);
  }
  const survivor = core.observe({ ...result, replaces: before.id, origin: before.origin }, { reply: true });
  const old = core.endReplaced(survivor) ?? before;
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

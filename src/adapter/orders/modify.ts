import type { CallOptions, JournalEntry, ModifyOrderRequest, PartialReplace } from '../../broker';
import { compareDecimals, type Order } from '../../model';
import { type CheckedModify, checkChanges, readModifyOrder } from '../../orders/check-order';
import { isFinal } from '../../orders/merge-order';
import { reportedOrder, withFields } from './accepted';
import { refOf, subjectOf } from './cancel';
import { handled } from './intents';
import { type OrderManagerCore, supported } from './manager-core';
import type { Accepted, WriteContext } from './order-port';
import { orderKey, type PendingResolution } from './pending-resolutions';
import type { PreparedWrite } from './write-runner';

/** Changes a working order; resolves with the order that survives. */
export function modifyOrder(
  core: OrderManagerCore,
  request: ModifyOrderRequest,
  options?: CallOptions,
): Promise<Order> {
  return handled(
    core.runner.run<Order>({
      operation: 'modifyOrder',
      options,
      kind: 'order',
      prepare: async ({ signal }) => {
        const { rules, port } = core.options;
        supported(core, port.modify, 'modifyOrder');
        const { ref, changes } = readModifyOrder(request, rules);
        const known = await core.locate(ref, signal);
        const instrument = await core.instrument(known.symbol);
        const order = await upToDate(core, known, signal);
        checkChanges(changes, {
          rules,
          order,
          instrument,
          quote: port.lastQuote?.(order.symbol),
          now: core.options.serverTime(),
        });
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

function prepareModify(core: OrderManagerCore, order: Order, changes: CheckedModify): PreparedWrite<Order> {
  const { port, tracker } = core.options;
  const { clientOrderId } = order;
  // Before the journal's entry is made: it names the order that may take this one's place.
  const replacementId = port.replaces ? core.freshId() : undefined;
  if (replacementId !== undefined) tracker.noteRequest(clientOrderId ?? replacementId, order);
  return {
    subject: subjectOf(order),
    replacementId,
    symbol: order.symbol,
    order,
    request: { ...refOf(order), ...changes, ...(replacementId !== undefined && { replacementId }) },
    send: async (context) => {
      const accepted = await supported(core, port.modify?.(order, changes, context), 'modifyOrder');
      return accepted.order ?? survivorOf(core, order, changes, accepted, context);
    },
    accept: (result) => takeSurvivor(core, order, result),
    async refuse(error) {
      const { canceled } = error as Partial<PartialReplace>;
      if (canceled) core.observe(canceled, { reply: true });
      throw error;
    },
    lose: (_error, entry) =>
      core.resolver.add(modifyResolution(order, changes, core.searchSince(order.createdTime), entry)),
    late: (result) => void takeSurvivor(core, order, result),
  };
}

/** How the outcome of a change is found out. */
export function modifyResolution(
  order: Order,
  changes: CheckedModify,
  since: number,
  entry: JournalEntry,
): PendingResolution {
  const { replacementId } = entry.request;
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
    ...(typeof replacementId === 'string' && { replacementId }),
  };
}

/** The order that an accepted change leaves: as reported, else as the answer and the changes say. */
async function survivorOf(
  core: OrderManagerCore,
  order: Order,
  changes: CheckedModify,
  accepted: Accepted,
  context: WriteContext,
): Promise<Order> {
  const { tracker, clock, port } = core.options;
  const { id = order.id, fields } = accepted;
  if (id !== order.id) context.acknowledge(id);
  const isNew = id !== order.id && port.replaces === true;
  const isShown = (now: Order): boolean => isNew || isFinal(now.status) || isMade(changes, now);
  const reported = await reportedOrder(core, { id }, accepted, isShown, context);
  if (isNew) await endOld(core, order, accepted, context);
  if (reported) return reported;
  const current = isNew ? asNew(order) : (tracker.find({ id: order.id }) ?? order);
  if (isFinal(current.status)) return current;
  return withFields(current, { ...changes, receivedTime: clock.now(), source: 'read', id, ...fields });
}

/** What the old order filled last decides whether the new one is too large: it is read to its end. */
async function endOld(
  core: OrderManagerCore,
  order: Order,
  { waitMs }: Accepted,
  { signal, timeoutMs }: WriteContext,
): Promise<void> {
  const isOver = ({ status }: Order): boolean => isFinal(status);
  const known = core.options.tracker.find({ id: order.id });
  if (known && isOver(known)) return;
  try {
    const old = await core.lookup(refOf(order), signal);
    if (!old) await core.watch.until(refOf(order), isOver, Math.min(waitMs ?? 0, timeoutMs / 2), signal);
  } catch {
    // The change has been made; what became of the old order is told by the stream or the next synchronisation.
  }
}

/** An order that has filled nothing yet, with what its predecessor was to be. */
function asNew(order: Order): Order {
  const { averagePrice: _a, filledQuoteQuantity: _f, updatedTime: _u, raw: _r, reason: _w, ...rest } = order;
  return { ...rest, filledQuantity: '0', status: 'open', venueStatus: 'accepted' };
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

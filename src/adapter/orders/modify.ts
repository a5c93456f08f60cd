import type { CallOptions, ModifyOrderRequest, PartialReplace } from '../../broker';
import { compareDecimals, type Order } from '../../model';
import { present } from '../../model/map-context';
import { type CheckedModify, checkChanges, readModifyOrder } from '../../orders/check-order';
import { isFinal } from '../../orders/merge-order';
import { reportedOrder, withFields } from './accepted';
import { isMade, refOf } from './find-out';
import type { OrderManagerCore } from './manager-core';
import type { Accepted } from './order-port';
import { runWrite, type Write } from './write';

export function modifyOrder(
  core: OrderManagerCore,
  request: ModifyOrderRequest,
  options?: CallOptions,
): Promise<Order> {
  return runWrite<Order>(core, 'modifyOrder', options, async (write) => {
    const { rules, port, tracker } = core.options;
    const send = core.port('modify', 'modifyOrder');
    const { ref, changes } = readModifyOrder(request, rules);
    const known = await core.locate(ref, write);
    const instrument = await core.options.instrument(known.symbol);
    const order = await upToDate(core, known, write);
    const { id, clientOrderId, symbol } = order;
    const now = core.options.serverTime();
    checkChanges(changes, { rules, order, instrument, quote: port.lastQuote?.(symbol), now });
    // Before the journal's entry is made: it names the order that may take this one's place.
    const replacementId = rules.modifyReplaces ? core.freshId() : undefined;
    if (replacementId !== undefined) tracker.noteRequest(clientOrderId ?? replacementId, order);
    const noted = { ...refOf(order), ...changes, ...present({ replacementId }) };
    return {
      note: { orderId: id, clientOrderId, symbol, order, request: noted },
      async send(write) {
        const accepted = await send(order, changes, write);
        return accepted.order ?? survivorOf(core, order, changes, accepted, write);
      },
      take: (result) => takeSurvivor(core, order, result),
      refused(error) {
        const { canceled } = error as Partial<PartialReplace>;
        if (canceled) core.observe(canceled, { reply: true });
      },
    };
  });
}

/** What is known of an order may be of the connection before: what the change leaves alone must not be sent from it. */
async function upToDate(core: OrderManagerCore, known: Order, write: Write): Promise<Order> {
  if (isFinal(known.status) || core.isConfirmed(known)) return known;
  return (await core.lookup(refOf(known), write.signal)) ?? known;
}

/** The order that an accepted change leaves: as reported, else as the answer and the changes say. */
async function survivorOf(
  core: OrderManagerCore,
  order: Order,
  changes: CheckedModify,
  accepted: Accepted,
  context: Write,
): Promise<Order> {
  const { tracker, clock, rules } = core.options;
  const { id = order.id, fields } = accepted;
  if (id !== order.id) context.acknowledge(id);
  const isNew = id !== order.id && rules.modifyReplaces === true;
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
  { deadline, signal, timeoutMs }: Write,
): Promise<void> {
  const isOver = ({ status }: Order): boolean => isFinal(status);
  const known = core.options.tracker.find({ id: order.id });
  if (known && isOver(known)) return;
  try {
    const old = await core.lookup(refOf(order), signal);
    if (!old) await core.until(refOf(order), isOver, Math.min(waitMs ?? 0, timeoutMs / 2), deadline);
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
  const { tracker, report } = core.options;
  if (result.id === before.id) return core.observe(result, { reply: true, complete: true });

  const { clientOrderId } = before;
  if (clientOrderId !== undefined && result.clientOrderId === undefined) {
    tracker.linkClientOrderId(result.id, clientOrderId);
  }
  const survivor = core.observe({ ...result, replaces: before.id, origin: before.origin }, { reply: true });
  const old = core.endReplaced(survivor) ?? before;
  if (compareDecimals(old.filledQuantity, before.filledQuantity) > 0) {
    const message = `Order ${old.id} was filled with ${old.filledQuantity} before ${survivor.id} took its place`;
    report('overfill', message);
  }
  return survivor;
}

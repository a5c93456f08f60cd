import type { JournalEntry } from '../../broker';
import type { OrderSide } from '../../model';
import type { CheckedLevels, CheckedModify, CheckedOrder } from '../../orders/check-order';
import { cancelResolution } from './cancel';
import type { OrderManagerCore } from './manager-core';
import { modifyResolution } from './modify';
import { placeResolution } from './place';
import { resolvePosition } from './position-resolve';

/** What can be changed, as the request of an entry names it. */
const CHANGES = ['price', 'stopPrice', 'quantity', 'stopLoss', 'takeProfit', 'expireTime'] as const;

/** Reads what an earlier process left without an outcome, and readies the venue's port for reports of it. */
export async function readJournal(core: OrderManagerCore): Promise<readonly JournalEntry[]> {
  const { port, tracker } = core.options;
  const [entries, ids] = await Promise.all([core.journal.unsettled(), core.journal.clientOrderIds()]);
  if (core.runner.closed) return [];
  core.journalIds = ids;
  for (const entry of entries) {
    core.journal.reopen(entry);
    port.restore?.(entry);
    const { clientOrderId } = entry;
    if (isPlacing(entry) && clientOrderId !== undefined) {
      tracker.addLocal(clientOrderId, entry.request as Partial<CheckedOrder>);
    }
  }
  return entries;
}

/** Finds out the outcome of each entry. */
export function recover(core: OrderManagerCore, entries: readonly JournalEntry[]): void {
  const { tracker } = core.options;
  if (core.runner.closed) return;
  for (const { order } of entries) {
    // That it was cancelled or changed says that the venue had it, whatever its lists say now.
    if (order && !tracker.find({ id: order.id })) tracker.observe({ ...order, source: 'reconcile' });
  }
  for (const entry of entries) reopen(core, entry);
}

function reopen(core: OrderManagerCore, entry: JournalEntry): void {
  const { tracker } = core.options;
  const { order, orderId, clientOrderId, request, operation } = entry;
  if (isPlacing(entry)) {
    if (clientOrderId === undefined) return;
    // It may have been read before anybody knew that it is ours.
    const known = tracker.find({ clientOrderId });
    if (known) core.observe(known);
    const { symbol } = entry;
    const { side, account } = request;
    const ref = {
      clientOrderId,
      ...(symbol !== undefined && { symbol }),
      ...(typeof account === 'string' && { account }),
    };
    // A close may be reported with the side of its position.
    const isSide = operation === 'placeOrder' && (side === 'buy' || side === 'sell');
    const expects = symbol === undefined ? undefined : { symbol, ...(isSide && { side: side as OrderSide }) };
    core.resolver.add(placeResolution(core, entry, ref, expects), tracker.find({ clientOrderId }));
    return;
  }
  if (operation === 'modifyPosition') {
    if (orderId !== undefined) void resolvePosition(core, entry, orderId, changesOf(request));
    return;
  }
  if (!order) return;
  const since = core.searchSince(order.createdTime ?? entry.time);
  const pending =
    operation === 'modifyOrder'
      ? modifyResolution(order, changesOf(request), since, entry)
      : cancelResolution(order, since, entry);
  core.resolver.add(pending, tracker.find({ id: order.id }));
}

function isPlacing({ operation }: JournalEntry): boolean {
  return operation === 'placeOrder' || operation === 'closePosition';
}

/** Written by `modifyOrder` and `modifyPosition`, after their checks. */
function changesOf(request: JournalEntry['request']): CheckedModify & CheckedLevels {
  return Object.fromEntries(
    CHANGES.flatMap((name) => (request[name] === undefined ? [] : [[name, request[name]]])),
  );
}

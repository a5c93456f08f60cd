import type { JournalEntry } from '../../broker';
import type { CheckedLevels, CheckedModify } from '../../orders/check-order';
import { cancelQuestion } from './cancel';
import type { OrderManagerCore } from './core';
import { modifyQuestion } from './modify';
import { resolvePosition } from './position-resolve';
import { placeKey, type Question } from './resolution';

/** What can be changed, as the request of an entry names it. */
const CHANGES = ['price', 'stopPrice', 'quantity', 'stopLoss', 'takeProfit', 'expireTime'] as const;

/** Reads what an earlier process left without an outcome, and readies the venue's part for reports of it. */
export async function readJournal(core: OrderManagerCore): Promise<readonly JournalEntry[]> {
  const { journal, venue, gateway, tracker } = core.options;
  const entries = (await journal.unsettled()).filter(
    (entry) => entry.venue === venue && !core.runner.isOpen(entry.entryId),
  );
  if (core.runner.closed) return [];
  for (const entry of entries) {
    core.runner.reopen(entry);
    gateway.restore?.(entry);
    const { clientOrderId } = entry;
    if (isPlacing(entry) && clientOrderId !== undefined) tracker.addLocal(clientOrderId);
  }
  return entries;
}

/** Opens a question for each entry. */
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
  const { order, orderId, clientOrderId, request } = entry;
  if (isPlacing(entry)) {
    if (clientOrderId === undefined) return;
    // It may have been read before anybody knew that it is ours.
    const known = tracker.find({ clientOrderId });
    if (known) core.observe(known);
    core.resolver.ask(placeQuestion(core, entry, clientOrderId), tracker.find({ clientOrderId }));
    return;
  }
  if (entry.operation === 'modifyPosition') {
    if (orderId !== undefined) void resolvePosition(core, entry, orderId, changesOf(request));
    return;
  }
  if (!order) return;
  const since = core.searchSince(order.createdTime ?? entry.time);
  const question: Question =
    entry.operation === 'modifyOrder'
      ? modifyQuestion(order, changesOf(request), since, entry)
      : cancelQuestion(order, since, entry);
  core.resolver.ask(question, tracker.find({ id: order.id }));
}

function isPlacing({ operation }: JournalEntry): boolean {
  return operation === 'placeOrder' || operation === 'closePosition';
}

function placeQuestion(core: OrderManagerCore, entry: JournalEntry, clientOrderId: string): Question {
  const { symbol, time, request, operation } = entry;
  const { side, account } = request;
  const isSide = operation === 'placeOrder' && (side === 'buy' || side === 'sell');
  return {
    key: placeKey(clientOrderId),
    kind: 'place',
    ref: {
      clientOrderId,
      ...(symbol !== undefined && { symbol }),
      ...(typeof account === 'string' && { account }),
    },
    since: core.searchSince(time),
    sentTime: time,
    ...(symbol !== undefined && { expects: { symbol, ...(isSide && { side }) } }),
    own: true,
    entry,
  };
}

/** Written by `modifyOrder` and `modifyPosition`, after their checks. */
function changesOf(request: JournalEntry['request']): CheckedModify & CheckedLevels {
  return Object.fromEntries(
    CHANGES.flatMap((name) => (request[name] === undefined ? [] : [[name, request[name]]])),
  );
}

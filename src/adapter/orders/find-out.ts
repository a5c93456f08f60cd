import type { JournalEntry, OrderRef } from '../../broker';
import type { Order, OrderSide, Position } from '../../model';
import { present } from '../../model/map-context';
import type { CheckedModify, CheckedOrder } from '../../orders/check-order';
import { isInferred } from '../../orders/merge-order';
import { sleep } from '../../transport/sleep';
import type { OrderManagerCore } from './manager-core';
import { GRACE_MS, LOOKUPS, type PendingResolution, RETRY_MS } from './pending-resolutions';

/** What can be changed, as the request of an entry names it. */
const CHANGES = ['price', 'stopPrice', 'quantity', 'stopLoss', 'takeProfit', 'expireTime'] as const;

/** The name by which the venue knows an order. */
export function refOf({ id, symbol, clientOrderId, account }: Order): OrderRef {
  return { id, symbol, ...present({ clientOrderId, account }) };
}

/** Whether an order, or a position, is as a change was to make it; `null` takes a field off. */
export function isMade(changes: CheckedModify, now: Order | Position): boolean {
  return Object.entries(changes).every(
    ([field, value]) => (value ?? undefined) === now[field as keyof typeof now],
  );
}

/**
 * Finds out in the background what became of a write.
 * @param own - false where only the order's state is unknown
 * @param quietMs - as of {@link PendingResolution.quietMs}
 */
export function findOut(core: OrderManagerCore, entry: JournalEntry, own = true, quietMs = 0): void {
  if (entry.operation === 'modifyPosition') {
    void resolvePosition(core, entry);
    return;
  }
  const pending = pendingOf(core, entry);
  const known = pending && core.options.tracker.find(pending.ref);
  if (pending)
    core.resolver.add({ ...pending, own, quietMs }, known && !isInferred(known) ? known : undefined);
}

function pendingOf(core: OrderManagerCore, entry: JournalEntry): PendingResolution | undefined {
  const { clientOrderId, operation, order, request, symbol, time } = entry;
  const common = { sentTime: time, own: true, entry };
  if (isPlacing(entry)) {
    if (clientOrderId === undefined) return undefined;
    const { side, account } = request;
    // A close may be reported with the side of its position.
    const isSide = operation === 'placeOrder' && (side === 'buy' || side === 'sell');
    return {
      ...common,
      kind: 'place',
      ref: { clientOrderId, ...present({ symbol, account: textOf(account) }) },
      since: core.searchSince(time),
      expects: symbol === undefined ? undefined : { symbol, side: isSide ? (side as OrderSide) : undefined },
    };
  }
  if (!order) return undefined;
  const about = { ...common, ref: refOf(order), since: core.searchSince(order.createdTime ?? time) };
  if (operation !== 'modifyOrder') return { ...about, kind: 'cancel' };
  const changes = changesOf(entry);
  return {
    ...about,
    kind: 'modify',
    // One that took its place is the change, whatever it says of a quantity of which a part was filled before.
    isMade: (now) => now.replaces === order.id || isMade(changes, now),
    replacementId: textOf(request['replacementId']),
  };
}

/** Finds out whether a lost change of levels was made: the position's levels tell; of one that is closed nothing does. */
async function resolvePosition(core: OrderManagerCore, entry: JournalEntry): Promise<void> {
  const { clock, port, state } = core.options;
  const { signal } = core;
  const { entryId, orderId } = entry;
  const changes = changesOf(entry);
  if (orderId === undefined) return;
  const startedAt = clock.monotonic();
  try {
    for (let missedCount = 0; ; ) {
      await sleep(clock, RETRY_MS, signal);
      if (state() !== 'live') continue;
      let position: Position | undefined;
      try {
        position = await port.findPosition?.(orderId, { signal, requestId: entryId });
      } catch {
        // A read that failed has said nothing.
        continue;
      }
      if (position && isMade(changes, position)) return core.journal.settle(entry, 'accepted');
      missedCount += 1;
      if (missedCount < LOOKUPS || clock.monotonic() - startedAt < GRACE_MS) continue;
      return core.journal.settle(entry, position ? 'rejected' : 'unknown');
    }
  } catch {
    // The broker was closed: a later process goes on.
  }
}

/** Reads what an earlier process left without an outcome, and readies the venue's port for reports of it. */
export async function readJournal(core: OrderManagerCore): Promise<readonly JournalEntry[]> {
  const { unsettled, clientOrderIds } = await core.journal.read();
  if (core.signal.aborted) return [];
  core.journalIds = clientOrderIds;
  for (const entry of unsettled) restore(core, entry);
  return unsettled;
}

/** Readies the venue's port, and the tracker, for reports of what another process sent. */
export function restore({ options: { port, tracker } }: OrderManagerCore, entry: JournalEntry): void {
  port.restore?.(entry);
  const { clientOrderId } = entry;
  if (isPlacing(entry) && clientOrderId !== undefined) {
    tracker.addLocal(clientOrderId, entry.request as Partial<CheckedOrder>);
  }
}

export function recover(core: OrderManagerCore, entries: readonly JournalEntry[], quietMs?: number): void {
  const { tracker } = core.options;
  if (core.signal.aborted) return;
  for (const { order } of entries) {
    // That it was cancelled or changed says that the venue had it, whatever its lists say now.
    if (order && !tracker.find({ id: order.id })) tracker.observe({ ...order, source: 'reconcile' });
  }
  for (const entry of entries) {
    const { clientOrderId } = entry;
    // It may have been read before anybody knew that it is ours.
    const known =
      isPlacing(entry) && clientOrderId !== undefined ? tracker.find({ clientOrderId }) : undefined;
    if (known) core.observe(known);
    findOut(core, entry, true, quietMs);
  }
}

function isPlacing({ operation }: JournalEntry): boolean {
  return operation === 'placeOrder' || operation === 'closePosition';
}

/** Written by `modifyOrder` and `modifyPosition`, after their checks. */
function changesOf({ request }: JournalEntry): CheckedModify {
  const entries = CHANGES.map((name) => [name, request[name]] as const);
  return Object.fromEntries(entries.filter(([, value]) => value !== undefined));
}

function textOf(value: unknown): string | undefined {
  return typeof value === 'string' ? value : undefined;
}

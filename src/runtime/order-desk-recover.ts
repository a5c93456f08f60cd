import type { JournalEntry } from '../broker';
import type { DeskCore } from './order-desk-core';
import { placeKey, type Question } from './order-resolution';

/** Opens questions for what an earlier process left open in the journal. */
export async function recover(core: DeskCore): Promise<void> {
  const { journal, venue: own, tracker } = core.options;
  const entries = await journal.unsettled();
  for (const entry of entries) {
    const { clientOrderId, operation, venue } = entry;
    const placed = operation === 'placeOrder' || operation === 'closePosition';
    if (venue !== own || !placed || clientOrderId === undefined || core.runner.closed) continue;
    if (core.registry.has(clientOrderId) || core.resolver.has(placeKey(clientOrderId))) continue;
    tracker.addLocal(clientOrderId);
    // It may have been read before anybody knew that it is ours.
    const known = tracker.find({ clientOrderId });
    if (known) core.observe(known);
    const question: Question = {
      key: placeKey(clientOrderId),
      kind: 'place',
      ref: { clientOrderId, ...(entry.symbol !== undefined && { symbol: entry.symbol }) },
      since: core.searchSince(entry.time),
      expects: expectationOf(entry),
      own: true,
    };
    core.resolver.ask(question, tracker.find({ clientOrderId }));
  }
}

function expectationOf({ symbol, request, operation }: JournalEntry): Question['expects'] {
  if (symbol === undefined) return undefined;
  const { side } = request;
  return { symbol, ...(operation === 'placeOrder' && (side === 'buy' || side === 'sell') ? { side } : {}) };
}

import type { JournalEntry, OrderJournal } from '../../../src/broker';

/** A journal that outlives the broker. */
export function memoryJournal(): OrderJournal & { open(): readonly JournalEntry[] } {
  let entries: JournalEntry[] = [];
  return {
    async append(entry) {
      entries.push(entry);
    },
    async settle({ clientOrderId, orderId, outcome }) {
      if (outcome === 'unknown') return;
      entries = entries.filter((entry) =>
        clientOrderId === undefined ? entry.orderId !== orderId : entry.clientOrderId !== clientOrderId,
      );
    },
    unsettled: async () => entries,
    open: () => entries,
  };
}

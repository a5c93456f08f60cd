import type { JournalEntry, JournalOutcome, OrderJournal } from '../index';

/** A journal in memory that is kept while brokers of a case end and start. */
export class MemoryJournal implements OrderJournal {
  readonly entries: JournalEntry[] = [];
  readonly outcomes: JournalOutcome[] = [];

  async append(entry: JournalEntry): Promise<void> {
    this.entries.push(entry);
  }

  async settle(outcome: JournalOutcome): Promise<void> {
    this.outcomes.push(outcome);
  }

  async unsettled(): Promise<readonly JournalEntry[]> {
    const settled = new Set(this.outcomes.map(({ entryId }) => entryId));
    return this.entries.filter(({ entryId }) => !settled.has(entryId));
  }

  async clientOrderIds(): Promise<readonly string[]> {
    return this.entries.flatMap(({ clientOrderId = [] }) => clientOrderId);
  }

  /**
   * The journal as a killed process leaves it: its entries, and those of its outcomes that `keeps` accepts.
   */
  killed(keeps: (outcome: JournalOutcome) => boolean): OrderJournal {
    return {
      append: (entry) => this.append(entry),
      settle: async (outcome) => {
        if (keeps(outcome)) await this.settle(outcome);
      },
      unsettled: () => this.unsettled(),
      clientOrderIds: () => this.clientOrderIds(),
    };
  }
}

import { randomUUID } from 'node:crypto';
import type { JournalEntry, JournalOutcome } from '../../broker';
import type { Order } from '../../model';
import { type Deadline, raceDeadline } from '../../transport/deadline';
import type { OrderManagerOptions } from './manager-options';

/** Writes the journal: one entry before each write, and one outcome for each entry, by its own id and operation. */
export class JournalWriter {
  readonly #options: Pick<OrderManagerOptions, 'journal' | 'venue' | 'serverTime' | 'emit'>;
  /** Entries that have no outcome yet. */
  readonly #open = new Set<string>();

  constructor(options: OrderManagerOptions) {
    this.#options = options;
  }

  /** Notes a write; nothing may be sent before this has resolved. */
  async append(
    fields: Omit<JournalEntry, 'entryId' | 'venue' | 'time'>,
    deadline: Deadline,
  ): Promise<JournalEntry> {
    const { journal, venue, serverTime } = this.#options;
    const { order, ...rest } = fields;
    const entry: JournalEntry = {
      // Not from the injected source: two processes with one seed must not share an id.
      entryId: randomUUID(),
      venue,
      time: serverTime(),
      ...rest,
      ...(order && { order: withoutRaw(order) }),
    };
    const appending = (async () => journal.append(entry))();
    this.#open.add(entry.entryId);
    try {
      await raceDeadline(appending, deadline);
      return entry;
    } catch (error) {
      // It may be written down yet, and must not look as if its outcome were unknown for ever.
      if (deadline.reason !== undefined) appending.then(() => this.settle(entry, 'notSent')).catch(() => {});
      else this.#open.delete(entry.entryId);
      throw error;
    }
  }

  /** Whether an entry is waiting for its outcome. */
  isOpen(entryId: string): boolean {
    return this.#open.has(entryId);
  }

  /** Takes up an entry that an earlier process left without an outcome. */
  reopen({ entryId }: JournalEntry): void {
    this.#open.add(entryId);
  }

  /** Tells the journal what became of a write, once; its failure stops nothing. */
  settle(entry: JournalEntry, outcome: JournalOutcome['outcome'], order?: Order): void {
    if (this.#open.delete(entry.entryId)) this.correct(entry, outcome, order);
  }

  /** Tells the journal what became of a write after all, whatever it was told before. */
  correct(entry: JournalEntry, outcome: JournalOutcome['outcome'], order?: Order): void {
    const { journal, serverTime } = this.#options;
    const { entryId, operation, clientOrderId } = entry;
    const orderId = order?.id || entry.orderId;
    const settling = async (): Promise<void> =>
      journal.settle({
        entryId,
        operation,
        ...(clientOrderId !== undefined && { clientOrderId }),
        ...(orderId !== undefined && { orderId }),
        outcome,
        ...(order && { order: withoutRaw(order) }),
        time: serverTime(),
      });
    settling().catch((error: unknown) =>
      this.#warn(`The journal did not take the outcome ${outcome}`, error),
    );
  }

  /** The entries of this venue that an earlier process left without an outcome. @throws what the journal throws */
  async unsettled(): Promise<readonly JournalEntry[]> {
    const { journal, venue } = this.#options;
    try {
      const entries = await journal.unsettled();
      return entries.filter((entry) => entry.venue === venue && !this.#open.has(entry.entryId));
    } catch (error) {
      this.#warn('The journal could not be read', error);
      throw error;
    }
  }

  /** Every client order id that an entry of this venue names, where the journal can tell. */
  async clientOrderIds(): Promise<ReadonlySet<string>> {
    const { journal, venue } = this.#options;
    try {
      return new Set(await journal.clientOrderIds?.(venue));
    } catch (error) {
      this.#warn('The client order ids of the journal could not be read', error);
      throw error;
    }
  }

  #warn(message: string, error: unknown): void {
    this.#options.emit.warning({ code: 'journal', message, ...(error instanceof Error && { error }) });
  }
}

/** Orders in a journal are data: the venue's own object stays out of it. */
function withoutRaw({ raw: _, ...order }: Order): Order {
  return order;
}

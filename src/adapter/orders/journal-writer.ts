import { randomUUID } from 'node:crypto';
import type { JournalEntry, JournalOperation, JournalOutcome } from '../../broker';
import { isPending, type MaybePromise } from '../../core/maybe-promise';
import type { Order } from '../../model';
import { present } from '../../model/map-context';
import { type Deadline, raceDeadline } from '../../transport/deadline';
import type { OrderManagerOptions } from './manager-options';

export interface JournalNote {
  readonly clientOrderId?: string | undefined;
  readonly orderId?: string | undefined;
  readonly symbol?: string | undefined;
  readonly order?: Order | undefined;
  readonly request: object;
}

/** Writes the journal: one entry before each write, and one outcome for each entry, by its own id and operation. */
export class JournalWriter {
  readonly #options: Pick<OrderManagerOptions, 'journal' | 'venue' | 'serverTime' | 'report'>;
  readonly #open = new Set<string>();

  constructor(options: OrderManagerOptions) {
    this.#options = options;
  }

  /** Notes a write; nothing may be sent before the entry is there. A journal that is done at once delays nothing. */
  append(operation: JournalOperation, note: JournalNote, deadline: Deadline): MaybePromise<JournalEntry> {
    const { journal, venue, serverTime } = this.#options;
    const { clientOrderId, orderId, symbol, order, request } = note;
    const entry: JournalEntry = {
      // Not from the injected source: two processes with one seed must not share an id.
      entryId: randomUUID(),
      venue,
      time: serverTime(),
      operation,
      ...present({ clientOrderId, orderId, symbol, order: order && withoutRaw(order) }),
      request: { ...request },
    };
    // Before the journal is called: what it calls may look at what is open.
    this.#open.add(entry.entryId);
    try {
      const appending = journal.append(entry);
      return isPending(appending) ? this.#appended(entry, appending, deadline) : entry;
    } catch (error) {
      this.#open.delete(entry.entryId);
      throw error;
    }
  }

  async #appended(
    entry: JournalEntry,
    appending: PromiseLike<void>,
    deadline: Deadline,
  ): Promise<JournalEntry> {
    try {
      await raceDeadline(appending, deadline);
      return entry;
    } catch (error) {
      // It may be written down yet, and must not look as if its outcome were unknown for ever.
      if (deadline.reason !== undefined)
        appending.then(
          () => this.settle(entry, 'notSent'),
          () => {},
        );
      else this.#open.delete(entry.entryId);
      throw error;
    }
  }

  /** Tells the journal what became of a write, once; its failure stops nothing. */
  settle(entry: JournalEntry, outcome: JournalOutcome['outcome'], order?: Order): void {
    if (this.#open.delete(entry.entryId)) this.correct(entry, outcome, order);
  }

  /** Tells the journal what became of a write after all, whatever it was told before. */
  correct(entry: JournalEntry, outcome: JournalOutcome['outcome'], order?: Order): void {
    const { journal, serverTime, report } = this.#options;
    const { entryId, operation, clientOrderId } = entry;
    const orderId = order?.id || entry.orderId;
    const settling = async (): Promise<void> =>
      journal.settle({
        entryId,
        operation,
        outcome,
        ...present({ clientOrderId, orderId, order: order && withoutRaw(order) }),
        time: serverTime(),
      });
    settling().catch((error: unknown) =>
      report('journal', `The journal did not take the outcome ${outcome}`, error),
    );
  }

  /** Reads what an earlier process left, and takes up its entries. @throws what the journal throws */
  async read(): Promise<{
    readonly unsettled: readonly JournalEntry[];
    /** Every client order id that an entry names, where the journal can tell. */
    readonly clientOrderIds: ReadonlySet<string>;
  }> {
    const { journal, venue, report } = this.#options;
    try {
      const [entries, ids] = await Promise.all([journal.unsettled(), journal.clientOrderIds?.(venue)]);
      const unsettled = entries.filter((entry) => entry.venue === venue && !this.#open.has(entry.entryId));
      for (const { entryId } of unsettled) this.#open.add(entryId);
      return { unsettled, clientOrderIds: new Set(ids) };
    } catch (error) {
      report('journal', 'The journal could not be read', error);
      throw error;
    }
  }
}

/** Orders in a journal are data: the venue's own object stays out of it. */
function withoutRaw({ raw: _, ...order }: Order): Order {
  return order;
}

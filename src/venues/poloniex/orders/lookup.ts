import type { OrderRef } from '../../../broker';
import type { Order, RecordSource } from '../../../model';
import { isFinal } from '../../../orders/merge-order';
import { hasTrigger } from '../../../orders/order-rules';
import type { OrderTracker } from '../../../orders/order-tracker';
import type { Priority } from '../../../transport/pace/pace-rule';
import type { AccountState } from '../account/account';
import type { OrderHistory } from '../account/history';
import type { PoloniexConnection } from '../connection';
import { isOrderGone, PoloniexError } from '../errors';
import type { PoloniexOrderRef } from '../types/trading';
import type { SmartAliases } from './smart-aliases';
import type { SmartOrigins } from './smart-origins';

/** What a look-up works with. */
export interface LookupParts {
  readonly connection: PoloniexConnection;
  readonly tracker: OrderTracker;
  readonly aliases: SmartAliases;
  readonly book: AccountState;
  readonly history: OrderHistory;
  readonly origins: SmartOrigins;
}

interface Options {
  readonly signal?: AbortSignal | undefined;
  readonly requestId?: string | undefined;
  readonly priority?: Priority | undefined;
}

/** Whether the venue says that it has no such order. */
function isUnknown(error: unknown): boolean {
  return isOrderGone(error) || (error instanceof PoloniexError && error.status === 404);
}

/** Finds single orders: among orders and smart orders, and in the history of both. */
export class OrderLookup {
  readonly #parts: LookupParts;

  constructor(parts: LookupParts) {
    this.#parts = parts;
  }

  /**
   * The order as the venue knows it now; `undefined` when it is nowhere to be found, among the trades neither.
   * @param since - how far back the history is searched, UTC epoch ms; absent when it is not
   */
  async find(
    ref: OrderRef,
    source: RecordSource,
    options: Options & { readonly since?: number | undefined },
  ): Promise<Order | undefined> {
    const { since, ...call } = options;
    const found = await this.#now(ref, source, call);
    if (found || since === undefined) return found;
    const ended = await this.#parts.history.find(ref, since, source, call);
    if (!ended && (await this.#parts.history.hasTrades(ref, since, call)))
      throw new Error('Trades name the order, and no list of orders has it yet');
    return ended;
  }

  /** An order by its id or client id of the venue; `undefined` when there is none. */
  async plain(ref: PoloniexOrderRef, source: RecordSource, options: Options): Promise<Order | undefined> {
    const { connection, book } = this.#parts;
    try {
      const row = await connection.client.getOrder(ref, options);
      await this.#parts.origins.learn([row], options);
      return book.order(row, source);
    } catch (error) {
      if (isUnknown(error)) return undefined;
      throw error;
    }
  }

  /** A smart order, as the one Order that it is with what it became; `undefined` when there is none. */
  async smart(ref: PoloniexOrderRef, source: RecordSource, options: Options): Promise<Order | undefined> {
    const { connection, book } = this.#parts;
    try {
      return book.smartOrder(await connection.client.getSmartOrder(ref, options), source);
    } catch (error) {
      if (isUnknown(error)) return undefined;
      throw error;
    }
  }

  /** An order as it was read, unless the stream has told of its end: it is ahead of a read of a moment ago. */
  latest(id: string, read: Order | undefined): Order | undefined {
    const known = this.#parts.tracker.find({ id });
    return known && isFinal(known.status) && !(read && isFinal(read.status)) ? known : read;
  }

  async #now(ref: OrderRef, source: RecordSource, options: Options): Promise<Order | undefined> {
    const { tracker, aliases } = this.#parts;
    const known = tracker.find(ref);
    const id = ref.id ?? known?.id;
    const name: PoloniexOrderRef = id === undefined ? { clientOrderId: ref.clientOrderId as string } : { id };
    if (known && hasTrigger(known.type)) {
      const smart = await this.smart(name, source, options);
      // Once triggered, the order itself is newer than what its smart order tells of it.
      const triggered = aliases.triggeredOf(known.id);
      const order =
        triggered === undefined ? undefined : await this.plain({ id: triggered }, source, options);
      return order ?? smart ?? (await this.plain(name, source, options));
    }
    return (await this.plain(name, source, options)) ?? (await this.smart(name, source, options));
  }
}

import { readAll } from '../../../adapter/ranges/pages';
import type { OrderRef } from '../../../broker';
import type { Order, RecordSource } from '../../../model';
import { isFinal } from '../../../orders/merge-order';
import { hasTrigger } from '../../../orders/order-rules';
import { RecentMap } from '../../../orders/recent-map';
import type { AccountState } from '../account/account';
import type { OrderHistory } from '../account/history';
import { isUnknownOrder, unlessGone } from '../errors';
import type { OrderFields } from '../map';
import type { PoloniexCallOptions } from '../types/client';
import type { PoloniexOrderRef } from '../types/trading';

/** Rows of one request for open orders; an account can have 2000. */
const PAGE = 1000;
/** Rows of history that are looked through for the smart order behind an order. */
const HISTORY_LIMIT = 100;
/** Orders whose smart order was not found, remembered so that they are not searched for again. */
const REMEMBERED = 1000;

/** Reads orders as they are now: those that work, and single ones, which are also searched in the history. */
export class OrderReads {
  readonly #account: AccountState;
  readonly #history: OrderHistory;
  readonly #unknown = new RecentMap<true>(REMEMBERED);

  constructor(account: AccountState, history: OrderHistory) {
    this.#account = account;
    this.#history = history;
  }

  /** The orders that work: those at the market and those that wait for a trigger. */
  async open(
    symbol: string | undefined,
    source: RecordSource,
    options: PoloniexCallOptions,
  ): Promise<readonly Order[]> {
    const account = this.#account;
    const { client } = account.connection;
    // Smart orders first: one that is triggered between the two reads then stands in both, and in none otherwise.
    const narrow = { limit: PAGE, symbol };
    const smart = await readAll(PAGE, (page) => client.getSmartOrders({ ...narrow, ...page }, options));
    const plain = await readAll(PAGE, (page) => client.cut('getOpenOrders', { ...narrow, ...page }, options));
    await this.#learnOrigins(plain, options);
    const orders = [
      ...smart.map((row) => account.smartOrder(row, source)),
      ...plain.map((row) => account.order(row, source)),
    ];
    const byId = new Map(orders.map((order) => [order.id, order]));
    return [...byId.values()].filter(({ status }) => !isFinal(status));
  }

  /**
   * The order as the venue knows it now; `undefined` when it is nowhere to be found, among the trades neither.
   * @param since - how far back the history is searched, UTC epoch ms; absent when it is not
   */
  async find(
    ref: OrderRef,
    source: RecordSource,
    { since, ...call }: PoloniexCallOptions & { readonly since?: number | undefined },
  ): Promise<Order | undefined> {
    const found = await this.#now(ref, source, call);
    if (found || since === undefined) return found;
    const ended = await this.#history.find(ref, since, source, call);
    if (!ended && (await this.#history.hasTrades(ref, since, call)))
      throw new Error('Trades name the order, and no list of orders has it yet');
    return ended;
  }

  /** An order by its id or client id of the venue; `undefined` when there is none. */
  async plain(
    ref: PoloniexOrderRef,
    source: RecordSource,
    options: PoloniexCallOptions,
  ): Promise<Order | undefined> {
    const { client } = this.#account.connection;
    const row = await unlessGone(client.getOrder(ref, options), isUnknownOrder);
    if (row === undefined) return undefined;
    await this.#learnOrigins([row], options);
    return this.#account.order(row, source);
  }

  /** A smart order, as the one Order that it is with what it became; `undefined` when there is none. */
  async smart(
    ref: PoloniexOrderRef,
    source: RecordSource,
    options: PoloniexCallOptions,
  ): Promise<Order | undefined> {
    const { client } = this.#account.connection;
    const row = await unlessGone(client.getSmartOrder(ref, options), isUnknownOrder);
    return row && this.#account.smartOrder(row, source);
  }

  /** An order as it was read, unless the stream has reported its end: it is ahead of a read of a moment ago. */
  latest(id: string, read: Order | undefined): Order | undefined {
    const known = this.#account.tracker.find({ id });
    return known && isFinal(known.status) && !(read && isFinal(read.status)) ? known : read;
  }

  async #now(ref: OrderRef, source: RecordSource, options: PoloniexCallOptions): Promise<Order | undefined> {
    const { tracker, ids } = this.#account;
    const known = tracker.find(ref);
    const id = ref.id ?? known?.id;
    const name: PoloniexOrderRef = id === undefined ? { clientOrderId: ref.clientOrderId as string } : { id };
    if (known && hasTrigger(known.type)) {
      const smart = await this.smart(name, source, options);
      // Once triggered, the order itself is newer than its smart order.
      const triggered = ids.triggeredOf(known.id);
      const order =
        triggered === undefined ? undefined : await this.plain({ id: triggered }, source, options);
      return order ?? smart ?? this.plain(name, source, options);
    }
    return (await this.plain(name, source, options)) ?? this.smart(name, source, options);
  }

  /**
   * Finds the smart orders behind these, whose rows show that there is one, and not which; asks the venue only for those
   * that are not known.
   */
  async #learnOrigins(rows: readonly OrderFields[], options: PoloniexCallOptions): Promise<void> {
    const account = this.#account;
    const { client } = account.connection;
    const wanted = rows.filter((row) => !account.isJoined(row) && !this.#unknown.has(row.id));
    if (wanted.length === 0) return;
    const past = await client.getSmartOrderHistory({ limit: HISTORY_LIMIT }, options);
    for (const smart of past) account.smartOrder(smart, 'read');
    for (const row of wanted) {
      const { clientOrderId } = row;
      // A smart order that is older than the history read may still be found by the client id that both have.
      if (!account.isJoined(row) && clientOrderId !== '')
        await this.smart({ clientOrderId }, 'read', options);
      if (!account.isJoined(row)) this.#unknown.set(row.id, true);
    }
  }
}

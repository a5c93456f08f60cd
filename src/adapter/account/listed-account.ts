import type { OrderRef } from '../../broker';
import type { Balance, Fill, Order, RecordSource } from '../../model';
import { isFinal } from '../../orders/merge-order';
import { OrderTracker } from '../../orders/order-tracker';
import type { VenueContext, VenueReads } from '../broker/ports';
import { createTrading } from '../broker/trading';
import type { VenueTypes } from '../broker/venue-types';
import type { ConnectionMonitor } from '../connection/connection-monitor';
import type { OrderManager } from '../orders/order-manager';
import type { OrderPort } from '../orders/order-port';
import { readHistory } from '../ranges/history';
import type { Span, SpanRead } from '../ranges/range';
import type { RestCallOptions } from '../rest/endpoint';
import type { AccountSync } from './account-sync';
import { BalanceCache, type BalanceUpdate } from './balance-cache';
import type { AccountPorts, Look, StreamPorts } from './ports';

type ReadSource = Exclude<RecordSource, 'stream'>;

/** How a venue lists an account. Each read gives records with this source. */
export interface AccountLists {
  /** @param symbol - the only one that is wanted; a list of all will do */
  openOrders(source: ReadSource, options: RestCallOptions, symbol?: string): Promise<readonly Order[]>;
  /** An order as the venue knows it now, by one of its names; undefined when it has none. */
  order(ref: OrderRef, source: ReadSource, options: RestCallOptions): Promise<Order | undefined>;
  /** The orders whose last change lies in the span, working ones among them. */
  orders(span: Span, source: ReadSource, options: RestCallOptions): Promise<SpanRead<Order>>;
  /** Own executions, oldest first. */
  fills(span: Span, source: ReadSource, options: RestCallOptions): Promise<SpanRead<Fill>>;
  /** All balances; by their accounts where a login has several. */
  balances(
    source: ReadSource,
    options: RestCallOptions,
  ): Promise<readonly Balance[] | ReadonlyMap<string, readonly Balance[]>>;
}

/** What a {@link ListedAccount} works with. */
export interface ListedAccountOptions<T extends VenueTypes> {
  readonly context: VenueContext<T>;
  readonly connection: ConnectionMonitor;
  readonly lists: AccountLists;
  /** How orders are written. The lists answer look-ups, unless it does. */
  readonly port: OrderPort | Omit<OrderPort, 'lookup' | 'openOrders'>;
  /** What of the account is read in another way. */
  readonly ports?: Partial<AccountPorts> | undefined;
  /** What remembers the orders, where the lists need it. */
  readonly tracker?: OrderTracker | undefined;
  /**
   * Whether the ended orders of a gap are read before its fills, for they name the orders of these. Fills are then not
   * read where those cannot be. @defaultValue false
   */
  readonly endedFirst?: boolean;
  /** How long a request for a look waits for others, in ms. @defaultValue 50 */
  readonly gatherMs?: number | undefined;
  /** Makes the client order ids of orders that name none. @defaultValue ids that use what the venue allows */
  readonly newClientOrderId?: (() => string) | undefined;
  /** Begins the private streams, where the login does not. */
  listen?(signal: AbortSignal): Promise<void>;
  /** Pause between two audits, in ms. */
  readonly auditIntervalMs: number;
  /** Market data that a gap touches. */
  readonly streams: readonly StreamPorts[];
}

/** The orders, fills and balances of a venue that streams them from the login on, and lists each of them. */
export class ListedAccount<T extends VenueTypes = VenueTypes> {
  readonly orders: OrderManager;
  readonly sync: AccountSync;
  readonly reads: Required<Pick<VenueReads, 'balances' | 'openOrders' | 'order' | 'orders' | 'fills'>>;
  readonly #options: ListedAccountOptions<T>;
  readonly #tracker: OrderTracker;
  readonly #balances = new BalanceCache();
  /** Fills of before this are not emitted, the venue's time; undefined before the first connection. */
  #emitsFrom: number | undefined;

  constructor(options: ListedAccountOptions<T>) {
    const { context, connection, lists, auditIntervalMs, gatherMs, port: given } = options;
    this.#options = options;
    this.#tracker = options.tracker ?? new OrderTracker({ isFar: (time) => connection.times.isFar(time) });
    const port: OrderPort =
      'lookup' in given
        ? given
        : {
            ...given,
            lookup: (ref, { signal }) => lists.order(ref, 'reconcile', { signal }),
            openOrders: ({ symbol }, signal) => this.#openOrders(symbol, 'read', { signal }),
          };
    const trading = createTrading(context, {
      connection,
      tracker: this.#tracker,
      port,
      account: { ...this.#ports(), ...options.ports },
      auditIntervalMs,
      gatherMs,
      newClientOrderId: options.newClientOrderId,
    });
    this.orders = trading.orders;
    this.sync = trading.sync;
    this.reads = {
      balances: async (_account, call) => [...(await this.#readBalances('read', call)).values()].flat(),
      openOrders: async ({ symbol }, call) => {
        const open = await this.#openOrders(symbol, 'read', call);
        return open.map((order) => this.#known(order));
      },
      order: async (ref, call) => {
        const found = await lists.order(ref, 'read', call);
        return found && this.#known(found);
      },
      orders: (request, call) =>
        readHistory<Order>(request, {
          times: connection.times,
          read: (span) => this.#endedOrders(span, 'read', call),
        }),
      fills: (request, call) =>
        readHistory<Fill>(request, {
          times: connection.times,
          read: (span) => lists.fills(span, 'read', call),
        }),
    };
  }

  /** Takes an execution, streamed or read. */
  takeFill(fill: Fill): void {
    if (fill.time < (this.#emitsFrom ?? 0)) this.#tracker.observeFill(fill);
    else this.orders.observeFill(fill);
  }

  /** Takes a streamed balance. Hot. */
  takeBalance(balance: Balance, update: BalanceUpdate): void {
    const { connection, context } = this.#options;
    if (context.doubts('balances', balance)) return;
    const isFar = connection.times.isFar(update.changeTime);
    if (isFar) connection.times.note(`a balance of ${balance.currency}`, update.changeTime);
    if (this.#balances.take(balance, update, connection.clock.monotonic(), isFar))
      context.publish('balances', balance);
  }

  #ports(): AccountPorts {
    const { connection, lists, streams, endedFirst = false } = this.#options;
    return {
      streams,
      listen: async (signal) => {
        this.#emitsFrom ??= connection.serverTime();
        this.#balances.reconnected();
        await this.#options.listen?.(signal);
      },
      seed: async (signal) => {
        await this.#readBalances('read', { signal });
        for (const order of await lists.openOrders('read', { signal })) this.orders.observe(order);
      },
      openOrders: async (look) => {
        const open = await lists.openOrders(look.source, { signal: look.signal });
        const ids = new Set(open.map(({ id }) => id));
        const isEarly = endedFirst && look.reason === 'gap';
        return { ids, orders: isEarly ? [...open, ...(await this.#endedSince(look))] : open };
      },
      endedOrders: async (look) => (endedFirst ? [] : this.#endedSince(look)),
      fills: async ({ since, source, signal }) => {
        const read = await lists.fills(this.#spanSince(since), source, { signal });
        for (const fill of read.records) this.takeFill(fill);
        requireWhole(read);
      },
      order: ({ id }, _since, { source, signal }) => lists.order({ id }, source, { signal }),
      balances: async ({ source, signal }) => void (await this.#readBalances(source, { signal })),
    };
  }

  async #endedSince({ since, source, signal }: Look): Promise<readonly Order[]> {
    const read = await this.#endedOrders(this.#spanSince(since), source, { signal });
    requireWhole(read);
    return read.records;
  }

  #spanSince(from: number): Span {
    return { from, to: Math.ceil(this.#options.connection.times.latest) };
  }

  async #openOrders(symbol: string | undefined, source: ReadSource, options: RestCallOptions) {
    const open = await this.#options.lists.openOrders(source, options, symbol);
    return symbol === undefined ? open : open.filter((order) => order.symbol === symbol);
  }

  async #endedOrders(span: Span, source: ReadSource, options: RestCallOptions): Promise<SpanRead<Order>> {
    const { records, ...rest } = await this.#options.lists.orders(span, source, options);
    const ended = records.filter(({ status }) => isFinal(status));
    return { ...rest, records: ended.map((order) => this.#tracker.identify(order)) };
  }

  async #readBalances(
    source: ReadSource,
    options: RestCallOptions,
  ): Promise<ReadonlyMap<string, readonly Balance[]>> {
    const { connection, context, lists } = this.#options;
    const askedAt = connection.clock.monotonic();
    const read = await lists.balances(source, options);
    const byAccount = 'get' in read ? read : new Map([['', read]]);
    const times = { askedAt, now: connection.now() };
    for (const [account, balances] of byAccount)
      for (const balance of this.#balances.takeAll(account, balances, times))
        context.publish('balances', balance);
    return byAccount;
  }

  /** Takes in an order that was read; what is known of it all in all. */
  #known(order: Order): Order {
    this.orders.observe(order);
    return this.#tracker.find({ id: order.id }) ?? order;
  }
}

/** @throws Error when there may be more than the venue gave */
function requireWhole({ records, isWhole = true }: SpanRead<unknown>): void {
  if (!isWhole) throw new Error(`The venue has more than the ${records.length} records that it gave`);
}

import type { BalanceCache } from '../../../adapter/account/balance-cache';
import type { AccountPorts, StreamPorts } from '../../../adapter/account/ports';
import { splitRange } from '../../../adapter/ranges/range';
import type { Balance, Order, RecordSource } from '../../../model';
import { isFinal } from '../../../orders/merge-order';
import { hasTrigger } from '../../../orders/order-rules';
import type { OrderTracker } from '../../../orders/order-tracker';
import type { PoloniexConnection } from '../connection';
import type { OrderLookup } from '../orders/lookup';
import type { OpenOrders } from '../orders/open-orders';
import type { PoloniexReads } from '../reads/reads';
import type { AccountState } from './account';
import type { OrderHistory } from './history';

/** Longest range of one read of history, in ms. */
const MAX_RANGE_MS = 7 * 86_400_000;
/** How far ahead of our idea of it the venue's clock may be, in ms. */
const AHEAD_MS = 60_000;

/** What the ports of an account read with. */
export interface PortParts {
  readonly connection: PoloniexConnection;
  readonly book: AccountState;
  readonly balances: BalanceCache;
  readonly tracker: OrderTracker;
  readonly lookup: OrderLookup;
  readonly history: OrderHistory;
  readonly openOrders: OpenOrders;
  readonly reads: PoloniexReads;
  readonly streams: readonly StreamPorts[];
  onOrder(order: Order): void;
  onBalance(balance: Balance): void;
}

/** The account at this venue: orders at the market and smart orders, trades and balances, over REST. */
export function createAccountPorts(parts: PortParts): AccountPorts {
  const { connection, book, tracker, lookup, history, openOrders, streams, onOrder } = parts;
  return {
    streams,
    async listen(signal) {
      book.startAt(connection.serverTime());
      parts.balances.reconnected();
      const { privateSocket } = connection.client;
      await privateSocket.subscribe({ channel: 'orders', symbols: ['all'] }, { signal });
      await privateSocket.subscribe({ channel: 'balances' }, { signal });
    },
    async seed(signal) {
      await readBalances(parts, 'read', signal);
      for (const order of await openOrders.read(undefined, 'read', { signal })) onOrder(order);
    },
    async openOrders({ reason, since, signal }) {
      const open = await openOrders.read(undefined, 'reconcile', { signal });
      const ids = new Set(open.map(({ id }) => id));
      if (reason !== 'gap') return { ids, orders: open };
      // Before the fills: ended smart orders tell which orders they became.
      const to = connection.serverTime() + AHEAD_MS;
      const span = { from: Math.max(since, to - MAX_RANGE_MS), to };
      const ended = await history.ended(span, undefined, 'reconcile', { signal });
      return { ids, orders: [...open, ...ended] };
    },
    /** What a triggered smart order became is told under its id, and its fills must be too. */
    async beforeFills(working, listed, { signal }) {
      for (const { id, type } of working) {
        if (!hasTrigger(type) || listed.has(id)) continue;
        const order = tracker.find({ id });
        if (order && !isFinal(order.status)) await lookup.smart({ id }, 'reconcile', { signal });
      }
    },
    async fills({ since, signal }) {
      for (const span of splitRange(since, connection.serverTime() + AHEAD_MS, MAX_RANGE_MS)) {
        const rows = await history.trades(span, undefined, { signal });
        const sorted = [...rows].sort((a, b) => a.createTime - b.createTime);
        book.takeTrades(sorted, 'reconcile');
      }
    },
    async order({ id, symbol }, since, { signal }) {
      const found = await lookup.find({ id, symbol }, 'reconcile', { signal, since });
      if (!found || found.id === id) return found;
      // It was told under an id of its own before it was known to be what a smart order became.
      onOrder(found);
      const known = tracker.find({ id });
      const reason = `is told as order ${found.id}`;
      const ended = { status: 'canceled', remainingQuantity: '0', reason } as const;
      if (known) onOrder({ ...known, ...connection.stamp('reconcile'), ...ended });
      return found;
    },
    balances: ({ source, signal }) => readBalances(parts, source, signal),
  };
}

async function readBalances(
  { connection, balances, reads, onBalance }: PortParts,
  source: RecordSource,
  signal: AbortSignal,
): Promise<void> {
  const askedAt = connection.clock.monotonic();
  for (const [account, list] of await reads.balances(source, { signal })) {
    const times = { askedAt, now: connection.clock.now() };
    for (const balance of balances.takeAll(account, list, times)) onBalance(balance);
  }
}

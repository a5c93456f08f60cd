import type { AccountPorts, StreamPorts } from '../../../adapter/account/ports';
import { splitRange } from '../../../adapter/ranges/range';
import type { RecordSource } from '../../../model';
import { isFinal } from '../../../orders/merge-order';
import { hasTrigger } from '../../../orders/order-rules';
import type { OrderReads } from '../orders/order-reads';
import { readBalances } from '../reads/reads';
import type { AccountState } from './account';
import { MAX_RANGE_MS, type OrderHistory } from './history';

/** How far ahead of our idea of it the venue's clock may be, in ms. */
const AHEAD_MS = 60_000;

/** The account at this venue: orders at the market and smart orders, trades and balances, over REST. */
export function createAccountPorts(
  account: AccountState,
  orders: OrderReads,
  history: OrderHistory,
  streams: readonly StreamPorts[],
): AccountPorts {
  const { connection, events, tracker, balances } = account;
  const takeBalances = async (source: RecordSource, signal: AbortSignal): Promise<void> => {
    const askedAt = connection.clock.monotonic();
    for (const [id, list] of await readBalances(connection, source, { signal })) {
      const times = { askedAt, now: connection.clock.now() };
      for (const balance of balances.takeAll(id, list, times)) events.balance(balance);
    }
  };
  return {
    streams,
    async listen(signal) {
      account.startAt(connection.serverTime());
      balances.reconnected();
      const { privateSocket } = connection.client;
      await privateSocket.subscribe({ channel: 'orders', symbols: ['all'] }, { signal });
      await privateSocket.subscribe({ channel: 'balances' }, { signal });
    },
    async seed(signal) {
      await takeBalances('read', signal);
      for (const order of await orders.open(undefined, 'read', { signal })) events.order(order);
    },
    async openOrders({ reason, since, signal }) {
      const open = await orders.open(undefined, 'reconcile', { signal });
      const ids = new Set(open.map(({ id }) => id));
      if (reason !== 'gap') return { ids, orders: open };
      // Before the fills: ended smart orders name the orders that they became.
      const to = connection.serverTime() + AHEAD_MS;
      const span = { from: Math.max(since, to - MAX_RANGE_MS), to };
      const ended = await history.ended(span, 'reconcile', { signal });
      return { ids, orders: [...open, ...ended] };
    },
    /** What a triggered smart order became is emitted under its id, and its fills must be too. */
    async beforeFills(working, listed, { signal }) {
      for (const { id, type } of working) {
        if (!hasTrigger(type) || listed.has(id)) continue;
        const order = tracker.find({ id });
        if (order && !isFinal(order.status)) await orders.smart({ id }, 'reconcile', { signal });
      }
    },
    async fills({ since, signal }) {
      for (const span of splitRange(since, connection.serverTime() + AHEAD_MS, MAX_RANGE_MS)) {
        const rows = await history.trades(span, { signal });
        account.takeTrades(
          [...rows].sort((a, b) => a.createTime - b.createTime),
          'reconcile',
        );
      }
    },
    async order({ id, symbol }, since, { signal }) {
      const found = await orders.find({ id, symbol }, 'reconcile', { signal, since });
      if (!found || found.id === id) return found;
      // It was emitted under an id of its own before it was known to be what a smart order became.
      events.order(found);
      const known = tracker.find({ id });
      const reason = `is reported as order ${found.id}`;
      const ended = { status: 'canceled', remainingQuantity: '0', reason } as const;
      if (known) events.order({ ...known, ...connection.stamp('reconcile'), ...ended });
      return found;
    },
    balances: ({ source, signal }) => takeBalances(source, signal),
  };
}

import type { AccountLists } from '../../../adapter/account/listed-account';
import type { AccountPorts } from '../../../adapter/account/ports';
import { splitRange } from '../../../adapter/ranges/range';
import { isFinal } from '../../../orders/merge-order';
import { hasTrigger } from '../../../orders/order-rules';
import type { PoloniexTrade } from '../generated/records';
import type { OrderReads } from '../orders/order-reads';
import { readBalances } from '../reads/reads';
import type { AccountState } from './account';
import { MAX_RANGE_MS, type OrderHistory } from './history';

/** The account over REST: orders at the market and smart orders, trades and balances. */
export function createLists(account: AccountState, orders: OrderReads, history: OrderHistory): AccountLists {
  return {
    openOrders: (source, options, symbol) => orders.open(symbol, source, options),
    order: (ref, source, options) => orders.find(ref, source, options),
    async orders({ from, to }, source, options) {
      const span = { from: Math.max(from, to - MAX_RANGE_MS), to };
      return { records: await history.ended(span, source, options) };
    },
    async fills({ from, to }, source, options) {
      const rows: PoloniexTrade[] = [];
      for (const span of splitRange(from, to, MAX_RANGE_MS))
        rows.push(...(await history.trades(span, options)));
      rows.sort((a, b) => a.createTime - b.createTime);
      return { records: rows.map((row) => account.fill(row, source)) };
    },
    balances: (source, options) => readBalances(account.connection, source, options),
  };
}

/** What smart orders ask for beside the lists. */
export function createSmartPorts(
  { connection, events, tracker }: AccountState,
  orders: OrderReads,
): Pick<AccountPorts, 'beforeFills' | 'order'> {
  return {
    /** What a triggered smart order became is emitted under its id, and its fills must be too. */
    async beforeFills(working, listed, { signal }) {
      for (const { id, type } of working) {
        if (!hasTrigger(type) || listed.has(id)) continue;
        const order = tracker.find({ id });
        if (order && !isFinal(order.status)) await orders.smart({ id }, 'reconcile', { signal });
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
  };
}

import type { AccountPorts, Look, StreamPorts } from '../../../adapter/account/ports';
import { LIMITS } from '../../../core/limits';
import type { OrderTracker } from '../../../orders/order-tracker';
import { RecentMap } from '../../../orders/recent-map';
import type { AccountChannels } from '../channels/account';
import type { ChpConnection } from '../connection';
import { type PortfolioData, startOfDay } from '../map';
import type { AccountState } from './account';
import type { Portfolios } from './portfolios';

/** What the ports of an account read with. */
export interface PortParts {
  readonly connection: ChpConnection;
  readonly tracker: OrderTracker;
  readonly book: AccountState;
  readonly feeds: AccountChannels;
  readonly portfolios: Portfolios;
  readonly streams: readonly StreamPorts[];
}

/**
 * The account at this venue: the orders and trades of the session are listed; positions and balances are told by their
 * feeds alone, all of them when a portfolio is listened to anew.
 */
export function createAccountPorts({
  connection,
  tracker,
  book,
  feeds,
  portfolios,
  streams,
}: PortParts): AccountPorts {
  let data: PortfolioData = { orders: [], trades: [] };
  /** When an answer last listed an order, the venue's clock. */
  const listedAt = new RecentMap<number>(LIMITS.seenIds);
  return {
    streams,
    async listen(signal) {
      await portfolios.load({ signal });
      await portfolios.listen(signal);
    },
    async seed(signal) {
      book.seed(await portfolios.data(undefined, 2, { signal }), 'read');
      await feeds.seed(signal);
    },
    async openOrders({ reason, source, signal }) {
      book.forgetMentions();
      // First: what the old listening held is dropped with it.
      if (reason === 'recheck') await portfolios.relisten(signal);
      data = await portfolios.data(undefined, 2, { signal });
      const ids = new Set(data.orders.map(({ id }) => id));
      const now = connection.serverTime();
      for (const id of ids) listedAt.set(id, now);
      // The list may lack orders of earlier sessions: only one that it had today can have left it.
      const isOfToday = (id: string): boolean => (listedAt.get(id) ?? 0) >= startOfDay(now);
      if (reason !== 'gap') {
        for (const { id } of tracker.openOrders()) if (!isOfToday(id)) ids.add(id);
      }
      return { ids, orders: book.newOrdersOf(data, source) };
    },
    async fills({ reason, source, signal }) {
      book.takeFills(data, source);
      if (reason === 'gap') await feeds.fills.once(signal, source);
    },
    /** The list of the session has them; the feed may know of those that it lacks. */
    async endedOrders({ source, signal }) {
      await feeds.orders.once(signal, source);
      return [];
    },
    positions: {
      held: () => book.positions().map(({ id }) => id),
      async read(look) {
        return (await pollNow(feeds.positions, look)) ? book.mentionedPositions() : undefined;
      },
    },
    async balances(look) {
      await pollNow(feeds.balances, look);
    },
  };
}

/**
 * Polls a feed for what the listening that has just begun tells. An audit begins none, and the loop polls by itself.
 * @returns whether it was polled
 */
async function pollNow(
  feed: AccountChannels['positions'] | AccountChannels['balances'],
  { reason, source, signal }: Look,
): Promise<boolean> {
  if (reason === 'gap') await feed.once(signal, source);
  else if (reason === 'recheck') await feed.refresh(signal);
  return reason !== 'audit';
}

import type { AccountPorts, Look } from '../../../adapter/account/ports';
import type { PolledChannel } from '../../../adapter/polled/polled-channel';
import { LIMITS } from '../../../core/limits';
import { RecentMap } from '../../../orders/recent-map';
import { type PortfolioData, startOfDay } from '../map';
import type { ChpParts } from '../parts';

/**
 * The account at this venue: the orders and trades of the session are listed; positions and balances come by their
 * channels alone, all of them when a portfolio is listened to anew.
 */
export function createAccountPorts({
  connection,
  tracker,
  market,
  candles,
  state,
  channels,
  portfolios,
}: ChpParts): AccountPorts {
  let data: PortfolioData = { orders: [], trades: [] };
  /** When an answer last listed an order, the venue's clock. */
  const listedAt = new RecentMap<number>(LIMITS.seenIds);
  return {
    streams: [
      { kind: 'trades', read: (signal) => market.rereadTrades(connection.lostTime, signal) },
      // Opening a topic of candles reads those that were missed.
      { kind: 'candles', isWhole: () => candles.isWhole },
      // Prices that came and went unseen are gone.
      { kind: 'quotes' },
      { kind: 'book' },
    ],
    async listen(signal) {
      await portfolios.load({ signal });
      await portfolios.listen(signal);
    },
    async seed(signal) {
      state.seed(await portfolios.data(undefined, 2, { signal }), 'read');
      await channels.seed(signal);
    },
    async openOrders({ reason, source, signal }) {
      state.forgetMentions();
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
      return { ids, orders: state.newOrdersOf(data, source) };
    },
    async fills({ reason, source, signal }) {
      state.takeFills(data, source);
      if (reason === 'gap') await channels.fills.once(signal, source);
    },
    /** The list of the session has them; the channel may know of those that it lacks. */
    async endedOrders({ source, signal }) {
      await channels.orders.once(signal, source);
      return [];
    },
    positions: {
      held: () => state.positions().map(({ id }) => id),
      async read(look) {
        return (await pollNow(channels.positions, look)) ? state.mentionedPositions() : undefined;
      },
    },
    async balances(look) {
      await pollNow(channels.balances, look);
    },
  };
}

/**
 * Polls a channel for what the listening that has just begun shows. An audit begins none, and the loop polls by itself.
 * @returns whether it was polled
 */
async function pollNow<R>(channel: PolledChannel<R>, { reason, source, signal }: Look): Promise<boolean> {
  if (reason === 'gap') await channel.once(signal, source);
  else if (reason === 'recheck') await channel.refresh(signal);
  return reason !== 'audit';
}

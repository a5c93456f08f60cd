import type { AccountPorts, Look } from '../../../adapter/account/ports';
import type { Balance } from '../../../model';
import { kindOfTrade, type TradeRow, toBalance } from '../map';
import type { XapiParts } from '../parts';

/**
 * The account at this venue: open and closed trades, of which the tracker of positions makes orders, fills and positions.
 * @param onBalance - takes a balance that was asked for at a monotonic time in ms
 */
export function createAccountPorts(
  { connection, account, positions, lookup }: XapiParts,
  onBalance: (balance: Balance, askedAt: number) => void,
): Omit<AccountPorts, 'streams'> {
  const { client } = connection;
  let open: readonly TradeRow[] | undefined;
  const readBalance = async (source: 'read' | 'reconcile', signal: AbortSignal): Promise<void> => {
    const askedAt = connection.clock.monotonic();
    const level = await client.getMarginLevel({ signal });
    const { currency } = level;
    onBalance(toBalance(level, { account, currency }, connection.stamp(source, level)), askedAt);
  };
  return {
    async listen(signal) {
      await connection.readServerTime({ signal });
      positions.startAt(connection.serverTime());
      const { stream } = client;
      await Promise.all([
        stream.getKeepAlive({ signal }),
        stream.getTradeStatus({ signal }),
        stream.getTrades({ signal }),
        stream.getBalance({ signal }),
      ]);
    },
    async seed(signal) {
      await readBalance('read', signal);
      for (const row of await lookup.open({ signal })) positions.take(row, connection.stamp('read', row));
    },
    async openOrders({ since, signal }: Look) {
      open = undefined;
      open = await lookup.refresh(since, { signal });
      const pending = open.filter(({ cmd }) => kindOfTrade(cmd) === 'pending');
      return { ids: new Set(pending.map(({ order }) => order)), orders: [] };
    },
    /** The position tracker has emitted those of the trades that were read for the open orders. */
    async fills() {},
    positions: {
      held: () => positions.positions().map(({ id }) => id),
      async read() {
        if (!open) throw new Error('The open trades were not read');
        return new Set(open.map(({ position }) => position));
      },
      drop: (ids, { since }) => positions.drop(ids, since, connection.stamp('reconcile')),
    },
    balances: ({ source, signal }) => readBalance(source, signal),
  };
}

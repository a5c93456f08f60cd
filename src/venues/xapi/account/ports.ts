import type { AccountPorts, Look, StreamPorts } from '../../../adapter/account/ports';
import type { Balance } from '../../../model';
import type { XapiConnection } from '../connection';
import type { TradeRecord } from '../generated/records';
import { kindOfTrade, toBalance } from '../map';
import type { TradeLookup } from '../orders/lookup';
import type { PositionTracker } from './trades';

/** What the ports of an account read with. */
export interface PortParts {
  readonly connection: XapiConnection;
  readonly book: PositionTracker;
  readonly lookup: TradeLookup;
  readonly streams: readonly StreamPorts[];
  /**
   * A balance as the venue has it when asked.
   * @param askedAt - when the request left, monotonic ms
   */
  onBalance(balance: Balance, askedAt: number): void;
}

/**
 * The account at this venue: open and closed trades, of which the tracker of positions makes orders, fills and positions.
 */
export function createAccountPorts({
  connection,
  book,
  lookup,
  streams,
  onBalance,
}: PortParts): AccountPorts {
  const { client } = connection;
  let open: readonly TradeRecord[] | undefined;
  const readBalance = async (source: 'read' | 'reconcile', signal: AbortSignal): Promise<void> => {
    const askedAt = connection.clock.monotonic();
    const level = await client.getMarginLevel({ signal });
    onBalance(toBalance(level, level.currency, connection.stamp(source, level)), askedAt);
  };
  return {
    streams,
    async listen(signal) {
      await connection.readServerTime({ signal });
      book.startAt(connection.serverTime());
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
      for (const row of await lookup.open({ signal })) book.take(row, connection.stamp('read', row));
    },
    async openOrders({ since, signal }: Look) {
      open = undefined;
      ({ open } = await lookup.refresh(since, { signal }));
      const pending = open.filter(({ cmd }) => kindOfTrade(cmd) === 'pending');
      return { ids: new Set(pending.map(({ order }) => order)), orders: [] };
    },
    /** The trades that were read for the open orders have told them. */
    async fills() {},
    positions: {
      held: () => book.positions().map(({ id }) => id),
      async read() {
        if (!open) throw new Error('The open trades were not read');
        return new Set(open.map(({ position }) => position));
      },
      drop: (ids, { since }) => book.drop(ids, since, connection.stamp('reconcile')),
    },
    balances: ({ source, signal }) => readBalance(source, signal),
  };
}

import type { Random } from '../../../core/random';
import type { RecordSource } from '../../../model';
import type { AccountState } from '../account/account';
import type { ChpConnection } from '../connection';
import type { ChpAccount, ChpPosition } from '../types/account';
import type { ChpOrder, ChpOwnTrade } from '../types/trading';
import { Feed } from './feed';

export type AccountFeedName = 'orders' | 'fills' | 'positions' | 'balances';

/** The four private feeds: they run from `connect`. */
export class AccountFeeds {
  readonly orders: Feed<ChpOrder>;
  readonly fills: Feed<ChpOwnTrade>;
  readonly positions: Feed<ChpPosition>;
  readonly balances: Feed<ChpAccount>;
  /** While the first connection is made: what is told then happened before our time. */
  #isSeeding = false;

  constructor(
    connection: ChpConnection,
    random: Random,
    book: AccountState,
    recovered: (feed: AccountFeedName, from: number | undefined) => void,
  ) {
    const { client } = connection;
    const shared = { connection, random, intervalMs: connection.polling.accountPollIntervalMs };
    this.orders = new Feed<ChpOrder>({
      ...shared,
      name: 'orders',
      poll: (options) => client.updateOrder(options),
      take: (rows, source) => book.takeOrders(rows, source, this.#isSeeding),
      recovered: (from) => recovered('orders', from),
    });
    this.fills = new Feed<ChpOwnTrade>({
      ...shared,
      name: 'fills',
      poll: (options) => client.addTrade(options),
      take: (rows, source) => book.takeTrades(rows, source, this.#isSeeding),
      recovered: (from) => recovered('fills', from),
    });
    this.positions = new Feed<ChpPosition>({
      ...shared,
      name: 'positions',
      poll: (options) => client.updatePosition(options),
      take: (rows, source) => book.takePositions(rows, source),
      recovered: (from) => recovered('positions', from),
    });
    this.balances = new Feed<ChpAccount>({
      ...shared,
      name: 'balances',
      poll: (options) => client.setPortfolio(options),
      take: (rows, source) => book.takeAccounts(rows, source),
      recovered: (from) => recovered('balances', from),
    });
  }

  /** Takes in what the feeds hold when the first connection is made. */
  async seed(signal: AbortSignal): Promise<void> {
    const source: RecordSource = 'read';
    this.#isSeeding = true;
    try {
      await Promise.all([
        this.orders.once(signal, source),
        this.fills.once(signal, source),
        this.positions.once(signal, source),
        this.balances.once(signal, source),
      ]);
    } finally {
      this.#isSeeding = false;
    }
  }

  start(): void {
    for (const feed of this.#all()) feed.start();
  }

  stop(): void {
    for (const feed of this.#all()) feed.stop();
  }

  #all(): readonly { start(): void; stop(): void }[] {
    return [this.orders, this.fills, this.positions, this.balances];
  }
}

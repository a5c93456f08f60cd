import { PollGroup } from '../../../adapter/polled/poll-group';
import { PolledChannel } from '../../../adapter/polled/polled-channel';
import type { PollLimits } from '../../../adapter/polled/polled-connection';
import type { Random } from '../../../core/random';
import type { RecordSource } from '../../../model';
import type { AccountState } from '../account/state';
import type { ChpConnection } from '../connection';
import { mayHaveConsumed } from '../failures';
import type { ChpAccount, ChpOwnTrade } from '../generated/records';
import type { OrderRow, PositionFields } from '../map';

export type AccountChannelName = 'orders' | 'fills' | 'positions' | 'balances';

/** The four private channels: they are polled from `connect` on. */
export class AccountChannels {
  readonly orders: PolledChannel<OrderRow>;
  readonly fills: PolledChannel<ChpOwnTrade>;
  readonly positions: PolledChannel<PositionFields>;
  readonly balances: PolledChannel<ChpAccount>;
  readonly #groups: PollGroup[] = [];
  /** While the first connection is made: what is polled then happened before our time. */
  #isSeeding = false;

  constructor(
    connection: ChpConnection,
    random: Random,
    state: AccountState,
    recovered: (channel: AccountChannelName, from: number | undefined) => void,
  ) {
    const { client, polling } = connection;
    const { accountPollIntervalMs: intervalMs, pollJitter: jitter, pollTimeoutMs: timeoutMs } = polling;
    const channel = <R>(
      name: AccountChannelName,
      poll: (limits: PollLimits) => Promise<readonly R[]>,
      take: (rows: readonly R[], source: RecordSource) => void,
    ): PolledChannel<R> => {
      const group = new PollGroup({ connection, random, schedule: { intervalMs, jitter } });
      this.#groups.push(group);
      const lost = { mayHaveConsumed, recovered: (from: number | undefined) => recovered(name, from) };
      return new PolledChannel<R>({ name, connection, group, timeoutMs, poll, take, ...lost });
    };
    this.orders = channel<OrderRow>(
      'orders',
      (limits) => client.cut('updateOrder', undefined, limits),
      (rows, source) => state.takeOrders(rows, source, this.#isSeeding),
    );
    this.fills = channel<ChpOwnTrade>(
      'fills',
      (limits) => client.addTrade(limits),
      (rows, source) => state.takeTrades(rows, source, this.#isSeeding),
    );
    this.positions = channel<PositionFields>(
      'positions',
      (limits) => client.cut('updatePosition', undefined, limits),
      (rows, source) => state.takePositions(rows, source),
    );
    this.balances = channel<ChpAccount>(
      'balances',
      (limits) => client.setPortfolio(limits),
      (rows, source) => state.takeAccounts(rows, source),
    );
  }

  /** Takes in what the channels hold when the first connection is made. */
  async seed(signal: AbortSignal): Promise<void> {
    this.#isSeeding = true;
    try {
      const { orders, fills, positions, balances } = this;
      await Promise.all([orders, fills, positions, balances].map((channel) => channel.once(signal, 'read')));
    } finally {
      this.#isSeeding = false;
    }
  }

  start(): void {
    for (const group of this.#groups) group.start();
  }

  stop(): void {
    for (const group of this.#groups) group.stop();
  }
}

import { type ReconcileStep, reconcile } from '../../../adapter/account/reconcile';
import type { Gap, Resynced } from '../../../broker';
import type { Order } from '../../../model';
import { isFinal } from '../../../orders/merge-order';
import type { OrderTracker } from '../../../orders/order-tracker';
import type { SessionAttempt } from '../../../streaming/session/session';
import type { AccountChannelName, AccountChannels } from '../channels/account';
import type { MarketChannelName, MarketChannels } from '../channels/market';
import type { ChpConnection } from '../connection';
import type { PortfolioData } from '../map';
import type { AccountState } from './account';
import type { Portfolios } from './portfolios';

/** What synchronisation works with. */
export interface SyncParts {
  readonly connection: ChpConnection;
  readonly book: AccountState;
  readonly feeds: AccountChannels;
  readonly market: MarketChannels;
  readonly portfolios: Portfolios;
  readonly tracker: OrderTracker;
  onOrder(order: Order): void;
  restoreTopics(signal: AbortSignal): Promise<void>;
  /** Tells those who listen to a channel, and the broker. */
  gap(channel: MarketChannelName | AccountChannelName, gap: Gap): void;
  resynced(channel: MarketChannelName | AccountChannelName, result: Resynced): void;
}

/** Brings a connection up to date, and a feed that lost a poll. */
export class ChpSync {
  readonly #parts: SyncParts;
  /** One re-read at a time: several feeds lose a poll together. */
  #recovering: Promise<void> = Promise.resolve();
  #signal: AbortSignal | undefined;

  constructor(parts: SyncParts) {
    this.#parts = parts;
  }

  async run(attempt: SessionAttempt): Promise<Resynced> {
    const { feeds, portfolios, book, connection } = this.#parts;
    const { signal } = attempt;
    this.#signal = signal;
    await portfolios.load({ signal });
    await portfolios.listen(signal);
    let result: Resynced = { proved: [], unproved: [] };
    if (attempt.reconnect) {
      [result] = await Promise.all([
        reconcile(this.#steps(), {
          signal,
          onFailure: (kind, error) =>
            connection.report('unproved', `The ${kind} of the gap could not be read`, error),
        }),
        this.#parts.restoreTopics(signal),
      ]);
    } else {
      book.takeData(await portfolios.data(undefined, 2, { signal }), 'read', true);
      await feeds.seed(signal);
    }
    feeds.start();
    return result;
  }

  /**
   * A poll of a feed was lost, and with it perhaps what the venue hands out once: tells the gap, reads again what can be
   * read, and tells what that proves.
   * @param from - when the feed last answered, UTC epoch ms
   */
  lostPoll(feed: MarketChannelName | AccountChannelName, from: number | undefined): void {
    const { connection, gap, resynced } = this.#parts;
    const signal = this.#signal;
    if (!signal || signal.aborted) return;
    const reason = `The answer to a poll of the ${feed} was lost`;
    gap(feed, { channel: feed, reason, ...(from === undefined ? {} : { from }), to: connection.now() });
    this.#recovering = this.#recovering.then(async () => {
      let result: Resynced = { proved: [], unproved: [feed] };
      try {
        result = await this.#reread(feed, from, signal);
      } catch (error) {
        if (signal.aborted) return;
        connection.report('unproved', `The ${feed} of the gap could not be read`, error);
      }
      if (!signal.aborted) resynced(feed, result);
    });
  }

  /** Reads the account again: a feed told of it what cannot be true. */
  recheck(): Promise<void> {
    const signal = this.#signal;
    if (!signal || signal.aborted) return Promise.resolve();
    const reading = this.#recovering.then(
      async () => void (await this.#reread('positions', undefined, signal)),
    );
    this.#recovering = reading.catch(() => {});
    return reading;
  }

  async #reread(
    feed: MarketChannelName | AccountChannelName,
    from: number | undefined,
    signal: AbortSignal,
  ): Promise<Resynced> {
    const { market, portfolios, book, feeds } = this.#parts;
    switch (feed) {
      case 'quotes':
      case 'book':
        // The present state is asked for; prices that came and went unseen are gone.
        await market[feed].relisten(signal);
        return { proved: [], unproved: [feed] };
      case 'trades':
        await market.rereadTrades(from, signal);
        return { proved: ['trades'], unproved: [] };
      case 'orders':
      case 'fills':
        book.takeData(await portfolios.data(undefined, 2, { signal }), 'reconcile');
        return { proved: ['fills', 'orders'], unproved: [] };
      case 'positions':
      case 'balances':
        await portfolios.relisten(signal);
        // What the old listening held was dropped with it.
        book.takeData(await portfolios.data(undefined, 2, { signal }), 'reconcile');
        await Promise.all([feeds.positions.refresh(signal), feeds.balances.refresh(signal)]);
        return { proved: ['fills', 'orders', feed], unproved: [] };
    }
  }

  #steps(): readonly ReconcileStep[] {
    const { tracker, portfolios, book, feeds, market, connection } = this.#parts;
    let working: readonly Order[] = [];
    let data: PortfolioData | undefined;
    const held = new Set(book.positions().map(({ id }) => id));
    return [
      {
        kind: 'fills',
        run: async (signal) => {
          // What is not known before the reads cannot be missing from them.
          working = tracker.openOrders();
          data = await portfolios.data(undefined, 2, { signal });
          book.takeData(data, 'reconcile');
          await feeds.fills.once(signal, 'reconcile');
        },
      },
      {
        kind: 'orders',
        run: async (signal) => {
          if (!data) throw new Error('The orders of the session were not read');
          await feeds.orders.once(signal, 'reconcile');
          this.#endVanished(working, data);
        },
      },
      {
        kind: 'positions',
        run: async (signal) => {
          const rows = await feeds.positions.once(signal, 'reconcile');
          const told = new Set(rows.map(({ portfolio, symbol }) => `${portfolio}/${symbol}`));
          const missing = [...held].filter((id) => !told.has(id));
          // Nothing else tells what is held: a position that is not mentioned may have been closed or not.
          if (missing.length > 0) throw new Error(`The venue did not mention ${missing.length} positions`);
        },
      },
      {
        kind: 'balances',
        run: async (signal) => void (await feeds.balances.once(signal, 'reconcile')),
      },
      { kind: 'trades', run: (signal) => market.rereadTrades(connection.heardTime, signal) },
      // Prices that came and went unseen are gone.
      { kind: 'quotes' },
      { kind: 'book' },
    ];
  }

  /** Working orders that the session's list does not have: they ended while we were away. */
  #endVanished(working: readonly Order[], data: PortfolioData): void {
    const { tracker, connection, onOrder } = this.#parts;
    const listed = new Set(data.orders.map(({ id }) => id));
    for (const { id } of working) {
      const order = tracker.find({ id });
      if (!order || isFinal(order.status) || listed.has(id) || order.status === 'pending') continue;
      onOrder({
        ...order,
        ...connection.stamp('reconcile'),
        status: 'canceled',
        remainingQuantity: '0',
        reason: 'inferred',
      });
    }
  }
}

import { AccountSync } from '../../adapter/account/account-sync';
import { auditIntervalOf } from '../../adapter/account/audit-options';
import { createOrderManager } from '../../adapter/broker/order-manager';
import type { VenueAdapter, VenueContext } from '../../adapter/broker/ports';
import { withDepth } from '../../adapter/channels/book-view';
import type { Subscribers } from '../../adapter/channels/subscribers';
import { OrderTracker } from '../../orders/order-tracker';
import { AccountState } from './account/account';
import { SessionHistory } from './account/history';
import { LostPolls } from './account/lost-polls';
import { Portfolios } from './account/portfolios';
import { createAccountPorts } from './account/ports';
import { type AccountChannelName, AccountChannels } from './channels/account';
import { type MarketChannelName, MarketChannels, type Target } from './channels/market';
import { ChpConnection } from './connection';
import { parseBrokerOptions } from './options';
import { ChpOrderPort } from './orders/port';
import type { ChpTypes } from './profile';
import { createCandleReader } from './reads/candles';
import { ChpReads } from './reads/reads';

const targetsOf = (symbols: readonly string[]): readonly Target[] => symbols.map((symbol) => ({ symbol }));

/** Joins the parts of the venue, in the order in which they need each other. */
export function createAdapter(context: VenueContext<ChpTypes>): VenueAdapter<ChpTypes> {
  const { settings, topics, instruments, privateChannels } = context;
  const { clock, random, logger, raw, timeoutMs } = settings;
  const { polling, account, client: own } = parseBrokerOptions(context.options);
  const connection = new ChpConnection({ ...own, clock, random, logger, raw, timeoutMs }, polling, context);
  const tracker = new OrderTracker({ isFar: (time) => connection.times.isFar(time) });
  const market = new MarketChannels({
    connection,
    random,
    topics,
    instruments,
    recovered: (feed, from) => lostPolls.take(feed, from),
  });
  const state = new AccountState(connection, (symbol) => market.gridOf(symbol), {
    order: (order) => orders.observe(order),
    fill: (fill) => orders.observeFill(fill),
    backfilledFill: (fill) => void tracker.observeFill(fill),
    position: (position) => context.publish('positions', position),
    balance: (balance) => context.publish('balances', balance),
    doubts: (channel, record) => context.doubts(channel, record),
  });
  const feeds = new AccountChannels(connection, random, state, (feed, from) => lostPolls.take(feed, from));
  const portfolios = new Portfolios(connection, account);
  const port = new ChpOrderPort({ connection, book: state, feeds, portfolios, instruments });
  const orders = createOrderManager(context, tracker, port, () => connection.serverTime());
  const reads = new ChpReads({
    connection,
    market,
    feeds,
    book: state,
    portfolios,
    orderPort: port,
    tracker,
  });
  const candles = createCandleReader(connection, instruments);
  const history = new SessionHistory(connection, portfolios, state, tracker);
  const subscribersOf = (channel: MarketChannelName | AccountChannelName): Subscribers<never> =>
    channel === 'quotes' || channel === 'trades' || channel === 'book'
      ? market[channel].channel.subscribers
      : feeds[channel].subscribers;
  const streams = [
    { kind: 'trades', read: (signal: AbortSignal) => market.rereadTrades(connection.heardTime, signal) },
    // Prices that came and went unseen are gone.
    { kind: 'quotes' },
    { kind: 'book' },
  ];
  const sync = new AccountSync({
    clock,
    tracker,
    ports: createAccountPorts({ connection, tracker, book: state, feeds, portfolios, streams }),
    auditIntervalMs: auditIntervalOf(context.options, 'chp'),
    state: context.state,
    serverTime: () => connection.serverTime(),
    onOrder: (order) => orders.observe(order),
    restoreTopics: (signal) => topics.restore(signal),
    report: context.report,
  });
  const lostPolls = new LostPolls({
    connection,
    market,
    sync,
    gap: (channel, gap) => {
      subscribersOf(channel).gap(gap.reason, gap.from, gap.to);
      context.gap(gap);
    },
    resynced: (channel, result) => {
      subscribersOf(channel).resynced(result);
      context.resynced(result);
    },
  });
  return {
    client: connection.client,
    connection,
    instruments: { load: () => reads.allInstruments() },
    reads: {
      quotes: (symbols, call) => reads.quotes(symbols, call),
      candles,
      trades: (request, call) => reads.trades(request, call),
      orderBook: (symbol, depth, call) => reads.orderBook(symbol, depth, call),
      accounts: (call) => reads.accounts(call),
      accountSummary: (name, call) => reads.summary(name, call),
      balances: (name, call) => reads.balances(name, call),
      positions: (filter, call) => reads.positions(filter, call),
      openOrders: (filter, call) => reads.openOrders(filter, call),
      order: (ref, call) => reads.order(ref, call),
      orders: async (request, call) => {
        portfolios.check(request.account);
        return history.orders(request, call);
      },
      fills: async (request, call) => {
        portfolios.check(request.account);
        return history.fills(request, call);
      },
    },
    channels: {
      quotes: ({ symbols, signal }) => market.quotes.source(targetsOf(symbols), signal),
      trades: ({ symbols, signal }) => market.trades.source(targetsOf(symbols), signal),
      book: ({ symbols, depth, signal }) => withDepth(market.book.source(targetsOf(symbols), signal), depth),
      positions: () => feeds.positions.watched(privateChannels.plan('positions')),
      balances: () => feeds.balances.watched(privateChannels.plan('balances')),
      orders: () => feeds.orders.watched(privateChannels.plan('orders')),
      fills: () => feeds.fills.watched(privateChannels.plan('fills')),
    },
    orders,
    extras: undefined,
    open: (attempt) => connection.connect(attempt),
    synchronize: async (attempt) => {
      const result = await sync.run(attempt, connection.heardTime);
      feeds.start();
      return result;
    },
    heardTime: () => connection.heardTime,
    lost: () => {
      sync.stop();
      lostPolls.stop();
      connection.terminate();
      feeds.stop();
      market.lose();
    },
    close: () => connection.close(),
    recheckAccount: () => sync.request(),
  };
}

import { AccountSync } from '../../adapter/account/account-sync';
import { BalanceCache } from '../../adapter/account/balance-cache';
import { createOrderManager } from '../../adapter/broker/order-manager';
import type { VenueAdapter, VenueContext } from '../../adapter/broker/ports';
import { withDepth } from '../../adapter/channels/book-view';
import { isProtocolError, ValidationError } from '../../errors';
import type { Order } from '../../model';
import { OrderTracker } from '../../orders/order-tracker';
import { AccountState } from './account/account';
import { OrderHistory } from './account/history';
import { createAccountPorts } from './account/ports';
import { PublicChannels } from './channels/public-channels';
import { splitOptions } from './channels/settings';
import { PoloniexConnection } from './connection';
import type { PoloniexCandleInterval } from './map';
import { OrderLookup } from './orders/lookup';
import { OpenOrders } from './orders/open-orders';
import { PoloniexOrderPort } from './orders/port';
import { Replacements } from './orders/replacements';
import { SmartTriggers } from './orders/smart';
import { SmartAliases } from './orders/smart-aliases';
import { SmartOrigins } from './orders/smart-origins';
import type { PoloniexTypes } from './profile';
import { createCandleReader } from './reads/candles';
import { PoloniexReads } from './reads/reads';

/** Orders and fills name no account: a key has one. */
function refuseAccount(account: string | undefined): void {
  if (account === undefined) return;
  throw new ValidationError('account', 'must not be given: a key has one spot account', {
    venue: 'poloniex',
    value: account,
  });
}

/** Joins the parts of the venue, in the order in which they need each other. */
export function createAdapter(context: VenueContext<PoloniexTypes>): VenueAdapter<PoloniexTypes> {
  const { settings, topics, instruments } = context;
  const { clock, random, logger, raw, timeoutMs } = settings;
  const { auditIntervalMs, client: own } = splitOptions(context.options);
  const connection = new PoloniexConnection({ ...own, clock, random, logger, raw, timeoutMs }, context);
  const { client } = connection;
  const tracker = new OrderTracker({ isFar: (time) => connection.times.isFar(time) });
  const balances = new BalanceCache();
  const aliases = new SmartAliases();
  const replacements = new Replacements();
  const onOrder = (order: Order): void => orders.observe(order);
  const book = new AccountState({
    connection,
    tracker,
    aliases,
    replacements,
    balances,
    events: {
      order: onOrder,
      fill: (fill) => orders.observeFill(fill),
      backfilledFill: (fill) => void tracker.observeFill(fill),
      balance: (balance) => context.publish('balances', balance),
      doubts: (balance) => context.doubts('balances', balance),
    },
  });
  const reads = new PoloniexReads(connection);
  const candles = createCandleReader(connection);
  const channels = new PublicChannels(connection, topics, candles);
  const origins = new SmartOrigins(connection, aliases);
  const history = new OrderHistory(connection, book, tracker);
  const lookup = new OrderLookup({ connection, tracker, aliases, book, history, origins });
  const openOrders = new OpenOrders(connection, book, origins);
  const port = new PoloniexOrderPort({
    connection,
    aliases,
    replacements,
    lookup,
    openOrders,
    instruments,
  });
  const orders = createOrderManager(context, tracker, port, () => connection.serverTime());
  const ports = createAccountPorts({
    connection,
    book,
    balances,
    tracker,
    lookup,
    history,
    openOrders,
    reads,
    onOrder,
    onBalance: (balance) => context.publish('balances', balance),
    streams: [
      { kind: 'trades', read: (signal) => channels.trades.reconcile(signal).then(() => true) },
      {
        kind: 'candles',
        // Opening a topic of candles reads those that ended meanwhile.
        isWhole: () => channels.candles.isWhole,
      },
      // Prices that came and went unseen are gone.
      { kind: 'quotes' },
      { kind: 'book' },
    ],
  });
  const sync = new AccountSync({
    clock,
    tracker,
    ports,
    auditIntervalMs,
    // Reads lag behind the stream.
    gatherMs: 1000,
    state: context.state,
    serverTime: () => connection.serverTime(),
    onOrder,
    restoreTopics: (signal) => topics.restore(signal),
    report: context.report,
  });
  client.privateSocket.on('error', (error) => {
    // A frame that cannot be read, one cut short for instance, has left something out.
    if (isProtocolError(error)) sync.request();
  });
  const triggers = new SmartTriggers({ connection, tracker, aliases, replacements, book });
  client.privateSocket.on('orders', (row) => triggers.take(row));
  client.privateSocket.on('balances', (row) => book.takeBalance(row));
  const lost = (): void => {
    sync.stop();
    connection.terminate();
    channels.reset();
    triggers.reset();
  };
  return {
    client,
    connection,
    instruments: { load: () => reads.allInstruments() },
    reads: {
      quotes: (symbols, call) => reads.quotes(symbols, call),
      candles,
      trades: (request, call) => reads.trades(request, call),
      orderBook: (symbol, depth, call) => reads.orderBook(symbol, depth, call),
      accounts: (call) => reads.accounts(call),
      balances: async (account, call) => {
        const byAccount = await reads.balances('read', call);
        if (account === undefined) return [...byAccount.values()].flat();
        const found = byAccount.get(account);
        if (found) return found;
        throw new ValidationError('account', 'is none of this key', { venue: 'poloniex', value: account });
      },
      openOrders: async ({ symbol, account }, call) => {
        refuseAccount(account);
        const found = await openOrders.read(symbol, 'read', call);
        for (const order of found) orders.observe(order);
        return found.map((order) => tracker.find({ id: order.id }) ?? order);
      },
      order: async (ref, call) => {
        const found = await lookup.find(ref, 'read', call);
        if (!found) return undefined;
        orders.observe(found);
        return tracker.find({ id: found.id }) ?? found;
      },
      orders: async (request, call) => {
        refuseAccount(request.account);
        return history.orders(request, call);
      },
      fills: async (request, call) => {
        refuseAccount(request.account);
        return history.fills(request, call);
      },
      serverTime: (call) => reads.serverTime(call),
    },
    channels: {
      quotes: ({ symbols, signal }) => channels.quotes.source(symbols, signal),
      trades: ({ symbols, signal }) => channels.trades.source(symbols, signal),
      book: ({ symbols, depth = Number.POSITIVE_INFINITY, signal }) =>
        withDepth(channels.books.source(symbols, signal), depth),
      candles: ({ symbols, interval, signal }) =>
        channels.candles.source(symbols, interval as PoloniexCandleInterval, signal),
    },
    orders,
    extras: undefined,
    open: (attempt) => connection.connect(attempt),
    logIn: (attempt) => connection.authenticate(attempt),
    synchronize: (attempt) => sync.run(attempt, connection.lostTime),
    heardTime: () => connection.lostTime,
    lost,
    close: () => {
      lost();
      return connection.close();
    },
    recheckAccount: () => sync.request(),
  };
}

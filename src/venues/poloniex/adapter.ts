import type { VenueAdapter, VenueContext } from '../../adapter/broker/ports';
import { createTrading } from '../../adapter/broker/trading';
import { withDepth } from '../../adapter/channels/book-view';
import { isProtocolError, ValidationError } from '../../errors';
import { AccountState } from './account/account';
import { OrderHistory } from './account/history';
import { createAccountPorts } from './account/ports';
import { createPublicChannels } from './channels/public-channels';
import { PoloniexConnection } from './connection';
import type { PoloniexCandleInterval } from './map';
import { parseBrokerOptions } from './options';
import { OrderReads } from './orders/order-reads';
import { PoloniexOrderPort } from './orders/port';
import { SmartTriggers } from './orders/smart';
import type { PoloniexTypes } from './profile';
import { createCandleSource } from './reads/candles';
import { createReads, readInstruments } from './reads/reads';

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
  const { auditIntervalMs, client: own } = parseBrokerOptions(context.options);
  const connection = new PoloniexConnection({ ...own, clock, random, logger, raw, timeoutMs }, context);
  const { client } = connection;
  const account = new AccountState(connection, {
    order: (order) => orders.observe(order),
    fill: (fill) => orders.observeFill(fill),
    balance: (balance) => context.publish('balances', balance),
    doubts: (balance) => context.doubts('balances', balance),
  });
  const { tracker } = account;
  const candles = createCandleSource(connection);
  const channels = createPublicChannels(connection, topics, candles);
  const history = new OrderHistory(account);
  const orderReads = new OrderReads(account, history);
  const port = new PoloniexOrderPort(account, orderReads, instruments);
  const ports = createAccountPorts(account, orderReads, history, [
    { kind: 'trades', read: (signal) => channels.trades.reconcile(signal).then(() => true) },
    // Opening a topic of candles reads those that ended meanwhile.
    { kind: 'candles', isWhole: () => channels.candles.isWhole },
    // Prices that came and went unseen are gone.
    { kind: 'quotes' },
    { kind: 'book' },
  ]);
  const { orders, sync } = createTrading(context, {
    connection,
    tracker,
    port,
    account: ports,
    auditIntervalMs,
    // Reads lag behind the stream.
    gatherMs: 1000,
  });
  client.privateSocket.on('error', (error) => {
    // A frame that cannot be read, one cut short for instance, has left something out.
    if (isProtocolError(error)) sync.request();
  });
  const triggers = new SmartTriggers(account);
  client.privateSocket.on('orders', (row) => triggers.take(row));
  client.privateSocket.on('balances', (row) => account.takeBalance(row));
  const lost = (): void => {
    connection.terminate();
    channels.reset();
    triggers.reset();
  };
  return {
    client,
    connection,
    instruments: { load: () => readInstruments(connection) },
    reads: {
      ...createReads(connection),
      candles,
      openOrders: async (filter, call) => {
        refuseAccount(filter.account);
        const found = await orderReads.open(filter.symbol, 'read', call);
        for (const order of found) orders.observe(order);
        return found.map((order) => tracker.find({ id: order.id }) ?? order);
      },
      order: async (ref, call) => {
        const found = await orderReads.find(ref, 'read', call);
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
    sync,
    extras: undefined,
    open: (attempt) => connection.connect(attempt),
    logIn: (attempt) => connection.authenticate(attempt),
    lost,
    close: () => {
      lost();
      return connection.close();
    },
  };
}

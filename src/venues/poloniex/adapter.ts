import { ListedAccount } from '../../adapter/account/listed-account';
import type { VenueAdapter, VenueContext } from '../../adapter/broker/ports';
import { withDepth } from '../../adapter/channels/book-view';
import { isProtocolError, ValidationError } from '../../errors';
import { AccountState } from './account/account';
import { OrderHistory } from './account/history';
import { createLists, createSmartPorts } from './account/ports';
import { createPublicChannels } from './channels/public-channels';
import { PoloniexConnection } from './connection';
import { type PoloniexCandleInterval, toStreamBalance } from './map';
import { parseBrokerOptions } from './options';
import { OrderReads } from './orders/order-reads';
import { PoloniexOrderPort } from './orders/port';
import { SmartTriggers } from './orders/smart';
import type { PoloniexTypes } from './profile';
import { createCandleSource } from './reads/candles';
import { FeeRates } from './reads/fee-rates';
import { createReads, readInstruments } from './reads/reads';

/** Joins the parts of the venue, in the order in which they need each other. */
export function createAdapter(context: VenueContext<PoloniexTypes>): VenueAdapter<PoloniexTypes> {
  const { settings, topics, instruments } = context;
  const { clock, random, logger, raw, timeoutMs } = settings;
  const { auditIntervalMs, client: own } = parseBrokerOptions(context.options);
  const connection = new PoloniexConnection({ ...own, clock, random, logger, raw, timeoutMs }, context);
  const { client } = connection;
  const fees = new FeeRates(connection);
  const account = new AccountState(connection, {
    order: (order) => orders.observe(order),
    fill: (fill) => orders.observeFill(fill),
  });
  const candles = createCandleSource(connection);
  const channels = createPublicChannels(connection, topics, candles);
  const history = new OrderHistory(account);
  const orderReads = new OrderReads(account, history);
  const port = new PoloniexOrderPort(account, orderReads, instruments);
  const listed = new ListedAccount<PoloniexTypes>({
    context,
    connection,
    tracker: account.tracker,
    lists: createLists(account, orderReads, history),
    port,
    ports: createSmartPorts(account, orderReads),
    // Ended smart orders name the orders that they became.
    endedFirst: true,
    async listen(signal) {
      await client.privateSocket.subscribe({ channel: 'orders', symbols: ['all'] }, { signal });
      await client.privateSocket.subscribe({ channel: 'balances' }, { signal });
    },
    auditIntervalMs,
    // Reads lag behind the stream.
    gatherMs: 1000,
    streams: [
      { kind: 'trades', read: (signal) => channels.trades.reconcile(signal).then(() => true) },
      // Opening a topic of candles reads those that ended meanwhile.
      { kind: 'candles', isWhole: () => channels.candles.isWhole },
      // Prices that came and went unseen are gone.
      { kind: 'quotes' },
      { kind: 'book' },
    ],
  });
  const { orders, sync } = listed;
  client.privateSocket.on('error', (error) => {
    // A frame that cannot be read, one cut short for instance, has left something out.
    if (isProtocolError(error)) sync.request();
  });
  const triggers = new SmartTriggers(account);
  client.privateSocket.sink('orders', (row) => triggers.take(row));
  client.privateSocket.sink('balances', (row) => {
    listed.takeBalance(toStreamBalance(row, clock.now(), connection.rawOf(row)), row);
  });
  const lost = (): void => {
    connection.terminate();
    channels.reset();
    triggers.reset();
  };
  return {
    client,
    connection,
    instruments: { load: () => readInstruments(connection, fees) },
    reads: {
      ...listed.reads,
      ...createReads(connection),
      candles,
      orders: (request, call) => history.orders(request, call),
      fills: (request, call) => history.fills(request, call),
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
    checkAccount(value, operation) {
      if (operation === 'fetchBalances') return;
      const context = { venue: 'poloniex', value } as const;
      throw new ValidationError('account', 'must not be given: a key has one spot account', context);
    },
  };
}

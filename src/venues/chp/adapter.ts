import { auditIntervalOf } from '../../adapter/account/audit-options';
import type { VenueAdapter, VenueContext } from '../../adapter/broker/ports';
import { createTrading } from '../../adapter/broker/trading';
import { withDepth } from '../../adapter/channels/book-view';
import { OrderTracker } from '../../orders/order-tracker';
import { LostPolls } from './account/lost-polls';
import { Portfolios } from './account/portfolios';
import { createAccountPorts } from './account/ports';
import { AccountState } from './account/state';
import { AccountChannels } from './channels/account';
import { createCandles } from './channels/candles';
import { MarketChannels, targetsOf } from './channels/market';
import { ChpConnection } from './connection';
import type { ChpCandleInterval } from './map';
import { parseBrokerOptions } from './options';
import { ChpOrderPort } from './orders/port';
import type { ChpTypes } from './profile';
import { createCandleSource } from './reads/candles';
import { createReads, readInstruments } from './reads/reads';

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
    recovered: (channel, from) => lostPolls.take(channel, from),
  });
  const state = new AccountState(connection, (symbol) => market.gridOf(symbol), {
    order: (order) => orders.observe(order),
    fill: (fill) => orders.observeFill(fill),
    backfilledFill: (fill) => void tracker.observeFill(fill),
    position: (position) => context.publish('positions', position),
    balance: (balance) => context.publish('balances', balance),
    doubts: (channel, record) => context.doubts(channel, record),
  });
  const channels = new AccountChannels(connection, random, state, (channel, from) =>
    lostPolls.take(channel, from),
  );
  const portfolios = new Portfolios(connection, account);
  const candleSource = createCandleSource(connection, instruments);
  const candles = createCandles(connection, { clock, topics }, candleSource);
  const parts = { connection, tracker, market, candles, state, channels, portfolios };
  const port = new ChpOrderPort(parts);
  const { orders, sync } = createTrading(context, {
    connection,
    tracker,
    port,
    account: createAccountPorts(parts),
    auditIntervalMs: auditIntervalOf(context.options, 'chp'),
  });
  const lostPolls = new LostPolls(parts, sync, context);
  return {
    client: connection.client,
    connection,
    instruments: { load: () => readInstruments(connection) },
    reads: { ...createReads(parts, port), candles: candleSource },
    channels: {
      quotes: ({ symbols, signal }) => market.quotes.source(targetsOf(symbols), signal),
      trades: ({ symbols, signal }) => market.trades.source(targetsOf(symbols), signal),
      book: ({ symbols, depth, signal }) => withDepth(market.book.source(targetsOf(symbols), signal), depth),
      candles: ({ symbols, interval, signal }) =>
        candles.source(symbols, interval as ChpCandleInterval, signal),
      positions: () => channels.positions.watched(privateChannels.plan('positions')),
      balances: () => channels.balances.watched(privateChannels.plan('balances')),
      orders: () => channels.orders.watched(privateChannels.plan('orders')),
      fills: () => channels.fills.watched(privateChannels.plan('fills')),
    },
    orders,
    sync,
    extras: undefined,
    open: (attempt) => connection.connect(attempt),
    live: () => channels.start(),
    lost: () => {
      lostPolls.stop();
      connection.terminate();
      channels.stop();
      market.lose();
      candles.reset();
    },
    close: () => connection.close(),
  };
}

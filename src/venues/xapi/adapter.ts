import { auditIntervalOf } from '../../adapter/account/audit-options';
import { BalanceCache } from '../../adapter/account/balance-cache';
import type { VenueAdapter, VenueContext } from '../../adapter/broker/ports';
import { createTrading } from '../../adapter/broker/trading';
import { withDepth } from '../../adapter/channels/book-view';
import { isProtocolError, ValidationError } from '../../errors';
import { OrderTracker } from '../../orders/order-tracker';
import { createHistory } from './account/history';
import { createAccountPorts } from './account/ports';
import { PositionTracker } from './account/trades';
import { createStreams } from './channels/streams';
import { arrivalOf } from './channels/ticks';
import { isPrivateFault } from './client/stream';
import { XapiConnection } from './connection';
import {
  decimalOf,
  isEnded,
  kindOfTrade,
  type MapContext,
  type TradeFields,
  toBalance,
  toClosingFill,
  toPendingOrder,
  toPosition,
  type XapiStreamInterval,
} from './map';
import { parseBrokerOptions } from './options';
import { TradeChecks } from './orders/checks';
import { OwnCloseOrders } from './orders/closings';
import { TradeLookup } from './orders/lookup';
import { XapiOrderPort } from './orders/port';
import type { XapiTypes } from './profile';
import { createCandleSource } from './reads/candles';
import { createInstrumentSource, createReads, isUnknownSymbol } from './reads/reads';

/** Joins the parts of the venue, in the order in which they need each other. */
export function createAdapter(context: VenueContext<XapiTypes>): VenueAdapter<XapiTypes> {
  const { options, settings, topics } = context;
  const { clock, random, logger, raw, timeoutMs } = settings;
  const { own, client: given } = parseBrokerOptions(options);
  const connection = new XapiConnection({ ...given, clock, random, logger, raw, timeoutMs }, context);
  const { client } = connection;
  const tracker = new OrderTracker({ isFar: (time) => connection.times.isFar(time) });
  /** The account's currency, which the stream does not name; the first read does. */
  let currency: string | undefined;
  const closings = new OwnCloseOrders();
  const positions = new PositionTracker(tracker, closings, {
    order: (order, complete) => orders.observe(order, complete === true ? { complete } : undefined),
    fill: (fill) => orders.observeFill(fill),
    position: (position) => context.publish('positions', position),
    incomplete: (positionId, since) => checks.awaitPosition(positionId, since),
    pendingGone: (row) => checks.awaitOrder(row),
    unknown: (row) => context.report('unknownValue', `A trade row has the unknown operation code ${row.cmd}`),
    serverTime: () => connection.serverTime(),
    feeCurrency: () => currency,
  });
  const candles = createCandleSource(connection);
  const streams = createStreams(connection, topics, candles);
  const lookup = new TradeLookup(connection, positions, closings);
  const account = options.userId;
  const parts = { connection, account, tracker, positions, closings, lookup };
  const checks = new TradeChecks(parts, {
    waitMs: own.tradeFrameWaitMs,
    isLive: () => context.state() === 'live',
    onOrder: (order) => orders.observe(order),
  });
  const port = new XapiOrderPort(parts, streams.ticks.lastTick);
  const balances = new BalanceCache();
  const accountPorts = createAccountPorts(parts, (balance, askedAt) => {
    currency = balance.currency;
    const times = { askedAt, now: balance.receivedTime };
    for (const changed of balances.takeAll(account, [balance], times)) context.publish('balances', changed);
  });
  const streamPorts = [
    // Opening a topic of candles reads those that were missed.
    { kind: 'candles', isWhole: () => streams.candles.isWhole },
    // Prices that came and went unseen are gone.
    { kind: 'quotes' },
    { kind: 'book' },
    { kind: 'news' },
  ];
  const { orders, sync } = createTrading(context, {
    connection,
    tracker,
    port,
    account: { ...accountPorts, streams: streamPorts },
    auditIntervalMs: auditIntervalOf(options, 'xapi'),
  });

  /** Whether the values of a streamed row cannot be true: by the order or position that it shows. */
  const isImplausible = (row: TradeFields, stamp: MapContext): boolean => {
    const kind = kindOfTrade(row.cmd);
    if (kind === 'pending')
      return context.doubts('orders', toPendingOrder(row, stamp, connection.serverTime()));
    if (kind !== 'position') return false;
    if (context.doubts('positions', toPosition(row, stamp, decimalOf(row.volume)))) return true;
    return isEnded(row) && context.doubts('fills', toClosingFill(row, stamp));
  };
  const { stream } = client;
  stream.on('trade', (row, frame) => {
    const stamp = connection.stampFrame(frame);
    // Before the tracker, which joins a row with those before it.
    if (!isImplausible(row, stamp)) positions.take(row, stamp);
  });
  stream.sink('balance', (record, frame) => {
    if (currency === undefined) return;
    const balance = toBalance(record, { account, currency }, connection.stampFrame(frame));
    balances.take(balance, undefined, clock.monotonic());
    context.publish('balances', balance);
  });
  stream.sink('profit', ({ position, profit }) => positions.profit(position, decimalOf(profit), clock.now()));
  client.on('error', (error) => {
    if (isProtocolError(error) && isPrivateFault(error.operation)) sync.request();
  });
  stream.on('error', (error) => {
    if (!streams.opened.refused(error)) context.report('streamError', error.message, error);
  });
  let unknown = 0;
  stream.on('unknown', () => {
    unknown += 1;
    if (unknown > 1) return;
    // All values of a chunk come in one go: one warning for them.
    queueMicrotask(() => {
      const more = unknown > 1 ? ` (${unknown} in this chunk)` : '';
      unknown = 0;
      context.report('unknownValue', `The stream sent a frame with a command that is not known${more}`);
    });
  });

  return {
    client,
    connection,
    instruments: createInstrumentSource(connection),
    // The list has 20 MB, and the account is read without it.
    needsInstruments: false,
    reads: {
      ...createReads(parts),
      ...createHistory(parts, () => currency),
      candles,
    },
    channels: {
      quotes: ({ symbols, options: given, signal }) =>
        streams.ticks.quotes(symbols, arrivalOf(given), signal),
      book: ({ symbols, depth = Number.POSITIVE_INFINITY, options: given, signal }) => {
        const params = { minArrivalTime: arrivalOf(given), levels: depth };
        return withDepth(streams.ticks.book(symbols, params, signal), depth);
      },
      candles: ({ symbols, interval, signal }) =>
        streams.candles.source(symbols, interval as XapiStreamInterval, signal),
      news: ({ signal }) => streams.news(signal),
      positions: ({ signal }) => streams.positions(context.privateChannels.plan('positions'), signal),
    },
    orders,
    sync,
    extras: connection,
    // The venue wants the login within its first second: it is part of opening.
    open: (attempt) => connection.connect(attempt),
    lost: () => {
      balances.reconnected();
      connection.terminate();
      streams.reset();
    },
    close: () => {
      checks.close();
      return connection.close();
    },
    isUnknownSymbol,
    checkAccount(account) {
      if (account === options.userId) return;
      throw new ValidationError('account', 'must be the account of the login, or absent', { venue: 'xapi' });
    },
  };
}

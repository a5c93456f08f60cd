import { ValidationError } from 'venuekit';
import {
  AccountSync,
  BalanceCache,
  CandleReader,
  type CheckedCandlesRequest,
  createOrderManager,
  mapInSlices,
  OrderTracker,
  type RestCallOptions,
  type VenueAdapter,
  type VenueContext,
} from 'venuekit/adapter';
import { LarkAccount } from './account/account';
import { PublicChannels } from './channels/channels';
import { LarkConnection } from './connection';
import { isRefusedWith } from './errors';
import { MINUTE_MS, toCandle, toInstrument, toOrder, toQuote } from './map/map';
import { readOptions } from './options';
import { findOrder, LarkOrderPort, readOpenOrders } from './orders/port';
import type { LarkTypes } from './profile';

/** Most candles of one answer. */
const MAX_CANDLES = 500;

/** A key has one account, without a name. */
function refuseAccount(account: string | undefined): void {
  if (account === undefined) return;
  throw new ValidationError('account', 'must not be given: a key has one account', {
    venue: 'lark',
    value: account,
  });
}

/** Joins the parts of the venue. */
export function createAdapter(context: VenueContext<LarkTypes>): VenueAdapter<LarkTypes> {
  const { settings, credentials, auditIntervalMs } = readOptions(context.options);
  const { clock } = context.settings;
  // [doc:events]
  const connection = new LarkConnection(settings, credentials, context, {
    ticker: (row, raw) => channels.takeTicker(row, raw),
    candles: (row, raw) => channels.takeCandle(row, raw),
    orders: (row, raw) => orders.observe(toOrder(row, connection.stampRaw('stream', raw))),
    fills: (row, raw) => account.takeFill(row, 'stream', raw),
    balances: (row, raw) => account.takeBalance(row, raw),
    // It may have said anything about the account.
    unreadable: (name) => {
      if (name === 'private') sync.request();
    },
  });
  // [/doc:events]
  const { client } = connection;

  // [doc:candles]
  const candles = new CandleReader<CheckedCandlesRequest, RestCallOptions>({
    times: connection.times,
    maxMs: () => MAX_CANDLES * MINUTE_MS,
    read: async ({ symbol }, span, options) => {
      const rows = await client.rest.getCandles({ symbol, ...span }, options);
      const serverTime = connection.serverTime();
      return mapInSlices(rows, (row) =>
        toCandle(symbol, row, row.openTime + MINUTE_MS <= serverTime, connection.stamp('read', row)),
      );
    },
  });
  // [/doc:candles]

  const tracker = new OrderTracker({ isFar: (time) => connection.times.isFar(time) });
  const channels = new PublicChannels(connection, context.topics, candles);
  const account = new LarkAccount({
    connection,
    tracker,
    balances: new BalanceCache(),
    areCandlesWhole: () => channels.candles.isWhole,
    events: {
      order: (order) => orders.observe(order),
      fill: (fill) => orders.observeFill(fill),
      balance: (balance) => context.publish('balances', balance),
      doubts: (balance) => context.doubts('balances', balance),
    },
  });

  // [doc:account-sync]
  const port = new LarkOrderPort(connection, context.instruments);
  const orders = createOrderManager(context, tracker, port, () => connection.serverTime());
  const sync = new AccountSync({
    clock,
    tracker,
    ports: account.ports(),
    auditIntervalMs,
    state: context.state,
    serverTime: () => connection.serverTime(),
    onOrder: (order) => orders.observe(order),
    restoreTopics: (signal) => context.topics.restore(signal),
    report: context.report,
  });
  // [/doc:account-sync]

  const lost = (): void => {
    sync.stop();
    connection.terminate();
    channels.reset();
  };

  // [doc:adapter]
  return {
    client,
    connection,
    instruments: {
      load: async () => {
        const rows = await client.rest.getInstruments({});
        return mapInSlices(rows, (row) => toInstrument(row, connection.stamp('read', row)));
      },
    },
    reads: {
      candles,
      quotes: (symbols, call) =>
        Promise.all(
          symbols.map(async (symbol) => {
            const row = await client.rest.getTicker({ symbol }, call);
            return toQuote(row, connection.stamp('read', row));
          }),
        ),
      balances: (name, call) => {
        refuseAccount(name);
        return account.readBalances('read', call);
      },
      openOrders: async ({ symbol, account: name }, call) => {
        refuseAccount(name);
        const open = await readOpenOrders(connection, symbol, 'read', call);
        for (const order of open) orders.observe(order);
        return open.map((order) => tracker.find({ id: order.id }) ?? order);
      },
      order: async (ref, call) => {
        const found = await findOrder(connection, ref, 'read', call);
        if (found === undefined) return undefined;
        orders.observe(found);
        return tracker.find({ id: found.id }) ?? found;
      },
      orders: (request, call) => account.orders(request, call),
      fills: (request, call) => account.fills(request, call),
      serverTime: async (call) => (await client.rest.getTime({}, call)).time,
    },
    channels: {
      quotes: ({ symbols, signal }) => channels.quotes.source(symbols, undefined, signal),
      candles: ({ symbols, signal }) => channels.candles.source(symbols, '1m', signal),
    },
    orders,
    extras: undefined,
    open: (attempt) => connection.connect(attempt),
    logIn: (attempt) => connection.logIn(attempt),
    synchronize: (attempt) => sync.run(attempt, connection.lostTime),
    heardTime: () => connection.lostTime,
    lost,
    close: async (error) => {
      sync.stop();
      await connection.close(error);
      lost();
    },
    recheckAccount: () => sync.request(),
    isUnknownSymbol: (error) => isRefusedWith(error, 'unknownSymbol'),
    checkAccount: refuseAccount,
  };
  // [/doc:adapter]
}

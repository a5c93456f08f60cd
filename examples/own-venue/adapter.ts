import { ValidationError } from 'venuekit';
import {
  type CandleSource,
  type CheckedCandlesRequest,
  ListedAccount,
  mapInSlices,
  mappedRows,
  type RestCallOptions,
  type VenueAdapter,
  type VenueContext,
} from 'venuekit/adapter';
import { createLists } from './account/account';
import { createChannels } from './channels/channels';
import { LarkConnection } from './connection';
import { isRefusedWith } from './errors';
import {
  MINUTE_MS,
  toBalance,
  toCandle,
  toFill,
  toInstrument,
  toOrder,
  toQuote,
  toStreamCandle,
} from './map/map';
import { readOptions } from './options';
import { createPort } from './orders/port';
import type { LarkTypes } from './profile';
import { readers } from './wire/rows';

/** Most candles of one answer. */
const MAX_CANDLES = 500;

/** Joins the parts of the venue. */
export function createAdapter(context: VenueContext<LarkTypes>): VenueAdapter<LarkTypes> {
  const { settings, credentials, auditIntervalMs } = readOptions(context.options);
  // [doc:events]
  const connection = new LarkConnection({
    settings,
    credentials,
    context,
    channels: {
      ticker: mappedRows(readers.ticker, toQuote, (quote) => channels.quotes.take(quote)),
      candles: mappedRows(readers.streamCandle, toStreamCandle, (candle) => channels.takeCandle(candle)),
      orders: mappedRows(readers.order, toOrder, (order) => account.orders.observe(order)),
      fills: mappedRows(readers.fill, toFill, (fill) => account.takeFill(fill)),
      balances: mappedRows(readers.balance, toBalance, (balance, { version, time }) =>
        account.takeBalance(balance, { id: String(version), changeTime: time }),
      ),
    },
    // It may have been any event of the account.
    onUnreadable: (socket) => {
      if (socket === 'private') account.sync.request();
    },
  });
  // [/doc:events]
  const { client } = connection;

  // [doc:candles]
  const candles: CandleSource<CheckedCandlesRequest, RestCallOptions> = {
    times: connection.times,
    maxMs: () => MAX_CANDLES * MINUTE_MS,
    read: async ({ symbol }, span, options) => {
      const rows = await client.rest.getCandles({ symbol, ...span }, options);
      const serverTime = connection.serverTime();
      return mapInSlices(rows, (row) => toCandle(symbol, row, serverTime, connection.stamp('read', row)));
    },
  };
  // [/doc:candles]

  const channels = createChannels(connection, context.topics, candles);
  // [doc:account-sync]
  const account = new ListedAccount({
    context,
    connection,
    lists: createLists(connection),
    port: createPort(connection),
    auditIntervalMs,
    streams: [{ kind: 'candles', isWhole: () => channels.candles.isWhole }, { kind: 'quotes' }],
  });
  // [/doc:account-sync]
  const { sync, orders } = account;

  const lost = (): void => {
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
      ...account.reads,
      candles,
      quotes: (symbols, call) =>
        Promise.all(
          symbols.map(async (symbol) => {
            const row = await client.rest.getTicker({ symbol }, call);
            return toQuote(row, connection.stamp('read', row));
          }),
        ),
      serverTime: async (call) => (await client.rest.getTime({}, call)).time,
    },
    channels: {
      quotes: ({ symbols, signal }) => channels.quotes.source(symbols, signal),
      candles: ({ symbols, signal }) => channels.candles.source(symbols, '1m', signal),
    },
    orders,
    sync,
    extras: undefined,
    open: (attempt) => connection.connect(attempt),
    logIn: (attempt) => connection.logIn(attempt),
    lost,
    close: async (error) => {
      await connection.close(error);
      lost();
    },
    isUnknownSymbol: (error) => isRefusedWith(error, 'unknownSymbol'),
    checkAccount(value) {
      throw new ValidationError('account', 'must not be given: a key has one account', {
        venue: 'lark',
        value,
      });
    },
  };
  // [/doc:adapter]
}

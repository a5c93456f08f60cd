import type { VenueAdapter, VenueContext } from '../../adapter/broker/ports';
import { FIXED_INTERVAL_MS } from '../../model';
import { Seal } from '../messages/seal';
import { accountTaker, createAccount } from './account';
import { RemoteChannels } from './channels';
import { RemoteConnection } from './connection';
import { readRemoteOptions } from './options';
import { RemotePrivateChannels } from './private-health';
import { RemoteReads } from './reads';
import type { RemoteTypes } from './types';
import { Wishes } from './wishes';

/** Candles of one request, of which the connector may make several. */
const CANDLES_AT_ONCE = 1000;
const YEAR_MS = 366 * 86_400_000;

/** Joins the parts of a remote broker: to the kit it is a venue like any other, whose connection is the bus. */
export function createRemoteAdapter(context: VenueContext<RemoteTypes>): VenueAdapter<RemoteTypes> {
  const { profile, settings } = context;
  const { features } = profile.capabilities;
  const own = readRemoteOptions(profile.id, context.options);
  const { bus, bot, key } = own;
  const seal = new Seal(key);
  const connection: RemoteConnection = new RemoteConnection({
    bus,
    bot,
    seal,
    context,
    account: (text) => take(text),
    missed: () => account?.sync.request(),
    stale: (stale) => privates.update(stale),
  });
  const privates = new RemotePrivateChannels(context);
  const reads = new RemoteReads(connection, bot);
  const wishes = new Wishes(connection, bot, seal);
  const { topics } = context;
  const { clock } = settings;
  const channels = new RemoteChannels({
    connection,
    context: { clock, topics },
    reads,
    wishes,
    seal,
    isRestoring: () => context.state() === 'syncing',
  });
  const account = features.includes('placeOrder')
    ? createAccount(context, connection, reads, channels, own)
    : undefined;
  const take = accountTaker(context, connection, reads, seal, () => account);
  const has = (feature: string): boolean => (features as readonly string[]).includes(feature);

  const lost = (): void => {
    connection.terminate();
    channels.reset();
    privates.reset();
  };

  return {
    client: connection,
    connection,
    instruments: { load: () => reads.instruments() },
    reads: {
      ...(account === undefined ? {} : account.reads),
      quotes: (symbols, call) => reads.quotes(symbols, call),
      candles: {
        times: connection.times,
        maxMs: ({ interval }) => CANDLES_AT_ONCE * (FIXED_INTERVAL_MS[interval] ?? YEAR_MS),
        earliest: ({ interval }) => connection.earliestCandle(interval),
        read: ({ symbol, interval }, span, call) => reads.candles({ symbol, interval, ...span }, call),
      },
      ...(has('fetchTrades') && {
        trades: ({ symbol, from, to, limit }, call) => reads.trades({ symbol, from, to, limit }, call),
      }),
      ...(has('fetchOrderBook') && {
        orderBook: (symbol, depth, call) => reads.orderBook(symbol, depth, call),
      }),
      ...(has('fetchAccounts') && { accounts: (call) => reads.accounts(call) }),
      ...(has('fetchAccountSummary') && { accountSummary: (name, call) => reads.accountSummary(name, call) }),
      ...(has('fetchBalances') && { balances: (name, call) => reads.balances(name, call) }),
      ...(has('fetchPositions') && { positions: (filter, call) => reads.positions(filter, call) }),
      ...(has('fetchServerTime') && { serverTime: (call) => reads.serverTime(call) }),
    },
    channels: { ...channels.sources(features), ...privates.sources(features) },
    ...(account === undefined ? {} : { orders: account.orders, sync: account.sync }),
    extras: reads,
    open: (attempt) => connection.connect(attempt),
    ...(account === undefined && {
      synchronize: async ({ signal }) => {
        await topics.restore(signal);
        return channels.resynced(features);
      },
    }),
    lost,
    close: async (error) => {
      await wishes.stop();
      await connection.close(error);
      channels.reset();
    },
  };
}

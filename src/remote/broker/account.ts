import { ListedAccount } from '../../adapter/account/listed-account';
import type { PositionPorts } from '../../adapter/account/ports';
import type { VenueContext } from '../../adapter/broker/ports';
import type { Span } from '../../adapter/ranges/range';
import type { RecordSource } from '../../model';
import { OrderTracker } from '../../orders/order-tracker';
import { fromErrorMessage } from '../messages/errors';
import { accountMessage, TOPICS } from '../messages/messages';
import type { Seal } from '../messages/seal';
import { idsOf } from './bot-ids';
import type { RemoteChannels } from './channels';
import type { RemoteConnection } from './connection';
import type { readRemoteOptions } from './options';
import { isNotFound, RemoteOrderPort } from './order-port';
import { OwnOrders } from './own-orders';
import type { RemoteReads } from './reads';
import type { RemoteTypes } from './types';

/** Spans begin and end at multiples of it, in ms. */
const SPAN_STEP_MS = 30_000;

/** What a user asks for; else a span around it that many bots ask for alike, so that the connector reads it once. */
function spanOf({ from, to }: Span, source: RecordSource): Span {
  if (source === 'read') return { from, to };
  const step = SPAN_STEP_MS;
  return { from: Math.floor(from / step) * step, to: Math.ceil(to / step) * step };
}

/** The account as the connector's broker shows it. */
export function createAccount(
  context: VenueContext<RemoteTypes>,
  connection: RemoteConnection,
  reads: RemoteReads,
  channels: RemoteChannels,
  { bot, orders: shown, auditIntervalMs }: ReturnType<typeof readRemoteOptions>,
) {
  const { features, clientOrderId } = context.profile.capabilities;
  const { clock, random } = context.settings;
  const tracker = new OrderTracker({ isFar: (time) => connection.times.isFar(time) });
  const own = shown === 'own' ? new OwnOrders(tracker, reads) : undefined;
  const has = (feature: string): boolean => (features as readonly string[]).includes(feature);
  let held: ReadonlySet<string> = new Set();
  const positions: PositionPorts = {
    held: () => [...held],
    read: async ({ signal }) => {
      const rows = await reads.positions({}, { signal });
      for (const row of rows) context.publish('positions', row);
      held = new Set(rows.map(({ id }) => id));
      return held;
    },
  };
  const account = new ListedAccount<RemoteTypes>({
    context: own?.only(context) ?? context,
    connection,
    tracker,
    newClientOrderId: clientOrderId && idsOf(bot, clientOrderId.pattern, clock, random),
    port: new RemoteOrderPort(connection, reads, context.profile.id),
    auditIntervalMs,
    lists: {
      openOrders: (_source, options, symbol) =>
        reads.openOrders(symbol === undefined ? {} : { symbol }, options),
      order: async (ref, _source, options) => {
        try {
          return await reads.order(ref, options);
        } catch (error) {
          if (isNotFound(error)) return undefined;
          throw error;
        }
      },
      orders: async (span, source, options) => {
        const read = await reads.orders(spanOf(span, source), options);
        if (source !== 'read')
          return context.profile.listsEndedOrders === false ? { ...read, isWhole: true } : read;
        return own === undefined ? read : { ...read, records: read.records.filter(own.isOwn) };
      },
      fills: async (span, source, options) => {
        const read = await reads.fills(spanOf(span, source), options);
        if (own === undefined || source !== 'read') return read;
        return { ...read, records: await own.ownFills(read.records, options) };
      },
      balances: async (_source, options) => (has('fetchBalances') ? reads.balances(undefined, options) : []),
    },
    ...(has('subscribe:positions') ? { ports: { positions } } : {}),
    streams: (['quotes', 'trades', 'book', 'candles', 'news'] as const)
      .filter((kind) => has(`subscribe:${kind}`))
      .map((kind) => ({ kind, isWhole: () => channels.isWhole(kind) })),
  });
  const openOrders: typeof account.reads.openOrders = async (filter, call) =>
    (await account.reads.openOrders(filter, call)).filter(own?.isOwn ?? (() => true));
  return { orders: account.orders, sync: account.sync, reads: { ...account.reads, openOrders } };
}

/** Takes the messages of the account's log: each tells of what has just happened, by whatever clock. */
export function accountTaker(
  context: VenueContext<RemoteTypes>,
  connection: RemoteConnection,
  reads: RemoteReads,
  seal: Seal,
  account: () => ReturnType<typeof createAccount> | undefined,
): (text: string) => void {
  return (text) => {
    const message = seal.read(TOPICS.account, text, accountMessage);
    if (message === undefined) {
      connection.dropped();
      return;
    }
    try {
      if ('warning' in message) {
        const { code, message: text, error } = message.warning;
        if (error) connection.warned(error.message);
        context.report(code, text, error && fromErrorMessage(error));
      } else if (message.channel === 'orders')
        account()?.orders.observe(reads.record('orders', message.record));
      else if (message.channel === 'fills')
        account()?.orders.observeFill(reads.record('fills', message.record));
      else context.publish(message.channel, reads.record(message.channel, message.record) as never);
    } catch {
      connection.dropped();
      account()?.sync.request();
    }
  };
}

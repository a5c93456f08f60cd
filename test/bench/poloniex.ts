import { type AccountLists, ListedAccount } from '../../src/adapter/account/listed-account';
import type { VenueContext } from '../../src/adapter/broker/ports';
import type { SubscriptionSource } from '../../src/adapter/channels/subscription-hub';
import type { ChannelContext } from '../../src/adapter/channels/symbol-channel';
import type { OrderPort } from '../../src/adapter/orders/order-port';
import type { ChannelRecords } from '../../src/broker';
import { systemClock } from '../../src/core/clock';
import { silentLogger } from '../../src/core/logger';
import { StreamSubscription } from '../../src/streaming/delivery/stream-subscription';
import { TopicRegistry } from '../../src/streaming/topics/topics';
import { AccountState } from '../../src/venues/poloniex/account/account';
import { SubscriptionBatches } from '../../src/venues/poloniex/channels/batches';
import { BookChannel } from '../../src/venues/poloniex/channels/books';
import { QuoteChannel } from '../../src/venues/poloniex/channels/quotes';
import { TradeChannel } from '../../src/venues/poloniex/channels/trades';
import { PoloniexConnection } from '../../src/venues/poloniex/connection';
import { toStreamBalance } from '../../src/venues/poloniex/map';
import { profile } from '../../src/venues/poloniex/profile';
import { type BenchRow, compare } from './measure';
import {
  BENCH_SYMBOLS,
  balanceFrames,
  bookFrames,
  orderFrames,
  tickerFrames,
  tradeFrames,
} from './poloniex-frames';

const FRAMES = 100_000;
const LIMIT = 2;
const nothing = (): void => {};

function newConnection(): PoloniexConnection {
  return new PoloniexConnection(
    { apiKey: 'KEY', apiSecret: 'SECRET', clock: systemClock, logger: silentLogger, raw: false },
    { stale: nothing, fresh: nothing, lost: nothing, report: nothing },
  );
}

/** What one row measures: who takes the frames, and how many records its users have got since the last round. */
interface Side {
  receive(frame: string): void;
  /** Begins a round: what is new in every frame must be new again. */
  prepare(): void;
  heard(): number;
}

function benchFrames(id: string, frames: readonly string[], side: Side): BenchRow {
  return compare(id, LIMIT, frames.length, {
    base: () => {
      for (const frame of frames) JSON.parse(frame);
    },
    prepare: () => side.prepare(),
    ours: () => {
      for (const frame of frames) side.receive(frame);
      if (side.heard() < frames.length) throw new Error(`${side.heard()} records of ${frames.length} frames`);
    },
  });
}

/** Rows of the private socket through the account: an Order and, where there was a trade, a Fill; a Balance. */
function privateSide(): Side {
  const connection = newConnection();
  const { privateSocket } = connection.client;
  let heard = 0;
  let account: AccountState;
  const record = (): void => {
    heard += 1;
  };
  let listed: ListedAccount;
  // What an account asks of its broker while it takes rows of the stream.
  const context = {
    profile,
    settings: { clock: systemClock },
    doubts: () => false,
    publish: record,
  } as unknown as VenueContext;
  privateSocket.sink('orders', (row) => account.takeUpdate(row));
  privateSocket.sink('balances', (row) => {
    listed.takeBalance(toStreamBalance(row, systemClock.now(), connection.rawOf(row)), row);
  });
  return {
    receive: (frame) => privateSocket.receive(frame),
    prepare: () => {
      heard = 0;
      account = new AccountState(connection, { order: record, fill: nothing });
      listed = new ListedAccount({
        context,
        connection,
        lists: {} as AccountLists,
        port: {} as OrderPort,
        auditIntervalMs: 60_000,
        streams: [],
      });
    },
    heard: () => heard,
  };
}

type PublicRecord = ChannelRecords['quotes' | 'trades' | 'book'];

/** Rows of the public socket through a broker's feed to the listener of a subscription. */
function publicSide<T extends PublicRecord>(
  channel: 'quotes' | 'trades' | 'book',
  planOf: (
    connection: PoloniexConnection,
    context: ChannelContext,
    batches: SubscriptionBatches,
  ) => SubscriptionSource<T>,
  first?: string,
): Side {
  const connection = newConnection();
  const { publicSocket } = connection.client;
  const plan = planOf(
    connection,
    { clock: systemClock, topics: new TopicRegistry() },
    new SubscriptionBatches(publicSocket),
  );
  let heard = 0;
  let leave = nothing;
  return {
    receive: (frame) => publicSocket.receive(frame),
    prepare: () => {
      leave();
      const feed = new StreamSubscription<T>({
        channel,
        confirmedBy: plan.confirmedBy,
        clock: systemClock,
        onClose: nothing,
        onListenerError: nothing,
      });
      leave = plan.attach(feed);
      if (first !== undefined) publicSocket.receive(first);
      heard = 0;
      feed.on('data', () => {
        heard += 1;
      });
    },
    heard: () => heard,
  };
}

/** Every busy channel of Poloniex, from the raw text of its frames to unified records in the user's hand. */
export function benchPoloniex(): BenchRow[] {
  const { signal } = new AbortController();
  const book = bookFrames(FRAMES);
  return [
    benchFrames('poloniex-orders', orderFrames(FRAMES), privateSide()),
    benchFrames('poloniex-balances', balanceFrames(FRAMES), privateSide()),
    benchFrames(
      'poloniex-ticker',
      tickerFrames(FRAMES),
      publicSide('quotes', (...parts) => new QuoteChannel(...parts).source(BENCH_SYMBOLS, signal)),
    ),
    benchFrames(
      'poloniex-trades',
      tradeFrames(FRAMES),
      publicSide('trades', (...parts) => new TradeChannel(...parts).source(BENCH_SYMBOLS, signal)),
    ),
    benchFrames(
      'poloniex-book_lv2',
      book.updates,
      publicSide('book', (...parts) => new BookChannel(...parts).source(['BTC_USDT'], signal), book.snapshot),
    ),
  ];
}

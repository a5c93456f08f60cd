import type { ChannelRecords } from '../../src/broker';
import { systemClock } from '../../src/core/clock';
import { silentLogger } from '../../src/core/logger';
import { OrderTracker } from '../../src/orders/order-tracker';
import type { FeedPlan } from '../../src/runtime/subscription-hub';
import { policyFor } from '../../src/streaming/channel-policies';
import { StreamSubscription } from '../../src/streaming/stream-subscription';
import { TopicRegistry } from '../../src/streaming/topics';
import { AccountBook } from '../../src/venues/poloniex/broker-account';
import { BalanceBook } from '../../src/venues/poloniex/broker-balances';
import { SubscriptionBatches } from '../../src/venues/poloniex/broker-batches';
import { BookFeed } from '../../src/venues/poloniex/broker-books';
import { PoloniexLink } from '../../src/venues/poloniex/broker-link';
import { QuoteFeed } from '../../src/venues/poloniex/broker-quotes';
import { TradeFeed } from '../../src/venues/poloniex/broker-trades';
import { OrderTerms } from '../../src/venues/poloniex/order-terms';
import { Replacements } from '../../src/venues/poloniex/replacements';
import { SmartAliases } from '../../src/venues/poloniex/smart-aliases';
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

function newLink(): PoloniexLink {
  return new PoloniexLink(
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

/** Rows of the private socket through the account's book: an Order and, where there was a trade, a Fill; a Balance. */
function privateSide(): Side {
  const link = newLink();
  const { privateSocket } = link.client;
  let heard = 0;
  let book: AccountBook;
  const record = (): void => {
    heard += 1;
  };
  privateSocket.on('orders', (row) => book.takeUpdate(row));
  privateSocket.on('balances', (row) => book.takeBalance(row));
  return {
    receive: (frame) => privateSocket.receive(frame),
    prepare: () => {
      heard = 0;
      book = new AccountBook({
        link,
        tracker: new OrderTracker(),
        aliases: new SmartAliases(),
        replacements: new Replacements(),
        balances: new BalanceBook(),
        terms: new OrderTerms(),
        events: { order: record, fill: nothing, oldFill: nothing, balance: record, doubts: () => false },
      });
    },
    heard: () => heard,
  };
}

type PublicRecord = ChannelRecords['quotes' | 'trades' | 'book'];

/** Rows of the public socket through a broker's feed to the listener of a subscription. */
function publicSide<T extends PublicRecord>(
  channel: 'quotes' | 'trades' | 'book',
  planOf: (link: PoloniexLink, topics: TopicRegistry, batches: SubscriptionBatches) => FeedPlan<T>,
  first?: string,
): Side {
  const link = newLink();
  const { publicSocket } = link.client;
  const plan = planOf(link, new TopicRegistry(), new SubscriptionBatches(publicSocket));
  let heard = 0;
  let leave = nothing;
  return {
    receive: (frame) => publicSocket.receive(frame),
    prepare: () => {
      leave();
      const feed = new StreamSubscription<T>({
        channel,
        confirmedBy: plan.confirmedBy,
        policy: policyFor(channel) as never,
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
      publicSide('quotes', (...parts) => new QuoteFeed(...parts).plan(BENCH_SYMBOLS, signal)),
    ),
    benchFrames(
      'poloniex-trades',
      tradeFrames(FRAMES),
      publicSide('trades', (...parts) => new TradeFeed(...parts).plan(BENCH_SYMBOLS, signal)),
    ),
    benchFrames(
      'poloniex-book_lv2',
      book.updates,
      publicSide('book', (...parts) => new BookFeed(...parts).plan(['BTC_USDT'], 20, signal), book.snapshot),
    ),
  ];
}

import type { Channel, ChannelRecords } from '../../broker/channels';
import type { RecordOrder } from '../time/venue-order';
import type { OverflowPolicy } from './overflow-policy';

type Policies = { readonly [C in Channel]: OverflowPolicy<ChannelRecords[C]> };
type Orders = { readonly [C in Channel]?: RecordOrder<ChannelRecords[C]> };

const POLICIES: Policies = {
  quotes: { kind: 'conflate', keyOf: (quote) => quote.symbol },
  trades: { kind: 'dropOldest' },
  book: { kind: 'conflate', keyOf: (book) => book.symbol },
  candles: {
    kind: 'conflate',
    // The symbol comes last: it is the only part that may contain the separator.
    keyOf: (candle) => `${candle.interval}|${candle.openTime}|${candle.symbol}`,
    keep: (candle) => candle.closed,
  },
  // A position or balance that is missing would be taken for one that has not changed.
  positions: { kind: 'conflate', keyOf: (position) => position.id, whenFull: 'fail' },
  balances: {
    kind: 'conflate',
    keyOf: (balance) => JSON.stringify([balance.account, balance.currency]),
    whenFull: 'fail',
  },
  orders: { kind: 'fail' },
  fills: { kind: 'fail' },
  news: { kind: 'dropOldest' },
};

/** All there are. */
export const CHANNELS = Object.keys(POLICIES) as readonly Channel[];

const ORDERS: Orders = {
  quotes: { keyOf: (quote) => quote.symbol, timeOf: (quote) => quote.time },
  book: { keyOf: (book) => book.symbol, timeOf: (book) => book.time },
  // A candle has no time of its own making; what is known is that it does not change any more once it is closed.
  candles: {
    keyOf: (candle) => `${candle.interval}|${candle.symbol}`,
    timeOf: (candle) => (candle.closed ? Number.POSITIVE_INFINITY : candle.openTime),
    limitOf: (candle) => (candle.closed ? candle.openTime + 1 : undefined),
  },
};

/** What a subscription of the channel does when its iterator falls behind. */
export function policyFor<C extends Channel>(channel: C): OverflowPolicy<ChannelRecords[C]> {
  return POLICIES[channel];
}

/** How the channel is ordered by the venue's time; undefined where every record counts, whenever it comes. */
export function orderFor<C extends Channel>(channel: C): RecordOrder<ChannelRecords[C]> | undefined {
  return ORDERS[channel];
}

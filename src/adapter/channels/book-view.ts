import type { OrderBook } from '../../model';
import type { SubscriptionSource } from './subscription-hub';

/** A book cut to so many levels a side; the same object where nothing is to be cut. */
export function limitDepth(book: OrderBook, depth = Number.POSITIVE_INFINITY): OrderBook {
  if (book.bids.length <= depth && book.asks.length <= depth) return book;
  return { ...book, bids: book.bids.slice(0, depth), asks: book.asks.slice(0, depth) };
}

/** The source for a subscriber that wants so many levels a side; `Infinity` for all. */
export function withDepth(
  source: SubscriptionSource<OrderBook>,
  depth = Number.POSITIVE_INFINITY,
): SubscriptionSource<OrderBook> {
  return Number.isFinite(depth) ? { ...source, view: (book) => limitDepth(book, depth) } : source;
}

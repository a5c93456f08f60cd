import type { BookLevel } from '../../../model';
import type { PoloniexConnection } from '../connection';
import { toOrderBook } from '../map';
import type { PoloniexCallOptions } from '../types/client';

/** The best levels of a book. */
export interface BestBidAsk {
  readonly bid: BookLevel | undefined;
  readonly ask: BookLevel | undefined;
  /** UTC epoch ms. */
  readonly time: number;
}

/** The best levels that the venue has now, over REST. */
export async function readBest(
  connection: PoloniexConnection,
  symbol: string,
  options: PoloniexCallOptions,
): Promise<BestBidAsk> {
  const row = await connection.client.getOrderBook({ symbol, limit: 5 }, options);
  const { bids, asks } = toOrderBook(symbol, row, 1, connection.stamp('read'));
  return { bid: bids[0], ask: asks[0], time: row.ts };
}

/** Whether the best prices and the quantities at them are the same. */
export function sameBest(a: BestBidAsk, b: BestBidAsk): boolean {
  return sameLevel(a.bid, b.bid) && sameLevel(a.ask, b.ask);
}

function sameLevel(a: BookLevel | undefined, b: BookLevel | undefined): boolean {
  return a?.[0] === b?.[0] && a?.[1] === b?.[1];
}

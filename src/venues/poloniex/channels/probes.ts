import type { SilenceProbe } from '../../../adapter/channels/silence-watch';
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

/** A probe that asks about one symbol at a time. */
export function probeEach<S>(
  isBehind: (state: S, options: PoloniexCallOptions) => Promise<boolean>,
): Pick<SilenceProbe<S>, 'atOnce' | 'confirms' | 'read'> {
  return {
    atOnce: 1,
    confirms: true,
    read: async (states, options) => {
      const behind: S[] = [];
      for (const state of states) if (await isBehind(state, options)) behind.push(state);
      return behind;
    },
  };
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

import type { Quote, Subscription } from '../../../index';
import type { ContractWorld } from '../../harness';

/** A live broker with a quotes subscription of one symbol. */
export async function quotesOf(world: ContractWorld, signal?: AbortSignal): Promise<Subscription<Quote>> {
  return world.drive(world.broker.subscribe('quotes', { symbols: [world.symbol], signal }));
}

/** Everything that a subscription delivers from now on. */
export function collect<T>(subscription: Subscription<T>): T[] {
  const records: T[] = [];
  subscription.on('data', (record) => records.push(record));
  return records;
}

/** The price that a venue's quote shows: the best bid, or the last trade where there is no book. */
export function shownPrice(quote: Quote | undefined): string | undefined {
  return quote?.bid ?? quote?.last;
}

/** Moves the price until a quote with it has arrived. */
export async function moveAndReceive(
  world: ContractWorld,
  move: () => string,
  quotes: readonly Quote[],
): Promise<string> {
  const bid = move();
  await world.until(() => shownPrice(quotes.at(-1)) === bid);
  return bid;
}

import type { Candle, OrderBook, Quote, Trade } from '../../../index';
import { check } from '../../check';
import type { BrokerWith } from '../../contract-case';
import type { ContractWorld } from '../../harness';

/** A record of market data. */
export type PublicRecord = Quote | Trade | OrderBook | Candle;

/** The records that a stream of a kind emits from now on; undefined where the venue has none. */
export async function streamOf(world: ContractWorld, kind: string, signal?: AbortSignal) {
  const { broker, symbol } = world;
  if (!broker.capabilities.features.some((feature) => feature === `subscribe:${kind}`)) return undefined;
  const options = { symbols: [symbol], signal };
  const able = broker as BrokerWith<'subscribe:trades' | 'subscribe:book' | 'subscribe:candles'>;
  const records: PublicRecord[] = [];
  const push = (record: PublicRecord): void => void records.push(record);
  if (kind === 'quotes') (await world.drive(able.subscribe('quotes', options))).on('data', push);
  else if (kind === 'trades') (await world.drive(able.subscribe('trades', options))).on('data', push);
  else if (kind === 'book') (await world.drive(able.subscribe('book', options))).on('data', push);
  else (await world.drive(able.subscribe('candles', { ...options, interval: '1m' }))).on('data', push);
  return records;
}

/** Advances time in large steps until a condition holds, three minutes at most; `each` runs before every step. */
export async function wait(
  world: ContractWorld,
  what: string,
  holds: () => boolean,
  each?: () => void,
): Promise<void> {
  for (let tries = 0; tries < 18 && !holds(); tries += 1) {
    each?.();
    await world.advance(10_000);
  }
  check(holds(), `${what} within three minutes`);
}

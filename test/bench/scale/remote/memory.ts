import type { BenchRow } from '../../measure';
import { median } from '../../measure';
import { rest } from './delivery';
import type { Part } from './part';
import { World } from './world';

const PER_SECOND = 5000;
/** Few markets, so that their logs are full soon: 10,000 trades of each are kept. */
const MARKETS = 2;
const GROWTH_LIMIT = 1.05;

/** The memory of the Redis server under a steady stream of quotes and trades. */
export async function memory({ folder, seed, sizes, print }: Part): Promise<BenchRow[]> {
  const channels = ['quotes', 'trades'] as const;
  const world = await World.open({
    folder,
    bots: 4,
    processes: 1,
    markets: MARKETS,
    each: MARKETS,
    channels,
    seed,
  });
  try {
    world.venue.tell({ type: 'send', symbols: world.symbols, perSecond: PER_SECOND, trades: true });
    // Half of the records are trades.
    const filledAfter = (10_000 * MARKETS) / (PER_SECOND / 2);
    await rest(filledAfter * 1.3);
    const { sent } = await world.venue.ask({ type: 'report' }, 'report');
    const began = performance.now();
    const used: number[] = [];
    while (used.length < sizes.memorySeconds) {
      await rest(1);
      const { usedMb } = await world.redisInfo();
      used.push(usedMb);
      if (used.length % 10 === 0) print(`${used.length} s: Redis uses ${usedMb.toFixed(1)} MB`);
    }
    const after = await world.venue.ask({ type: 'report' }, 'report');
    const perSecond = Math.round(((after.sent - sent) / (performance.now() - began)) * 1000);
    if (perSecond < PER_SECOND * 0.95) print(`The machine was too slow: ${perSecond} messages a second`);
    const third = Math.max(1, Math.floor(used.length / 3));
    const growth = median(used.slice(-third)) / median(used.slice(0, third));
    return [{ id: 'remote-redis-memory-growth', ratio: growth, perSecond, limit: GROWTH_LIMIT }];
  } finally {
    await world.close();
  }
}

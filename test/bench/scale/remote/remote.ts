import { hasRedis } from '../../../remote/support/redis-server';
import type { BenchRow } from '../../measure';
import { delivery } from './delivery';
import { kills } from './kills';
import { late } from './late';
import { memory } from './memory';
import { pauses, restarts } from './outages';
import type { Part, Sizes } from './part';

/** What a desk of many bots must be able to rely on, each with a venue, a Redis server and bots of its own. */
export const PARTS: Readonly<Record<string, (part: Part) => Promise<BenchRow[]>>> = {
  delivery,
  kills,
  restarts,
  pauses,
  late,
  memory,
};

/** @throws Error where this machine has no Redis server */
export async function scaleRemote(
  folder: string,
  names: readonly string[],
  sizes: Sizes,
  seed: number,
  print: (text: string) => void,
): Promise<BenchRow[]> {
  if (!hasRedis) throw new Error('There is no redis-server on the PATH');
  const rows: BenchRow[] = [];
  for (const [name, run] of Object.entries(PARTS)) {
    if (names.length > 0 && !names.includes(name)) continue;
    print(`# ${name}`);
    const began = performance.now();
    rows.push(...(await run({ folder, seed, sizes, print })));
    print(`${((performance.now() - began) / 1000).toFixed(0)} s`);
  }
  return rows;
}

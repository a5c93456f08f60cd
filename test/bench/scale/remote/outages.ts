import type { BenchRow } from '../../measure';
import { rest } from './delivery';
import type { Sample } from './messages';
import type { Part } from './part';
import { World } from './world';

/** Records of each market in a second. */
const EACH_PER_SECOND = 10;
const MARKETS = 10;
/** How old the newest record of a market may be where nothing is behind, in ms. */
const BEHIND_MS = 1000;
const LIVE_LIMIT_MS = 3000;
/** How often a bot looks at itself. */
const LOOK_MS = 50;

/** Kills the Redis server, which keeps nothing on disk, and starts it again. */
export function restarts(part: Part): Promise<BenchRow[]> {
  return outages(part, 'restarts', part.sizes.restarts, async (world) => {
    await world.redis.restart();
    return 'Redis was killed and started again';
  });
}

/** Stops the connector and the Redis server in turn, as a machine that is frozen. */
export function pauses(part: Part): Promise<BenchRow[]> {
  const seconds = part.sizes.pauseMs / 1000;
  return outages(part, 'pauses', part.sizes.pauses, async (world, count) => {
    const isRedis = count % 2 === 0;
    const pid = isRedis ? world.redis.pid : world.leader.peer.pid;
    process.kill(pid, 'SIGSTOP');
    try {
      await rest(seconds);
    } finally {
      process.kill(pid, 'SIGCONT');
    }
    return `${isRedis ? 'Redis' : 'the connector'} stood still for ${seconds} s`;
  });
}

async function outages(
  { folder, seed, sizes, print }: Part,
  name: string,
  count: number,
  happen: (world: World, count: number) => Promise<string>,
): Promise<BenchRow[]> {
  const { bots, processes } = sizes;
  const options = { folder, bots, processes, markets: MARKETS, each: 5, channels: ['quotes'] as const, seed };
  const world = await World.open(options);
  let worstLiveMs = 0;
  let old = 0;
  let longestMs = 0;
  let behind = 0;
  const note = (samples: readonly Sample[]): void => {
    for (const sample of samples) {
      worstLiveMs = Math.max(worstLiveMs, sample.worstLiveMs);
      old += sample.old;
    }
  };
  try {
    const perSecond = MARKETS * EACH_PER_SECOND;
    world.venue.tell({ type: 'send', symbols: world.symbols, perSecond, trades: false });
    await rest(2);
    await world.samples();
    for (let at = 1; at <= count; at += 1) {
      const what = await happen(world, at);
      const { tookMs, behind: still, seen } = await world.caughtUp(bots, (oldestMs) => oldestMs < BEHIND_MS);
      note(seen);
      if (still !== undefined) behind += 1;
      longestMs = Math.max(longestMs, tookMs);
      await rest(2);
      const later = await world.samples();
      note(later);
      behind += later.filter(({ oldestMs }) => oldestMs >= BEHIND_MS).length;
      world.followLeader();
      print(
        `${what}: ${still ?? 'every bot is live and up to date'} ${(tookMs / 1000).toFixed(2)} s later,` +
          ` live without a record for ${(worstLiveMs / 1000).toFixed(2)} s at most`,
      );
    }
    const row = (what: string, ratio: number, limit: number): BenchRow => ({
      id: `remote-${name}-${what}`,
      ratio,
      perSecond: 0,
      limit,
    });
    return [
      // As exact as a bot looks at itself.
      row('live-without-data-ms', worstLiveMs, LIVE_LIMIT_MS + LOOK_MS),
      row('old-records-while-live', old, 0),
      row('bots-behind', behind, 0),
      row('back-longest-ms', longestMs, Number.POSITIVE_INFINITY),
    ];
  } finally {
    await world.close();
  }
}

import type { BenchRow } from '../../measure';
import type { Sample } from './messages';
import type { Part } from './part';
import { World } from './world';

const MARKETS = 40;
/** Markets that each bot follows. */
const EACH = 20;
const ASKED_PER_SECOND = 100_000;
const P50_LIMIT_MS = 2;
const P99_LIMIT_MS = 15;

/** How much arrives, how late, and what it costs: at half of the load that is asked, and at all of it. */
export async function delivery({ folder, seed, sizes, print }: Part): Promise<BenchRow[]> {
  const { bots, processes, seconds } = sizes;
  const world = await World.open({
    folder,
    bots,
    processes,
    markets: MARKETS,
    each: EACH,
    channels: ['quotes'],
    seed,
  });
  try {
    const half = await measure(world, ASKED_PER_SECOND / 2, bots, seconds, print);
    const whole = await measure(world, ASKED_PER_SECOND, bots, seconds, print);
    const report = await world.venue.ask({ type: 'report' }, 'report');
    const { logins, doubled, topics } = report;
    print(`${logins} login, ${topics} subscriptions at the venue, ${doubled.length} of them made twice`);
    return [
      { id: 'remote-logins', ratio: logins, perSecond: 0, limit: 1 },
      { id: 'remote-venue-subscriptions-twice', ratio: doubled.length, perSecond: 0, limit: 0 },
      { id: 'remote-latency-p50-ms', ratio: half.p50, perSecond: half.perSecond, limit: P50_LIMIT_MS },
      { id: 'remote-latency-p99-ms', ratio: half.p99, perSecond: half.perSecond, limit: P99_LIMIT_MS },
      // Rows pass below their limit: the load that was asked for over that which arrived.
      {
        id: 'remote-deliveries',
        ratio: ASKED_PER_SECOND / whole.perSecond,
        perSecond: whole.perSecond,
        limit: 1.02,
      },
    ];
  } finally {
    await world.close();
  }
}

async function measure(
  world: World,
  deliveries: number,
  bots: number,
  seconds: number,
  print: (text: string) => void,
) {
  // Each record of a market goes to the bots that follow it: on average to this share of them.
  const perSecond = Math.round(deliveries / (bots * (EACH / MARKETS)));
  world.venue.tell({ type: 'send', symbols: world.symbols, perSecond, trades: false });
  await rest(3);
  await world.samples();
  const redisBefore = await world.redisInfo();
  const before = await world.leader.peer.ask({ type: 'usage' }, 'usage');
  const began = performance.now();
  await rest(seconds);
  const samples = await world.samples();
  const took = performance.now() - began;
  const after = await world.leader.peer.ask({ type: 'usage' }, 'usage');
  const redisAfter = await world.redisInfo();
  world.venue.tell({ type: 'pause' });
  const arrived = samples.reduce((sum, sample) => sum + sample.deliveries, 0);
  const p50 = quantile(samples, 0.5);
  const p99 = quantile(samples, 0.99);
  const share = (ms: number): string => `${((ms / took) * 100).toFixed(0)} %`;
  const cpuOfBots = samples.reduce((sum, { cpuMs }) => sum + cpuMs, 0);
  print(
    `${perSecond.toLocaleString('en')} records/s of the venue, ${Math.round((arrived / took) * 1000).toLocaleString('en')}` +
      ` deliveries/s, venue to listener p50 ${p50.toFixed(1)} ms, p99 ${p99.toFixed(1)} ms; CPU of a core: connector` +
      ` ${share(after.cpuMs - before.cpuMs)} (event loop p99 ${after.delayP99Ms.toFixed(1)} ms), Redis` +
      ` ${share(redisAfter.cpuMs - redisBefore.cpuMs)}, bots ${share(cpuOfBots)} in ${samples.length} processes`,
  );
  return { perSecond: Math.round((arrived / took) * 1000), p50, p99 };
}

/** @returns ms */
export function quantile(samples: readonly Sample[], part: number): number {
  const counts = new Map<number, number>();
  let all = 0;
  for (const { latency } of samples)
    for (const [tenths, count] of latency) {
      counts.set(tenths, (counts.get(tenths) ?? 0) + count);
      all += count;
    }
  let seen = 0;
  for (const [tenths, count] of [...counts].sort(([a], [b]) => a - b)) {
    seen += count;
    if (seen >= all * part) return tenths / 10;
  }
  return Number.NaN;
}

export function rest(seconds: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, seconds * 1000));
}

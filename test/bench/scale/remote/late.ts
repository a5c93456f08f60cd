import type { BenchRow } from '../../measure';
import { rest } from './delivery';
import type { Part } from './part';
import { World } from './world';

/** Orders that one bot sends at a time. */
const AT_ONCE = 5;
const DEADLINE_MS = 800;

/** Orders whose deadline passes while both connectors stand still: none may be executed when they go on. */
export async function late({ folder, seed, sizes, print }: Part): Promise<BenchRow[]> {
  const { bots, processes } = sizes;
  const world = await World.open({ folder, bots, processes, markets: 2, each: 0, channels: [], seed });
  try {
    const ids: string[] = [];
    while (ids.length < sizes.late) {
      const both = [world.leader, world.standby];
      for (const each of both) each.signal('SIGSTOP');
      const sent = await Promise.all(
        world.bots.map((peer) => peer.ask({ type: 'burst', each: AT_ONCE, timeoutMs: DEADLINE_MS }, 'burst')),
      );
      for (const each of both) each.signal('SIGCONT');
      const before = ids.length;
      ids.push(...sent.flatMap(({ ids: some }) => some));
      if (ids.length === before) throw new Error('No order left');
      const { behind } = await world.caughtUp(bots);
      if (behind !== undefined) throw new Error(behind);
      await rest(1);
      world.followLeader();
      print(`${ids.length.toLocaleString('en')} orders past their deadline`);
    }
    const report = await world.venue.ask({ type: 'report' }, 'report');
    const mine = new Set(ids);
    const executed = report.orders.filter(({ clientOrderId }) => mine.has(clientOrderId)).length;
    return [{ id: 'remote-late-orders-executed', ratio: executed, perSecond: 0, limit: 0 }];
  } finally {
    await world.close();
  }
}

import { seededRandom } from '../../../../src/core/random';
import type { BenchRow } from '../../measure';
import { median } from '../../measure';
import { rest } from './delivery';
import type { BotOrder, VenueOrder } from './messages';
import type { Part } from './part';
import { World } from './world';

/** Orders of all bots in a second; the venue allows some 50. */
const ORDERS_PER_SECOND = 8;
/** How long the venue takes to answer an order, in ms: time to be killed in. */
const ANSWER_MS = 100;
const SETTLE_LIMIT_MS = 300_000;
const TAKEOVER_LIMIT_MS = 5000;

/** Kills the connector while orders are under way, again and again, and compares what bots and venue know at the end. */
export async function kills({ folder, seed, sizes, print }: Part): Promise<BenchRow[]> {
  const { bots, processes } = sizes;
  const random = seededRandom(seed);
  const options = { folder, bots, processes, markets: 10, each: 2, channels: ['quotes'] as const, seed };
  const world = await World.open({ ...options, answerMs: ANSWER_MS });
  try {
    world.venue.tell({ type: 'send', symbols: world.symbols, perSecond: 100, trades: false });
    for (const peer of world.bots) peer.tell({ type: 'trade', perSecond: ORDERS_PER_SECOND / processes });
    const takeovers: number[] = [];
    const returns: number[] = [];
    for (let count = 1; count <= sizes.kills; count += 1) {
      await rest(random.next());
      await world.venue.ask({ type: 'nextOrder' }, 'order');
      await rest((random.next() * ANSWER_MS * 1.3) / 1000);
      const tookMs = await world.killLeader();
      const { tookMs: backMs, behind } = await world.caughtUp(bots);
      if (behind !== undefined) throw new Error(behind);
      takeovers.push(tookMs);
      returns.push(backMs);
      print(`kill ${count}: the standby was live after ${ms(tookMs)}, every bot ${ms(backMs)} later`);
    }
    const settled = await Promise.all(
      world.bots.map((peer) => peer.ask({ type: 'settle' }, 'settled', SETTLE_LIMIT_MS)),
    );
    const { orders: venue } = await world.venue.ask({ type: 'report' }, 'report');
    const found = compare(
      settled.flatMap(({ orders }) => orders),
      venue,
    );
    print(`${found.count} orders: ${found.summary}`);
    for (const line of found.wrong.slice(0, 20)) print(line);
    const row = (name: string, ratio: number, limit = 0): BenchRow => ({
      id: `remote-kills-${name}`,
      ratio,
      perSecond: 0,
      limit,
    });
    return [
      row('orders-doubled', found.doubled),
      row('orders-lost', found.lost),
      row('outcomes-unsettled', found.unsettled),
      row('fills-wrong', found.fillsWrong),
      row('takeover-median-ms', median(takeovers), TAKEOVER_LIMIT_MS),
      row('takeover-longest-ms', Math.max(...takeovers), TAKEOVER_LIMIT_MS),
      row('bots-back-longest-ms', Math.max(...returns), Number.POSITIVE_INFINITY),
    ];
  } finally {
    await world.close();
  }
}

const ms = (value: number): string => `${(value / 1000).toFixed(2)} s`;

/** What the bots say of their orders, beside the venue's own log. */
export function compare(orders: readonly BotOrder[], venue: readonly VenueOrder[]) {
  const executed = new Map(venue.map((order) => [order.clientOrderId, order]));
  const counts = { doubled: 0, lost: 0, unsettled: 0, fillsWrong: 0 };
  const wrong: string[] = [];
  const outcomes = new Map<string, number>();
  const report = (what: keyof typeof counts, order: object): void => {
    counts[what] += 1;
    wrong.push(`${what}: ${JSON.stringify(order)}`);
  };
  for (const order of orders) {
    outcomes.set(order.outcome, (outcomes.get(order.outcome) ?? 0) + 1);
    const known = executed.get(order.clientOrderId);
    const both = { ...order, venue: known };
    if (order.outcome === 'unknown') report('unsettled', both);
    // The bot has an order that the venue has not, or the other way round.
    else if ((order.outcome === 'accepted') !== (known?.placed ?? 0) > 0) report('lost', both);
    else if (order.filled !== (known?.filled ?? 0)) report('fillsWrong', both);
  }
  const asked = new Set(orders.map(({ clientOrderId }) => clientOrderId));
  for (const order of venue) {
    if (order.requests > 1 || order.placed > 1) report('doubled', order);
    // Nobody asked for it.
    if (!asked.has(order.clientOrderId)) report('lost', order);
  }
  const summary = [...outcomes].map(([outcome, count]) => `${count} ${outcome}`).join(', ');
  return { ...counts, wrong, summary, count: orders.length };
}

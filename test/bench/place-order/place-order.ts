import { compile } from '../compile';
import type { BenchRow } from '../measure';
import { Peer } from '../peer';
import type { Endpoints, FromPlacer, FromServer, Measured, Placer, ToPlacer, ToServer } from './messages';

const WARM_UP = 60;
const ORDERS = 40;
/** Asked of the way to the bytes. */
const BYTES_LIMIT_US = 100;
const BARE_LIMIT_US = 1000;

interface Venue {
  readonly bare: Placer;
  /** Time before each order: XAPI takes a command every 200 ms, Poloniex 50 a second. */
  readonly pauseMs: number;
  /** Nothing is asked of the whole call: above what was measured on a busy machine. */
  readonly wholeLimitUs: number;
}

const VENUES: Partial<Record<Placer, Venue>> = {
  xapi: { bare: 'bareSocket', pauseMs: 210, wholeLimitUs: 2500 },
  poloniex: { bare: 'bareRequest', pauseMs: 45, wholeLimitUs: 3000 },
  // An order waits for the polls of the feeds, whose time is in it.
  chp: { bare: 'bareRequest', pauseMs: 45, wholeLimitUs: 6000 },
};

async function measured(
  folder: string,
  placer: Placer,
  endpoints: Endpoints,
  pauseMs: number,
): Promise<Measured> {
  const peer = new Peer<ToPlacer, FromPlacer>(folder, 'place-order/placer', `placeOrder, ${placer}`);
  try {
    const order = { type: 'place', placer, endpoints, pauseMs, warmUp: WARM_UP, orders: ORDERS } as const;
    return (await peer.ask(order, 'measured')).measured;
  } finally {
    await peer.end();
  }
}

/**
 * CPU time of `placeOrder` in microseconds, until the bytes of the order are with the operating system and until its promise
 * has resolved, each above that of a bare sender with the same pauses. The two run at the same time, a process each.
 */
export async function benchPlaceOrder(): Promise<BenchRow[]> {
  const folder = await compile();
  const server = new Peer<ToServer, FromServer>(folder, 'place-order/server', 'placeOrder, server');
  const rows: BenchRow[] = [];
  try {
    const { endpoints } = await server.ask({ type: 'open' }, 'opened');
    for (const [venue, { bare, pauseMs, wholeLimitUs }] of Object.entries(VENUES)) {
      const [base, ours] = await Promise.all([
        measured(folder, bare, endpoints, pauseMs),
        measured(folder, venue as Placer, endpoints, pauseMs),
      ]);
      const row = (id: string, us: number, limit: number): BenchRow => ({
        id: `place-order-${venue}-${id}`,
        ratio: us,
        perSecond: 0,
        limit,
      });
      rows.push(
        row('us', ours.bytesUs - base.bytesUs, BYTES_LIMIT_US),
        row('bare-us', base.bytesUs, BARE_LIMIT_US),
        row('whole-us', ours.wholeUs - base.wholeUs, wholeLimitUs),
      );
    }
  } finally {
    await server.end();
  }
  return rows;
}

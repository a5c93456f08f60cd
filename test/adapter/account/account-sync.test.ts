import { describe, expect, test } from 'vitest';
import { AccountSync } from '../../../src/adapter/account/account-sync';
import type { AccountPorts, Look } from '../../../src/adapter/account/ports';
import type { BrokerState } from '../../../src/broker';
import { ConnectionError, VenueError } from '../../../src/errors';
import type { Order } from '../../../src/model';
import { OrderTracker } from '../../../src/orders/order-tracker';
import type { SessionAttempt } from '../../../src/streaming/session/session';
import { VirtualClock } from '../../../src/testing';

const INTERVAL_MS = 30_000;

/** A venue with one account, and the sync of it. */
class World {
  readonly clock = new VirtualClock();
  readonly tracker = new OrderTracker();
  readonly looks: Look[] = [];
  readonly calls: string[] = [];
  readonly ended: Order[] = [];
  readonly warnings: string[] = [];
  readonly dropped: string[] = [];
  /** Ids that the venue lists. */
  open: string[] = [];
  held: string[] = [];
  mentioned: string[] = [];
  state: BrokerState = 'live';
  readonly sync: AccountSync;

  constructor(over: Partial<AccountPorts> = {}) {
    const note = (name: string) => async (): Promise<void> => void this.calls.push(name);
    const ports: AccountPorts = {
      listen: note('listen'),
      seed: note('seed'),
      openOrders: async (look) => {
        this.looks.push(look);
        this.calls.push('orders');
        return { ids: new Set(this.open), orders: [] };
      },
      fills: note('fills'),
      positions: {
        held: () => this.held,
        read: async () => new Set(this.mentioned),
        drop: (ids) => void this.dropped.push(...ids),
      },
      balances: note('balances'),
      streams: [{ kind: 'quotes' }],
      ...over,
    };
    this.sync = new AccountSync({
      clock: this.clock,
      tracker: this.tracker,
      ports,
      auditIntervalMs: INTERVAL_MS,
      state: () => this.state,
      serverTime: () => this.clock.now(),
      onOrder: (order) => {
        const { changed } = this.tracker.observe(order);
        if (changed && order.reason === 'inferred') this.ended.push(order);
      },
      restoreTopics: async () => void this.calls.push('restore'),
      report: (code, message) => void this.warnings.push(`${code}: ${message}`),
    });
  }

  /** An order of ours that works. */
  place(id: string): void {
    this.tracker.observe({
      venue: 'xapi',
      id,
      symbol: 'A',
      side: 'buy',
      type: 'limit',
      venueType: 'L',
      quantity: '1',
      filledQuantity: '0',
      status: 'open',
      venueStatus: 'O',
      origin: 'local',
      receivedTime: this.clock.now(),
      source: 'stream',
    });
    this.open.push(id);
  }

  connect(reconnect = false, lostTime?: number) {
    const { signal } = new AbortController();
    const attempt = { epoch: 1, reconnect, signal, loginBegins: () => {} } as unknown as SessionAttempt;
    return this.sync.run(attempt, lostTime);
  }
}

describe('the first connection', () => {
  test('default: private streams first, then the present state, then audits at their pace', async () => {
    const world = new World();
    expect(await world.connect()).toEqual({ proved: [], unproved: [] });
    expect(world.calls).toEqual(['listen', 'seed']);
    await world.clock.advance(2 * INTERVAL_MS + 10);
    expect(world.looks.map(({ reason, source }) => `${reason} ${source}`)).toEqual([
      'audit reconcile',
      'audit reconcile',
    ]);
    expect(world.calls.slice(2, 5)).toEqual(['orders', 'fills', 'balances']);
  });

  test('behavior: nothing is audited while the stream is not live, or when the connection is gone', async () => {
    const world = new World();
    await world.connect();
    world.state = 'stale';
    await world.clock.advance(INTERVAL_MS + 10);
    world.state = 'live';
    world.sync.stop();
    await world.clock.advance(3 * INTERVAL_MS);
    expect(world.looks).toEqual([]);
  });
});

describe('an audit', () => {
  test('behavior: an order ends when two reads in a row have missed it, not when one has', async () => {
    const world = new World();
    await world.connect();
    world.place('1');
    await world.clock.advance(10_000);
    world.open = [];
    await world.clock.advance(INTERVAL_MS - 9000);
    expect([world.looks.length, world.ended.length]).toEqual([1, 0]);
    // The look that decides is brought forward.
    await world.clock.advance(5000);
    expect(world.ended.map(({ id, status, source }) => [id, status, source])).toEqual([
      ['1', 'canceled', 'reconcile'],
    ]);
  });

  test('behavior: an order that one read has missed and the next one shows stays open', async () => {
    const world = new World();
    await world.connect();
    world.place('1');
    await world.clock.advance(10_000);
    world.open = [];
    await world.clock.advance(INTERVAL_MS - 9000);
    world.open = ['1'];
    await world.clock.advance(5000);
    world.open = [];
    await world.clock.advance(INTERVAL_MS - 1000);
    expect(world.ended).toEqual([]);
  });

  test('behavior: positions too are gone only when two reads have missed them', async () => {
    const world = new World();
    await world.connect();
    world.held = ['7'];
    await world.clock.advance(INTERVAL_MS + 10);
    expect(world.dropped).toEqual([]);
    await world.clock.advance(5000);
    expect(world.dropped).toEqual(['7']);
  });

  test('error: what the venue refuses is a warning, and the next audit reads as far back', async () => {
    let refusals = 1;
    const since: number[] = [];
    const world = new World({
      fills: async (look) => {
        since.push(look.since);
        refusals -= 1;
        if (refusals >= 0) throw new VenueError('no', { code: 'BE104' });
      },
    });
    await world.connect();
    await world.clock.advance(3 * INTERVAL_MS + 10);
    expect(world.warnings).toEqual(["audit: The fills could not be compared with the venue's"]);
    expect(since[1]).toBe(since[0]);
    expect(since[2]).toBeGreaterThan(since[1] ?? 0);
  });
});

describe('after a gap', () => {
  test('default: everything is read again from before the gap on, and what cannot be is unproved', async () => {
    const world = new World();
    await world.connect();
    const lost = world.clock.now();
    await world.clock.advance(20_000);
    const result = await world.connect(true, lost);
    expect(result).toEqual({ proved: ['fills', 'orders', 'positions', 'balances'], unproved: ['quotes'] });
    expect(world.looks.at(-1)).toMatchObject({ reason: 'gap', since: Math.floor(lost) - 60_000 });
    expect(world.calls).toContain('restore');
  });

  test('behavior: an order that two lists lack has ended; one that one of them lacks has not', async () => {
    let looks = 0;
    const world = new World({
      openOrders: async () => {
        looks += 1;
        return { ids: new Set(looks === 1 ? [] : ['2']), orders: [] };
      },
    });
    await world.connect();
    world.place('1');
    world.place('2');
    await world.clock.advance(10_000);
    await world.connect(true, world.clock.now() - 1000);
    expect(world.ended.map(({ id }) => id)).toEqual(['1']);
  });

  test('behavior: what the second list reports of an order is emitted', async () => {
    let looks = 0;
    const world: World = new World({
      openOrders: async () => {
        looks += 1;
        const known = world.tracker.find({ id: '1' });
        const ended = known ? [{ ...known, status: 'filled', source: 'reconcile' } as const] : [];
        return looks === 1 ? { ids: new Set(), orders: [] } : { ids: new Set(['1']), orders: ended };
      },
    });
    await world.connect();
    world.place('1');
    await world.clock.advance(10_000);
    await world.connect(true, world.clock.now() - 1000);
    expect(world.tracker.find({ id: '1' })?.status).toBe('filled');
    expect(world.ended).toEqual([]);
  });

  test('behavior: what opening the topics reads is proved when all of them are open, and only then', async () => {
    let isWhole = false;
    const streams = [{ kind: 'candles', isWhole: () => isWhole }];
    const world = new World({ streams });
    await world.connect();
    expect((await world.connect(true)).unproved).toEqual(['candles']);
    isWhole = true;
    expect((await world.connect(true)).proved).toContain('candles');
  });

  test('behavior: positions that the venue does not mention are unproved where it has no complete list', async () => {
    const world = new World({
      positions: { held: () => ['7'], read: async () => new Set<string>() },
    });
    expect((await world.connect(true)).unproved).toEqual(['positions', 'quotes']);
    expect(world.warnings).toEqual(['unproved: The positions of the gap could not be read']);
  });

  test('error: a connection that is lost voids the attempt', async () => {
    const world = new World({
      balances: () => Promise.reject(new ConnectionError('gone', { failure: 'reset' })),
    });
    await expect(world.connect(true)).rejects.toThrow('gone');
  });
});

import { expect, test } from 'vitest';
import type { Gap, Resynced, Subscription } from '../../../src/broker';
import type { Trade } from '../../../src/model';
import { OTHER, SYMBOL, World } from './broker-world';

function subscribe(world: World, symbols = [SYMBOL]): Promise<Subscription<Trade>> {
  return world.drive(world.broker.subscribe('trades', { symbols }));
}

function collect(trades: Subscription<Trade>): Trade[] {
  const seen: Trade[] = [];
  trades.on('data', (trade) => seen.push(trade));
  return seen;
}

/** Each price set by hand is a trade. */
function trade(world: World, price: number, symbol = SYMBOL): void {
  world.emulator.market.setPrice(symbol, price.toFixed(2), (price + 1).toFixed(2));
}

const ids = (trades: readonly Trade[]): (string | undefined)[] => trades.map(({ id }) => id);

/** The venue's tape since an instant, oldest first. */
async function tape(world: World, from: number): Promise<readonly Trade[]> {
  return world.drive(world.broker.fetchTrades({ symbol: SYMBOL, from, to: world.clock.now() + 1 }));
}

async function away(world: World, meanwhile: () => void | Promise<void>): Promise<void> {
  world.emulator.faults.refuse();
  world.emulator.faults.reset();
  await world.until(() => world.state !== 'live');
  await world.pass(1000);
  await meanwhile();
  await world.emulator.faults.accept();
  await world.until(() => world.state === 'live');
  await world.pass(200);
}

test('default: each trade of the market comes once', async () => {
  await using world = await World.live();
  const trades = await subscribe(world);
  const seen = collect(trades);
  const from = world.clock.now();
  world.emulator.faults.duplicate('trades', { times: 3 });
  for (let price = 46_000; price < 46_008; price += 1) {
    trade(world, price);
    await world.pass(30);
  }
  await world.until(() => seen.length === 8);
  const read = await tape(world, from);
  expect(ids(seen)).toEqual(ids(read));
  expect(seen.map(({ source, receivedTime, ...rest }) => ({ source, ...rest }))).toEqual(
    read.map(({ receivedTime, ...rest }) => ({ ...rest, source: 'stream' })),
  );
  expect(seen[0]).toMatchObject({ symbol: SYMBOL, quantity: expect.any(String), side: expect.any(String) });
  expect([trades.confirmedBy, trades.state]).toEqual(['ack', 'live']);
});

test('behavior: trades during a lost connection come once, marked as reconciled', async () => {
  await using world = await World.live();
  const trades = await subscribe(world);
  const seen = collect(trades);
  const gaps: Gap[] = [];
  const resyncs: Resynced[] = [];
  trades.on('gap', (gap) => gaps.push(gap));
  trades.on('resynced', (resynced) => resyncs.push(resynced));
  const from = world.clock.now();
  trade(world, 46_000);
  await world.until(() => seen.length === 1);
  await away(world, async () => {
    for (let price = 46_001; price < 46_004; price += 1) {
      trade(world, price);
      await world.pass(20);
    }
  });
  trade(world, 46_009);
  await world.until(() => seen.length === 5);
  await world.pass(500);
  expect(ids(seen)).toEqual(ids(await tape(world, from)));
  expect(seen.map(({ source }) => source)).toEqual(['stream', ...Array(3).fill('reconcile'), 'stream']);
  expect(gaps).toEqual([expect.objectContaining({ channel: 'trades' })]);
  expect(resyncs[0]?.proved).toContain('trades');
});

test('behavior: trades of a gap are not lost to those that the new connection sends first', async () => {
  await using world = await World.live();
  const seen = collect(await subscribe(world));
  const from = world.clock.now();
  trade(world, 46_000);
  await world.until(() => seen.length === 1);
  // Everything that is read takes long: the stream is ahead of it.
  await away(world, () => {
    trade(world, 46_001);
    world.emulator.faults.latency(700, { side: 'rest' });
  });
  await world.emulator.faults.clear();
  expect(ids(seen).sort()).toEqual(ids(await tape(world, from)));
  const before = seen.length;
  // And again, with a trade in the middle of the reading.
  world.emulator.faults.latency(700, { side: 'rest' });
  world.emulator.faults.reset();
  await world.until(() => world.state !== 'live');
  trade(world, 46_002);
  const subscriptions = (): number =>
    world.asked('subscribe').filter(({ channel }) => String(channel) === 'trades').length;
  await world.until(() => subscriptions() === 3);
  await world.pass(100);
  expect(world.state).not.toBe('live');
  trade(world, 46_003);
  await world.until(() => world.state === 'live');
  await world.emulator.faults.clear();
  expect(seen.slice(before).map(({ price, source }) => [Number(price) >> 1 > 0, source])).toEqual([
    [true, 'stream'],
    [true, 'reconcile'],
  ]);
  expect(ids(seen).sort()).toEqual(ids(await tape(world, from)));
});

test('behavior: a tape without records yet has its gap read too, and nothing before it', async () => {
  await using world = await World.live();
  trade(world, 45_000);
  await world.pass(2000);
  const seen = collect(await subscribe(world));
  const from = world.clock.now();
  await world.pass(1000);
  await away(world, () => trade(world, 46_001));
  expect(seen.map(({ source }) => source)).toEqual(['reconcile']);
  expect(ids(seen)).toEqual(ids(await tape(world, from)));
});

test('error: one symbol that the venue refuses does not affect the trades of others, and is reported as unproved', async () => {
  await using world = await World.live();
  const seen = collect(await subscribe(world, [OTHER, SYMBOL]));
  const resyncs = world.collect('resynced');
  trade(world, 3300, OTHER);
  trade(world, 46_000);
  await world.until(() => seen.length === 2);
  await away(world, () => {
    trade(world, 3301, OTHER);
    trade(world, 46_001);
    world.emulator.faults.fail('getMarketTrades', '24101');
  });
  const missed = seen.filter(({ source }) => source === 'reconcile');
  expect(missed).toHaveLength(1);
  expect(resyncs[0]?.unproved).toContain('trades');
  expect(world.warnings).toContainEqual(expect.objectContaining({ code: 'unproved' }));
  // The next gap reads what this one has left out.
  await away(world, () => {});
  expect(
    seen
      .filter(({ source }) => source === 'reconcile')
      .map(({ symbol }) => symbol)
      .sort(),
  ).toEqual([SYMBOL, OTHER]);
  expect(resyncs[1]?.proved).toContain('trades');
});

test('behavior: more trades than the venue has are reported as lost', async () => {
  await using world = await World.live();
  const seen = collect(await subscribe(world));
  const resyncs = world.collect('resynced');
  trade(world, 46_000);
  await world.until(() => seen.length === 1);
  await away(world, () => {
    for (let count = 0; count < 1001; count += 1) trade(world, 46_001 + (count % 100));
  });
  expect(seen.filter(({ source }) => source === 'reconcile')).toHaveLength(1000);
  expect(resyncs[0]?.unproved).toContain('trades');
});

test('behavior: an unread iterator drops the oldest trades and counts them', async () => {
  await using world = await World.live();
  const trades = await world.drive(world.broker.subscribe('trades', { symbols: [SYMBOL], bufferSize: 10 }));
  for (let count = 0; count < 35; count += 1) trade(world, 46_000 + count);
  await world.until(() => trades.dropped === 25);
  expect([trades.buffered, trades.state]).toEqual([10, 'live']);
  const iterator = trades[Symbol.asyncIterator]();
  const read: Trade[] = [];
  while (trades.buffered > 0) {
    const { value } = await world.drive(iterator.next());
    if (value) read.push(value);
  }
  expect(ids(read)).toEqual(ids((await tape(world, world.clock.now() - 60_000)).slice(-10)));
});

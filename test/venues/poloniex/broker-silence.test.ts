import { describe, expect, test } from 'vitest';
import type { Gap, Subscription } from '../../../src/broker';
import { OTHER, SYMBOL, World } from './broker-world';

let cents = 0;
/** A new price, and with it a trade; each differs from the one before. */
function move(world: World, symbol = SYMBOL): void {
  cents = (cents + 1) % 500;
  const base = symbol === SYMBOL ? 46_300 : 3300;
  world.emulator.market.setPrice(
    symbol,
    (base + cents / 100).toFixed(2),
    (base + (cents + 2) / 100).toFixed(2),
  );
}

/** Everything that one subscription tells, in order. */
function story<T extends { readonly symbol: string; readonly source: string }>(
  subscription: Subscription<T>,
): string[] {
  const told: string[] = [];
  subscription.on('state', (state) => told.push(state));
  subscription.on('gap', () => told.push('gap'));
  subscription.on('resynced', ({ proved }) => told.push(`resynced ${proved}`));
  subscription.on('data', ({ symbol, source }) => told.push(`${symbol} ${source}`));
  return told;
}

const silent = (world: World): string[] =>
  world.warnings.filter(({ code }) => code === 'silentStream').map(({ message }) => message);

const subscribed = (world: World, channel: string, symbol = SYMBOL): number =>
  world
    .asked('subscribe')
    .filter(
      ({ channel: name, symbols }) =>
        String(name) === channel && Array.isArray(symbols) && symbols.includes(symbol),
    ).length;

const READS = ['getTicker', 'getTickers', 'getOrderBook', 'getMarketTrades', 'getCandles'];
const reads = (world: World): number =>
  READS.reduce((count, command) => count + world.asked(command).length, 0);

const CASES = [
  { channel: 'quotes', silence: 'ticker', options: {} },
  { channel: 'quotes', silence: 'book', options: {} },
  { channel: 'trades', silence: 'trades', options: {} },
  { channel: 'book', silence: 'book_lv2', options: {} },
  { channel: 'candles', silence: 'candles_hour_1', options: { interval: '1h' } },
] as const;

function open(world: World, { channel, options }: (typeof CASES)[number], symbols = [SYMBOL]) {
  type Stream = Subscription<{ readonly symbol: string; readonly source: string }>;
  const given = { symbols, ...options } as never;
  return world.drive(world.broker.subscribe(channel, given)) as unknown as Promise<Stream>;
}

describe.each(CASES)('$silence, silent under $channel', (kase) => {
  test('behavior: is detected, reported, opened again, and live with the next frame', async () => {
    await using world = await World.live();
    const stream = await open(world, kase);
    const told = story(stream);
    const gaps: Gap[] = [];
    stream.on('gap', (gap) => gaps.push(gap));
    await world.pass(1000);
    move(world);
    await world.pass(1000);
    const heard = world.clock.now();
    const before = told.length;
    expect(before).toBeGreaterThan(0);
    world.emulator.faults.silence(kase.silence);
    await world.pass(5000);
    move(world);
    await world.until(() => stream.state === 'stale', 60_000);
    expect(world.clock.now() - heard).toBeGreaterThanOrEqual(29_000);
    expect(world.clock.now() - heard).toBeLessThan(45_000);
    expect(silent(world)).toEqual([expect.stringMatching(/BTC_USDT has been silent for 3\d s/)]);
    await world.until(() => subscribed(world, kase.silence) === 2);
    await world.emulator.faults.clear();
    move(world);
    await world.until(() => stream.state === 'live', 60_000);
    await world.pass(500);
    const after = told.slice(before).filter((event) => !/stream$/.test(event));
    expect(after.filter((event) => event === 'gap')).toHaveLength(1);
    expect(after.filter((event) => event === 'stale' || event === 'live')).toEqual(['stale', 'live']);
    expect(gaps[0]?.from).toBeLessThanOrEqual(heard);
    expect(gaps[0]?.channel).toBe(kase.channel);
    expect([silent(world).length, world.state]).toEqual([1, 'live']);
  });

  test('behavior: a quiet market stays live, read at growing intervals', async () => {
    await using world = await World.live();
    const stream = await open(world, kase);
    const told = story(stream);
    await world.pass(2000);
    const begun = reads(world);
    await world.pass(1_800_000);
    expect([silent(world), stream.state]).toEqual([[], 'live']);
    expect(told.filter((event) => event === 'stale' || event === 'gap')).toEqual([]);
    expect(subscribed(world, kase.silence)).toBe(1);
    const asked = reads(world) - begun;
    // After 30, 60, 120, 240 and then every 300 s, for each of two channels under quotes.
    const most = kase.channel === 'quotes' ? 24 : 12;
    expect(asked).toBeGreaterThan(0);
    expect(asked).toBeLessThanOrEqual(most);
  }, 30_000);
});

describe('a silent stream', () => {
  test('behavior: stays stale while opening it again does not help, and is tried at growing intervals', async () => {
    await using world = await World.live();
    const quotes = await open(world, CASES[0]);
    const told = story(quotes);
    await world.pass(1000);
    world.emulator.faults.silence('ticker');
    for (let minute = 0; minute < 30; minute += 1) {
      move(world);
      await world.pass(60_000);
    }
    expect(quotes.state).toBe('stale');
    expect(told.filter((event) => event === 'stale' || event === 'live')).toEqual(['stale']);
    const count = silent(world).length;
    expect(count).toBeGreaterThan(4);
    expect(count).toBeLessThan(12);
    expect(subscribed(world, 'ticker')).toBeLessThanOrEqual(count + 1);
    expect(subscribed(world, 'ticker')).toBeGreaterThan(4);
    // The other channel of the quotes was never in doubt.
    expect(subscribed(world, 'book')).toBe(1);
    // A newcomer hears at once what the topic is worth.
    const late = await open(world, CASES[0]);
    expect(late.state).toBe('stale');
    await world.emulator.faults.clear();
    move(world);
    await world.until(() => quotes.state === 'live' && late.state === 'live', 10_000);
  }, 60_000);

  test('behavior: trades that it left out are emitted, once, when it is live again', async () => {
    await using world = await World.live();
    const trades = await world.drive(world.broker.subscribe('trades', { symbols: [SYMBOL] }));
    const told = story(trades);
    const ids: (string | undefined)[] = [];
    trades.on('data', ({ id }) => ids.push(id));
    const from = world.clock.now();
    move(world);
    await world.until(() => told.length === 1);
    world.emulator.faults.silence('trades');
    await world.pass(2000);
    for (let count = 0; count < 3; count += 1) {
      move(world);
      await world.pass(1000);
    }
    await world.until(() => trades.state === 'stale', 60_000);
    await world.emulator.faults.clear();
    move(world);
    await world.until(() => told.some((event) => event.startsWith('resynced')), 10_000);
    expect(told).toEqual([
      `${SYMBOL} stream`,
      'stale',
      'gap',
      'live',
      `${SYMBOL} stream`,
      ...Array(3).fill(`${SYMBOL} reconcile`),
      'resynced trades',
    ]);
    const read = await world.drive(
      world.broker.fetchTrades({ symbol: SYMBOL, from, to: world.clock.now() + 1 }),
    );
    expect(ids.sort()).toEqual(read.map(({ id }) => id).sort());
  });

  test('behavior: of two symbols the silent one is named, the other continues', async () => {
    await using world = await World.live();
    const both = await open(world, CASES[2], [SYMBOL, OTHER]);
    const other = await open(world, CASES[2], [OTHER]);
    await world.pass(500);
    move(world);
    move(world, OTHER);
    await world.pass(500);
    world.emulator.faults.dropEvent('trades', { times: 1 });
    await world.pass(500);
    move(world);
    for (let second = 0; second < 50 && both.state === 'live'; second += 1) {
      await world.pass(1000);
      move(world, OTHER);
    }
    expect([both.state, other.state]).toEqual(['stale', 'live']);
    expect(silent(world)).toEqual([expect.stringContaining(SYMBOL)]);
    expect(subscribed(world, 'trades', OTHER)).toBe(1);
    move(world);
    await world.until(() => both.state === 'live');
  });

  test('behavior: a frame on its way during the read is no silence', async () => {
    await using world = await World.live();
    const stream = await open(world, CASES[2]);
    const opened = world.clock.monotonic();
    await world.pass(1000);
    move(world);
    // Heard at the look after 2 s, silent for 30 s at that after 32.
    await world.pass(opened + 31_500 - world.clock.monotonic());
    expect(world.asked('getMarketTrades')).toEqual([]);
    world.emulator.faults.latency(1500, { side: 'public', command: 'trades' });
    move(world);
    await world.pass(1000);
    expect(world.asked('getMarketTrades')).toHaveLength(1);
    await world.pass(20_000);
    expect([silent(world), stream.state]).toEqual([[], 'live']);
  });

  test('behavior: reads are bounded, one at a time, however many topics are quiet', async () => {
    await using world = await World.live({ emulator: { symbols: 60 } });
    const symbols = world.emulator.market.instruments().map(({ symbol }) => symbol);
    await open(world, CASES[2], symbols);
    await open(world, CASES[0], symbols);
    await world.pass(2000);
    const before = reads(world);
    await world.pass(120_000);
    const asked = reads(world) - before;
    expect(asked).toBeGreaterThan(30);
    expect(asked).toBeLessThanOrEqual(60);
    // One request tells the tickers of all of them.
    expect(world.asked('getTickers').length).toBeGreaterThan(0);
    expect(world.asked('getTicker')).toEqual([]);
    expect(silent(world)).toEqual([]);
  }, 30_000);

  test('behavior: a lost connection replaces the check and restarts it', async () => {
    await using world = await World.live();
    const stream = await open(world, CASES[0]);
    const told = story(stream);
    await world.pass(1000);
    world.emulator.faults.silence('ticker');
    await world.pass(5000);
    move(world);
    await world.until(() => stream.state === 'stale', 60_000);
    world.emulator.faults.rules.clear();
    const before = told.length;
    await world.reconnect();
    await world.until(() => stream.state === 'live');
    await world.pass(1000);
    expect(told.slice(before).filter((event) => !event.endsWith('stream'))).toEqual([
      'resyncing',
      'gap',
      expect.stringContaining('resynced'),
      'live',
    ]);
    await world.pass(25_000);
    expect(silent(world)).toHaveLength(1);
  });

  test('behavior: what cannot be read proves nothing', async () => {
    await using world = await World.live();
    const stream = await open(world, CASES[2]);
    move(world);
    await world.pass(1000);
    world.emulator.faults.silence('trades');
    world.emulator.faults.html(503, { side: 'rest', command: 'getMarketTrades' });
    await world.pass(5000);
    move(world);
    await world.pass(120_000);
    expect([silent(world), stream.state]).toEqual([[], 'live']);
    expect(world.asked('getMarketTrades').length).toBeLessThan(20);
  });

  test.each(['subscription', 'broker'] as const)('behavior: closing the %s ends its watch', async (what) => {
    await using world = await World.live();
    await world.pass(1000);
    const before = world.clock.pendingTimers;
    const stream = await open(world, CASES[2]);
    await world.pass(1000);
    expect(world.clock.pendingTimers).toBeGreaterThan(before);
    await world.drive(what === 'broker' ? world.broker.close() : stream.close());
    await world.pass(1000);
    if (what === 'subscription') expect(world.clock.pendingTimers).toBeLessThanOrEqual(before);
    const asked = reads(world);
    await world.pass(60_000);
    expect(reads(world)).toBe(asked);
  });
});

import { describe, expect, test } from 'vitest';
import type { Subscription } from '../../../src/broker';
import type { Candle } from '../../../src/model';
import { CANDLE_INTERVALS, type PoloniexCandleInterval } from '../../../src/venues/poloniex/map';
import { endOfCandle } from '../../../src/venues/poloniex/reads/candles';
import { type Setup, SYMBOL, World } from './broker-world';

/** A world whose market runs by itself. */
async function running(setup: Setup = {}): Promise<World> {
  const world = await World.live(setup);
  world.emulator.market.resume();
  return world;
}

function subscribe(world: World, interval: PoloniexCandleInterval): Promise<Subscription<Candle>> {
  return world.drive(world.broker.subscribe('candles', { symbols: [SYMBOL], interval }));
}

function collect(candles: Subscription<Candle>): Candle[] {
  const seen: Candle[] = [];
  candles.on('data', (candle) => seen.push(candle));
  return seen;
}

const figures = ({ receivedTime, source, ...rest }: Candle) => rest;

/** The closed candles of the venue that were told as such: each once, in order, none left out, and exact. */
async function expectExact(world: World, seen: readonly Candle[], least: number): Promise<void> {
  const closed = seen.filter((candle) => candle.closed);
  expect(closed.length).toBeGreaterThanOrEqual(least);
  const first = closed[0] as Candle;
  const last = closed.at(-1) as Candle;
  const interval = first.interval as PoloniexCandleInterval;
  const read = await world.drive(
    world.broker.fetchCandles({
      symbol: SYMBOL,
      interval,
      from: first.openTime,
      to: last.openTime + 1,
    }),
  );
  expect(closed.map(figures)).toEqual([...read].map(figures));
}

/** How often candles were read. */
const reads = (world: World): number => world.asked('getCandles').length;

const MONTHS = [Date.UTC(2026, 0, 31, 23, 58, 30), Date.UTC(2024, 1, 29, 23, 58, 30)];

describe('candles', () => {
  test('default: are emitted as they grow and as closed once, each with its last values', async () => {
    await using world = await running();
    const candles = await subscribe(world, '1m');
    const seen = collect(candles);
    await world.pass(200_000);
    await expectExact(world, seen, 3);
    const open = seen.filter(({ closed }) => !closed);
    expect(open.length).toBeGreaterThan(10);
    expect(open[0]).toMatchObject({ venue: 'poloniex', symbol: SYMBOL, interval: '1m', source: 'stream' });
    expect([candles.confirmedBy, candles.state]).toEqual(['ack', 'live']);
    // Never open again after it was closed.
    for (const [at, candle] of seen.entries()) {
      if (!candle.closed) continue;
      expect(seen.slice(at + 1).some(({ openTime }) => openTime <= candle.openTime)).toBe(false);
    }
  });

  test('behavior: what the stream has closed is not read', async () => {
    await using world = await running();
    const seen = collect(await subscribe(world, '1m'));
    const before = reads(world);
    await world.pass(200_000);
    expect(seen.filter(({ closed }) => closed).every(({ source }) => source === 'stream')).toBe(true);
    expect(reads(world) - before).toBe(0);
  });

  test('behavior: one whose end was not streamed is read, and emitted once', async () => {
    await using world = await running();
    const seen = collect(await subscribe(world, '1m'));
    await world.pass(20_000);
    world.emulator.faults.silence('candles_minute_1');
    await world.pass(45_000);
    expect(seen.filter(({ closed }) => closed).map(({ source }) => source)).toEqual(['read']);
    world.emulator.faults.rules.clear();
    await world.pass(60_000);
    await expectExact(world, seen, 2);
  });

  test('behavior: a read that fails is repeated, and the stream is stale until it has succeeded', async () => {
    await using world = await running();
    const candles = await subscribe(world, '1m');
    const seen = collect(candles);
    await world.pass(20_000);
    world.emulator.faults.silence('candles_minute_1');
    world.emulator.faults.html(503, { side: 'rest', command: 'getCandles', times: 4 });
    await world.until(() => candles.state === 'stale', 60_000);
    expect(world.warnings.filter(({ code }) => code === 'unproved')).toHaveLength(1);
    world.emulator.faults.rules.clear();
    await world.until(() => candles.state === 'live', 60_000);
    await world.pass(60_000);
    await expectExact(world, seen, 2);
  });

  test('behavior: those that ended while the connection was lost are emitted once, marked as reconciled', async () => {
    await using world = await running();
    const candles = await subscribe(world, '1m');
    const seen = collect(candles);
    const resyncs = world.collect('resynced');
    await world.pass(70_000);
    world.emulator.faults.refuse();
    world.emulator.faults.reset();
    await world.pass(200_000);
    const before = seen.length;
    await world.emulator.faults.accept();
    await world.until(() => world.state === 'live');
    // Told before the broker is live again.
    const missed = seen.slice(before).filter(({ source }) => source === 'reconcile');
    expect(missed.length).toBeGreaterThanOrEqual(2);
    expect(missed.every(({ closed }) => closed)).toBe(true);
    expect(resyncs[0]?.proved).toContain('candles');
    await world.pass(90_000);
    await expectExact(world, seen, 5);
  });

  test('error: those that cannot be read after a cut are reported as unproved', async () => {
    await using world = await running();
    const candles = await subscribe(world, '1m');
    const resyncs = world.collect('resynced');
    await world.pass(70_000);
    world.emulator.faults.refuse();
    world.emulator.faults.reset();
    await world.pass(130_000);
    world.emulator.faults.html(503, { side: 'rest', command: 'getCandles', times: 20 });
    await world.emulator.faults.accept();
    await world.until(() => world.state === 'live');
    expect(resyncs[0]?.unproved).toContain('candles');
    expect(resyncs[0]?.proved).not.toContain('candles');
    expect(candles.state).toBe('stale');
  });

  test.each([
    ['5m', Date.UTC(2026, 0, 7, 12, 3, 30), 12],
    ['1h', Date.UTC(2026, 0, 7, 12, 58, 30), 4],
    ['1d', Date.UTC(2026, 0, 7, 23, 58, 30), 4],
    ['3d', Date.UTC(2026, 0, 9, 23, 58, 30), 4],
    ['1w', Date.UTC(2026, 0, 11, 23, 58, 30), 4],
    ['1M', MONTHS[0] as number, 4],
    ['1M', MONTHS[1] as number, 4],
  ] as const)('behavior: %s candles end where the venue ends them (%i)', async (interval, start, minutes) => {
    await using world = await running({ start });
    const seen = collect(await subscribe(world, interval));
    const before = reads(world);
    await world.pass(minutes * 60_000);
    const closed = seen.filter((candle) => candle.closed);
    const bounds = new Set(seen.map(({ openTime }) => openTime));
    expect(closed.length).toBe(bounds.size - 1);
    for (const { openTime } of closed) expect(bounds).toContain(endOfCandle(interval, openTime));
    expect(closed.length).toBeGreaterThan(0);
    await expectExact(world, seen, closed.length);
    // The next one, a month long, is not read over and over.
    expect(reads(world) - before).toBeLessThanOrEqual(closed.length + 2);
  });

  test('args: every interval of the venue is streamed, another is refused before anything is sent', async () => {
    await using world = await running();
    for (const interval of CANDLE_INTERVALS) {
      const seen = collect(await subscribe(world, interval));
      await world.until(() => seen.length > 0, 20_000);
      expect(seen[0]).toMatchObject({ interval, closed: false });
    }
    const before = world.requests;
    const wrong = world.broker.subscribe('candles', { symbols: [SYMBOL], interval: '1y' as never });
    expect(await world.refused(wrong)).toMatchObject({ name: 'ValidationError', field: 'interval' });
    expect(world.requests).toBe(before);
  });

  test('behavior: closed candles are never dropped from a full buffer', async () => {
    await using world = await running();
    const candles = await world.drive(
      world.broker.subscribe('candles', { symbols: [SYMBOL], interval: '1m', bufferSize: 3 }),
    );
    await world.pass(150_000);
    const read: Candle[] = [];
    const iterator = candles[Symbol.asyncIterator]();
    while (candles.buffered > 0) {
      const { value } = await world.drive(iterator.next());
      if (value) read.push(value);
    }
    await expectExact(world, read, 2);
  });

  test('behavior: the last to leave ends the topic and its timers', async () => {
    await using world = await running();
    await world.pass(2000);
    const before = world.clock.pendingTimers;
    const [first, second] = [await subscribe(world, '1m'), await subscribe(world, '1m')];
    await world.pass(5000);
    await world.drive(first.close());
    expect(world.asked('unsubscribe')).toEqual([]);
    await world.drive(second.close());
    expect(world.asked('unsubscribe')).toHaveLength(1);
    await world.pass(2000);
    expect(world.clock.pendingTimers).toBeLessThanOrEqual(before);
    const asked = reads(world);
    await world.pass(120_000);
    expect(reads(world)).toBe(asked);
  });
});

describe('the end of a candle', () => {
  test.each([
    ['1m', Date.UTC(2026, 1, 28, 23, 59), Date.UTC(2026, 2, 1)],
    ['1w', Date.UTC(2026, 0, 5), Date.UTC(2026, 0, 12)],
    ['1M', Date.UTC(2026, 0, 1), Date.UTC(2026, 1, 1)],
    ['1M', Date.UTC(2024, 1, 1), Date.UTC(2024, 2, 1)],
    ['1M', Date.UTC(2025, 11, 1), Date.UTC(2026, 0, 1)],
  ] as const)('default: of %s from %i', (interval, openTime, end) => {
    expect(endOfCandle(interval, openTime)).toBe(end);
  });
});

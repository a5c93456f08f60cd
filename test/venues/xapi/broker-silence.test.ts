import { afterEach, describe, expect, test } from 'vitest';
import type { Gap, Subscription } from '../../../src/broker';
import type { Quote } from '../../../src/model';
import { Bench, type Setup } from './broker-harness';

const benches: Bench[] = [];
afterEach(async () => {
  for (const bench of benches.splice(0)) await bench[Symbol.asyncDispose]();
});

/** A live broker on a market that moves by hand only. */
async function live(setup?: Setup): Promise<Bench> {
  const bench = await Bench.live(setup);
  benches.push(bench);
  bench.emulator.market.pause();
  return bench;
}

/** Lets time pass, with real time for the sockets in between. */
function pass(bench: Bench, ms: number): Promise<void> {
  const end = bench.clock.monotonic() + ms;
  return bench.clock.advanceUntil(() => bench.clock.monotonic() >= end, { stepMs: 250, limitMs: ms + 1000 });
}

let cents = 0;
/** A new price; each differs from the one before. */
function move(bench: Bench, symbol: 'EURUSD' | 'GOLD'): void {
  cents = (cents + 1) % 50;
  const price = symbol === 'EURUSD' ? 1.085 + cents / 1e5 : 2650 + cents / 100;
  bench.emulator.market.setPrice(symbol, price.toFixed(symbol === 'GOLD' ? 2 : 5), (price + 1).toFixed(2));
}

/** Everything that one subscription tells, in order. */
function story(subscription: Subscription<Quote>): (string | Quote)[] {
  const told: (string | Quote)[] = [];
  subscription.on('state', (state) => told.push(state));
  subscription.on('gap', () => told.push('gap'));
  subscription.on('data', (quote) => told.push(`${quote.symbol} ${quote.source}`));
  return told;
}

function probes(bench: Bench): number {
  return bench.emulator.orders.requests.filter(
    ({ side, command }) => side === 'main' && command === 'getTickPrices',
  ).length;
}

function writes(bench: Bench, symbol: string): string[] {
  return bench.emulator.orders.requests
    .filter(
      ({ side, command, members }) =>
        side === 'stream' && command.endsWith('TickPrices') && members['symbol'] === symbol,
    )
    .map(({ command }) => command);
}

const silent = (bench: Bench): string[] =>
  bench.warnings.filter((warning) => warning.startsWith('silentStream'));

describe.each(['tcp', 'websocket'] as const)('a silent stream over %s', (transport) => {
  test('behavior: it is detected, reported, opened again, and live with the next tick', async () => {
    const bench = await live({ transport });
    const quotes = await bench.drive(bench.broker.subscribe('quotes', { symbols: ['GOLD'] }));
    const told = story(quotes);
    const gaps: Gap[] = [];
    quotes.on('gap', (gap) => gaps.push(gap));
    await bench.until(() => told.length === 1);
    const heard = bench.clock.now();
    bench.emulator.faults.dropEvent('tickPrices', { times: 1 });
    await pass(bench, 5000);
    move(bench, 'GOLD');
    // The repair takes no time on loopback: the state is stale for less than a step of the clock.
    await bench.until(() => told.includes('live'), 45_000);
    expect(bench.clock.now() - heard).toBeGreaterThanOrEqual(30_000);
    await bench.until(() => told.length === 6);
    expect(told).toEqual(['GOLD stream', 'stale', 'GOLD read', 'gap', 'live', 'GOLD stream']);
    expect(silent(bench)).toEqual([expect.stringMatching(/GOLD has been silent for 3\d s/)]);
    expect(writes(bench, 'GOLD')).toEqual(['getTickPrices', 'stopTickPrices', 'getTickPrices']);
    expect(gaps).toEqual([
      { channel: 'quotes', reason: expect.any(String), from: expect.any(Number), to: expect.any(Number) },
    ]);
    expect(gaps[0]?.from).toBeLessThanOrEqual(heard);
    expect([probes(bench), bench.state]).toEqual([1, 'live']);
  });
});

describe('a silent stream', () => {
  test('behavior: it stays stale while opening it again does not help, and is tried at growing intervals', async () => {
    const bench = await live();
    const quotes = await bench.drive(bench.broker.subscribe('quotes', { symbols: ['GOLD'] }));
    const told = story(quotes);
    await bench.until(() => told.length === 1);
    bench.emulator.faults.dropEvent('tickPrices', { times: 1_000_000 });
    for (let minute = 0; minute < 40; minute += 1) {
      move(bench, 'GOLD');
      await pass(bench, 60_000);
    }
    expect(quotes.state).toBe('stale');
    expect(told.filter((event) => event === 'stale' || event === 'live')).toEqual(['stale']);
    expect(silent(bench).length).toBeGreaterThan(6);
    expect(silent(bench).length).toBeLessThan(14);
    expect(writes(bench, 'GOLD')).toHaveLength(2 * silent(bench).length + 1);
    // A newcomer hears at once what the topic is worth.
    const late = await bench.drive(bench.broker.subscribe('book', { symbols: ['GOLD'], depth: 1 }));
    expect(late.state).toBe('stale');
    bench.emulator.faults.rules.clear();
    move(bench, 'GOLD');
    await bench.until(() => quotes.state === 'live' && late.state === 'live');
  });

  test('behavior: a quiet market stays live, read at growing intervals', async () => {
    const bench = await live();
    const quotes = await bench.drive(bench.broker.subscribe('quotes', { symbols: ['GOLD', 'EURUSD'] }));
    const told = story(quotes);
    await pass(bench, 3_600_000);
    expect(told).toEqual(['GOLD stream', 'EURUSD stream']);
    expect(silent(bench)).toEqual([]);
    // After 30, 60, 120, 240 and then every 300 s.
    expect(probes(bench)).toBeGreaterThan(10);
    expect(probes(bench)).toBeLessThan(18);
    expect(writes(bench, 'GOLD')).toEqual(['getTickPrices']);
  });

  test('behavior: a tick at the moment of the read is no silence', async () => {
    const bench = await live();
    const quotes = await bench.drive(bench.broker.subscribe('quotes', { symbols: ['GOLD'] }));
    const told = story(quotes);
    await bench.until(() => told.length === 1);
    // The venue is asked at the look 34 s after the subscription; its answer shows a price whose tick is on its way.
    bench.emulator.faults.latency(1500, { side: 'stream', command: 'tickPrices' });
    await pass(bench, 33_000);
    expect(probes(bench)).toBe(0);
    move(bench, 'GOLD');
    await pass(bench, 1250);
    expect([probes(bench), told.length]).toEqual([1, 1]);
    await pass(bench, 20_000);
    expect(told).toEqual(['GOLD stream', 'GOLD stream']);
    expect(silent(bench)).toEqual([]);
  });

  test('behavior: of two symbols the silent one is named, the other continues', async () => {
    const bench = await live();
    const both = await bench.drive(bench.broker.subscribe('quotes', { symbols: ['EURUSD', 'GOLD'] }));
    const euro = await bench.drive(bench.broker.subscribe('quotes', { symbols: ['EURUSD'] }));
    await bench.until(() => both.buffered === 2);
    const states = story(euro);
    const told = story(both);
    bench.emulator.faults.dropEvent('tickPrices', { times: 1 });
    await pass(bench, 5000);
    move(bench, 'GOLD');
    while (!told.includes('stale') && bench.clock.monotonic() < 60_000) {
      await pass(bench, 1000);
      move(bench, 'EURUSD');
    }
    await bench.until(() => told.includes('live'));
    expect(told.filter((event) => event !== 'EURUSD stream')).toEqual([
      'GOLD stream',
      'stale',
      'GOLD read',
      'gap',
      'live',
      'GOLD stream',
    ]);
    expect(silent(bench)).toEqual([expect.stringContaining('GOLD')]);
    expect(new Set(states)).toEqual(new Set(['EURUSD stream']));
    expect(writes(bench, 'EURUSD')).toEqual(['getTickPrices']);
  });

  test('behavior: a slow subscription has its own interval on top', async () => {
    const bench = await live();
    await bench.drive(bench.broker.subscribe('quotes', { symbols: ['GOLD'], minArrivalTime: 60_000 }));
    await pass(bench, 85_000);
    expect(probes(bench)).toBe(0);
    await pass(bench, 15_000);
    expect(probes(bench)).toBe(1);
  });

  test('behavior: a lost connection replaces the check and restarts it', async () => {
    const bench = await live();
    const quotes = await bench.drive(bench.broker.subscribe('quotes', { symbols: ['GOLD'] }));
    const told = story(quotes);
    await bench.until(() => told.length === 1);
    bench.emulator.faults.dropEvent('tickPrices', { times: 1_000_000 });
    await pass(bench, 5000);
    move(bench, 'GOLD');
    await bench.until(() => quotes.state === 'stale', 45_000);
    bench.emulator.faults.rules.clear();
    bench.emulator.faults.reset();
    await bench.until(() => bench.state === 'live' && quotes.state === 'live' && told.length === 7);
    expect(told.slice(1, 4)).toEqual(['stale', 'GOLD read', 'resyncing']);
    expect(told.slice(4).sort()).toEqual(['GOLD stream', 'gap', 'live']);
    await pass(bench, 20_000);
    expect(silent(bench)).toHaveLength(1);
  });
});

describe('the watch', () => {
  test.each(['subscription', 'broker'] as const)('behavior: closing the %s leaves no timer', async (what) => {
    const bench = await live();
    await pass(bench, 1000);
    const before = bench.clock.pendingTimers;
    const quotes = await bench.drive(bench.broker.subscribe('quotes', { symbols: ['GOLD'] }));
    await pass(bench, 1000);
    expect(bench.clock.pendingTimers).toBe(before + 1);
    await bench.drive(what === 'broker' ? bench.broker.close() : quotes.close());
    await pass(bench, 1000);
    if (what === 'subscription') expect(bench.clock.pendingTimers).toBe(before);
    else {
      await bench.emulator.close();
      expect(bench.clock.pendingTimers).toBe(0);
    }
    await pass(bench, 60_000);
    expect(probes(bench)).toBe(0);
  });
});

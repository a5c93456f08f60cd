import { describe, expect, test } from 'vitest';
import { AccountRecheck } from '../../src/adapter/account/account-recheck';
import { SenseGate } from '../../src/adapter/sense-gate';
import type { Order, Quote } from '../../src/model';
import { VirtualClock } from '../../src/testing';

const META = { venue: 'xapi', receivedTime: 1, source: 'stream' } as const;

function setup() {
  const clock = new VirtualClock();
  const warnings: string[] = [];
  let rechecks = 0;
  const gate = new SenseGate({
    venue: 'xapi',
    clock,
    negatives: () => false,
    report: (code, message) => void warnings.push(`${code}: ${message}`),
    recheck: () => {
      rechecks += 1;
    },
  });
  return { clock, warnings, gate, rechecks: () => rechecks };
}

const order = (over: Partial<Order>): Order => ({
  ...META,
  id: '1',
  symbol: 'A',
  side: 'buy',
  type: 'limit',
  venueType: 'L',
  quantity: '-1',
  filledQuantity: '0',
  status: 'open',
  venueStatus: 'O',
  origin: 'local',
  ...over,
});

describe('warnings', () => {
  test('behavior: a thousand quotes that cannot be true are one warning with their number', async () => {
    const { clock, warnings, gate } = setup();
    const filter = gate.filterOf('quotes');
    for (let count = 0; count < 1000; count += 1) {
      expect(filter?.({ ...META, symbol: 'A', bid: '-1' })).toBeUndefined();
    }
    await clock.advance(59_000);
    expect(warnings).toEqual([
      'senseless: Records have values that cannot be true (1000 left out), the last of them: quotes: bid is below zero',
    ]);
  });

  test('behavior: those that follow are told of once a minute', async () => {
    const { clock, warnings, gate } = setup();
    const filter = gate.filterOf('quotes');
    for (let second = 0; second < 300; second += 1) {
      filter?.({ ...META, symbol: 'A', bid: '1', volume: '-1' });
      await clock.advance(1000);
    }
    expect(warnings.length).toBeGreaterThanOrEqual(5);
    expect(warnings.length).toBeLessThanOrEqual(6);
    expect(warnings[1]).toContain('60 told without a field');
  });

  test('behavior: a record that comes once for each subscription counts once', async () => {
    const { clock, warnings, gate } = setup();
    const quote: Quote = { ...META, symbol: 'A', bid: '1', volume: '-1' };
    const rests = [gate.filterOf('quotes')?.(quote), gate.filterOf('quotes')?.(quote)];
    expect(rests[0]).toEqual({ ...META, symbol: 'A', bid: '1' });
    expect(rests[1]).toBe(rests[0]);
    await clock.advance(2000);
    expect(warnings[0]).toContain('(1 told without a field)');
  });

  test('behavior: after the end nothing is told', async () => {
    const { clock, warnings, gate } = setup();
    gate.filterOf('quotes')?.({ ...META, symbol: 'A', bid: '-1' });
    gate.close();
    await clock.advance(120_000);
    expect(warnings).toEqual([]);
  });
});

describe('the account', () => {
  test('behavior: what the stream says is doubted and asked for again, with a warning at once', () => {
    const { warnings, gate, rechecks } = setup();
    expect(gate.doubts('orders', order({}))).toBe(true);
    expect(rechecks()).toBe(1);
    expect(warnings).toHaveLength(1);
  });

  test('behavior: what a read says is told, with a warning', () => {
    const { warnings, gate, rechecks } = setup();
    expect(gate.doubts('orders', order({ source: 'reconcile' }))).toBe(false);
    const read = [order({ source: 'read' })];
    expect(gate.read('fetchOpenOrders', read)).toBe(read);
    expect(rechecks()).toBe(0);
    expect(warnings).toHaveLength(1);
  });
});

describe('the read of the account', () => {
  test('behavior: a thousand doubts are two reads, five seconds apart, never two at once', async () => {
    const clock = new VirtualClock();
    const begun: number[] = [];
    let running = 0;
    let most = 0;
    const recheck = new AccountRecheck({
      clock,
      run: async () => {
        begun.push(clock.monotonic());
        running += 1;
        most = Math.max(most, running);
        await new Promise<void>((resolve) => clock.schedule(700, resolve));
        running -= 1;
      },
      onFailure: () => {},
    });
    const start = clock.monotonic();
    for (let count = 0; count < 500; count += 1) recheck.request();
    await clock.advance(200);
    for (let count = 0; count < 500; count += 1) recheck.request();
    await clock.advance(60_000);
    expect(begun.map((time) => time - start)).toEqual([50, 5050]);
    expect(most).toBe(1);
  });

  test('behavior: one doubt is one read; a read that fails is told and does not stop the next', async () => {
    const clock = new VirtualClock();
    const failures: unknown[] = [];
    let reads = 0;
    const recheck = new AccountRecheck({
      clock,
      run: async () => {
        reads += 1;
        throw new Error('refused');
      },
      onFailure: (error) => void failures.push(error),
    });
    recheck.request();
    await clock.advance(60_000);
    expect([reads, failures.length]).toEqual([1, 1]);
    recheck.request();
    await clock.advance(60);
    expect(reads).toBe(2);
  });

  test('behavior: when the connection is gone what waits is forgotten', async () => {
    const clock = new VirtualClock();
    let reads = 0;
    const recheck = new AccountRecheck({
      clock,
      run: async () => {
        reads += 1;
      },
      onFailure: () => {},
    });
    recheck.request();
    await clock.advance(100);
    recheck.request();
    recheck.stop();
    await clock.advance(60_000);
    expect(reads).toBe(1);
  });
});

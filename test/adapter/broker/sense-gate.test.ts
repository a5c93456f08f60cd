import { describe, expect, test } from 'vitest';
import { SenseGate } from '../../../src/adapter/broker/sense-gate';
import type { Order, Quote } from '../../../src/model';
import { VirtualClock } from '../../../src/testing';

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

  test('behavior: those that follow are reported once a minute', async () => {
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

  test('behavior: after the end nothing is reported', async () => {
    const { clock, warnings, gate } = setup();
    gate.filterOf('quotes')?.({ ...META, symbol: 'A', bid: '-1' });
    gate.close();
    await clock.advance(120_000);
    expect(warnings).toEqual([]);
  });
});

describe('the account', () => {
  test('behavior: what the stream reports is refused and read again, with a warning at once', () => {
    const { warnings, gate, rechecks } = setup();
    expect(gate.doubts('orders', order({}))).toBe(true);
    expect(rechecks()).toBe(1);
    expect(warnings).toHaveLength(1);
  });

  test('behavior: what a read reports is emitted, with a warning', () => {
    const { warnings, gate, rechecks } = setup();
    expect(gate.doubts('orders', order({ source: 'reconcile' }))).toBe(false);
    const read = [order({ source: 'read' })];
    expect(gate.read('fetchOpenOrders', read)).toBe(read);
    expect(rechecks()).toBe(0);
    expect(warnings).toHaveLength(1);
  });
});

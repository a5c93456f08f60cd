import fc from 'fast-check';
import { describe, expect, it, test } from 'vitest';
import { CandleSeries } from '../../src';
import type { Candle } from '../../src/model';

const START = Date.UTC(2026, 0, 5, 12);
const MINUTE = 60_000;

function candle(minute: number, closed = true, change: Partial<Candle> = {}): Candle {
  return {
    venue: 'test',
    receivedTime: START + minute * MINUTE,
    source: 'stream',
    symbol: 'EURUSD',
    interval: '1m',
    openTime: START + minute * MINUTE,
    open: '1.1',
    high: '1.3',
    low: '1.05',
    close: '1.2',
    volume: '10',
    closed,
    ...change,
  };
}

const minutesOf = (candles: Iterable<Candle>): number[] =>
  [...candles].map(({ openTime }) => (openTime - START) / MINUTE);

describe('CandleSeries', () => {
  it('default: joins a read and a stream, and replaces the running candle', () => {
    const series = new CandleSeries(3);
    for (const minute of [0, 1, 2]) expect(series.add(candle(minute))).toBe('closed');
    expect(series.add(candle(3, false))).toBe('opened');
    expect(series.add(candle(3, false, { close: '1.25', receivedTime: START + 4 * MINUTE }))).toBe('updated');
    expect(series.running?.close).toBe('1.25');
    expect(minutesOf(series)).toEqual([1, 2, 3]);
    expect(minutesOf(series.closed)).toEqual([1, 2]);
    expect(series.add(candle(3, true, { close: '1.26' }))).toBe('closed');
    expect(series.running).toBeUndefined();
    expect(series.size).toBe(3);
    expect(series.values('close')).toEqual(['1.2', '1.2', '1.26']);
    expect(series.numbers('close')).toEqual([1.2, 1.2, 1.26]);
    expect(minutesOf(series.last(2))).toEqual([2, 3]);
    expect(series.last(0)).toEqual([]);
    expect(series.last(9)).toHaveLength(3);
    expect(series.missing).toEqual([]);
  });

  it('behavior: what is known already, or older, is ignored', () => {
    const series = new CandleSeries(2);
    for (const minute of [1, 2]) series.add(candle(minute));
    expect(series.add(candle(2))).toBe('ignored');
    expect(series.add(candle(2, false))).toBe('ignored');
    expect(series.add(candle(0))).toBe('ignored');
    series.add(candle(3, false, { close: '1.25' }));
    expect(series.add(candle(3, false, { close: '1.11', receivedTime: START }))).toBe('ignored');
    expect(series.running?.close).toBe('1.25');
  });

  it('behavior: a closed candle that the venue corrects is updated', () => {
    const series = new CandleSeries(2);
    series.add(candle(1));
    expect(series.add(candle(1, true, { volume: '11' }))).toBe('updated');
    expect(series.values('volume')).toEqual(['11']);
  });

  it('behavior: an end that comes after the next candle still closes its own', () => {
    const series = new CandleSeries(5);
    series.add(candle(0, false));
    series.add(candle(1, false));
    expect(series.missing).toEqual([START]);
    expect(minutesOf(series.closed)).toEqual([]);
    expect(series.add(candle(0))).toBe('closed');
    expect(series.missing).toEqual([]);
    expect(minutesOf(series.closed)).toEqual([0]);
  });

  it('behavior: absent candles are listed until they are added', () => {
    const series = new CandleSeries(10);
    for (const minute of [0, 1, 4, 6]) series.add(candle(minute));
    expect(minutesOf(series.missing.map((openTime) => candle(0, true, { openTime })))).toEqual([2, 3, 5]);
    for (const minute of [3, 2, 5]) expect(series.add(candle(minute))).toBe('closed');
    expect(series.missing).toEqual([]);
    expect(minutesOf(series)).toEqual([0, 1, 2, 3, 4, 5, 6]);
  });

  it('behavior: a day of 23 or 25 hours is no hole, and months are not counted', () => {
    const days = new CandleSeries(5);
    for (const hours of [0, 23, 48, 96]) {
      days.add(candle(0, true, { interval: '1d', openTime: START + hours * 60 * MINUTE }));
    }
    expect(days.missing).toEqual([START + 72 * 60 * MINUTE]);
    const months = new CandleSeries(5);
    for (const month of [0, 3])
      months.add(candle(0, true, { interval: '1M', openTime: Date.UTC(2026, month) }));
    expect(months.missing).toEqual([]);
  });

  it('behavior: the order in which closed candles are added does not matter', () => {
    const minutes = fc.uniqueArray(fc.nat(20), { minLength: 1 });
    fc.assert(
      fc.property(minutes, fc.integer({ min: 21, max: 30 }), (order, length) => {
        const series = new CandleSeries(length);
        for (const minute of [...order, ...order]) series.add(candle(minute));
        const sorted = [...order].sort((a, b) => a - b);
        expect(minutesOf(series)).toEqual(sorted);
        const [first = 0, last = 0] = [sorted.at(0), sorted.at(-1)];
        const all = Array.from({ length: last - first + 1 }, (_, at) => first + at);
        expect(series.missing.map((time) => (time - START) / MINUTE)).toEqual(
          all.filter((minute) => !order.includes(minute)),
        );
      }),
    );
  });

  it('behavior: any sequence leaves the newest, each once, and nothing closed opens again', () => {
    const adds = fc.array(fc.tuple(fc.nat(12), fc.boolean(), fc.nat(5)), { maxLength: 60 });
    fc.assert(
      fc.property(adds, fc.integer({ min: 1, max: 8 }), (steps, length) => {
        const series = new CandleSeries(length);
        const closed = new Set<number>();
        for (const [minute, isClosed, volume] of steps) {
          const change = series.add(candle(minute, isClosed, { volume: String(volume) }));
          if (change === 'closed') closed.add(minute);
          const kept = minutesOf(series);
          expect(kept).toEqual([...new Set(kept)].sort((a, b) => a - b));
          expect(kept.length).toBeLessThanOrEqual(length);
          for (const one of minutesOf(series.closed)) expect(closed).toContain(one);
          for (const one of kept) if (!closed.has(one)) expect(minutesOf(series.closed)).not.toContain(one);
        }
      }),
    );
  });

  test.each([0, -1, 1.5, Number.NaN, Number.POSITIVE_INFINITY])('error: a length of %s', (length) => {
    expect(() => new CandleSeries(length)).toThrow(/^length must be a whole number of at least 1/);
  });

  it('error: another symbol or interval', () => {
    const series = new CandleSeries(2);
    series.add(candle(0));
    expect(() => series.add(candle(1, true, { symbol: 'GOLD' }))).toThrow(/^symbol must be EURUSD/);
    expect(() => series.add(candle(1, true, { interval: '5m' }))).toThrow(/^interval must be 1m/);
  });
});

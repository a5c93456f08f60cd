import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { candlesOf } from '../../../src/emulators/market/candles';
import { PricePath } from '../../../src/emulators/market/price-path';
import { listInstruments } from '../../../src/emulators/xapi/instruments';

const MINUTE = 60_000;
const EPOCH_MINUTE = Date.UTC(2026, 0, 5) / MINUTE;
const instruments = listInstruments(undefined, 'venue');
const path = (seed: number, index: number, tickMs = 100): PricePath => {
  const instrument = instruments[index];
  if (!instrument) throw new Error('no such instrument');
  return new PricePath(seed, instrument, tickMs);
};
const seeds = fc.integer({ min: 1, max: 1e6 });
const indexes = fc.integer({ min: 0, max: instruments.length - 1 });
const minutesFrom = fc.integer({ min: EPOCH_MINUTE - 400_000, max: EPOCH_MINUTE + 400_000 });

describe('candles', () => {
  test('behavior: every interval is the aggregate of the minutes', () => {
    fc.assert(
      fc.property(
        seeds,
        indexes,
        minutesFrom,
        fc.constantFrom(5, 15, 30, 60, 240, 1440),
        (seed, index, start, interval) => {
          const own = path(seed, index);
          const from = Math.floor(start / interval) * interval;
          const minutes = candlesOf(own, 1, from, from + interval * 3);
          for (const candle of candlesOf(own, interval, from, from + interval * 3)) {
            const parts = minutes.filter(
              ({ time }) => time >= candle.time && time < candle.time + interval * MINUTE,
            );
            expect(candle.open).toBe(parts[0]?.open);
            expect(candle.close).toBe(parts.at(-1)?.close);
            expect(candle.high).toBe(Math.max(...parts.map(({ high }) => high)));
            expect(candle.low).toBe(Math.min(...parts.map(({ low }) => low)));
            expect(candle.volume).toBe(parts.reduce((sum, { volume }) => sum + volume, 0));
          }
        },
      ),
      { numRuns: 40 },
    );
  });

  test('behavior: a minute is the aggregate of its ticks, and opens where the last one closed', () => {
    fc.assert(
      fc.property(seeds, minutesFrom, fc.constantFrom(100, 250, 2000), (seed, minute, tickMs) => {
        const own = path(seed, 14, tickMs); // BITCOIN never closes.
        const [candle, next] = candlesOf(own, 1, minute, minute + 2);
        const ticks = Array.from(
          { length: MINUTE / tickMs },
          (_, step) => own.tick(minute * MINUTE + step * tickMs).bid,
        );
        expect(candle).toMatchObject({
          open: ticks[0],
          close: ticks.at(-1),
          high: Math.max(...ticks),
          low: Math.min(...ticks),
        });
        expect(next?.open).toBe(candle?.close);
      }),
      { numRuns: 60 },
    );
  });

  test('behavior: prices are positive, on the grid, and near their mean', () => {
    fc.assert(
      fc.property(seeds, indexes, minutesFrom, (seed, index, minute) => {
        const own = path(seed, index);
        const { bid, ask } = own.tick(minute * MINUTE);
        const { tickPoints, basePoints, spreadPoints } = own.instrument;
        expect(bid % tickPoints).toBe(0);
        expect(bid).toBeGreaterThan(basePoints * 0.3);
        expect(bid).toBeLessThan(basePoints * 1.8);
        expect(ask - bid).toBe(Math.round(spreadPoints / tickPoints) * tickPoints);
      }),
    );
  });

  test('behavior: what is set by hand shifts the process and stays in the candles of every interval', () => {
    fc.assert(
      fc.property(
        seeds,
        fc.array(
          fc.record({
            at: fc.integer({ min: 0, max: 600_000 }),
            bid: fc.integer({ min: 50, max: 9000 }),
            frozen: fc.boolean(),
          }),
          { maxLength: 6 },
        ),
        (seed, edits) => {
          const own = path(seed, 14);
          const start = EPOCH_MINUTE * MINUTE;
          for (const { at, bid, frozen } of [...edits].sort((left, right) => left.at - right.at)) {
            own.set(start + at, bid * 1000, bid * 1000 + 50, frozen);
            expect(own.tick(start + at)).toEqual({ bid: bid * 1000, ask: bid * 1000 + 50, time: start + at });
          }
          const minutes = candlesOf(own, 1, EPOCH_MINUTE, EPOCH_MINUTE + 15);
          const [quarter] = candlesOf(own, 15, EPOCH_MINUTE, EPOCH_MINUTE + 15);
          expect(quarter?.high).toBe(Math.max(...minutes.map(({ high }) => high)));
          expect(quarter?.low).toBe(Math.min(...minutes.map(({ low }) => low)));
          const day = own.range(EPOCH_MINUTE, start + 15 * MINUTE - 1);
          expect(day).toMatchObject({ high: quarter?.high, low: quarter?.low });
        },
      ),
      { numRuns: 40 },
    );
  });

  test('behavior: 50,000 minutes are cheap', () => {
    const own = path(1, 14);
    candlesOf(own, 1, EPOCH_MINUTE - 5000, EPOCH_MINUTE);
    const started = performance.now();
    expect(candlesOf(own, 1, EPOCH_MINUTE - 50_000, EPOCH_MINUTE)).toHaveLength(50_000);
    expect(performance.now() - started).toBeLessThan(3000);
  });
});

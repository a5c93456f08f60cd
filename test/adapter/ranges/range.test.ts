import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  type RangePlan,
  rangePages,
  readRange,
  type Span,
  sortAndDedupe,
  splitRange,
} from '../../../src/adapter/ranges/range';
import type { RangeProgress } from '../../../src/broker';
import { VirtualClock } from '../../../src/core/virtual-clock';
import { VenueTimes } from '../../../src/streaming/time/venue-times';

interface Row {
  readonly time: number;
}

/** A venue that has a record at every multiple of `step` from `begin` on and gives more than was asked for. */
function venue(begin: number, step: number, calls: Span[] = []): RangePlan<Row>['read'] {
  return async (span) => {
    calls.push(span);
    const rows: Row[] = [];
    const first = Math.ceil(Math.max(begin, span.from - 3 * step) / step) * step;
    for (let time = first; time < span.to + 3 * step; time += step) rows.push({ time });
    return [...rows.reverse(), ...rows.slice(0, 2)];
  };
}

const plan = (from: number, to: number, maxMs: number, begin = 0, step = 10): RangePlan<Row> => ({
  from,
  to,
  maxMs,
  read: venue(begin, step),
  timeOf: ({ time }) => time,
  keyOf: ({ time }) => time,
});

describe('sortAndDedupe', () => {
  const times = fc.array(fc.nat(30), { maxLength: 20 });
  const lists = fc.oneof(
    times,
    times.map((list) => [...new Set(list)].sort((a, b) => a - b)),
  );

  test('behavior: without names of records it gives what their times as names give, of any list', () => {
    fc.assert(
      fc.property(lists, fc.nat(30), fc.nat(30), (list, from, to) => {
        const rows = list.map((time, index) => ({ time, index }));
        const read: RangePlan<(typeof rows)[number]> = {
          from,
          to,
          maxMs: 1,
          read: async () => [],
          timeOf: ({ time }) => time,
        };
        const named = { ...read, keyOf: ({ time }: Row) => time };
        expect(sortAndDedupe(rows, { from, to }, read)).toEqual(sortAndDedupe(rows, { from, to }, named));
      }),
    );
  });
});

describe('splitRange', () => {
  test('behavior: the parts touch, do not overlap and cover the whole', () => {
    fc.assert(
      fc.property(
        fc.nat(10_000),
        fc.integer({ min: 1, max: 10_000 }),
        fc.integer({ min: 1, max: 3000 }),
        (from, length, maxMs) => {
          const spans = [...splitRange(from, from + length, maxMs)];
          expect(spans[0]?.from).toBe(from);
          expect(spans.at(-1)?.to).toBe(from + length);
          spans.forEach((span, index) => {
            expect(span.to - span.from).toBeGreaterThan(0);
            expect(span.to - span.from).toBeLessThanOrEqual(maxMs);
            if (index > 0) expect(span.from).toBe(spans[index - 1]?.to);
          });
        },
      ),
    );
  });

  test('args: an empty range has no parts', () => {
    expect([...splitRange(5, 5, 10)]).toEqual([]);
  });
});

describe('readRange', () => {
  test('behavior: no gap and no duplicate, whatever the limit', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.nat(500),
        fc.integer({ min: 1, max: 500 }),
        fc.integer({ min: 1, max: 100 }),
        async (from, length, maxMs) => {
          const to = from + length;
          const rows = await readRange(plan(from, to, maxMs));
          const expected = [];
          for (let time = Math.ceil(from / 10) * 10; time < to; time += 10) expected.push(time);
          expect(rows.map(({ time }) => time)).toEqual(expected);
          expect(rows.range).toEqual({ from, to, complete: true });
        },
      ),
      { numRuns: 50 },
    );
  });

  test('behavior: reports progress after each part', async () => {
    const progress: RangeProgress[] = [];
    await readRange({ ...plan(0, 100, 40), onProgress: (step) => progress.push(step) });
    expect(progress).toEqual([
      { count: 4, done: 0.4 },
      { count: 8, done: 0.8 },
      { count: 10, done: 1 },
    ]);
  });

  test('behavior: incomplete where the venue begins later than the range and guarantees no more', async () => {
    const rows = await readRange({ ...plan(0, 1000, 500, 300), guaranteedFrom: 600 });
    expect(rows.range).toEqual({ from: 0, to: 1000, complete: false, availableFrom: 300 });
  });

  test('behavior: complete where it reaches further than it guarantees', async () => {
    const rows = await readRange({ ...plan(0, 1000, 500), guaranteedFrom: 600, toleranceMs: 10 });
    expect(rows.range.complete).toBe(true);
  });

  test('behavior: with no records the guarantee is the earliest time', async () => {
    const rows = await readRange({ ...plan(0, 500, 500, 9000), guaranteedFrom: 600 });
    expect(rows.range).toMatchObject({ complete: false, availableFrom: 600 });
  });
});

describe('rangePages', () => {
  test('default: a page a part, each with its own report, nothing read ahead', async () => {
    const calls: Span[] = [];
    const pages = rangePages({ ...plan(0, 100, 50), read: venue(0, 10, calls) });
    const first = await pages.next();
    expect(calls).toHaveLength(1);
    expect(first.value?.range).toEqual({ from: 0, to: 50, complete: true });
    const second = await pages.next();
    expect(second.value?.map(({ time }) => time)).toEqual([50, 60, 70, 80, 90]);
    expect((await pages.next()).done).toBe(true);
  });

  test('behavior: pages before the beginning are incomplete, later ones are not', async () => {
    const reports = [];
    for await (const page of rangePages({ ...plan(0, 900, 300, 300), guaranteedFrom: 600 }))
      reports.push(page.range);
    expect(reports.map(({ complete }) => complete)).toEqual([false, true, true]);
  });

  test('error: a failing read ends it', async () => {
    const pages = rangePages({ ...plan(0, 100, 50), read: () => Promise.reject(new Error('down')) });
    await expect(pages.next()).rejects.toThrow('down');
  });
});

describe('ranges beyond what there can be', () => {
  const NOW = 1_000_000;
  const times = new VenueTimes({
    clock: new VirtualClock(NOW),
    now: () => NOW,
    toleranceMs: 100,
    report: () => {},
  });

  test('behavior: nothing beyond the venue’s clock, and nothing before its beginning, is requested', async () => {
    const calls: Span[] = [];
    const read = await readRange({
      ...plan(0, 253_402_300_799_999, 100_000),
      read: venue(0, 10_000, calls),
      earliest: 700_000,
      times,
    });
    expect(calls.map(({ from, to }) => [from, to])).toEqual([
      [700_000, 800_000],
      [800_000, 900_000],
      [900_000, 1_000_000],
      [1_000_000, 1_000_100],
    ]);
    expect([read.range.from, read.range.to]).toEqual([0, 253_402_300_799_999]);
    expect(read.at(-1)?.time).toBe(NOW);
  });

  test('behavior: the first page comes without the rest', async () => {
    const calls: Span[] = [];
    const pages = rangePages({ ...plan(0, Number.MAX_SAFE_INTEGER, 1), read: venue(0, 10, calls) });
    await pages.next();
    await pages.return();
    expect(calls).toHaveLength(1);
  });

  test.each([
    [true, NOW, true],
    [true, NOW - 500, false],
    [false, NOW, false],
  ])('behavior: a far record, own %s, range to %i: kept %s', async (keepsFar, to, kept) => {
    const far = { time: 253_402_300_799_000 };
    const read = async () => [far, { time: 999_400 }];
    const records = await readRange({ ...plan(0, to, Number.MAX_SAFE_INTEGER), read, times, keepsFar });
    expect(records.includes(far)).toBe(kept);
  });
});

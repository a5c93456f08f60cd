import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type LastPlan, lastPages, readLast } from '../../../src/adapter/ranges/last';
import type { Span } from '../../../src/adapter/ranges/range';
import type { RangeProgress } from '../../../src/broker';
import { isLongForm } from '../../setup/long-form';

const MINUTE = 60_000;
const DAY = 86_400_000;
/** A Monday, 00:10. */
const NOW = Date.UTC(2026, 0, 5, 0, 10);

interface Row {
  readonly time: number;
}

/** A venue with these records, which gives more than it was asked for, in any order. */
function planOf(
  times: readonly number[],
  limit: number,
  more: Partial<LastPlan<Row>> = {},
): LastPlan<Row> & { readonly calls: Span[] } {
  const calls: Span[] = [];
  return {
    calls,
    from: 0,
    to: NOW,
    maxMs: 500 * MINUTE,
    lengthMs: MINUTE,
    limit,
    earliest: NOW - 400 * DAY,
    read: async (span) => {
      calls.push(span);
      const rows = times.filter((time) => time >= span.from - 3 * MINUTE && time < span.to + 3 * MINUTE);
      return [...rows.reverse(), ...rows.slice(0, 2)].map((time) => ({ time }));
    },
    timeOf: ({ time }) => time,
    keyOf: ({ time }) => time,
    ...more,
  };
}

const timesOf = (rows: readonly Row[]): number[] => rows.map(({ time }) => time);

/** Minutes from Monday to Friday, 9:00 to 17:30 UTC, for so many days back. */
function officeHours(days: number): number[] {
  const times: number[] = [];
  for (let time = NOW - days * DAY; time < NOW; time += MINUTE) {
    const date = new Date(time);
    const minute = date.getUTCHours() * 60 + date.getUTCMinutes();
    if (date.getUTCDay() % 6 !== 0 && minute >= 540 && minute < 1050) times.push(time);
  }
  return times;
}

describe('readLast', () => {
  test('default: the last records, over nights and a weekend, in few requests', async () => {
    const times = officeHours(20);
    const plan = planOf(times, 1200);
    const rows = await readLast(plan);
    expect(timesOf(rows)).toEqual(times.slice(-1200));
    expect(rows.range).toEqual({ from: times.at(-1200), to: NOW, complete: true });
    expect(plan.calls.length).toBeLessThan(30);
  });

  test('behavior: any venue, limit and longest request: what a model gives, each record once, spans touching', async () => {
    const gap = fc.oneof(
      { weight: 8, arbitrary: fc.constant(1) },
      { weight: 2, arbitrary: fc.integer({ min: 1, max: 300 }) },
      { weight: 1, arbitrary: fc.integer({ min: 1000, max: 20_000 }) },
    );
    await fc.assert(
      fc.asyncProperty(
        fc.array(gap, { maxLength: 60 }),
        fc.integer({ min: 1, max: 80 }),
        fc.integer({ min: 1, max: 3000 }),
        async (gaps, limit, most) => {
          let time = Math.floor(NOW / MINUTE) * MINUTE;
          const times = gaps.map((minutes) => {
            time -= minutes * MINUTE;
            return time;
          });
          times.reverse();
          const plan = planOf(times, limit, { maxMs: most * MINUTE });
          const rows = await readLast(plan);
          expect(timesOf(rows)).toEqual(times.slice(-limit));
          expect(rows.range.complete).toBe(times.length >= limit);
          if (!rows.range.complete) expect(rows.range.availableFrom).toBe(rows[0]?.time ?? NOW);
          plan.calls.forEach(({ from, to }, index) => {
            expect(to).toBe(index === 0 ? NOW : plan.calls[index - 1]?.from);
            expect(to - from).toBeLessThanOrEqual(most * MINUTE);
            expect(to).toBeGreaterThan(from);
          });
        },
      ),
      { numRuns: isLongForm ? 100 : 15 },
    );
  });

  test('behavior: a month without records ends it, unless the venue promises more', async () => {
    const times = [NOW - 60 * DAY, NOW - 2 * MINUTE];
    const maxMs = 10 * DAY;
    const few = await readLast(planOf(times, 2, { maxMs }));
    expect(timesOf(few)).toEqual(times.slice(1));
    expect(few.range).toEqual({
      from: times[1],
      to: NOW,
      complete: false,
      availableFrom: times[1],
    });
    const all = await readLast(planOf(times, 2, { maxMs, guaranteedFrom: NOW - 90 * DAY }));
    expect(timesOf(all)).toEqual(times);
  });

  test('behavior: it ends where the venue says that its history begins, and at the earliest time', async () => {
    const times = [NOW - 3 * MINUTE, NOW - 2 * MINUTE];
    const told = planOf(times, 500, {
      read: async () => ({ records: times.map((time) => ({ time })), begins: times[0] }),
    });
    expect((await readLast(told)).range).toMatchObject({ complete: false, availableFrom: times[0] });
    const plan = planOf(times, 500, { earliest: NOW - 3 * MINUTE });
    expect(timesOf(await readLast(plan))).toEqual(times);
    expect(plan.calls).toHaveLength(1);
  });

  test('behavior: where the venue gave less than it has it is not complete', async () => {
    const read = async () => ({ records: [{ time: NOW - MINUTE }], isWhole: false });
    const rows = await readLast(planOf([], 1, { read }));
    expect(rows.range.complete).toBe(false);
  });

  test('behavior: progress ends with 1', async () => {
    const progress: RangeProgress[] = [];
    const times = officeHours(5);
    await readLast(planOf(times, 600, { onProgress: (step) => progress.push(step) }));
    expect(progress.at(-1)).toEqual({ count: 600, done: 1 });
    expect(progress.length).toBeGreaterThan(1);
    for (const { done } of progress.slice(0, -1)) expect(done).toBeLessThan(1);
  });
});

describe('lastPages', () => {
  test('default: the same records, newest page first, none empty', async () => {
    const times = officeHours(20);
    const pages: (readonly Row[])[] = [];
    for await (const page of lastPages(planOf(times, 1200))) {
      expect(page.length).toBeGreaterThan(0);
      expect(page[0]?.time).toBeGreaterThanOrEqual(page.range.from);
      expect(page.at(-1)?.time).toBeLessThan(page.range.to);
      pages.unshift(page);
    }
    expect(timesOf(pages.flat())).toEqual(times.slice(-1200));
  });
});

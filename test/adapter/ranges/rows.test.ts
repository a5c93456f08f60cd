import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type RowsPlan, readRows } from '../../../src/adapter/ranges/rows';

const STEP_MS = 1000;

interface Row {
  readonly id: string;
  readonly time: number;
}

/** Rows of whole seconds: how many each second has. */
function rowsOf(counts: readonly number[]): readonly Row[] {
  return counts.flatMap((count, second) =>
    Array.from({ length: count }, (_, index) => ({ id: `${second}-${index}`, time: second * STEP_MS })),
  );
}

function plan(
  rows: readonly Row[],
  over: Partial<RowsPlan<Row>> & { readonly most?: number; readonly calls?: [number, number][] } = {},
): RowsPlan<Row> {
  const { most = Number.POSITIVE_INFINITY, calls = [], ...rest } = over;
  const isForward = rest.direction !== 'back';
  return {
    start: 0,
    direction: 'forward',
    end: Number.POSITIVE_INFINITY,
    size: () => 5,
    read: async (time, count) => {
      calls.push([time, count]);
      const list = isForward
        ? rows.filter((row) => row.time >= time)
        : rows.filter((row) => row.time <= time).reverse();
      const records = list.slice(0, Math.min(count, most));
      return { records, count: records.length };
    },
    timeOf: ({ time }) => time,
    keyOf: ({ id }) => id,
    stepMs: STEP_MS,
    ...rest,
  };
}

describe('readRows', () => {
  test('behavior: forward and back every row comes once, however many one second has', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(fc.nat(40), { maxLength: 12 }), fc.boolean(), async (counts, isBack) => {
        const rows = rowsOf(counts);
        const direction = isBack ? 'back' : 'forward';
        const start = isBack ? counts.length * STEP_MS : 0;
        const end = isBack ? -1 : Number.POSITIVE_INFINITY;
        const { records } = await readRows(plan(rows, { direction, start, end }));
        expect(new Set(records.map(({ id }) => id))).toEqual(new Set(rows.map(({ id }) => id)));
        expect(records).toHaveLength(rows.length);
      }),
      { numRuns: 200 },
    );
  });

  test('behavior: where the venue gives no more of one second it is reported, and the next seconds are read', async () => {
    const { records, isWhole } = await readRows(plan(rowsOf([1, 30, 2]), { most: 5 }));
    expect(isWhole).toBe(false);
    expect(records.map(({ id }) => id)).toEqual(['0-0', '1-0', '1-1', '1-2', '1-3', '1-4', '2-0', '2-1']);
  });

  test('behavior: a full page whose rows give no record continues with the next, and ends', async () => {
    const rows = rowsOf([5, 5]);
    const empty = plan(rows, {
      read: async (time, count) => ({
        records: [],
        count: rows.filter((row) => row.time >= time).slice(0, count).length,
      }),
    });
    expect(await readRows(empty)).toMatchObject({ records: [] });
  });

  test('behavior: reading ends at the end, and at the limit', async () => {
    const rows = rowsOf(Array.from({ length: 100 }, () => 1));
    const calls: [number, number][] = [];
    const upTo = await readRows(plan(rows, { end: 7 * STEP_MS, calls }));
    expect([upTo.records.length, upTo.isWhole, upTo.isListEnd]).toEqual([9, true, false]);
    expect(calls).toEqual([
      [0, 5],
      [4000, 5],
    ]);
    const limited = await readRows(plan(rows, { limit: 3 }));
    expect([limited.records.length, limited.isWhole]).toEqual([5, true]);
    expect((await readRows(plan(rows))).isListEnd).toBe(true);
  });

  test('behavior: equal records of one answer are distinct, and those of two pages are not', async () => {
    const rows = rowsOf([3, 4]).map((row) => ({ ...row, id: '' }));
    const { records } = await readRows(plan(rows, { keyOf: ({ time }, nth) => `${time} ${nth}` }));
    expect(records).toHaveLength(7);
  });
});

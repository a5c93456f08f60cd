import { describe, expect, test } from 'vitest';
import * as z from 'zod';
import { mismatchError } from '../../../src/adapter/schema/mismatch';
import { listOf, RecordMismatch, readerOf, recordOfRows } from '../../../src/adapter/schema/reader';
import { readRows, wireList } from '../../../src/adapter/schema/values';

describe('lists', () => {
  const read = readerOf(
    z.looseObject({ levels: z.exactOptional(wireList(z.tuple([z.string(), z.string()]), 3)) }),
  );
  const mismatchOf = (run: () => unknown): unknown => {
    try {
      return run();
    } catch (error) {
      return error;
    }
  };

  test('default: a list inside of a record', () => {
    expect(read({ levels: [['1', '2']] })).toEqual({ levels: [['1', '2']] });
    expect(read({})).toEqual({});
  });

  test('error: the first bad element is named, also among many', () => {
    expect(mismatchOf(() => read({ levels: [['1', '2'], ['1', 2], 0] }))).toMatchObject({
      path: 'levels[1][1]',
    });
    expect(mismatchOf(() => read({ levels: 7 }))).toMatchObject({ path: 'levels' });
    expect(mismatchOf(() => read({ levels: Array(4).fill(['1', '2']) }))).toMatchObject({
      path: 'levels',
      rule: 'must not have more than 3 elements',
    });
  });

  test('behavior: a record of rows is read as one, its rows named by their place', () => {
    const row = readerOf(z.object({ x: z.int() }));
    const record = recordOfRows<{ digits: number; rows: readonly { x: number }[] }>(
      'rows',
      listOf(row),
      readerOf(z.looseObject({ digits: z.int(), rows: readRows<{ x: number }>() })),
    );
    expect(record({ digits: 2, rows: [{ x: 1 }, { x: 2, y: 3 }] })).toEqual({
      digits: 2,
      rows: [{ x: 1 }, { x: 2 }],
    });
    expect(mismatchOf(() => record({ digits: 2, rows: [{ x: 1 }, {}] }))).toMatchObject({
      path: 'rows[1].x',
    });
    expect(mismatchOf(() => record({ digits: 2 }))).toMatchObject({ path: 'rows' });
    expect(mismatchOf(() => record({ digits: 'a', rows: [] }))).toMatchObject({ path: 'digits' });
    expect(mismatchOf(() => record(null))).toBeInstanceOf(RecordMismatch);
  });

  test('behavior: a count is in the error and in its text; the path is short', () => {
    const error = mismatchError(new RecordMismatch(`[0].${'x'.repeat(10_000)}`, 'must be short', 17), {
      venue: 'xapi',
      operation: 'trade',
      at: 'data',
    });
    expect(error.count).toBe(17);
    expect(error.message).toContain('(17 in this frame)');
    expect(error.message.length).toBeLessThan(400);
    const one = mismatchError(new RecordMismatch('', 'is missing'), { venue: 'xapi', operation: 'trade' });
    expect(Object.hasOwn(one, 'count')).toBe(false);
  });
});

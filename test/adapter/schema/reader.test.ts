import { describe, expect, it } from 'vitest';
import * as z from 'zod';
import { withCanonicalKeys } from '../../../src/adapter/schema/keys';
import { mismatchError, pieceAt } from '../../../src/adapter/schema/mismatch';
import { rawOf, rememberRaw } from '../../../src/adapter/schema/raw-records';
import { listOf, pathText, RecordMismatch, readerOf, recordReader } from '../../../src/adapter/schema/reader';

const row = z.looseObject({ Price: z.number(), Name: z.string() });

describe('readers', () => {
  it('default: a record is read with any case of its keys, others are kept', () => {
    const read = recordReader(row);
    expect(read({ PRICE: 1, name: 'a', other: 2 })).toEqual({ Price: 1, Name: 'a', other: 2 });
  });

  it('behavior: without canonical keys the case counts', () => {
    expect(() => readerOf(row)({ price: 1, Name: 'a' })).toThrow(RecordMismatch);
  });

  it('error: what is wrong is named by index and path', () => {
    const read = listOf(recordReader(row));
    const wrong = [
      { Price: 1, Name: 'a' },
      { Price: 'x', Name: 'b' },
    ];
    expect(() => read(wrong)).toThrow(expect.objectContaining({ path: '[1].Price' }));
    expect(() => read({})).toThrow(expect.objectContaining({ path: '', rule: 'expected an array' }));
  });

  it.each([
    [['steps', 0, 'from'], 'steps[0].from'],
    [[0], '[0]'],
    [[], ''],
  ] as const)('default: path %j is %s', (path, text) => {
    expect(pathText(path)).toBe(text);
  });

  it('behavior: __proto__ is a key like any other', () => {
    const canonical = withCanonicalKeys(['Name']);
    const read = canonical(JSON.parse('{"NAME":"a","__proto__":{"polluted":true}}'));
    expect(Object.getPrototypeOf(read)).toBe(Object.prototype);
    expect(Object.keys(read as object)).toEqual(['Name', '__proto__']);
  });
});

describe('mismatchError', () => {
  it.each([
    ['returnData', 'bid', 'returnData.bid'],
    ['returnData', '[3].open', 'returnData[3].open'],
    ['returnData', '', 'returnData'],
    ['', 'data.bid', 'data.bid'],
  ])('default: %s and %s', (at, path, expected) => {
    const mismatch = new RecordMismatch(path, 'expected number');
    const error = mismatchError(mismatch, { venue: 'v', operation: 'x', requestId: 'r', at });
    expect(error).toMatchObject({ path: expected, venue: 'v', operation: 'x', requestId: 'r', sent: true });
    expect(error.message).toContain(expected);
  });

  it('default: the sample is the row that is wrong', () => {
    expect(pieceAt(['a', 'b'], '[1].x')).toBe('b');
    expect(pieceAt(['a', 'b'], 'x')).toEqual(['a', 'b']);
  });
});

describe('rawOf', () => {
  it('default: records and those in their lists map to what they were read from', () => {
    const raw = { rows: [{ a: 1 }] };
    const record = { rows: [{ a: '1' }] };
    rememberRaw(record, raw);
    expect(rawOf(record)).toBe(raw);
    expect(rawOf(record.rows[0] as object)).toBe(raw.rows[0]);
    expect(rawOf({})).toBeUndefined();
  });

  it('behavior: rows of another number than the raw ones have no raw object', () => {
    const rows = [{ a: 1 }, { a: 2 }];
    rememberRaw(rows, [{ a: 1 }]);
    expect(rawOf(rows[0] as object)).toBeUndefined();
  });
});

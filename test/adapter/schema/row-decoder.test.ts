import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { Attempts } from '../../../src/adapter/schema/attempts';
import { RowDecoder } from '../../../src/adapter/schema/row-decoder';
import { EXACT, exactOf, numberOf, row, shortOf } from '../../../src/adapter/schema/text-parts';
import { decimalFromWire } from '../../../src/model';
import { decimalOf } from '../../../src/model/map-context';

const decoderOf = () =>
  new RowDecoder<{ readonly a: string }>(row`{"a":${EXACT}}`, (parts) => {
    const a = exactOf(parts[1]);
    return a === undefined ? undefined : { a };
  });

describe('RowDecoder', () => {
  test('default: reads the row at a place and says where it ends', () => {
    const decoder = decoderOf();
    expect(decoder.decode('xx{"a":1.50}yy', 2)).toEqual({ a: '1.5' });
    expect(decoder.end).toBe('xx{"a":1.50}'.length);
    expect(decoder.decode('xx{"a":1.50}yy', 1)).toBeUndefined();
  });

  test('default: reads it in a frame', () => {
    const decoder = decoderOf().within('{"data":', '}');
    expect(decoder.decode('{"data":{"a":1}}')).toEqual({ a: '1' });
    expect(decoder.decode('{"data":{"a":1}')).toBeUndefined();
  });

  test('behavior: an exact number is the decimal of the parsed number', () => {
    const decoder = decoderOf();
    let taken = 0;
    fc.assert(
      fc.property(fc.stringMatching(/^-?(0|[1-9]\d{0,11})(\.\d{1,10})?$/), (text) => {
        const read = decoder.decode(`{"a":${text}}`);
        if (read === undefined) {
          expect(text.length > 12 || Number(text) === 0).toBe(true);
          return;
        }
        taken += 1;
        expect(read).toEqual({ a: decimalFromWire(Number(text)) });
      }),
      { numRuns: 5000 },
    );
    expect(taken).toBeGreaterThan(1000);
  });

  test('behavior: after misses in a row it steps aside, and tries again later', () => {
    const decoder = decoderOf();
    for (let miss = 0; miss < 16; miss += 1) expect(decoder.decode('{}')).toBeUndefined();
    for (let left = 0; left < 1000; left += 1) expect(decoder.decode('{"a":1}')).toBeUndefined();
    expect(decoder.decode('{"a":1}')).toEqual({ a: '1' });
    for (let miss = 0; miss < 15; miss += 1) expect(decoder.decode('{}')).toBeUndefined();
    expect(decoder.decode('{"a":1}')).toEqual({ a: '1' });
  });
});

describe('shortOf', () => {
  test('behavior: a short number is cut out as its decimal, any other is the number', () => {
    let cut = 0;
    const number = fc.stringMatching(/^-?(0|[1-9]\d{0,14})(\.\d{1,12})?([eE]-\d{1,2})?$/);
    fc.assert(
      fc.property(number, (text) => {
        const value = shortOf(text);
        if (typeof value === 'string') cut += 1;
        else expect(text.length > 12 || /e/i.test(text)).toBe(true);
        expect(decimalOf(value)).toBe(decimalFromWire(Number(text)));
      }),
      { numRuns: 5000 },
    );
    expect(cut).toBeGreaterThan(500);
    expect(['0', '-0', '-0.0', '0.00', '100', '1.50', '-0.10'].map(shortOf)).toEqual([
      '0',
      '0',
      '0',
      '0',
      '100',
      '1.5',
      '-0.1',
    ]);
  });
});

describe('numberOf', () => {
  test('behavior: a plain decimal is read as the engine reads it', () => {
    const plain = fc.stringMatching(/^-?\d{1,17}(\.\d{1,17})?$/);
    const short = fc.stringMatching(/^\d{1,9}(\.\d{1,8})?$/);
    fc.assert(
      fc.property(fc.oneof(plain, short), (text) => void expect(numberOf(text)).toBe(Number(text))),
      { numRuns: 5000 },
    );
    for (const text of ['0', '-0', '9999999999999999', '0.00000000000001', '999999999999999.9'])
      expect(numberOf(text)).toBe(Number(text));
  });
});

describe('Attempts', () => {
  test('behavior: after a rest one miss is enough for the next', () => {
    const attempts = new Attempts();
    let tries = 0;
    for (let run = 0; run < 16 + 3 * 1001; run += 1) {
      if (!attempts.isDue()) continue;
      tries += 1;
      attempts.noted(undefined);
    }
    expect(tries).toBe(16 + 3);
  });
});

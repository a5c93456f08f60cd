import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { atOnce } from '../../../src/core/slices';
import { ProtocolError } from '../../../src/errors';
import { parseJson, parseSteps, quoteLongIntegers } from '../../../src/transport/json/integers';
import { frameLimit, MAX_DEPTH, MAX_FRAME_VALUES } from '../../../src/transport/json/limits';

const nested = (depth: number): string => '['.repeat(depth) + ']'.repeat(depth);
const list = (row: string, count: number): string => `[${Array(count).fill(row).join(',')}]`;

describe('frameLimit', () => {
  test('behavior: nesting up to the limit is allowed, one more is not', () => {
    expect(frameLimit(`[${nested(MAX_DEPTH - 1)},${'1'.repeat(10)}]`)).toBeUndefined();
    expect(frameLimit(`[${nested(MAX_DEPTH)},1]`)?.rule).toContain('deeper');
  });

  test('behavior: brackets and commas inside of strings do not count', () => {
    expect(frameLimit(JSON.stringify(['[{,'.repeat(100_000), '\\"[,', '"'.repeat(5000)]))).toBeUndefined();
  });

  test.each(['0', '{}', '[]', '"a"', '{"a":1}'])('behavior: too many of %s', (row) => {
    const most = MAX_FRAME_VALUES / (row === '{}' || row === '[]' || row.startsWith('{') ? 2 : 1);
    expect(frameLimit(list(row, most - 2))).toBeUndefined();
    expect(frameLimit(list(row, most + 2))).toMatchObject({ values: MAX_FRAME_VALUES + 1 });
  });

  test('behavior: an object may have 1,000 members, and each object of a list may', () => {
    const object = (count: number): string =>
      `{${Array.from({ length: count }, (_, n) => `"k${n}":[1,2,3]`).join(',')}}`;
    expect(frameLimit(`[${object(1000)},${object(1000)},{"a":${object(1000)}}]`)).toBeUndefined();
    expect(frameLimit(`[${object(3)},${object(1001)}]`)?.rule).toContain('1000 members');
  });

  test('behavior: text that is no JSON ends', () => {
    for (const text of ['"'.repeat(5000), '\\'.repeat(5000), `"${'\\'.repeat(5001)}`, ']'.repeat(9000)]) {
      expect(frameLimit(text)).toBeUndefined();
    }
  });
});

describe('parseJson', () => {
  test.each([MAX_DEPTH + 1, 10_000, 200_000])('error: %i levels are a ProtocolError', (depth) => {
    for (const text of [
      nested(depth),
      '{"a":'.repeat(depth) + 0 + '}'.repeat(depth),
      `[1,${nested(depth)}]`,
    ]) {
      expect(() => parseJson(text)).toThrow(ProtocolError);
    }
  });

  test('behavior: as many levels as are allowed', () => {
    expect(parseJson(nested(MAX_DEPTH))).toBeInstanceOf(Array);
  });
});

describe('long texts', () => {
  test('behavior: what is read in steps is what is read at a stretch', () => {
    const piece = fc.oneof(
      fc.bigInt({ min: -(10n ** 20n), max: 10n ** 20n }).map(String),
      fc.string({ unit: 'binary' }).map((text) => JSON.stringify(text)),
      fc.constantFrom(
        '"1234567890123456789"',
        '{"id":1234567890123456789}',
        '" \\"1234567890123456789"',
        '1e3',
      ),
    );
    fc.assert(
      fc.property(fc.array(piece, { minLength: 1, maxLength: 20 }), (pieces) => {
        const text = list(pieces.join(','), Math.ceil(400_000 / pieces.join(',').length));
        expect(atOnce(parseSteps(text))).toEqual({
          value: JSON.parse(quoteLongIntegers(text)),
          isTooDeep: false,
        });
      }),
      { numRuns: 15 },
    );
  });

  test.each([
    ['integers of 19 digits', list('1234567890123456789', 40_000)],
    [
      'integers with spaces around them',
      list(`${' '.repeat(300)}1234567890123456789${' '.repeat(300)}`, 1500),
    ],
    ['members with spaces', list(`{"id" ${' '.repeat(300)}: ${' '.repeat(300)}1234567890123456789}`, 1500)],
    ['escapes', list(JSON.stringify('\\"1234567890123456789'), 40_000)],
    ['backslashes', `["${'\\\\'.repeat(400_000)}",1234567890123456789]`],
    ['one number of a million digits', `[${'1'.repeat(1_000_000)}]`],
    ['keys', `{${Array.from({ length: 40_000 }, (_, n) => `"123456789012345678${n}":1`).join(',')}}`],
  ])('behavior: quoting takes a time linear in the text: %s', (_, text) => {
    let best = Number.POSITIVE_INFINITY;
    for (let round = 0; round < 6; round += 1) {
      const start = process.cpuUsage();
      quoteLongIntegers(text);
      const { user, system } = process.cpuUsage(start);
      best = Math.min(best, (user + system) / 1000);
    }
    // A square of the length would be minutes. That a frame takes less than 50 ms is for the contract to show: here the
    // counters of a coverage run take most of the time.
    expect(best).toBeLessThan(300);
  });

  test('error: long text that is no JSON', () => {
    expect(atOnce(parseSteps(`${list('1', 200_000)}]`))).toBeUndefined();
  });
});

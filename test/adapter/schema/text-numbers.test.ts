import fc from 'fast-check';
import { expect, test } from 'vitest';
import { numberOf, unescaped, wholeOf } from '../../../src/adapter/schema/text-parts';

test('default: numberOf reads a number as the engine does', () => {
  const digits = fc.stringMatching(/^-?(?:0|[1-9]\d{0,14})(?:\.\d{1,20})?(?:[eE]-\d{1,2})?$/);
  const written = fc.double({ noNaN: true, noDefaultInfinity: true, min: -1e14, max: 1e14 }).map(String);
  fc.assert(
    fc.property(fc.oneof(digits, written), (text) => {
      expect(numberOf(text)).toBe(Number(text));
    }),
    { numRuns: 5000 },
  );
  for (const text of ['0', '-0', '-0.0', '0.1', '999999999999999', '0.00000000000001', '1.0E-5']) {
    expect(numberOf(text)).toBe(Number(text));
  }
});

test('default: wholeOf reads a whole number as the engine does', () => {
  fc.assert(
    fc.property(fc.integer({ min: -(10 ** 15) + 1, max: 10 ** 15 - 1 }), (value) => {
      expect(wholeOf(String(value))).toBe(value);
    }),
  );
  expect(wholeOf('-0')).toBe(-0);
});

test('default: unescaped reads a text as JSON does, and nothing else', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), (text) => {
      expect(unescaped(JSON.stringify(text))).toBe(text);
    }),
  );
  expect(unescaped('"a\\x"')).toBeUndefined();
  expect(unescaped('"a\\u00"')).toBeUndefined();
});

import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { isValidationError } from '../../src/errors';
import { decimalFromWire, isDecimal, parseDecimal } from '../../src/model';

describe('parseDecimal', () => {
  test.each([
    ['0', '0'],
    ['-0', '0'],
    ['0.0', '0'],
    ['-0.000', '0'],
    ['1', '1'],
    ['007', '7'],
    ['1.50', '1.5'],
    ['-1.50', '-1.5'],
    ['0.10', '0.1'],
    ['00.1', '0.1'],
    ['100', '100'],
    ['100.00', '100'],
    ['1.0850', '1.085'],
    ['123456789012345678901234567890.123456789', '123456789012345678901234567890.123456789'],
  ])('default: %s is %s', (input, canonical) => {
    expect(parseDecimal(input)).toBe(canonical);
  });

  test.each([
    [0, '0'],
    [-0, '0'],
    [1.5, '1.5'],
    [-2, '-2'],
    [0.000001, '0.000001'],
    [Number.MAX_SAFE_INTEGER, '9007199254740991'],
    [0.1 + 0.2, '0.30000000000000004'], // exactly what was given: a step check refuses it later
  ])('args: the number %d means %s', (input, canonical) => {
    expect(parseDecimal(input)).toBe(canonical);
  });

  // Rows 1, 2, 5, 7, 8, 9 and 14 of the bad-input matrix.
  test.each<[string, unknown]>([
    ['empty', ''],
    ['blank', ' '],
    ['padded', ' 1'],
    ['trailing line', '1\n'],
    ['hexadecimal', '0x10'],
    ['exponent', '1e-7'],
    ['capital exponent', '1E5'],
    ['comma', '1,5'],
    ['underscore', '1_000'],
    ['full width', '１２'],
    ['Arabic digits', '١٢'],
    ['rest', '1abc'],
    ['no fraction', '1.'],
    ['no integer', '.5'],
    ['plus', '+1'],
    ['two signs', '--1'],
    ['two points', '1.2.3'],
    ['word', 'NaN'],
    ['infinite word', 'Infinity'],
    ['long', '1'.repeat(61)],
    ['NaN', Number.NaN],
    ['Infinity', Number.POSITIVE_INFINITY],
    ['-Infinity', Number.NEGATIVE_INFINITY],
    ['tiny number', 1e-7],
    ['huge number', 1e21],
    ['unsafe integer', 2 ** 53],
    ['true', true],
    ['null', null],
    ['undefined', undefined],
    ['array', []],
    ['array of one', [1]],
    ['object', {}],
    ['Date', new Date(0)],
    ['Symbol', Symbol('1')],
    ['BigInt', 1n],
    ['Number object', Object(1)],
    ['String object', Object('1')],
    ['coercible', { valueOf: () => 1, toString: () => '1' }],
  ])('error: %s is refused, by the field', (_name, input) => {
    let error: unknown;
    try {
      parseDecimal(input, 'quantity');
    } catch (thrown) {
      error = thrown;
    }
    expect(isValidationError(error) && error.field).toBe('quantity');
  });

  test('behavior: what it returns is canonical, and equal numbers are the same text', () => {
    const digits = fc.stringMatching(/^\d{1,20}$/);
    fc.assert(
      fc.property(fc.boolean(), digits, digits, fc.nat(5), fc.nat(5), (minus, whole, part, lead, trail) => {
        const plain = parseDecimal(`${minus ? '-' : ''}${whole}.${part}`);
        const padded = parseDecimal(
          `${minus ? '-' : ''}${'0'.repeat(lead)}${whole}.${part}${'0'.repeat(trail)}`,
        );
        return plain === padded && isDecimal(plain) && parseDecimal(plain) === plain;
      }),
    );
  });
});

describe('decimalFromWire', () => {
  test.each([
    [0, '0'],
    [-0, '0'],
    [5, '5'],
    [-12.5, '-12.5'],
    [166.82000000000002, '166.82'],
    [0.1 + 0.2, '0.3'],
    [-0.30000000000000004, '-0.3'],
    [1e-7, '0.0000001'],
    [1.5e-9, '0.0000000015'],
    [-1e-7, '-0.0000001'],
    [Number.MAX_SAFE_INTEGER, '9007199254740991'],
    [Number.MIN_SAFE_INTEGER, '-9007199254740991'],
    [123456789012.34567, '123456789012.346'],
    [0.123456789012345, '0.123456789012345'],
    [1e20 / 1e10, '10000000000'],
  ])('default: %d is %s', (value, decimal) => {
    expect(decimalFromWire(value)).toBe(decimal);
  });

  test.each([
    1e21,
    -1e21,
    2 ** 53,
    9007199254740994,
    -9007199254740994,
    Number.NaN,
    Number.POSITIVE_INFINITY,
    Number.NEGATIVE_INFINITY,
  ])('error: %d is no exact decimal', (value) => {
    expect(() => decimalFromWire(value)).toThrow(RangeError);
  });

  test('behavior: every decimal of at most 15 significant digits comes back exactly', () => {
    fc.assert(
      fc.property(
        fc.bigInt({ min: -(10n ** 15n) + 1n, max: 10n ** 15n - 1n }),
        fc.integer({ min: 0, max: 30 }),
        (digits, places) => {
          const text =
            (digits < 0n ? '-' : '') +
            `${digits < 0n ? -digits : digits}`
              .padStart(places + 1, '0')
              .replace(new RegExp(`(?=\\d{${places}}$)`), places > 0 ? '.' : '');
          const exact = parseDecimal(text);
          return decimalFromWire(Number(exact)) === exact;
        },
      ),
      { numRuns: 2000 },
    );
  });

  test('behavior: a double next to a short decimal is what 15 digits make of it', () => {
    const double = new Float64Array(1);
    const bits = new BigInt64Array(double.buffer);
    fc.assert(
      fc.property(
        fc.integer({ min: 100, max: 10 ** 14 }),
        fc.integer({ min: 0, max: 7 }),
        fc.integer({ min: -4, max: 4 }),
        (digits, places, steps) => {
          double[0] = digits / 10 ** places;
          bits[0] = (bits[0] as bigint) + BigInt(steps);
          const value = double[0];
          // Integers are exact and not rounded.
          fc.pre(!Number.isInteger(value));
          expect(decimalFromWire(value)).toBe(parseDecimal(value.toPrecision(15)));
        },
      ),
      { numRuns: 5000 },
    );
  });

  test('behavior: any double gives a canonical decimal within its 15th digit', () => {
    fc.assert(
      fc.property(fc.double({ noNaN: true, min: -1e15, max: 1e15 }), (value) => {
        const decimal = decimalFromWire(value);
        return isDecimal(decimal) && Math.abs(Number(decimal) - value) <= Math.abs(value) * 5.1e-15;
      }),
      { numRuns: 2000 },
    );
  });
});

describe('isDecimal', () => {
  test.each(['0', '1', '-1', '0.1', '-0.1', '10.01', '100'])('default: %s is canonical', (text) => {
    expect(isDecimal(text)).toBe(true);
  });

  test.each(['', '-0', '-0.0', '0.0', '1.0', '01', '1.', '.1', '+1', '1e5', ' 1', '1\n', 1, null, undefined])(
    'default: %j is not',
    (text) => {
      expect(isDecimal(text)).toBe(false);
    },
  );
});

import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  addDecimals,
  compareDecimals,
  type Decimal,
  divideDecimals,
  isDecimal,
  isMultipleOf,
  multiplyDecimals,
  roundToStep,
  shiftDecimal,
  subtractDecimals,
} from '../../src/model';

/** The oracle: a decimal as an integer and a number of places, in nothing but BigInt. */
type Scaled = readonly [units: bigint, places: number];

function read(text: Decimal): Scaled {
  const [whole = '', part = ''] = text.split('.');
  return [BigInt(whole + part), part.length];
}

function write([units, places]: Scaled): Decimal {
  const digits = (units < 0n ? -units : units).toString().padStart(places + 1, '0');
  const whole = digits.slice(0, digits.length - places);
  const part = digits.slice(digits.length - places).replace(/0+$/, '');
  const text = part === '' ? whole : `${whole}.${part}`;
  return units < 0n ? `-${text}` : text;
}

/** Both in units of the finer of the two. */
function align(a: Decimal, b: Decimal): [bigint, bigint, number] {
  const [[x, p], [y, q]] = [read(a), read(b)];
  const places = Math.max(p, q);
  return [x * 10n ** BigInt(places - p), y * 10n ** BigInt(places - q), places];
}

function floorDiv(a: bigint, b: bigint): bigint {
  const quotient = a / b;
  return a % b !== 0n && a < 0n !== b < 0n ? quotient - 1n : quotient;
}

const decimal = fc
  .tuple(fc.bigInt({ min: -(10n ** 28n), max: 10n ** 28n }), fc.nat(28))
  .map(([units, places]) => write([units, places]));
const step = fc
  .tuple(fc.bigInt({ min: 1n, max: 10n ** 9n }), fc.nat(12))
  .map(([units, places]) => write([units, places]));

describe('arithmetic against integers', () => {
  test('default: add and subtract', () => {
    fc.assert(
      fc.property(decimal, decimal, (a, b) => {
        const [x, y, places] = align(a, b);
        return (
          addDecimals(a, b) === write([x + y, places]) && subtractDecimals(a, b) === write([x - y, places])
        );
      }),
    );
  });

  test('default: multiply', () => {
    fc.assert(
      fc.property(decimal, decimal, (a, b) => {
        const [[x, p], [y, q]] = [read(a), read(b)];
        return multiplyDecimals(a, b) === write([x * y, p + q]);
      }),
    );
  });

  test('default: compare', () => {
    fc.assert(
      fc.property(decimal, decimal, (a, b) => {
        const [x, y] = align(a, b);
        return compareDecimals(a, b) === (x < y ? -1 : x > y ? 1 : 0);
      }),
    );
  });

  test('default: divide rounds half to even', () => {
    fc.assert(
      fc.property(decimal, step, fc.nat(18), (a, b, places) => {
        const [x, y] = align(a, b);
        const scaled = x * 10n ** BigInt(places);
        const down = floorDiv(scaled, y);
        const twice = 2n * (scaled - down * y);
        const up = twice > y || (twice === y && down % 2n !== 0n);
        return divideDecimals(a, b, places) === write([up ? down + 1n : down, places]);
      }),
    );
  });

  test('default: shift is exact in both directions', () => {
    fc.assert(
      fc.property(decimal, fc.integer({ min: -20, max: 20 }), (value, digits) => {
        const [units, places] = read(value);
        const shifted = write([units * 10n ** 20n, places + 20 + digits]);
        return shiftDecimal(value, digits) === shifted && shiftDecimal(shifted, -digits) === value;
      }),
    );
  });

  test('default: isMultipleOf', () => {
    fc.assert(
      fc.property(decimal, step, step, fc.bigInt({ min: -1000n, max: 1000n }), (value, s, origin, n) => {
        const [x, y] = align(value, s);
        const onGrid = addDecimals(origin, multiplyDecimals(s, `${n}`));
        return isMultipleOf(value, s) === (x % y === 0n) && isMultipleOf(onGrid, s, origin);
      }),
    );
  });

  test('default: roundToStep down, up and nearest, ties upwards', () => {
    fc.assert(
      fc.property(decimal, step, (value, s) => {
        const [x, y, places] = align(value, s);
        const down = floorDiv(x, y);
        const up = x % y === 0n ? down : down + 1n;
        const nearest = floorDiv(2n * x + y, 2n * y);
        return (
          roundToStep(value, s, 'down') === write([down * y, places]) &&
          roundToStep(value, s, 'up') === write([up * y, places]) &&
          roundToStep(value, s) === write([nearest * y, places])
        );
      }),
    );
  });

  test('behavior: every result is canonical', () => {
    fc.assert(
      fc.property(decimal, decimal, step, (a, b, s) =>
        [
          addDecimals(a, b),
          subtractDecimals(a, a),
          multiplyDecimals(a, b),
          divideDecimals(a, s),
          shiftDecimal(a, 5),
          roundToStep(a, s),
        ].every(isDecimal),
      ),
    );
  });

  test('behavior: the longest numbers that a caller can give stay exact', () => {
    const large = '9'.repeat(60);
    const small = `0.${'0'.repeat(57)}1`;
    expect(addDecimals(large, small)).toBe(`${large}.${'0'.repeat(57)}1`);
    expect(read(multiplyDecimals(large, large))[0]).toBe(BigInt(large) ** 2n);
    expect(isMultipleOf(addDecimals(large, small), '1')).toBe(false);
  });
});

describe('known values', () => {
  test.each([
    ['0.29', '0.01', true],
    ['0.015', '0.01', false],
    ['1.005', '0.001', true],
    ['0.3', '0.1', true],
    ['-0.3', '0.1', true],
    ['0', '0.1', true],
    ['10', '3', false],
  ])('default: %s on steps of %s: %s', (value, s, expected) => {
    expect(isMultipleOf(value, s)).toBe(expected);
  });

  test.each([
    ['1', '3', '0.333333333333333333'],
    ['1', '8', '0.125'],
    ['-1', '3', '-0.333333333333333333'],
    ['0', '7', '0'],
  ])('default: %s / %s = %s', (a, b, quotient) => {
    expect(divideDecimals(a, b)).toBe(quotient);
  });

  test('error: division by zero, a step that is not above zero and a broken shift are refused', () => {
    expect(() => divideDecimals('1', '0')).toThrow(RangeError);
    for (const bad of ['0', '-0.1']) {
      expect(() => roundToStep('1', bad)).toThrow(RangeError);
      expect(() => isMultipleOf('1', bad)).toThrow(RangeError);
    }
    expect(() => shiftDecimal('1', 0.5)).toThrow(RangeError);
    expect(() => shiftDecimal('1', Number.NaN)).toThrow(RangeError);
  });

  test('behavior: nothing gives -0', () => {
    expect(multiplyDecimals('-1', '0')).toBe('0');
    expect(roundToStep('-0.1', '1', 'up')).toBe('0');
    expect(divideDecimals('-1', '10', 0)).toBe('0');
    expect(shiftDecimal('0', 3)).toBe('0');
    expect(subtractDecimals('-1', '-1')).toBe('0');
  });
});

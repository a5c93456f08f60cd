import { Decimal as Big } from 'decimal.js';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  addLong,
  compareLong,
  divideLong,
  isMultipleLong,
  multiplyLong,
  roundLong,
  shiftLong,
} from '../../src/model/long-decimal';

const Exact = Big.clone({ precision: 512, toExpNeg: -999, toExpPos: 999, rounding: Big.ROUND_HALF_EVEN });
const exact = (value: Big): string => (value.isZero() ? '0' : value.toFixed());

/** Plain text, canonical or not, of up to 60 digits on each side of the point. */
const plain = fc
  .tuple(fc.constantFrom('', '-'), fc.stringMatching(/^\d{1,60}$/), fc.stringMatching(/^\d{0,60}$/))
  .map(([sign, whole, part]) => `${sign}${whole}${part === '' ? '' : `.${part}`}`);
/** Near each other, and with many zeros: sums that cancel, halves, exact multiples. */
const round = fc
  .tuple(fc.integer({ min: -4000, max: 4000 }), fc.integer({ min: -30, max: 30 }))
  .map(([units, exponent]) => exact(new Exact(`${units}e${exponent}`)));
const decimal = fc.oneof(plain, round);
const runs = { numRuns: 2000 };
const ROUNDINGS = {
  down: Big.ROUND_FLOOR,
  up: Big.ROUND_CEIL,
  nearest: Big.ROUND_HALF_CEIL,
  even: Big.ROUND_HALF_EVEN,
} as const;
const rounding = fc.constantFrom<keyof typeof ROUNDINGS>('down', 'up', 'nearest', 'even');

describe('long decimals, beside a library', () => {
  test('behavior: sum, difference, product and order', () => {
    fc.assert(
      fc.property(decimal, decimal, (a, b) => {
        expect(addLong(a, b, 1)).toBe(exact(new Exact(a).plus(b)));
        expect(addLong(a, b, -1)).toBe(exact(new Exact(a).minus(b)));
        expect(multiplyLong(a, b)).toBe(exact(new Exact(a).times(b)));
        expect(compareLong(a, b)).toBe(new Exact(a).comparedTo(b));
      }),
      runs,
    );
  });

  test('behavior: a shift', () => {
    fc.assert(
      fc.property(decimal, fc.integer({ min: -300, max: 300 }), (value, exponent) => {
        expect(shiftLong(value, exponent)).toBe(exact(new Exact(`${value}e${exponent}`)));
      }),
      runs,
    );
  });

  test('behavior: a multiple', () => {
    const seen = { true: 0, false: 0 };
    fc.assert(
      fc.property(decimal, round, fc.boolean(), (any, step, isMade) => {
        fc.pre(step !== '0');
        const value = isMade ? exact(new Exact(step).times(exact(new Exact(any).trunc()))) : any;
        const isMultiple = isMultipleLong(value, step);
        seen[`${isMultiple}`] += 1;
        expect(isMultiple).toBe(new Exact(value).modulo(step).isZero());
      }),
      runs,
    );
    expect(Math.min(...Object.values(seen))).toBeGreaterThan(100);
  });

  test('behavior: a quotient, however it is rounded', () => {
    fc.assert(
      fc.property(decimal, decimal, fc.nat(20), rounding, (a, b, places, how) => {
        fc.pre(compareLong(b, '0') !== 0);
        const quotient = new Exact(a).dividedBy(b).toDecimalPlaces(places, ROUNDINGS[how]);
        expect(divideLong(a, b, places, how)).toBe(exact(quotient));
      }),
      runs,
    );
  });

  test('behavior: the next multiple, however it is rounded', () => {
    fc.assert(
      fc.property(decimal, round, rounding, (value, step, how) => {
        fc.pre(compareLong(step, '0') > 0);
        const steps = new Exact(value).dividedBy(step).toDecimalPlaces(0, ROUNDINGS[how]);
        expect(roundLong(value, step, how)).toBe(exact(steps.times(step)));
      }),
      runs,
    );
  });

  test.each([
    ['1', '8', 2, '0.12'],
    ['3', '8', 2, '0.38'],
    ['-1', '8', 2, '-0.12'],
    ['-1', '-3', 3, '0.333'],
    ['0.00000001', '100000000', 20, '0.0000000000000001'],
  ])('default: %s / %s at %d places is %s', (a, b, places, quotient) => {
    expect(divideLong(a, b, places, 'even')).toBe(quotient);
  });
});

import { Decimal as Big } from 'decimal.js';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { decimalFromText } from '../../src/model';
import {
  addShort,
  compareShort,
  divideShort,
  isMultipleShort,
  multiplyShort,
} from '../../src/model/short-decimal';

const Exact = Big.clone({ precision: 256, toExpNeg: -100, toExpPos: 100, rounding: Big.ROUND_HALF_EVEN });

/** Up to 15 digits with the point anywhere, so that both sides of the bound are met when two are aligned. */
const short = fc
  .tuple(fc.integer({ min: -(10 ** 15) + 1, max: 10 ** 15 - 1 }), fc.nat(14), fc.nat(14))
  .map(([units, places, cut]) => {
    const digits = String(Math.abs(units)).slice(0, cut + 1);
    const text = digits.padStart(places + 1, '0');
    const point = text.length - places;
    const plain = places === 0 ? text : `${text.slice(0, point)}.${text.slice(point)}`;
    return decimalFromText(units < 0 ? `-${plain}` : plain);
  });

const exact = (value: Big): string => (value.isZero() ? '0' : value.toFixed());

describe('short decimals', () => {
  test('behavior: a sum is the exact one, or is left to the general function', () => {
    let short15 = 0;
    fc.assert(
      fc.property(short, short, fc.constantFrom<1 | -1>(1, -1), (a, b, sign) => {
        const sum = addShort(a, b, sign);
        if (sum === undefined) return;
        short15 += 1;
        expect(sum).toBe(exact(sign === 1 ? new Exact(a).plus(b) : new Exact(a).minus(b)));
      }),
      { numRuns: 5000 },
    );
    expect(short15).toBeGreaterThan(1000);
  });

  test('behavior: a product is the exact one, or is left to the general function', () => {
    const seen = { made: 0, left: 0 };
    // Half of the pairs are prices and quantities, whose product mostly fits.
    const amount = fc.oneof(
      short,
      fc.integer({ min: -(10 ** 7), max: 10 ** 7 }).map((units) => exact(new Exact(units).div(1000))),
    );
    fc.assert(
      fc.property(amount, amount, (a, b) => {
        const product = multiplyShort(a, b);
        seen[product === undefined ? 'left' : 'made'] += 1;
        if (product !== undefined) expect(product).toBe(exact(new Exact(a).times(b)));
      }),
      { numRuns: 5000 },
    );
    expect(Math.min(...Object.values(seen))).toBeGreaterThan(500);
  });

  test('behavior: a multiple is one exactly, or is left to the general function', () => {
    const few = fc.integer({ min: -1_000_000, max: 1_000_000 });
    const seen = { true: 0, false: 0, undefined: 0 };
    fc.assert(
      fc.property(short, short, few, fc.boolean(), (a, b, times, isMade) => {
        if (b === '0') return;
        const value = isMade ? exact(new Exact(b).times(times)) : a;
        const isMultiple = isMultipleShort(value, b);
        seen[`${isMultiple}`] += 1;
        if (isMultiple !== undefined) expect(isMultiple).toBe(new Exact(value).modulo(b).isZero());
      }),
      { numRuns: 5000 },
    );
    expect(Math.min(...Object.values(seen))).toBeGreaterThan(100);
  });

  test('behavior: a quotient is the exact one, rounded, or is left to the general function', () => {
    const money = fc
      .tuple(fc.integer({ min: 0, max: 10 ** 12 }), fc.nat(8))
      .map(([units, places]) => exact(new Exact(`${units}e-${places}`)));
    let divided = 0;
    fc.assert(
      fc.property(fc.oneof(short, money), money, fc.constantFrom(0, 1, 5, 6, 7, 12, 18), (a, b, places) => {
        if (b === '0') return;
        const quotient = divideShort(a, b, places);
        if (quotient === undefined) return;
        divided += 1;
        expect(quotient).toBe(exact(new Exact(a).dividedBy(b).toDecimalPlaces(places)));
      }),
      { numRuns: 20_000 },
    );
    expect(divided).toBeGreaterThan(1000);
    expect(divideShort('18844.84', '0.4', 18)).toBe('47112.1');
    expect(divideShort('1', '3', 18)).toBe('0.333333333333333333');
    expect(divideShort('2', '3', 18)).toBe('0.666666666666666667');
    expect(divideShort('1', '8', 2)).toBe('0.12');
    expect(divideShort('3', '8', 2)).toBe('0.38');
  });

  test('behavior: a comparison is the exact one, or is left to the general function', () => {
    let compared = 0;
    fc.assert(
      fc.property(short, short, (a, b) => {
        const order = compareShort(a, b);
        if (order === undefined) return;
        compared += 1;
        expect(order).toBe(new Exact(a).comparedTo(b));
      }),
      { numRuns: 5000 },
    );
    expect(compared).toBeGreaterThan(1000);
  });

  test('behavior: numbers of as many digits compare as their texts, and others do not', () => {
    const digits = fc.tuple(fc.integer({ min: 100, max: 999 }), fc.integer({ min: 1, max: 9 }), fc.boolean());
    const number = digits.map(([whole, last, minus]) => `${minus ? '-' : ''}${whole}.0${last}`);
    fc.assert(
      fc.property(number, fc.oneof(number, fc.constantFrom('99.001', '1000.1', '100')), (a, b) => {
        expect(compareShort(a, b)).toBe(new Exact(a).comparedTo(b));
      }),
      { numRuns: 2000 },
    );
  });
});

import fc from 'fast-check';
import { describe, expect, it, test } from 'vitest';
import { formatPrice, formatQuantity } from '../../src';
import { INSTRUMENT } from '../orders/support/records';
import { instrument, price, unitsOf } from './support/rational';

describe('formatPrice', () => {
  test.each([
    ['1.1', '1.10000'],
    [1, '1.00000'],
    ['-0.5', '-0.50000'],
    ['1.08537491', '1.08537491'],
  ])('default: %s is %s', (value, expected) => {
    expect(formatPrice(INSTRUMENT, value)).toBe(expected);
  });

  it('default: with a tick alone by its decimals, without either as it is', () => {
    const { priceDecimals: _d, ...rest } = INSTRUMENT;
    expect(formatPrice(rest, '1.1')).toBe('1.1000');
    const { tickSize: _t, ...none } = rest;
    expect(formatPrice(none, '1.10')).toBe('1.1');
    expect(formatPrice({ ...none, priceDecimals: 0 }, '7')).toBe('7');
  });

  it('behavior: no digit is lost or added', () => {
    fc.assert(
      fc.property(instrument, price, (one, value) => unitsOf(formatPrice(one, value)) === unitsOf(value)),
    );
  });
});

describe('formatQuantity', () => {
  it('default: has the decimals of the lot step, and of the least quantity where they are more', () => {
    expect(formatQuantity(INSTRUMENT, '1')).toBe('1.00');
    expect(formatQuantity({ ...INSTRUMENT, minQuantity: '0.005' }, '1.015')).toBe('1.015');
    expect(formatQuantity({ ...INSTRUMENT, minQuantity: '0.005' }, 2)).toBe('2.000');
    expect(formatQuantity({ ...INSTRUMENT, lotStep: '10', minQuantity: '10' }, '250')).toBe('250');
    const { lotStep: _l, ...rest } = INSTRUMENT;
    expect(formatQuantity(rest, '1.50')).toBe('1.5');
  });
});

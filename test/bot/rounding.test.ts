import fc from 'fast-check';
import { describe, expect, it, test } from 'vitest';
import { roundPrice, roundQuantity } from '../../src';
import type { Decimal, Instrument } from '../../src/model';
import { checkLot } from '../../src/orders/check-steps';
import { INSTRUMENT } from '../orders/support/records';
import { floorOf, instrument, price, quantity, textOf, unitsOf } from './support/rational';

const direction = fc.constantFrom('down', 'up', 'nearest');

/** The multiple of a step next to a value, by whole numbers alone. */
function onStep(
  value: Decimal,
  step: Decimal,
  way: 'down' | 'up' | 'nearest',
  origin: Decimal = '0',
): bigint {
  const [v, s] = [unitsOf(value) - unitsOf(origin), unitsOf(step)];
  const steps = way === 'down' ? floorOf(v, s) : way === 'up' ? -floorOf(-v, s) : floorOf(2n * v + s, 2n * s);
  return steps * s + unitsOf(origin);
}

/** Where quantities count from. */
function originOf({ minQuantity = '0', lotStep = '1' }: Instrument): Decimal {
  return unitsOf(minQuantity) % unitsOf(lotStep) === 0n ? '0' : minQuantity;
}

describe('roundPrice', () => {
  test.each([
    ['1.08537', 'down', '1.0853'],
    ['1.08537', 'up', '1.0854'],
    ['1.08535', 'nearest', '1.0854'],
    ['1.0853', 'up', '1.0853'],
    [1.08537, 'down', '1.0853'],
    ['-1.08537', 'down', '-1.0854'],
    ['0', 'up', '0'],
  ] as const)('default: %s %s is %s', (value, way, expected) => {
    expect(roundPrice(INSTRUMENT, value, way)).toBe(expected);
  });

  it('default: without a tick by the decimals, without either as it is', () => {
    const { tickSize: _t, ...rest } = INSTRUMENT;
    expect(roundPrice(rest, '1.0853749', 'down')).toBe('1.08537');
    const { priceDecimals: _d, ...none } = rest;
    expect(roundPrice(none, '1.08537490', 'down')).toBe('1.0853749');
  });

  it('behavior: equals a computation by whole numbers, never leaves its direction, and is idempotent', () => {
    fc.assert(
      fc.property(instrument, price, direction, (one, value, way) => {
        const rounded = roundPrice(one, value, way);
        expect(rounded).toBe(textOf(onStep(value, one.tickSize as Decimal, way)));
        expect(roundPrice(one, rounded, way)).toBe(rounded);
        if (way === 'down') expect(unitsOf(rounded)).toBeLessThanOrEqual(unitsOf(value));
        if (way === 'up') expect(unitsOf(rounded)).toBeGreaterThanOrEqual(unitsOf(value));
      }),
    );
  });

  test.each(['1e5', 'NaN', '', ' 1', 1e-7, Number.NaN])('error: %j is refused', (value) => {
    expect(() => roundPrice(INSTRUMENT, value, 'down')).toThrow(/^value must/);
  });
});

describe('roundQuantity', () => {
  test.each([
    ['0.129', undefined, '0.12'],
    [0.129, 'up', '0.13'],
    ['0.125', 'nearest', '0.13'],
    ['0.009', undefined, '0'],
    ['0.009', 'up', '0.01'],
    ['0.005', 'nearest', '0.01'],
    ['0.0049', 'nearest', '0'],
    ['0', 'up', '0'],
    ['250.001', 'down', '250'],
  ] as const)('default: %s %s is %s', (value, way, expected) => {
    expect(roundQuantity(INSTRUMENT, value, way)).toBe(expected);
  });

  it('default: without a lot step only the least quantity counts', () => {
    const { lotStep: _l, ...rest } = INSTRUMENT;
    expect(roundQuantity(rest, '0.12345')).toBe('0.12345');
    expect(roundQuantity(rest, '0.00345')).toBe('0');
    const { minQuantity: _m, ...none } = rest;
    expect(roundQuantity(none, '0.00345')).toBe('0.00345');
  });

  it('behavior: gives zero or what an order may have, the nearest in its direction, and is idempotent', () => {
    fc.assert(
      fc.property(instrument, quantity, direction, (one, value, way) => {
        const rounded = roundQuantity(one, value, way);
        expect(roundQuantity(one, rounded, way)).toBe(rounded);
        if (rounded !== '0') checkLot(rounded, 'quantity', one);
        const step = one.lotStep as Decimal;
        const origin = originOf(one);
        const least = onStep(one.minQuantity ?? '0', step, 'up', origin);
        const [v, r] = [unitsOf(value), unitsOf(rounded)];
        const [below, above] = [onStep(value, step, 'down', origin), onStep(value, step, 'up', origin)];
        const down = v < least || below < 0n ? 0n : below;
        const up = v === 0n ? 0n : above < least ? least : above;
        const nearest = up - v <= v - down ? up : down;
        expect(r).toBe({ down, up, nearest }[way]);
      }),
    );
  });

  test.each(['-1', -0.5])('error: %j is below zero', (value) => {
    expect(() => roundQuantity(INSTRUMENT, value)).toThrow(/must not be below zero/);
  });
});

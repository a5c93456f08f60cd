import fc from 'fast-check';
import { describe, expect, it, test } from 'vitest';
import { notionalOf, profitOf, quantityForRisk } from '../../src';
import type { Decimal, Instrument } from '../../src/model';
import { checkLot } from '../../src/orders/check-steps';
import { INSTRUMENT } from '../orders/support/records';
import { instrument, positivePrice, price, quantity, unitsOf } from './support/rational';

const LOTS: Instrument = { ...INSTRUMENT, contractSize: '100000' };
/** Units of a product of `count` numbers. */
const scale = (count: number): bigint => 10n ** (30n * BigInt(count - 1));

describe('notionalOf', () => {
  it('default: respects the contract size, and takes numbers', () => {
    expect(notionalOf(LOTS, '0.1', '1.085')).toBe('10850');
    expect(notionalOf(INSTRUMENT, 0.1, 1.085)).toBe('0.1085');
  });

  it('behavior: equals the product by whole numbers', () => {
    fc.assert(
      fc.property(instrument, quantity, price, (one, amount, at) => {
        const exact = unitsOf(amount) * unitsOf(at) * unitsOf(one.contractSize ?? '1');
        return unitsOf(notionalOf(one, amount, at)) * scale(3) === exact;
      }),
    );
  });
});

describe('profitOf', () => {
  test.each([
    ['buy', '1.085', '1.086', '10'],
    ['sell', '1.085', '1.086', '-10'],
    ['sell', '1.086', '1.085', '10'],
    ['buy', '1.086', '1.085', '-10'],
    ['buy', '1.086', '1.086', '0'],
  ] as const)('default: %s at %s, back at %s gives %s', (side, entry, exit, expected) => {
    expect(profitOf(LOTS, side, '0.1', entry, exit)).toBe(expected);
  });

  it('behavior: what the buyer gains the seller loses', () => {
    fc.assert(
      fc.property(instrument, quantity, price, price, (one, amount, entry, exit) => {
        const gain = unitsOf(profitOf(one, 'buy', amount, entry, exit));
        const move = unitsOf(exit) - unitsOf(entry);
        return (
          gain === -unitsOf(profitOf(one, 'sell', amount, entry, exit)) &&
          gain * scale(3) === move * unitsOf(amount) * unitsOf(one.contractSize ?? '1')
        );
      }),
    );
  });
});

describe('quantityForRisk', () => {
  const request = { instrument: LOTS, entry: '1.085', stop: '1.0829', risk: '100' };

  it('default: the largest quantity that loses no more', () => {
    expect(quantityForRisk(request)).toBe('0.47'); // 0.47 lots lose 98.70
    expect(profitOf(LOTS, 'buy', '0.47', '1.085', '1.0829')).toBe('-98.7');
    expect(quantityForRisk({ ...request, stop: '1.0871' })).toBe('0.47');
    expect(quantityForRisk({ ...request, entry: 1.085, stop: 1.0829, risk: 100 })).toBe('0.47');
  });

  it('default: a risk in another currency by its rate', () => {
    expect(quantityForRisk({ ...request, risk: '80', rate: '1.25' })).toBe('0.47');
  });

  it('default: at most the largest quantity of the instrument', () => {
    expect(quantityForRisk({ ...request, risk: '1000000' })).toBe('100');
    const odd = { ...LOTS, maxQuantity: '99.995' };
    expect(quantityForRisk({ ...request, instrument: odd, risk: '1000000' })).toBe('99.99');
  });

  it('default: undefined below the least quantity and below the least value', () => {
    expect(quantityForRisk({ ...request, risk: '2.1' })).toBe('0.01');
    expect(quantityForRisk({ ...request, risk: '2.09' })).toBeUndefined();
    const dear = { ...LOTS, minNotional: '1' };
    expect(quantityForRisk({ ...request, instrument: dear })).toBeUndefined();
  });

  it('behavior: is tradable, loses at most the risk, and one step more loses more', () => {
    fc.assert(
      fc.property(instrument, positivePrice, positivePrice, positivePrice, (one, entry, stop, risk) => {
        fc.pre(entry !== stop);
        const found = quantityForRisk({ instrument: one, entry, stop, risk });
        const move = unitsOf(entry) - unitsOf(stop);
        const loss = (units: bigint): bigint =>
          units * (move < 0n ? -move : move) * unitsOf(one.contractSize ?? '1');
        const limit = unitsOf(risk) * scale(3);
        const step = unitsOf(one.lotStep as Decimal);
        const least = unitsOf(one.minQuantity ?? '0');
        if (found === undefined) {
          expect(loss(least === 0n ? step : least)).toBeGreaterThan(limit);
          return;
        }
        checkLot(found, 'quantity', one);
        expect(loss(unitsOf(found))).toBeLessThanOrEqual(limit);
        expect(loss(unitsOf(found) + step)).toBeGreaterThan(limit);
      }),
    );
  });

  test.each([
    ['stop', { stop: '1.0850' }],
    ['risk', { risk: '0' }],
    ['risk', { risk: -5 }],
    ['rate', { rate: '0' }],
    ['entry', { entry: 'high' }],
    ['instrument', { instrument: { ...LOTS, lotStep: '0' } }],
  ])('error: %s out of range', (field, change) => {
    expect(() => quantityForRisk({ ...request, ...change })).toThrow(new RegExp(`^${field} must`));
  });
});

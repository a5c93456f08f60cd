import fc from 'fast-check';
import type { Decimal, Instrument } from '../../../src/model';
import { INSTRUMENT } from '../../orders/support/records';

/** Units of 10^-30, exactly: what the numbers of these tests are whole multiples of. */
const PLACES = 30;

/** A decimal as a whole number of 10^-30. */
export function unitsOf(text: Decimal): bigint {
  const [whole = '', part = ''] = text.replace('-', '').split('.');
  const units = BigInt(whole + part.padEnd(PLACES, '0'));
  return text.startsWith('-') ? -units : units;
}

export function textOf(units: bigint, places = PLACES): Decimal {
  const digits = (units < 0n ? -units : units).toString().padStart(places + 1, '0');
  const part = digits.slice(digits.length - places).replace(/0+$/, '');
  const text = digits.slice(0, digits.length - places) + (part === '' ? '' : `.${part}`);
  return units < 0n ? `-${text}` : text;
}

/** The whole number at or below a quotient. */
export function floorOf(a: bigint, b: bigint): bigint {
  const quotient = a / b;
  return a % b !== 0n && a < 0n !== b < 0n ? quotient - 1n : quotient;
}

function decimals(min: bigint, max: bigint, mostPlaces: number): fc.Arbitrary<Decimal> {
  return fc
    .tuple(fc.bigInt({ min, max }), fc.nat(mostPlaces))
    .map(([units, places]) => textOf(units, places));
}

export const price = decimals(-(10n ** 12n), 10n ** 12n, 10);
export const positivePrice = decimals(1n, 10n ** 12n, 8);
export const quantity = decimals(0n, 10n ** 14n, 10);
export const step = decimals(1n, 10n ** 5n, 8);

/** Instruments whose least quantity need not be a multiple of the lot step. */
export const instrument: fc.Arbitrary<Instrument> = fc
  .record({
    tickSize: step,
    lotStep: step,
    minQuantity: fc.option(step, { nil: undefined }),
    contractSize: fc.option(fc.constantFrom('1', '100', '100000', '0.1'), { nil: undefined }),
  })
  .map(({ tickSize, lotStep, minQuantity, contractSize }) => {
    const { maxQuantity: _m, minQuantity: _l, priceDecimals: _d, ...rest } = INSTRUMENT;
    return {
      ...rest,
      tickSize,
      lotStep,
      ...(minQuantity !== undefined && { minQuantity }),
      ...(contractSize !== undefined && { contractSize }),
    };
  });

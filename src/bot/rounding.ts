import { ValidationError } from '../errors';
import {
  compareDecimals,
  type Decimal,
  type DecimalInput,
  type Instrument,
  parseDecimal,
  type RoundDirection,
  roundToStep,
  subtractDecimals,
} from '../model';
import { priceStep, roundToLot } from '../orders/check-steps';

/**
 * The price of the instrument next to a value: a multiple of `tickSize`, or a number of `priceDecimals` decimals.
 *
 * A value that is one already comes back as it is; so does any value where the instrument states neither.
 * @param direction - `down` is towards negative infinity, `nearest` breaks ties upwards
 * @throws ValidationError when the value is no plain decimal
 */
export function roundPrice(instrument: Instrument, value: DecimalInput, direction: RoundDirection): Decimal {
  const price = parseDecimal(value, 'value');
  const step = priceStep(instrument);
  return step === undefined ? price : roundToStep(price, step, direction);
}

/**
 * The quantity of an order next to a value: `0`, or one on the lot step from `minQuantity` on.
 *
 * Rounded down, a value below `minQuantity` is `0`: so little cannot be traded. Rounded up, it is the smallest quantity that
 * can be. `maxQuantity` is not applied: an order above it is refused, not made smaller. Where the instrument states no lot
 * step, a value of `minQuantity` or more comes back as it is.
 * @param direction - `nearest` breaks ties upwards
 * @defaultValue direction `down`
 * @throws ValidationError when the value is no plain decimal, or below zero
 */
export function roundQuantity(
  instrument: Instrument,
  value: DecimalInput,
  direction: RoundDirection = 'down',
): Decimal {
  const quantity = parseDecimal(value, 'value');
  if (quantity.startsWith('-')) throw new ValidationError('value', 'must not be below zero', { value });
  if (quantity === '0') return '0';
  const smallest = roundToLot(instrument.minQuantity ?? '0', instrument, 'up');
  if (compareDecimals(quantity, smallest) >= 0) return roundToLot(quantity, instrument, direction);
  const isNearer =
    direction === 'nearest' && compareDecimals(quantity, subtractDecimals(smallest, quantity)) >= 0;
  return direction === 'up' || isNearer ? smallest : '0';
}

import { type Decimal, type DecimalInput, type Instrument, parseDecimal } from '../model';
import { priceStep } from '../orders/check-steps';

/**
 * A price with the decimals of the instrument, so that columns line up: `1.1` as `1.10000`.
 *
 * It never rounds: a value with more decimals, such as an average price, keeps all of them; use `roundPrice` first.
 * Without `tickSize` and `priceDecimals` the result is the plain number.
 * @throws ValidationError when the value is no plain decimal
 */
export function formatPrice(instrument: Instrument, value: DecimalInput): string {
  const step = decimalsOf(priceStep(instrument));
  return withDecimals(parseDecimal(value, 'value'), Math.max(step, instrument.priceDecimals ?? 0));
}

/**
 * A quantity with the decimals of the lot step, so that columns line up: `1` as `1.00`.
 *
 * It never rounds, see {@link formatPrice}. Without a lot step the result is the plain number.
 * @throws ValidationError when the value is no plain decimal
 */
export function formatQuantity(instrument: Instrument, value: DecimalInput): string {
  const { lotStep, minQuantity } = instrument;
  // Quantities count from the least one where that is no multiple of the step.
  const decimals = lotStep === undefined ? 0 : Math.max(decimalsOf(lotStep), decimalsOf(minQuantity));
  return withDecimals(parseDecimal(value, 'value'), decimals);
}

function decimalsOf(step: Decimal | undefined): number {
  return step?.split('.')[1]?.length ?? 0;
}

function withDecimals(value: Decimal, decimals: number): string {
  const [whole = '', fraction = ''] = value.split('.');
  return decimals === 0 && fraction === '' ? whole : `${whole}.${fraction.padEnd(decimals, '0')}`;
}

import {
  compareDecimals,
  type Decimal,
  decimalFromWire,
  type Instrument,
  isMultipleOf,
  type RecordMeta,
  roundToStep,
  shiftDecimal,
  subtractDecimals,
} from '../../../model';
import { type MapContext, recordMeta } from '../../../model/map-context';

export type { MapContext } from '../../../model/map-context';

/** What a price is snapped to: a part of an instrument, absent where the instrument is not known. */
export type PriceGrid = Pick<Instrument, 'tickSize' | 'priceDecimals'> | undefined;

/** What every record of this venue carries. */
export const metaOf = (context: MapContext): RecordMeta => recordMeta('chp', context);

/** Float noise is far below a hundredth of a step; anything farther off is a price of its own. */
const NOISE_DIGITS = 2;

/**
 * A price as the venue meant it: binary noise is taken off, and what lies within a hundredth of a step of the grid is
 * put on it. A price farther off is kept as it is, for to round it would be to invent one.
 * @example priceFromWire(166.82000000000002, { tickSize: '0.01' }) // '166.82'
 */
export function priceFromWire(value: number, grid?: PriceGrid): Decimal {
  const price = decimalFromWire(value);
  const step = stepOf(grid);
  if (step === undefined || isMultipleOf(price, step)) return price;
  const snapped = roundToStep(price, step, 'nearest');
  const distance = subtractDecimals(snapped, price).replace('-', '');
  return compareDecimals(distance, shiftDecimal(step, NOISE_DIGITS)) <= 0 ? snapped : price;
}

/** A price or figure where the venue's 0 means that there is none. */
export function priceOrNone(value: number | null | undefined, grid?: PriceGrid): Decimal | undefined {
  return value == null || value === 0 ? undefined : priceFromWire(value, grid);
}

function isAboveZero(value: Decimal): boolean {
  return value !== '0' && !value.startsWith('-');
}

function stepOf(grid: PriceGrid): Decimal | undefined {
  if (grid?.tickSize !== undefined && isAboveZero(grid.tickSize)) return grid.tickSize;
  return grid?.priceDecimals === undefined ? undefined : shiftDecimal('1', grid.priceDecimals);
}

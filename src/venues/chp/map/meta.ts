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
import { decimalOf, type MapContext, recordMeta } from '../../../model/map-context';
import { FLOAT_NOISE, knownTextOf, placesOf } from '../../../model/short-decimal';

export type { MapContext } from '../../../model/map-context';

/** What a price is snapped to: a part of an instrument, absent where the instrument is not known. */
export type PriceGrid = Pick<Instrument, 'tickSize' | 'priceDecimals'> | undefined;

/** What every record of this venue carries. */
export const metaOf = (context: MapContext): RecordMeta => recordMeta('chp', context);

/** A grid whose prices are whole numbers of `units / 10^places`. */
interface ShortGrid {
  readonly grid: NonNullable<PriceGrid>;
  readonly places: number;
  readonly scale: number;
  /** 0 where the grid is not short. */
  readonly units: number;
}

/** The grid that was used last: rows of one list share theirs. */
let lastGrid: ShortGrid | undefined;

function shortGridOf(grid: NonNullable<PriceGrid>): ShortGrid {
  if (lastGrid?.grid === grid) return lastGrid;
  const step = stepOf(grid) ?? '0';
  const places = placesOf(step);
  const scale = 10 ** places;
  const units = places <= MAX_GRID_PLACES ? Math.round(Number(step) * scale) : 0;
  lastGrid = { grid, places, scale, units };
  return lastGrid;
}

const MAX_GRID_PLACES = 8;
/** A price below this has at most 15 digits on such a grid. */
const MAX_GRID_PRICE = 1e6;

/** A price that a grid has, in two thirds of the time of the general way; `undefined` for any other. */
function priceOnGrid(value: number, grid: NonNullable<PriceGrid>): Decimal | undefined {
  const { places, scale, units } = shortGridOf(grid);
  if (!(units > 0 && value > 0 && value < MAX_GRID_PRICE)) return undefined;
  const scaled = Math.round(value * scale);
  if (Math.abs(scaled / scale - value) > value * FLOAT_NOISE || scaled % units !== 0) return undefined;
  return knownTextOf(scaled, places);
}

/** Float noise is far below a hundredth of a step; anything farther off is a price of its own. */
const NOISE_DIGITS = 2;

/**
 * A price as the venue meant it: binary noise is taken off, and what lies within a hundredth of a step of the grid is
 * put on it. A price farther off is kept as it is, for to round it would be to invent one.
 * @example priceFromWire(166.82000000000002, { tickSize: '0.01' }) // '166.82'
 */
export function priceFromWire(value: number, grid?: PriceGrid): Decimal {
  const onGrid = grid === undefined ? undefined : priceOnGrid(value, grid);
  if (onGrid !== undefined) return onGrid;
  const price = decimalFromWire(value);
  const step = stepOf(grid);
  if (step === undefined || isMultipleOf(price, step)) return price;
  const snapped = roundToStep(price, step, 'nearest');
  const distance = subtractDecimals(snapped, price).replace('-', '');
  return compareDecimals(distance, shiftDecimal(step, NOISE_DIGITS)) <= 0 ? snapped : price;
}

/** How much an amount is that says by its sign which way. */
export function absoluteOf(amount: number | Decimal): Decimal {
  const value = decimalOf(amount);
  return isBelowZero(value) ? value.slice(1) : value;
}

/** A price or figure where the venue's 0 means that there is none. */
export function priceOrNone(value: number | null | undefined, grid?: PriceGrid): Decimal | undefined {
  return value == null || value === 0 ? undefined : priceFromWire(value, grid);
}

const MINUS = 0x2d;

export function isBelowZero(value: Decimal): boolean {
  return value.charCodeAt(0) === MINUS;
}

function isAboveZero(value: Decimal): boolean {
  return value !== '0' && !isBelowZero(value);
}

function stepOf(grid: PriceGrid): Decimal | undefined {
  if (grid?.tickSize !== undefined && isAboveZero(grid.tickSize)) return grid.tickSize;
  return grid?.priceDecimals === undefined ? undefined : shiftDecimal('1', grid.priceDecimals);
}

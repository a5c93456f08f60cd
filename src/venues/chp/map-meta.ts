import {
  compareDecimals,
  type Decimal,
  decimalFromWire,
  type Instrument,
  type RecordMeta,
  type RecordSource,
  roundToStep,
  shiftDecimal,
  subtractDecimals,
} from '../../model';

/** Where a wire record came from; given by the caller, for mapping has neither clock nor I/O. */
export interface MapContext {
  /** UTC epoch ms of arrival. */
  readonly receivedTime: number;
  readonly source: RecordSource;
  /** The venue's own object, where the option `raw` asks for it. */
  readonly raw?: unknown;
}

/** What a price is snapped to: a part of an instrument, absent where the instrument is not known. */
export type PriceGrid = Pick<Instrument, 'tickSize' | 'priceDecimals'> | undefined;

/** What every record carries. */
export function metaOf({ receivedTime, source, raw }: MapContext): RecordMeta {
  return raw === undefined
    ? { venue: 'chp', receivedTime, source }
    : { venue: 'chp', receivedTime, source, raw };
}

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
  if (step === undefined) return price;
  const snapped = roundToStep(price, step, 'nearest');
  if (snapped === price) return price;
  const distance = subtractDecimals(snapped, price).replace('-', '');
  return compareDecimals(distance, shiftDecimal(step, NOISE_DIGITS)) <= 0 ? snapped : price;
}

/** A price or figure where the venue's 0 means that there is none. */
export function priceOrNone(value: number | null | undefined, grid?: PriceGrid): Decimal | undefined {
  return value == null || value === 0 ? undefined : priceFromWire(value, grid);
}

/** The members that have a value. */
export function present<T extends object>(
  members: { readonly [K in keyof T]?: T[K] | undefined },
): Partial<T> {
  const entries = Object.entries(members).filter(([, value]) => value !== undefined);
  return Object.fromEntries(entries) as Partial<T>;
}

function stepOf(grid: PriceGrid): Decimal | undefined {
  if (grid?.tickSize !== undefined && compareDecimals(grid.tickSize, '0') > 0) return grid.tickSize;
  return grid?.priceDecimals === undefined ? undefined : shiftDecimal('1', grid.priceDecimals);
}

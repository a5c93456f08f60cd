import { ValidationError } from '../errors';
import {
  addDecimals,
  compareDecimals,
  type Decimal,
  type Instrument,
  isMultipleOf,
  type RoundDirection,
  roundToStep,
  shiftDecimal,
  subtractDecimals,
} from '../model';

/** Some venues send a step of zero when they have none. */
function usable(step: Decimal | undefined): Decimal | undefined {
  return step === undefined || step === '0' || step.startsWith('-') ? undefined : step;
}

/** The smallest difference of two prices; absent when the instrument does not state it. */
export function priceStep(instrument: Instrument): Decimal | undefined {
  const { tickSize, priceDecimals } = instrument;
  return usable(tickSize) ?? (priceDecimals === undefined ? undefined : shiftDecimal('1', priceDecimals));
}

/** @throws ValidationError when the instrument cannot have this price; suggests the two nearest it can */
export function checkPriceStep(price: Decimal, field: string, instrument: Instrument): void {
  checkStep(price, field, priceStep(instrument));
}

/** @throws ValidationError when the value is off its step; suggests the two nearest that are on it */
export function checkStep(value: Decimal, field: string, step: Decimal | undefined): void {
  if (step === undefined || isMultipleOf(value, step)) return;
  const nearest = [roundToStep(value, step, 'down'), roundToStep(value, step, 'up')];
  const suggestions = nearest.filter((one) => compareDecimals(one, '0') > 0);
  throw new ValidationError(field, `must be a multiple of ${step}`, { value, suggestions });
}

/** The quantities that an instrument has: `origin` and every whole number of steps from it. */
export interface LotGrid {
  readonly step: Decimal;
  readonly origin: Decimal;
}

/**
 * Where quantities are counted from: zero, or the least quantity where that is itself no multiple of the step, for
 * otherwise the venue's own minimum would be illegal. `undefined` when the instrument states no step.
 */
export function lotGrid(instrument: Instrument): LotGrid | undefined {
  const step = usable(instrument.lotStep);
  if (step === undefined) return undefined;
  const least = instrument.minQuantity ?? '0';
  return { step, origin: isMultipleOf(least, step) ? '0' : least };
}

/** The quantity of the instrument's lot grid next to a value; the value itself where there is no grid. */
export function roundToLot(value: Decimal, instrument: Instrument, direction: RoundDirection): Decimal {
  return onGrid(value, lotGrid(instrument), direction);
}

function onGrid(value: Decimal, grid: LotGrid | undefined, direction: RoundDirection): Decimal {
  if (!grid) return value;
  return addDecimals(roundToStep(subtractDecimals(value, grid.origin), grid.step, direction), grid.origin);
}

/** @throws ValidationError when the instrument cannot be traded in this quantity; suggests the nearest that it can */
export function checkLot(quantity: Decimal, field: string, instrument: Instrument): void {
  const grid = lotGrid(instrument);
  const least = instrument.minQuantity;
  const most = usable(instrument.maxQuantity);

  if (least !== undefined && compareDecimals(quantity, least) < 0) {
    const suggestions = [onGrid(least, grid, 'up')];
    throw new ValidationError(field, `must be at least ${least}`, { value: quantity, suggestions });
  }
  if (most !== undefined && compareDecimals(quantity, most) > 0) {
    const suggestions = [onGrid(most, grid, 'down')];
    throw new ValidationError(field, `must be at most ${most}`, { value: quantity, suggestions });
  }
  if (!grid || isMultipleOf(quantity, grid.step, grid.origin)) return;
  const smallest = least === undefined ? undefined : onGrid(least, grid, 'up');
  const largest = most === undefined ? undefined : onGrid(most, grid, 'down');
  const legal = (value: Decimal): boolean =>
    compareDecimals(value, '0') > 0 &&
    (smallest === undefined || compareDecimals(value, smallest) >= 0) &&
    (largest === undefined || compareDecimals(value, largest) <= 0);
  const from = grid.origin === '0' ? '' : ` above ${grid.origin}`;
  throw new ValidationError(field, `must be a multiple of ${grid.step}${from}`, {
    value: quantity,
    suggestions: [onGrid(quantity, grid, 'down'), onGrid(quantity, grid, 'up')].filter(legal),
  });
}

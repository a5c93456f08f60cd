import { ValidationError } from '../errors';
import {
  addDecimals,
  compareDecimals,
  type Decimal,
  type DecimalInput,
  divideDecimals,
  type Instrument,
  multiplyDecimals,
  parseDecimal,
  subtractDecimals,
} from '../model';
import { lotGrid, roundToLot } from '../orders/check-steps';
import { worthOf } from './money';

/** What may be lost, and between which prices. */
export interface QuantityForRiskRequest {
  readonly instrument: Instrument;
  /** The price at which the position is opened. */
  readonly entry: DecimalInput;
  /** The price at which it is given up; below the entry of a long position, above that of a short one. */
  readonly stop: DecimalInput;
  /** The most that may be lost, above 0, in the currency of the price or in that of `rate`. */
  readonly risk: DecimalInput;
  /** What one unit of the risk's currency is worth in the currency of the price, above 0. @defaultValue 1: it is the same */
  readonly rate?: DecimalInput | undefined;
}

/**
 * The largest quantity that can be traded and whose loss from entry to stop is at most the risk; `undefined` when even the
 * smallest one loses more, or is below `minNotional` at the entry.
 *
 * The quantity is on the lot step, at least `minQuantity`, and at most `maxQuantity`. The computation is exact; fees,
 * commissions and a stop that is executed at a worse price are not in it.
 * @throws ValidationError when a value is no plain decimal or out of range, or the instrument states no `lotStep`
 */
export function quantityForRisk(request: QuantityForRiskRequest): Decimal | undefined {
  const { instrument } = request;
  const grid = lotGrid(instrument);
  if (!grid) throw new ValidationError('instrument', 'must state a lotStep');
  const entry = parseDecimal(request.entry, 'entry');
  const move = subtractDecimals(entry, parseDecimal(request.stop, 'stop'));
  if (move === '0') throw new ValidationError('stop', 'must differ from entry', { value: request.stop });
  const risk = multiplyDecimals(positive(request.risk, 'risk'), positive(request.rate ?? 1, 'rate'));

  const loss = (quantity: Decimal): Decimal => worthOf(instrument, quantity, move.replace('-', ''));
  const steps = quotient(subtractDecimals(risk, loss(grid.origin)), loss(grid.step));
  const affordable = addDecimals(grid.origin, multiplyDecimals(steps, grid.step));
  const { minQuantity, maxQuantity, minNotional } = instrument;
  const isCapped =
    maxQuantity !== undefined && maxQuantity !== '0' && compareDecimals(affordable, maxQuantity) > 0;
  const quantity = isCapped ? roundToLot(maxQuantity, instrument, 'down') : affordable;
  if (compareDecimals(quantity, '0') <= 0) return undefined;
  if (minQuantity !== undefined && compareDecimals(quantity, minQuantity) < 0) return undefined;
  if (minNotional !== undefined && compareDecimals(multiplyDecimals(entry, quantity), minNotional) < 0) {
    return undefined;
  }
  return quantity;
}

/** The whole number of times that `b` fits into `a`, rounded down. */
function quotient(a: Decimal, b: Decimal): Decimal {
  const nearest = divideDecimals(a, b, 0);
  return compareDecimals(multiplyDecimals(nearest, b), a) > 0 ? subtractDecimals(nearest, '1') : nearest;
}

function positive(value: DecimalInput, field: string): Decimal {
  const parsed = parseDecimal(value, field);
  if (compareDecimals(parsed, '0') <= 0) throw new ValidationError(field, 'must be above 0', { value });
  return parsed;
}

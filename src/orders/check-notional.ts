import { ValidationError } from '../errors';
import { compareDecimals, type Decimal, type Instrument, multiplyDecimals } from '../model';
import { checkStep } from './check-steps';

/** The amounts of an order, in canonical decimals. */
export interface OrderAmounts {
  readonly price?: Decimal | undefined;
  readonly quantity?: Decimal | undefined;
  readonly quoteQuantity?: Decimal | undefined;
}

/**
 * Checks the value of an order: the amount that it spends, or its price times its quantity.
 * @throws ValidationError when the amount is off its step, or the order is worth less or more than the instrument allows
 */
export function checkNotional(
  { price, quantity, quoteQuantity }: OrderAmounts,
  instrument: Instrument,
): void {
  if (quoteQuantity !== undefined) {
    checkStep(quoteQuantity, 'quoteQuantity', instrument.quoteStep);
    checkBounds(quoteQuantity, 'quoteQuantity', 'must be', instrument);
  } else if (price !== undefined && quantity !== undefined && hasBounds(instrument)) {
    checkBounds(multiplyDecimals(price, quantity), 'quantity', 'times price must be', instrument);
  }
}

function hasBounds({ minNotional, maxNotional }: Instrument): boolean {
  return minNotional !== undefined || maxNotional !== undefined;
}

function checkBounds(
  worth: Decimal,
  field: string,
  subject: string,
  { minNotional, maxNotional }: Instrument,
): void {
  if (minNotional !== undefined && compareDecimals(worth, minNotional) < 0) {
    throw new ValidationError(field, `${subject} at least ${minNotional}`, { value: worth });
  }
  if (maxNotional !== undefined && compareDecimals(worth, maxNotional) > 0) {
    throw new ValidationError(field, `${subject} at most ${maxNotional}`, { value: worth });
  }
}

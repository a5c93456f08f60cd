import { Decimal as Base } from 'decimal.js';

/** Exact decimals: no product of a valid price and quantity is longer than this. */
export const Decimal = Base.clone({ precision: 60 });
export type Decimal = Base;

/** Nothing. */
export const ZERO: Decimal = new Decimal(0);

/** Plain notation, without zeros at the end. */
export function plain(value: Decimal): string {
  return value.toFixed();
}

/** A price of `points` as a decimal. */
export function priceOf(points: number, digits: number): Decimal {
  return new Decimal(points).div(new Decimal(10).pow(digits));
}

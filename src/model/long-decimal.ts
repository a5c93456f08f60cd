/**
 * Arithmetic of decimals of any length, by whole numbers of any size. Short ones take a tenth of the time in `short-decimal.ts`.
 *
 * All of it takes plain decimal text and gives canonical text.
 */
import { placesOf } from './short-decimal';

/** The digits as a whole number: `1.50` gives 150. */
function unitsOf(text: string): bigint {
  return BigInt(text.replace('.', ''));
}

/** Both in units of the finer of the two. */
function aligned(a: string, b: string): readonly [unitsA: bigint, unitsB: bigint, places: number] {
  const placesA = placesOf(a);
  const placesB = placesOf(b);
  const places = Math.max(placesA, placesB);
  return [unitsOf(a) * powerOf(places - placesA), unitsOf(b) * powerOf(places - placesB), places];
}

function powerOf(exponent: number): bigint {
  return 10n ** BigInt(exponent);
}

/** `text` multiplied by 10 to the power of `exponent`, an integer. */
export function shiftLong(text: string, exponent: number): string {
  const places = placesOf(text) - exponent;
  return places >= 0 ? textOf(unitsOf(text), places) : textOf(unitsOf(text) * powerOf(-places), 0);
}

/** The order of two decimals. */
export function compareLong(a: string, b: string): -1 | 0 | 1 {
  const [unitsA, unitsB] = aligned(a, b);
  if (unitsA === unitsB) return 0;
  return unitsA < unitsB ? -1 : 1;
}

/** The sum (`sign` 1) or difference (-1). */
export function addLong(a: string, b: string, sign: 1 | -1): string {
  const [unitsA, unitsB, places] = aligned(a, b);
  return textOf(sign === 1 ? unitsA + unitsB : unitsA - unitsB, places);
}

/** The product. */
export function multiplyLong(a: string, b: string): string {
  return textOf(unitsOf(a) * unitsOf(b), placesOf(a) + placesOf(b));
}

/** Whether the first is a whole number of the second, which must not be zero. */
export function isMultipleLong(a: string, b: string): boolean {
  const [unitsA, unitsB] = aligned(a, b);
  return unitsA % unitsB === 0n;
}

/** How a quotient that is no whole number is rounded; the last two differ at halves. */
export type Rounding = 'down' | 'up' | 'nearest' | 'even';

/** The quotient, rounded at `places` decimals. The divisor must not be zero. */
export function divideLong(a: string, b: string, places: number, rounding: Rounding): string {
  const [unitsA, unitsB] = aligned(a, b);
  return textOf(roundedQuotient(unitsA * powerOf(places), unitsB, rounding), places);
}

/** The multiple of `step`, which is above zero, next to `value`. */
export function roundLong(value: string, step: string, rounding: Rounding): string {
  const [units, unitsOfStep, places] = aligned(value, step);
  return textOf(roundedQuotient(units, unitsOfStep, rounding) * unitsOfStep, places);
}

/** Down is towards negative infinity, nearest breaks ties upwards. */
function roundedQuotient(numerator: bigint, denominator: bigint, rounding: Rounding): bigint {
  if (denominator < 0n) return roundedQuotient(-numerator, -denominator, rounding);
  let quotient = numerator / denominator;
  let rest = numerator % denominator;
  if (rest === 0n) return quotient;
  if (rest < 0n) {
    quotient -= 1n;
    rest += denominator;
  }
  const twice = rest * 2n;
  const isUp =
    rounding === 'up' ||
    (rounding !== 'down' &&
      (twice > denominator || (twice === denominator && (rounding === 'nearest' || quotient % 2n !== 0n))));
  return isUp ? quotient + 1n : quotient;
}

const ZERO = 0x30;

function textOf(units: bigint, places: number): string {
  if (units < 0n) return `-${textOf(-units, places)}`;
  const digits = units.toString().padStart(places + 1, '0');
  const point = digits.length - places;
  let end = digits.length;
  while (end > point && digits.charCodeAt(end - 1) === ZERO) end -= 1;
  return end === point ? digits.slice(0, point) : `${digits.slice(0, point)}.${digits.slice(point, end)}`;
}

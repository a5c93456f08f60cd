/**
 * Arithmetic of decimals whose digits fit a double exactly: nearly all prices and quantities. It takes a tenth of the
 * time of the general one, which is used where a number is longer: `long-decimal.ts`.
 *
 * All of it works on canonical text, as `units / 10^places` with whole units.
 */

import { roomFor } from '../core/character-room';

const POINT = 0x2e;
const MINUS = 0x2d;
const ZERO = 0x30;

/** Digits, point and sign of a number that is short: 15 digits never reach 2^53. */
const SHORT_LENGTH = 16;
/** Most places of a short number: with more, aligning two of them leaves the exact range. */
export const MAX_PLACES = 15;
const POWERS: readonly number[] = Array.from({ length: MAX_PLACES + 1 }, (_, exponent) => 10 ** exponent);

/**
 * How far a double may be from a decimal of at most 15 digits, as a part of its value, for rounding it to 15 digits to give
 * that decimal: see `decimalFromWire`.
 */
export const FLOAT_NOISE = 3.5e-16;

/** Decimal places of a plain decimal. */
export function placesOf(text: string): number {
  for (let at = text.length - 1; at >= 0; at -= 1) {
    if (text.charCodeAt(at) === POINT) return text.length - 1 - at;
  }
  return 0;
}

/** The places of the text that {@link unitsOf} has read last: one pass gives both. */
let placesRead = 0;

/** The digits as a whole number, exact for short text. */
function unitsOf(text: string): number {
  const { length } = text;
  const negative = text.charCodeAt(0) === MINUS;
  let units = 0;
  let end = length - 1;
  for (let at = negative ? 1 : 0; at < length; at += 1) {
    const code = text.charCodeAt(at);
    if (code === POINT) end = at;
    else units = units * 10 + (code - ZERO);
  }
  placesRead = length - 1 - end;
  return negative ? -units : units;
}

function isExact(units: number): boolean {
  return units <= Number.MAX_SAFE_INTEGER && units >= -Number.MAX_SAFE_INTEGER;
}

/** The sum (`sign` 1) or difference (-1); undefined where a double might not hold it. */
export function addShort(a: string, b: string, sign: 1 | -1): string | undefined {
  if (a.length > SHORT_LENGTH || b.length > SHORT_LENGTH) return undefined;
  const unitsA = unitsOf(a);
  const placesA = placesRead;
  const unitsB = unitsOf(b);
  const placesB = placesRead;
  const places = placesA > placesB ? placesA : placesB;
  const alignedA = unitsA * (POWERS[places - placesA] as number);
  const alignedB = unitsB * (POWERS[places - placesB] as number);
  const sum = alignedA + sign * alignedB;
  return isExact(alignedA) && isExact(alignedB) && isExact(sum) ? textOf(sum, places) : undefined;
}

/** The product; undefined where a double might not hold it. */
export function multiplyShort(a: string, b: string): string | undefined {
  if (a.length > SHORT_LENGTH || b.length > SHORT_LENGTH) return undefined;
  const unitsA = unitsOf(a);
  const placesA = placesRead;
  const product = unitsA * unitsOf(b);
  const places = placesA + placesRead;
  return places <= MAX_PLACES && isExact(product) ? textOf(product, places) : undefined;
}

/** The order of two decimals; undefined where a double might not be exact enough. */
export function compareShort(a: string, b: string): -1 | 0 | 1 | undefined {
  if (a.length > SHORT_LENGTH || b.length > SHORT_LENGTH) return undefined;
  const placesA = placesOf(a);
  const placesB = placesOf(b);
  // Prices of one instrument mostly have as many digits before the point and after it: then the texts compare as they are.
  if (
    placesA === placesB &&
    a.length === b.length &&
    a.charCodeAt(0) !== MINUS &&
    b.charCodeAt(0) !== MINUS
  ) {
    return a === b ? 0 : a < b ? -1 : 1;
  }
  const places = placesA > placesB ? placesA : placesB;
  const alignedA = unitsOf(a) * (POWERS[places - placesA] as number);
  const alignedB = unitsOf(b) * (POWERS[places - placesB] as number);
  if (!isExact(alignedA) || !isExact(alignedB)) return undefined;
  if (alignedA === alignedB) return 0;
  return alignedA < alignedB ? -1 : 1;
}

/** Whether the first is a whole number of the second, which must not be zero; undefined where a double might not be exact enough. */
export function isMultipleShort(a: string, b: string): boolean | undefined {
  if (a.length > SHORT_LENGTH || b.length > SHORT_LENGTH) return undefined;
  const unitsA = unitsOf(a);
  const placesA = placesRead;
  const unitsB = unitsOf(b);
  const placesB = placesRead;
  const places = placesA > placesB ? placesA : placesB;
  const alignedA = unitsA * (POWERS[places - placesA] as number);
  const alignedB = unitsB * (POWERS[places - placesB] as number);
  return isExact(alignedA) && isExact(alignedB) ? alignedA % alignedB === 0 : undefined;
}

/** The engine handles and prints integers below 2^31 several times faster than others: nine digits at a time. */
const CHUNK = 9;
const CHUNK_SIZE = 10 ** CHUNK;
const ZEROS: readonly string[] = Array.from({ length: MAX_PLACES + 1 }, (_, count) => '0'.repeat(count));

/** `units / 10^places` as text, for whole units that a double holds exactly. */
export function textOf(units: number, places: number): string {
  if (units < 0) return `-${textOf(-units, places)}`;
  if (places === 0) return wholeText(units);
  const power = POWERS[places] as number;
  const whole = Math.floor(units / power);
  const part = units - whole * power;
  if (part === 0) return wholeText(whole);
  if (places > CHUNK) return `${wholeText(whole)}.${fractionOf(part, places)}`;
  if (whole < CHUNK_SIZE) return pointText(whole | 0, part | 0, places, 1);
  const high = Math.floor(whole / CHUNK_SIZE);
  return String(high) + pointText((whole - high * CHUNK_SIZE) | 0, part | 0, places, CHUNK);
}

/**
 * The same for a whole part and a fraction that are both below 10^9, and the fraction above zero. Hot.
 * @param least - digits before the point, at least
 */
function pointText(whole: number, part: number, places: number, least: number): string {
  let units = part | 0;
  let width = places;
  while (units % 10 === 0) {
    units = (units / 10) | 0;
    width -= 1;
  }
  let point = least;
  while (point < CHUNK && whole >= (POWERS[point] as number)) point += 1;
  const length = point + 1 + width;
  const codes = roomFor(length) as number[];
  for (let at = length - 1; at > point; at -= 1) {
    const rest = (units / 10) | 0;
    codes[at] = ZERO + units - rest * 10;
    units = rest;
  }
  codes[point] = POINT;
  units = whole | 0;
  for (let at = point - 1; at >= 0; at -= 1) {
    const rest = (units / 10) | 0;
    codes[at] = ZERO + units - rest * 10;
    units = rest;
  }
  return String.fromCharCode(...codes);
}

/** How many texts are remembered: a power of two. */
const KNOWN = 4096;
const knownUnits = new Float64Array(KNOWN).fill(Number.NaN);
const knownPlaces = new Uint8Array(KNOWN);
const knownTexts: string[] = new Array(KNOWN).fill('');

/** As {@link textOf}, for numbers that come again and again, such as the prices of a chart: they share one text. */
export function knownTextOf(units: number, places: number): string {
  const at = (units + places * 613) & (KNOWN - 1);
  if (knownUnits[at] === units && knownPlaces[at] === places) return knownTexts[at] as string;
  const text = textOf(units, places);
  knownUnits[at] = units;
  knownPlaces[at] = places;
  knownTexts[at] = text;
  return text;
}

function wholeText(whole: number): string {
  if (whole < CHUNK_SIZE) return String(whole + 0);
  const high = Math.floor(whole / CHUNK_SIZE);
  return String(high) + padded(String((whole - high * CHUNK_SIZE) | 0), CHUNK);
}

/** The digits behind the point, without the zeros at their end. */
function fractionOf(part: number, places: number): string {
  return String(part).padStart(places, '0').replace(/0+$/, '');
}

function padded(digits: string, length: number): string {
  return digits.length < length ? (ZEROS[length - digits.length] as string) + digits : digits;
}

/** Digits of a quotient that are written at once. */
const GROUP = 6;
/** A rest is below the divisor: with these bounds, and as many digits at once as {@link stepOf} says, all on the way is exact. */
const MAX_DIVISOR = 1e14;
const MAX_DIVIDEND = 2 ** 52;

/** How many digits of a quotient can be found at once. */
function stepOf(divisor: number): number {
  if (divisor < 1e9) return 6;
  return divisor < 1e12 ? 3 : 1;
}

/** The quotient, rounded half to even at `places` decimals; undefined where a double might not be exact enough. */
export function divideShort(a: string, b: string, places: number): string | undefined {
  if (a.length > SHORT_LENGTH || b.length > SHORT_LENGTH) return undefined;
  const unitsA = unitsOf(a);
  const placesA = placesRead;
  const unitsB = unitsOf(b);
  const shift = placesRead - placesA;
  const divisor = unitsB * (POWERS[shift < 0 ? -shift : 0] as number);
  let rest = unitsA * (POWERS[shift > 0 ? shift : 0] as number);
  if (!(divisor > 0 && divisor < MAX_DIVISOR && rest >= 0 && rest < MAX_DIVIDEND)) return undefined;
  // A quotient of doubles may have been rounded up to the next whole number.
  const quotientOf = (dividend: number): number => {
    const quotient = Math.floor(dividend / divisor);
    return quotient * divisor > dividend ? quotient - 1 : quotient;
  };
  const step = stepOf(divisor);
  const whole = quotientOf(rest);
  rest -= whole * divisor;
  let digits = '';
  let last = 0;
  let width = 0;
  for (let left = places; left > 0 && rest !== 0; left -= width) {
    if (width > 0) digits += padded(String(last), width);
    width = left < GROUP ? left : GROUP;
    last = 0;
    for (let missing = width; missing > 0; missing -= step) {
      const power = POWERS[missing < step ? missing : step] as number;
      const dividend = rest * power;
      const next = quotientOf(dividend);
      rest = dividend - next * divisor;
      last = last * power + next;
    }
  }
  if (rest * 2 > divisor || (rest * 2 === divisor && last % 2 === 1)) last += 1;
  // A carry is rare, and so is a quotient that is to have no decimals.
  if (rest !== 0 && (width === 0 || last === POWERS[width])) return undefined;
  digits += padded(String(last), width);
  let end = digits.length;
  while (end > 0 && digits.charCodeAt(end - 1) === ZERO) end -= 1;
  return end === 0 ? wholeText(whole) : `${wholeText(whole)}.${digits.slice(0, end)}`;
}

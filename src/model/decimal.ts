import { ValidationError } from '../errors';
import {
  addLong,
  compareLong,
  divideLong,
  isMultipleLong,
  multiplyLong,
  roundLong,
  shiftLong,
} from './long-decimal';
import {
  addShort,
  compareShort,
  divideShort,
  FLOAT_NOISE,
  isMultipleShort,
  multiplyShort,
} from './short-decimal';

/**
 * An exact decimal number in canonical text: plain notation, no exponent, no trailing zeros, no `-0`.
 * Two equal numbers are the same text, so `===` compares them.
 */
export type Decimal = string & {};

/** What callers may give for a decimal: exact text, or a number meaning the digits that `String(n)` prints. */
export type DecimalInput = string | number;

const GRAMMAR = /^-?\d+(?:\.\d+)?$/;
const CANONICAL = /^(?:0|-?(?:[1-9]\d*|(?:0|[1-9]\d*)\.\d*[1-9]))$/;
const MAX_LENGTH = 60;

/**
 * Reads a decimal given by a caller.
 * @throws ValidationError when it is no plain decimal: an exponent, a sign `+`, white space, a thousands mark, `NaN`
 */
export function parseDecimal(input: unknown, field = 'value'): Decimal {
  if (typeof input === 'number') return fromCallerNumber(input, field);
  if (typeof input !== 'string')
    throw new ValidationError(field, 'must be a decimal string or a number', { value: input });
  if (input.length <= MAX_LENGTH && CANONICAL.test(input)) return input;
  if (input.length > MAX_LENGTH || !GRAMMAR.test(input)) {
    throw new ValidationError(field, 'must be a plain decimal such as "0.15"', { value: input });
  }
  return canonical(input);
}

function fromCallerNumber(input: number, field: string): Decimal {
  if (!Number.isFinite(input)) throw new ValidationError(field, 'must be a finite number', { value: input });
  if (Number.isInteger(input) && !Number.isSafeInteger(input)) {
    throw new ValidationError(field, 'is too large for an exact number, give it as a string', {
      value: input,
    });
  }
  const text = String(input);
  if (text.includes('e')) {
    throw new ValidationError(field, 'must not need an exponent, give it as a plain decimal string', {
      value: input,
    });
  }
  return text; // of -0 it is '0'
}

/** Brings plain decimal text into canonical form; the text must match the grammar. */
function canonical(text: string): Decimal {
  return CANONICAL.test(text) ? text : shiftLong(text, 0);
}

const ZERO = 0x30;
const MINUS = 0x2d;

/**
 * The decimal that a venue sent as text: brings plain decimal text, which a wire schema has accepted, into canonical form.
 *
 * Every price and quantity of a venue that sends text passes here, and most need no more than the removal of trailing
 * zeros.
 */
export function decimalFromText(text: string): Decimal {
  const first = text.charCodeAt(0);
  if (first !== ZERO && first !== MINUS && text.charCodeAt(text.length - 1) !== ZERO) return text;
  const point = text.indexOf('.');
  if (first === MINUS || (first === ZERO && point !== 1 && text.length > 1)) return canonical(text);
  if (point < 0) return text;
  let end = text.length;
  while (text.charCodeAt(end - 1) === ZERO) end -= 1;
  if (end - 1 === point) end = point;
  return end === text.length ? text : text.slice(0, end);
}

/** How many significant digits a binary float carries safely. */
const FLOAT_DIGITS = 15;

/**
 * The decimal that a venue meant by a JSON number.
 *
 * Venues that compute in binary floats send rounding errors (`166.82000000000002`): anything but a safe integer is
 * rounded to 15 significant digits, which every double holds.
 * @throws RangeError for NaN, infinities and integers beyond 2^53, which a wire schema has refused before
 */
export function decimalFromWire(value: number): Decimal {
  if (value > 0 && value < SHORT_LIMIT) {
    const scaled = Math.round(value * SHORT_SCALE);
    if (Math.abs(scaled / SHORT_SCALE - value) <= value * FLOAT_NOISE) return shortDecimal(scaled);
  }
  return decimalFromAnyNumber(value);
}

/**
 * Most prices have at most 5 decimals, and printing a double is the most expensive step from a frame to a quote: these
 * are written from two small integers, in half the time. Rounding to 15 digits gives the decimal `scaled / 10^5` wherever
 * that is less than 5 * 10^-16 of the value away, half of the last digit at least. A division is off by 1.2 * 10^-16, which
 * leaves 3.5 * 10^-16: what one step of a double's own rounding errors can make.
 */
const SHORT_DECIMALS = 5;
const SHORT_SCALE = 10 ** SHORT_DECIMALS;
const SHORT_LIMIT = 1e9;
const ZEROS = ['', '0', '00', '000', '0000'] as const;

function shortDecimal(scaled: number): Decimal {
  const whole = Math.floor(scaled / SHORT_SCALE);
  let fraction = scaled - whole * SHORT_SCALE;
  if (fraction === 0) return String(whole);
  let width = SHORT_DECIMALS;
  while (fraction % 10 === 0) {
    fraction /= 10;
    width -= 1;
  }
  const digits = String(fraction);
  return `${whole}.${ZEROS[width - digits.length]}${digits}`;
}

function decimalFromAnyNumber(value: number): Decimal {
  if (!Number.isFinite(value)) throw new RangeError(`${value} is no decimal`);
  if (Number.isInteger(value)) {
    if (!Number.isSafeInteger(value)) throw new RangeError(`${value} is beyond the exact integers`);
    return String(value); // of -0 it is '0'
  }
  const text = String(value);
  // The shortest text that reads back as this double: 15 digits and a point (or sign) need no rounding.
  if (text.length <= FLOAT_DIGITS + 1 && !text.includes('e')) return text;
  const [digits = '', exponent = '0'] = value.toPrecision(FLOAT_DIGITS).split('e');
  return shiftLong(digits, Number(exponent));
}

/** Whether text is a decimal in canonical form. */
export function isDecimal(text: unknown): text is Decimal {
  return typeof text === 'string' && CANONICAL.test(text);
}

/** -1, 0 or 1 as `a` is less than, equal to or greater than `b`. */
export function compareDecimals(a: Decimal, b: Decimal): -1 | 0 | 1 {
  if (a === b) return 0;
  return compareShort(a, b) ?? compareLong(a, b);
}

/** The sum, exactly. */
export function addDecimals(a: Decimal, b: Decimal): Decimal {
  // What is held of most balances.
  if (b === '0') return a;
  return addShort(a, b, 1) ?? addLong(a, b, 1);
}

/** The difference, exactly. */
export function subtractDecimals(a: Decimal, b: Decimal): Decimal {
  return addShort(a, b, -1) ?? addLong(a, b, -1);
}

/** The product, exactly. */
export function multiplyDecimals(a: Decimal, b: Decimal): Decimal {
  return multiplyShort(a, b) ?? multiplyLong(a, b);
}

/**
 * The quotient, rounded half to even at `places` decimals.
 * @throws RangeError when `b` is zero
 */
export function divideDecimals(a: Decimal, b: Decimal, places = 18): Decimal {
  if (b === '0') throw new RangeError('Division by zero');
  return divideShort(a, b, places) ?? divideLong(a, b, places, 'even');
}

/**
 * `value` divided by 10 to the power of `digits`, exactly.
 * @param digits - an integer; a negative one multiplies
 */
export function shiftDecimal(value: Decimal, digits: number): Decimal {
  if (!Number.isInteger(digits)) throw new RangeError(`A shift of ${digits} digits`);
  // The last decimal of each price and quantity of a list of instruments.
  const last = value === '1' ? LAST_DECIMALS[digits] : undefined;
  if (last !== undefined) return last;
  return shiftLong(value, -digits);
}

/** `1`, `0.1`, `0.01` and so on. */
const LAST_DECIMALS: readonly Decimal[] = Array.from({ length: 21 }, (_, digits) =>
  digits === 0 ? '1' : `0.${'1'.padStart(digits, '0')}`,
);

/**
 * Whether `value` is a whole number of steps away from `origin`.
 * @throws RangeError when the step is not above zero
 */
export function isMultipleOf(value: Decimal, step: Decimal, origin: Decimal = '0'): boolean {
  checkStep(step);
  const distance = origin === '0' ? value : subtractDecimals(value, origin);
  return isMultipleShort(distance, step) ?? isMultipleLong(distance, step);
}

/** Which way to round. */
export type RoundDirection = 'down' | 'up' | 'nearest';

/**
 * The multiple of `step` next to `value`: down is towards negative infinity, nearest breaks ties upwards.
 * The SDK never rounds by itself; this is for callers who need it.
 * @throws RangeError when the step is not above zero
 */
export function roundToStep(value: Decimal, step: Decimal, direction: RoundDirection = 'nearest'): Decimal {
  checkStep(step);
  return roundLong(value, step, direction);
}

function checkStep(step: Decimal): void {
  if (step === '0' || step.startsWith('-')) throw new RangeError(`A step of ${step}`);
}

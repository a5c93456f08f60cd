import { isCount } from '../../../adapter/schema/checks';
import { orEmpty, ownText, skipped } from '../../../adapter/schema/text-parts';
import { wireList } from '../../../adapter/schema/values';
import * as z from '../../../adapter/schema/zod';
import type { PoloniexLevel } from '../types/open';
import { orderSide } from './codes';
import { wireSide, wireText } from './values';

/*
 * Values of the busy channels, each as a schema and as the functions that the generated checks of rows are made of: a
 * property test proves them equal.
 */

export { wireSide, wireText };

/** Longest decimal on the wire, as long as one that a caller may give. */
export const MAX_WIRE_DECIMAL = 60;
/** Most levels of one side of a book: the venue sends 20. */
export const MAX_LEVELS = 1000;

/** An amount of money or goods: plain decimal text, not negative. */
export const wireAmount = z
  .string()
  .max(MAX_WIRE_DECIMAL)
  .regex(/^\d+(?:\.\d+)?$/, 'must be a plain decimal, not negative');

export const textAmount = '"(\\d{1,29}(?:\\.\\d{1,29})?)"';

export function isAmount(value: unknown): boolean {
  return typeof value === 'string' && isPlain(value, 0);
}

/** Plain decimal text of either sign. */
export const wireDecimal = z
  .string()
  .max(MAX_WIRE_DECIMAL)
  .regex(/^-?\d+(?:\.\d+)?$/, 'must be a plain decimal');

export const textDecimal = '"(-?\\d{1,29}(?:\\.\\d{1,29})?)"';

export function isDecimal(value: unknown): boolean {
  return typeof value === 'string' && isPlain(value, value.charCodeAt(0) === MINUS ? 1 : 0);
}

/** A decimal that the venue may leave empty. */
export const wireOptionalDecimal = z.union([wireDecimal, z.literal('')], 'must be a plain decimal or empty');

export const textOptionalDecimal = orEmpty(textDecimal);

export function isOptionalDecimal(value: unknown): boolean {
  return value === '' || isDecimal(value);
}

/** UTC epoch ms, or a count: a whole number, 0 or more. */
export const wireCount = z.int().min(0);

/** The number of a state of the book; one of 16 digits and more is text by now. */
export const wireBookId = z.union(
  [z.string().regex(/^\d{1,64}$/), wireCount],
  'must be the number of a state of the book',
);

export const textBookId = '(0|[1-9]\\d{0,63}|"\\d{1,64}")';

export function fromTextBookId(text: string): string | number {
  if (text.startsWith('"')) return ownText(text.slice(1, -1));
  return text.length < 16 ? Number(text) : ownText(text);
}

export function isBookId(value: unknown): boolean {
  return typeof value === 'string' ? /^\d{1,64}$/.test(value) : isCount(value);
}

export const wireLevels = wireList<PoloniexLevel>(z.tuple([wireAmount, wireAmount]), MAX_LEVELS);

const LEVEL = `\\[${skipped(textAmount)},${skipped(textAmount)}\\]`;
export const textLevels = `(\\[(?:${LEVEL}(?:,${LEVEL}){0,${MAX_LEVELS - 1}})?\\])`;

const LEVELS_START = '[["'.length;
const LEVELS_END = ']]'.length;
const WITHIN = '","'.length;
const BETWEEN = '"],["'.length;

/** The levels of a text that the part above has captured. Hot. */
export function fromTextLevels(text: string): PoloniexLevel[] {
  const levels: PoloniexLevel[] = [];
  const end = text.length - LEVELS_END;
  for (let at = LEVELS_START; at < end; ) {
    const priceEnd = text.indexOf('"', at);
    const quantityEnd = text.indexOf('"', priceEnd + WITHIN);
    levels.push([ownText(text.slice(at, priceEnd)), ownText(text.slice(priceEnd + WITHIN, quantityEnd))]);
    at = quantityEnd + BETWEEN;
  }
  return levels;
}

export function isLevels(value: unknown): boolean {
  if (!Array.isArray(value) || value.length > MAX_LEVELS) return false;
  for (let index = 0; index < value.length; index += 1) {
    const level: unknown = value[index];
    if (!Array.isArray(level) || level.length !== 2 || !isAmount(level[0]) || !isAmount(level[1]))
      return false;
  }
  return true;
}

/** A text that can be empty, or null for the same. */
export function isText(value: unknown): boolean {
  return typeof value === 'string' || value === null;
}

export function toText(value: unknown): unknown {
  return value ?? '';
}

export function isSide(value: unknown): boolean {
  return typeof value === 'string' && orderSide(value) !== undefined;
}

export function toSide(value: unknown): unknown {
  return orderSide(value as string);
}

const MINUS = 0x2d;
const ZERO = 0x30;
/** What `.` is when `0` is taken from it. */
const POINT = 0x2e - ZERO;

/** Digits, and at most one point between two of them, from `start` on. */
function isPlain(text: string, start: number): boolean {
  const { length } = text;
  if (length === start || length > MAX_WIRE_DECIMAL) return false;
  let pointed = false;
  for (let at = start; at < length; at += 1) {
    const digit = text.charCodeAt(at) - ZERO;
    if (digit >= 0 && digit <= 9) continue;
    if (digit !== POINT || pointed || at === start || at === length - 1) return false;
    pointed = true;
  }
  return true;
}

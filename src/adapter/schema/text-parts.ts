import { roomFor } from '../../core/character-room';
import type { Decimal } from '../../model';

/*
 * How values stand in the text of a frame: each is the source of a regular expression whose one group captures the value.
 * No part can take a character that may follow it, so that a row of them takes one pass however the text goes on. What
 * is rare or long is left to the general path.
 */

/** A whole number, 0 or more, which a double holds exactly. */
export const COUNT = '(0|[1-9]\\d{0,14})';
/** A whole number of either sign. */
export const INTEGER = '(-?(?:0|[1-9]\\d{0,14}))';
/** A number below 10^15, with an exponent at most where that makes it small, as in `1.0E-5`. */
export const NUMBER = '(-?(?:0|[1-9]\\d{0,14})(?:\\.\\d{1,20})?(?:[eE]-\\d{1,2})?)';
/** A whole number of either sign, also written as `12.0`: the zeros are not captured. */
export const WHOLE = '(-?(?:0|[1-9]\\d{0,14}))(?:\\.0{1,9})?';
/**
 * The same as an exact decimal: the zeros at its end are not captured. It has no second way to take a digit: a whole part
 * ends where no digit follows, a fraction where nothing but zeros do.
 */
export const EXACT =
  '(-?(?:[1-9]\\d{0,11}|0(?=\\.0{0,10}[1-9]))(?!\\d)(?:\\.\\d{0,10}[1-9](?=0{0,9}[,}\\]]))?|0(?!\\d))(?:\\.0{1,9}|0{0,9})';
export const BOOLEAN = '(true|false)';
/** No escape, and nothing beyond ASCII: bytes are then texts, one character each. */
const CHARACTER = '[ !#-\\[\\]-~]';
/** A text of such characters. */
export const TEXT = `"(${CHARACTER}{0,200})"`;
/** The same, with its quotes, or null. */
export const TEXT_OR_NULL = `(null|"${CHARACTER}{0,200}")`;
/** A text that may have escapes, with its quotes; what an escape says, {@link unescaped} decides. */
export const ESCAPED =
  '("[^"\\\\\\u0000-\\u001f]{0,200}(?:\\\\[^\\u0000-\\u001f][^"\\\\\\u0000-\\u001f]{0,200}){0,20}")';
/** A text of such characters that is not empty. */
export const NAME = `"(${CHARACTER}{1,64})"`;
/** The number of an order or a trade, every digit of it, or such a text with its quotes. */
export const textId = `(0|[1-9]\\d{0,63}|"${CHARACTER}{1,64}")`;
/** The same where there may be none yet: an empty text or null. */
export const textOptionalId = `(null|0|[1-9]\\d{0,63}|"${CHARACTER}{0,64}")`;
/** Any value that is no list and no object. */
export const SCALAR = `(null|true|false|-?(?:0|[1-9]\\d{0,18})(?:\\.\\d{1,18})?|"${CHARACTER}{0,200}")`;

/** A part that is checked and not kept. */
export function skipped(part: string): string {
  return part.replace('(', '(?:');
}

/** A part that may be null instead. */
export function orNull(part: string): string {
  return part.replace('(', '(null|');
}

/** A part that may be an empty text instead. */
export function orEmpty(part: string): string {
  return part.replace('(', part.startsWith('"') ? '(|' : '(""|');
}

/** A row as it stands in a text, written as the venue writes it, with a part where each value stands. */
export function row(texts: TemplateStringsArray, ...parts: readonly string[]): string {
  return texts.map((text, index) => escaped(text) + (parts[index] ?? '')).join('');
}

/** A member that may be absent: what {@link row} gives, in a group. */
export function maybe(source: string): string {
  return `(?:${source})?`;
}

/** A literal text as the source of a regular expression. */
export function escaped(text: string): string {
  return text.replace(/[$()*+.?[\\\]^{|}]/g, '\\$&');
}

const QUOTE = 0x22;

/**
 * Longest part that is cut out of a text as it is: the engine keeps the whole text in memory for each longer one. Besides, a
 * number of 16 digits would have to be rounded.
 */
const MAX_CUT = 12;

/** A number of the text as an exact decimal; `undefined` where it is long. */
export function exactOf(text: string | undefined): Decimal | undefined {
  return text === undefined || text.length > MAX_CUT ? undefined : text;
}

const MINUS = 0x2d;
const ZERO = 0x30;
/** What `.` is when `0` is taken from it. */
const POINT = 0x2e - ZERO;

/** A whole number of the text that a double holds exactly: the engine takes three times as long for a new text. */
export function wholeOf(text: string): number {
  const { length } = text;
  const isNegative = text.charCodeAt(0) === MINUS;
  let value = 0;
  for (let at = isNegative ? 1 : 0; at < length; at += 1) value = value * 10 + (text.charCodeAt(at) - ZERO);
  return isNegative ? -value : value;
}

/** Longest text of digits and a point whose digits, and the power of ten below them, a double holds exactly. */
const SHORT_LENGTH = 16;
const POWERS: readonly number[] = Array.from({ length: SHORT_LENGTH }, (_, exponent) => 10 ** exponent);

/**
 * A decimal as `Number` reads it, which is a call into the engine for each. Where digits and power are exact doubles, their
 * quotient is the double next to the number.
 */
export function numberOf(text: string): number {
  const { length } = text;
  if (length > SHORT_LENGTH) return Number(text);
  const isNegative = text.charCodeAt(0) === MINUS;
  let units = 0;
  let places = 0;
  for (let at = isNegative ? 1 : 0; at < length; at += 1) {
    const digit = text.charCodeAt(at) - ZERO;
    if (digit >= 0 && digit <= 9) units = units * 10 + digit;
    else if (digit === POINT) places = length - 1 - at;
    else return Number(text);
  }
  const value = places === 0 ? units : units / (POWERS[places] as number);
  return isNegative ? -value : value;
}

const SMALL_E = 0x65 - ZERO;
const LARGE_E = 0x45 - ZERO;

/** A number of the text as an exact decimal where it is short, as a number elsewhere: no row is left to the general path. */
export function shortOf(text: string): Decimal | number {
  let end = text.length;
  if (end > MAX_CUT) return numberOf(text);
  let hasPoint = false;
  for (let at = 0; at < end; at += 1) {
    const digit = text.charCodeAt(at) - ZERO;
    if (digit === POINT) hasPoint = true;
    else if (digit === SMALL_E || digit === LARGE_E) return numberOf(text);
  }
  if (hasPoint) {
    while (text.charCodeAt(end - 1) === ZERO) end -= 1;
    if (text.charCodeAt(end - 1) - ZERO === POINT) end -= 1;
  }
  const exact = end === text.length ? text : text.slice(0, end);
  return exact === '-0' ? '0' : exact;
}

/** A number of the text or null. */
export function numberOrNull(text: string): number | null {
  return text === 'null' ? null : numberOf(text);
}

/** As {@link exactOf}, for one that may be null. */
export function exactOrNull(text: string | undefined): Decimal | null | undefined {
  return text === 'null' ? null : exactOf(text);
}

/** A text in its quotes, or null. */
export function textOrNull(text: string): string | null {
  return text === 'null' ? null : ownText(text.slice(1, -1));
}

/** What {@link ESCAPED} has captured; `undefined` where an escape is none. */
export function unescaped(text: string): string | undefined {
  if (!text.includes('\\')) return ownText(text.slice(1, -1));
  try {
    return JSON.parse(text) as string;
  } catch {
    return undefined;
  }
}

/** As {@link unescaped}, for one that may be null. */
export function unescapedOrNull(text: string): string | null | undefined {
  return text === 'null' ? null : unescaped(text);
}

/**
 * A part of a text for which the engine does not keep the whole text in memory. Made of its characters it takes a third of
 * the time and half of the memory of one that is cut out of a copy.
 */
export function ownText(part: string): string {
  const { length } = part;
  if (length <= MAX_CUT) return part;
  const codes = roomFor(length);
  if (codes === undefined) return ` ${part}`.slice(1);
  for (let at = 0; at < length; at += 1) codes[at] = part.charCodeAt(at);
  return String.fromCharCode(...codes);
}

/** As {@link textOrNull}, for one that comes again and again. */
export function wordOrNull(text: string): string | null {
  return text === 'null' ? null : knownWord(text.slice(1, -1));
}

/** How many words are remembered: a power of two. */
const WORDS = 1024;
const words: string[] = new Array(WORDS).fill('');

/**
 * A part of a text that comes again and again, such as a symbol or a state: the same string each time, where it was one
 * of the last. Records that are kept then share it, and a map that has looked it up once need not read it again.
 */
export function knownWord(part: string): string {
  const { length } = part;
  const first = part.charCodeAt(0);
  const middle = part.charCodeAt(length >> 1);
  const last = part.charCodeAt(length - 1);
  const place = (((first * 31 + part.charCodeAt(1)) * 31 + middle) * 31 + last + length) & (WORDS - 1);
  const word = words[place] as string;
  if (word === part) return word;
  const own = ownText(part);
  words[place] = own;
  return own;
}

/** The digits of a number, or a text in its quotes. */
export function fromTextId(text: string): string {
  return ownText(text.charCodeAt(0) === QUOTE ? text.slice(1, -1) : text);
}

/** As {@link fromTextId}, where it may be null. */
export function fromTextOptionalId(text: string): string | null {
  return text === 'null' ? null : fromTextId(text);
}

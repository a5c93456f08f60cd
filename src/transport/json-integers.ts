import { ProtocolError } from '../errors';
import { textShape } from './text-shape';

/** 2^53 - 1 has 16 digits: every shorter integer is exact as a number. */
const LONG_DIGITS = 16;

const SPACE = 0x20;
const QUOTE = 0x22;
const PLUS = 0x2b;
const MINUS = 0x2d;
const ZERO = 0x30;
const NINE = 0x39;
const COLON = 0x3a;
const BACKSLASH = 0x5c;
const UNDERSCORE = 0x5f;
const LETTER_A = 0x61;
const LETTER_E = 0x65;
const LETTER_Z = 0x7a;

/**
 * Puts every integer of 16 or more digits into quotes, so that `JSON.parse` keeps all its digits: an order id above
 * 2^53 - 1 would silently become another one.
 *
 * Strings, fractions and numbers with an exponent stay as they are. Text without a long integer is returned itself,
 * after a look at every 16th character; text that is no JSON stays no JSON.
 */
export function quoteLongIntegers(text: string): string {
  const { length } = text;
  let result = '';
  let copied = 0;
  // Digits 16 in a row cover one of every 16 places.
  for (let at = LONG_DIGITS - 1; at < length; at += LONG_DIGITS) {
    if (!isDigit(text.charCodeAt(at))) continue;
    let first = at;
    while (first > 0 && isDigit(text.charCodeAt(first - 1))) first -= 1;
    let last = at;
    while (last + 1 < length && isDigit(text.charCodeAt(last + 1))) last += 1;
    at = last;
    if (last - first + 1 < LONG_DIGITS || !couldBeInteger(text, first, last)) continue;
    const start = text.charCodeAt(first - 1) === MINUS ? first - 1 : first;
    // What cannot be told from its neighbours takes a walk from the beginning.
    if (!isMember(text, start)) return quoteThem(text);
    // Neither a number with an exponent nor one with a zero in front, which is no JSON and must stay none.
    if (text.charCodeAt(first) === ZERO || isInsideNumber(text.charCodeAt(last + 1))) continue;
    result += `${text.slice(copied, start)}"${text.slice(start, last + 1)}"`;
    copied = last + 1;
  }
  return copied === 0 ? text : result + text.slice(copied);
}

/**
 * Parses JSON from a venue, with long integers as strings.
 *
 * A member called `__proto__` comes out as an ordinary own property. Copy results with spread or `Object.entries` and
 * index them with a `Map`: `Object.assign` and `target[key] = value` would change a prototype.
 * @throws ProtocolError, with the outline of the text, when it is no JSON
 */
export function parseJson(text: string): unknown {
  try {
    return JSON.parse(quoteLongIntegers(text));
  } catch {
    // No cause: the engine's message quotes the text, which may hold a secret.
    throw new ProtocolError(
      text.trim() === '' ? 'Expected JSON, got nothing' : 'Expected JSON, got something else',
      {
        sample: textShape(text),
      },
    );
  }
}

function isDigit(code: number): boolean {
  return code >= ZERO && code <= NINE;
}

/** Rules out, by its neighbours, what is a whole string or part of a fraction, so that common texts are not scanned. */
function couldBeInteger(text: string, first: number, last: number): boolean {
  const before = text.charCodeAt(first - 1);
  const after = text.charCodeAt(last + 1);
  return before !== QUOTE && after !== QUOTE && before !== 0x2e && after !== 0x2e;
}

/**
 * Whether a number is the value of a member, told by the `"id":` before it: a quote behind a letter or a digit is never
 * escaped, and in JSON never opens a string, so that it closes the member's name.
 */
function isMember(text: string, start: number): boolean {
  let at = start - 1;
  while (text.charCodeAt(at) === SPACE) at -= 1;
  if (text.charCodeAt(at) !== COLON) return false;
  at -= 1;
  while (text.charCodeAt(at) === SPACE) at -= 1;
  return text.charCodeAt(at) === QUOTE && isWordCharacter(text.charCodeAt(at - 1));
}

/** Whether a character goes on with a number behind its digits. */
function isInsideNumber(code: number): boolean {
  return (code | 0x20) === LETTER_E || code === MINUS || code === PLUS;
}

function isWordCharacter(code: number): boolean {
  const lower = code | 0x20;
  return isDigit(code) || (lower >= LETTER_A && lower <= LETTER_Z) || code === UNDERSCORE;
}

function quoteThem(text: string): string {
  const { length } = text;
  let result = '';
  let copied = 0;
  let at = 0;
  while (at < length) {
    const code = text.charCodeAt(at);
    if (code === QUOTE) {
      at = endOfString(text, at + 1);
    } else if (isDigit(code) || code === MINUS) {
      const start = at;
      at = endOfNumber(text, at);
      if (isLongInteger(text, start, at)) {
        result += `${text.slice(copied, start)}"${text.slice(start, at)}"`;
        copied = at;
      }
    } else {
      at += 1;
    }
  }
  return result + text.slice(copied);
}

/** The place behind the closing quote. */
function endOfString(text: string, from: number): number {
  let at = from;
  while (at < text.length) {
    const code = text.charCodeAt(at);
    if (code === QUOTE) return at + 1;
    at += code === BACKSLASH ? 2 : 1;
  }
  return at;
}

/** The place behind all that belongs to a number, valid or not. */
function endOfNumber(text: string, from: number): number {
  let at = from + 1;
  while (at < text.length && '0123456789+-.eE'.includes(text.charAt(at))) at += 1;
  return at;
}

function isLongInteger(text: string, start: number, end: number): boolean {
  const first = text.charCodeAt(start) === MINUS ? start + 1 : start;
  if (end - first < LONG_DIGITS || text.charCodeAt(first) === ZERO) return false;
  for (let at = first; at < end; at += 1) if (!isDigit(text.charCodeAt(at))) return false;
  return !isKey(text, end);
}

/** Quotes around a number before a colon would turn bad JSON into good. */
function isKey(text: string, end: number): boolean {
  let at = end;
  while (' \n\r\t'.includes(text.charAt(at)) && at < text.length) at += 1;
  return text.charCodeAt(at) === COLON;
}

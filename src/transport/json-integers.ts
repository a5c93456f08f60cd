import { ProtocolError } from '../errors';
import { textShape } from './text-shape';

/** 2^53 - 1 has 16 digits: every shorter integer is exact as a number. */
const LONG_DIGITS = 16;

const QUOTE = 0x22;
const MINUS = 0x2d;
const ZERO = 0x30;
const NINE = 0x39;
const COLON = 0x3a;
const BACKSLASH = 0x5c;

/**
 * Puts every integer of 16 or more digits into quotes, so that `JSON.parse` keeps all its digits: an order id above
 * 2^53 - 1 would silently become another one.
 *
 * Strings, fractions and numbers with an exponent stay as they are. Text without a long integer is returned itself,
 * after a look at every 16th character; text that is no JSON stays no JSON.
 */
export function quoteLongIntegers(text: string): string {
  return mayHoldLongInteger(text) ? quoteThem(text) : text;
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

/** Whether somewhere 16 digits stand in a row. A row that long covers one of every 16 places. */
function mayHoldLongInteger(text: string): boolean {
  const { length } = text;
  for (let at = LONG_DIGITS - 1; at < length; at += LONG_DIGITS) {
    if (!isDigit(text.charCodeAt(at))) continue;
    let first = at;
    while (first > 0 && isDigit(text.charCodeAt(first - 1))) first -= 1;
    let last = at;
    while (last + 1 < length && isDigit(text.charCodeAt(last + 1))) last += 1;
    if (last - first + 1 >= LONG_DIGITS && couldBeInteger(text, first, last)) return true;
    at = last;
  }
  return false;
}

/** Rules out, by its neighbours, what is a whole string or part of a fraction, so that common texts are not scanned. */
function couldBeInteger(text: string, first: number, last: number): boolean {
  const before = text.charCodeAt(first - 1);
  const after = text.charCodeAt(last + 1);
  return before !== QUOTE && after !== QUOTE && before !== 0x2e && after !== 0x2e;
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

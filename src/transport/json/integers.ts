import { atOnce, type Steps } from '../../core/slices';
import { ProtocolError } from '../../errors';
import { canBeTooDeep, type MAX_DEPTH, TOO_DEEP, tooDeepSteps } from './limits';
import { textShape } from './text-shape';

/** 2^53 - 1 has 16 digits: every shorter integer is exact as a number. */
const LONG_DIGITS = 16;

/** From how many characters on a text is worked on in slices: what is shorter takes about a ms. */
const LONG_TEXT = 128 * 1024;

/** Characters between two reads of the clock. */
const STEP_LENGTH = 128 * 1024;

const TAB = 0x09;
const NEWLINE = 0x0a;
const RETURN = 0x0d;
const SPACE = 0x20;
const QUOTE = 0x22;
const PLUS = 0x2b;
const MINUS = 0x2d;
const POINT = 0x2e;
const ZERO = 0x30;
const NINE = 0x39;
const COLON = 0x3a;
const BACKSLASH = 0x5c;
const UNDERSCORE = 0x5f;
const LETTER_A = 0x61;
const LETTER_E = 0x65;
const LETTER_Z = 0x7a;

/** What a text holds. */
export interface ParsedJson {
  readonly value: unknown;
  /** Whether it nests deeper than {@link MAX_DEPTH}: nothing may then walk through it by recursion. */
  readonly isTooDeep: boolean;
}

/**
 * Puts every integer of 16 or more digits into quotes, so that `JSON.parse` keeps all its digits: an order id above
 * 2^53 - 1 would silently become another one.
 *
 * Strings, fractions and numbers with an exponent stay as they are. Text without a long integer is returned itself,
 * after a check of every 16th character; text that is no JSON stays no JSON. The time is linear in the text, whatever
 * is in it.
 */
export function quoteLongIntegers(text: string): string {
  if (nextLongRun(text, LONG_DIGITS - 1, text.length) >= text.length) return text;
  const quoter = new Quoter(text);
  while (!quoter.advance(text.length));
  return quoter.result();
}

/** Parses the text of an answer with long integers as strings, in steps where it is long; undefined when it is no JSON. */
export function* parseSteps(text: string): Steps<ParsedJson | undefined> {
  if (text.length < LONG_TEXT) return parseAtOnce(text);
  const quoter = new Quoter(text);
  while (!quoter.advance(STEP_LENGTH)) yield;
  // Joining and parsing cannot be divided: each has a slice of its own.
  yield 'turn';
  const quoted = quoter.result();
  if (quoted !== text) yield 'turn';
  let value: unknown;
  try {
    value = JSON.parse(quoted);
  } catch {
    return undefined;
  }
  yield 'turn';
  return { value, isTooDeep: yield* tooDeepSteps(value, text) };
}

function parseAtOnce(text: string): ParsedJson | undefined {
  let value: unknown;
  try {
    value = JSON.parse(quoteLongIntegers(text));
  } catch {
    return undefined;
  }
  return { value, isTooDeep: isTooDeep(text, value) };
}

function isTooDeep(text: string, value: unknown): boolean {
  return canBeTooDeep(text) && atOnce(tooDeepSteps(value, text));
}

/**
 * Parses JSON from a venue, with long integers as strings.
 *
 * A member called `__proto__` comes out as an ordinary own property. Copy results with spread or `Object.entries` and
 * index them with a `Map`: `Object.assign` and `target[key] = value` would change a prototype.
 * @throws ProtocolError, with the outline of the text, when it is no JSON or nests too deep
 */
export function parseJson(text: string): unknown {
  let value: unknown;
  try {
    value = JSON.parse(quoteLongIntegers(text));
  } catch {
    throw noJsonError(text);
  }
  if (isTooDeep(text, value)) throw new ProtocolError(`The message ${TOO_DEEP}`, { sample: textShape(text) });
  return value;
}

/** The error of a text that is no JSON. No cause: the engine's message quotes the text, which may hold a secret. */
export function noJsonError(text: string): ProtocolError {
  const message = text.trim() === '' ? 'Expected JSON, got nothing' : 'Expected JSON, got something else';
  return new ProtocolError(message, { sample: textShape(text) });
}

/**
 * The work of {@link quoteLongIntegers}, as far as it is wanted at a time.
 *
 * It checks every 16th character until a number cannot be decided from its neighbours; from then on it reads the
 * text from the beginning, character by character.
 */
class Quoter {
  readonly #text: string;
  /** What the step has made so far, and what the steps before it have. */
  readonly #parts: string[] = [];
  readonly #joined: string[] = [];
  /** The text up to this place is in them. */
  #copied = 0;
  #at = LONG_DIGITS - 1;
  #isWalking = false;
  /** A string continues where the last step stopped. */
  #inString = false;

  constructor(text: string) {
    this.#text = text;
  }

  /** Works on the next so many characters; returns whether all is done. */
  advance(count: number): boolean {
    const end = Math.min(this.#at + count, this.#text.length);
    if (this.#isWalking) this.#walk(end);
    else this.#look(end);
    // A step's pieces become one: millions of them would take long to join at the end.
    if (this.#parts.length > 0) this.#joined.push(this.#parts.splice(0).join(''));
    return this.#at >= this.#text.length;
  }

  /** The text with quotes, once all of it has been worked on. */
  result(): string {
    if (this.#copied === 0) return this.#text;
    this.#joined.push(this.#text.slice(this.#copied));
    return this.#joined.join('');
  }

  #quote(start: number, end: number): void {
    const text = this.#text;
    this.#parts.push(text.slice(this.#copied, start), '"', text.slice(start, end), '"');
    this.#copied = end;
  }

  #look(end: number): void {
    const text = this.#text;
    let at = nextLongRun(text, this.#at, end);
    while (at < end) {
      const first = firstDigit(text, at);
      const last = lastDigit(text, at);
      const start = text.charCodeAt(first - 1) === MINUS ? first - 1 : first;
      if (!isMember(text, start)) {
        this.#isWalking = true;
        this.#parts.length = 0;
        this.#joined.length = 0;
        this.#copied = 0;
        this.#at = 0;
        return;
      }
      // Neither a number with an exponent nor one with a zero in front, which is no JSON and must stay none.
      if (text.charCodeAt(first) !== ZERO && !isInsideNumber(text.charCodeAt(last + 1))) {
        this.#quote(start, last + 1);
      }
      at = nextLongRun(text, last + LONG_DIGITS, end);
    }
    this.#at = at;
  }

  #walk(end: number): void {
    const text = this.#text;
    let at = this.#at;
    let inString = this.#inString;
    while (at < end) {
      const code = text.charCodeAt(at);
      if (inString) {
        inString = code !== QUOTE;
        at += code === BACKSLASH ? 2 : 1;
      } else if (code === QUOTE) {
        inString = true;
        at += 1;
      } else if (isDigit(code) || code === MINUS) {
        const start = at;
        at = endOfNumber(text, at);
        if (isLongInteger(text, start, at)) this.#quote(start, at);
      } else {
        at += 1;
      }
    }
    this.#at = at;
    this.#inString = inString;
  }
}

/**
 * The next of every 16th place, before `end`, that lies in 16 or more digits which may be an integer; `end` or more where
 * there is none. The hot loop: a function of plain values, which the engine keeps compiled whatever it collects.
 */
function nextLongRun(text: string, from: number, end: number): number {
  let at = from;
  // Digits 16 in a row cover one of every 16 places.
  for (; at < end; at += LONG_DIGITS) {
    if (!isDigit(text.charCodeAt(at))) continue;
    const first = firstDigit(text, at);
    const last = lastDigit(text, at);
    if (last - first + 1 >= LONG_DIGITS && couldBeInteger(text, first, last)) return at;
    at = last;
  }
  return at;
}

function firstDigit(text: string, at: number): number {
  let first = at;
  while (first > 0 && isDigit(text.charCodeAt(first - 1))) first -= 1;
  return first;
}

function lastDigit(text: string, at: number): number {
  let last = at;
  while (last + 1 < text.length && isDigit(text.charCodeAt(last + 1))) last += 1;
  return last;
}

function isDigit(code: number): boolean {
  return code >= ZERO && code <= NINE;
}

/** Rules out, by its neighbours, what is a whole string or part of a fraction, so that common texts are not scanned. */
function couldBeInteger(text: string, first: number, last: number): boolean {
  const before = text.charCodeAt(first - 1);
  const after = text.charCodeAt(last + 1);
  return before !== QUOTE && after !== QUOTE && before !== POINT && after !== POINT;
}

/**
 * Whether a number is the value of a member, decided by the `"id":` before it: a quote behind a letter or a digit is
 * never escaped, and in JSON never opens a string, so that it closes the member's name.
 */
function isMember(text: string, start: number): boolean {
  let at = start - 1;
  while (text.charCodeAt(at) === SPACE) at -= 1;
  if (text.charCodeAt(at) !== COLON) return false;
  at -= 1;
  while (text.charCodeAt(at) === SPACE) at -= 1;
  return text.charCodeAt(at) === QUOTE && isWordCharacter(text.charCodeAt(at - 1));
}

/** Whether a character continues a number after its digits. */
function isInsideNumber(code: number): boolean {
  return (code | 0x20) === LETTER_E || code === MINUS || code === PLUS;
}

function isWordCharacter(code: number): boolean {
  const lower = code | 0x20;
  return isDigit(code) || (lower >= LETTER_A && lower <= LETTER_Z) || code === UNDERSCORE;
}

/** The place behind all that belongs to a number, valid or not. */
function endOfNumber(text: string, from: number): number {
  let at = from + 1;
  for (; at < text.length; at += 1) {
    const code = text.charCodeAt(at);
    if (!isDigit(code) && code !== POINT && !isInsideNumber(code)) break;
  }
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
  while (at < text.length && isSpace(text.charCodeAt(at))) at += 1;
  return text.charCodeAt(at) === COLON;
}

function isSpace(code: number): boolean {
  return code === SPACE || code === NEWLINE || code === RETURN || code === TAB;
}

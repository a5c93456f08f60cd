import { UnsupportedError, ValidationError } from '../errors';
import { suggest } from '../errors/suggestion';
import { type Decimal, parseDecimal } from '../model';
import { MEMBER_WORDS, VALUE_WORDS } from './other-words';

/** Longest id, symbol or account name. */
const MAX_TEXT = 64;
/** More members than any request has: an object of this size is an error, and not all of them are named. */
const MAX_MEMBERS = 64;
const EDGE_SPACE = /^\s|\s$/u;

/** Epoch milliseconds below this lie before March 1973: the number was meant in seconds. */
const LEAST_MS = 1e11;
/** Epoch milliseconds above this lie beyond the year 9999: the number was meant in microseconds. */
const MOST_MS = Date.UTC(9999, 11, 31, 23, 59, 59, 999);

/**
 * The members of a caller's object, each own property read exactly once.
 *
 * Inherited members do not count: a polluted prototype must not become part of an order.
 */
export class Fields {
  readonly #values = new Map<string, unknown>();

  /**
   * @param names - the members that the request may have
   * @param extra - whether other members are refused, so that a typo is not ignored
   * @throws ValidationError
   */
  constructor(input: unknown, names: readonly string[], extra: 'refuse' | 'ignore' = 'refuse') {
    if (typeof input !== 'object' || input === null || Array.isArray(input)) {
      throw new ValidationError('request', 'must be an object', { value: input });
    }
    try {
      const own =
        extra === 'refuse' ? ownNames(input, names) : names.filter((name) => Object.hasOwn(input, name));
      for (const name of own) this.#values.set(name, (input as Record<string, unknown>)[name]);
    } catch (error) {
      if (error instanceof ValidationError) throw error;
      throw new ValidationError('request', 'must be an object whose members can be read', { cause: error });
    }
  }

  /** The member as it came; `undefined` when it is absent. */
  value(name: string): unknown {
    return this.#values.get(name);
  }

  /** Whether the member is there with a value. */
  has(name: string): boolean {
    return this.#values.get(name) !== undefined;
  }

  text(name: string, maxLength = MAX_TEXT): string | undefined {
    return this.has(name) ? checkText(this.value(name), name, maxLength) : undefined;
  }

  requiredText(name: string, maxLength = MAX_TEXT): string {
    return this.text(name, maxLength) ?? missing(name);
  }

  /** A decimal above zero. */
  positive(name: string): Decimal | undefined {
    return this.has(name) ? checkPositive(this.value(name), name) : undefined;
  }

  /** A decimal above zero, or `null` for "remove it". */
  positiveOrNull(name: string): Decimal | null | undefined {
    return this.value(name) === null ? null : this.positive(name);
  }

  flag(name: string): boolean | undefined {
    const value = this.value(name);
    if (value === undefined || typeof value === 'boolean') return value;
    throw new ValidationError(name, 'must be true or false', { value });
  }

  /** A time, UTC epoch ms. */
  time(name: string): number | undefined {
    return this.has(name) ? checkTime(this.value(name), name) : undefined;
  }

  oneOf<const T extends string>(name: string, values: readonly T[]): T | undefined {
    const value = this.value(name);
    if (value === undefined) return undefined;
    const found = values.find((candidate) => candidate === value);
    if (found !== undefined) return found;
    const suggestions = suggest(value, values, VALUE_WORDS);
    throw new ValidationError(name, `must be one of ${values.join(', ')}`, { value, suggestions });
  }

  requiredOneOf<const T extends string>(name: string, values: readonly T[]): T {
    return this.oneOf(name, values) ?? missing(name);
  }
}

function ownNames(input: object, names: readonly string[]): string[] {
  const keys = Reflect.ownKeys(input);
  if (keys.length > MAX_MEMBERS)
    throw new ValidationError('request', `must have at most ${MAX_MEMBERS} members`);
  return keys.map((key) => {
    if (typeof key === 'string' && names.includes(key)) return key;
    if (typeof key === 'symbol') throw new ValidationError('request', 'must not have symbols as members');
    const shown = printable(key);
    throw new ValidationError(shown, 'is no member of this request', {
      suggestions: suggest(shown, names, MEMBER_WORDS),
    });
  });
}

/** Control characters, line and paragraph separators, and halves of surrogate pairs, which no UTF-8 can carry. */
function unfit(): RegExp {
  return /[\p{Cc}\p{Zl}\p{Zp}\p{Cs}]/u;
}

function printable(name: string): string {
  return name.slice(0, MAX_TEXT).replaceAll(new RegExp(unfit(), 'gu'), '?');
}

/** @throws ValidationError always: the member is not there */
export function missing(field: string, why = ''): never {
  throw new ValidationError(field, `is required${why}`);
}

/** @throws UnsupportedError always: the member is valid, but this venue does not support it */
export function unsupported(venue: string, what: string): never {
  throw new UnsupportedError(`${venue} does not take ${what}`, { venue });
}

/** A name or id: text without control characters, without white space around it. */
export function checkText(value: unknown, field: string, maxLength = MAX_TEXT): string {
  if (typeof value !== 'string') throw new ValidationError(field, 'must be a string', { value });
  if (value === '') throw new ValidationError(field, 'must not be empty', { value });
  if (value.length > maxLength) {
    throw new ValidationError(field, `must have at most ${maxLength} characters`, { value });
  }
  if (unfit().test(value)) throw new ValidationError(field, 'must not hold control characters', { value });
  if (EDGE_SPACE.test(value))
    throw new ValidationError(field, 'must not begin or end with white space', { value });
  return value;
}

/** A decimal above zero. */
export function checkPositive(value: unknown, field: string): Decimal {
  if (Object.is(value, -0)) throw new ValidationError(field, 'must be greater than 0', { value });
  const decimal = parseDecimal(value, field);
  if (decimal === '0' || decimal.startsWith('-'))
    throw new ValidationError(field, 'must be greater than 0', { value });
  return decimal;
}

/** The milliseconds of a Date from any realm; `undefined` for anything else. */
function dateMs(value: unknown): number | undefined {
  if (typeof value !== 'object' || value === null) return undefined;
  try {
    return Date.prototype.getTime.call(value);
  } catch {
    return undefined;
  }
}

/** A point in time given as UTC epoch ms or a Date. The epoch itself is taken; seconds and microseconds are not. */
export function checkTime(value: unknown, field: string): number {
  const time = typeof value === 'number' ? value : dateMs(value);
  if (time === undefined)
    throw new ValidationError(field, 'must be UTC epoch milliseconds or a Date', { value });
  if (!Number.isSafeInteger(time) || time < 0) {
    throw new ValidationError(field, 'must be a valid time in whole milliseconds', { value: time });
  }
  if (time !== 0 && time < LEAST_MS) {
    throw new ValidationError(field, 'must be in milliseconds, not in seconds', {
      value: time,
      suggestions: [String(time * 1000)],
    });
  }
  if (time > MOST_MS) throw new ValidationError(field, 'must be in milliseconds', { value: time });
  return time;
}

/** The members that have a value, so that an absent member is absent and not `undefined`. */
export function present<T extends object>(
  members: { readonly [K in keyof Required<T>]: T[K] | undefined },
): T {
  const left: Partial<T> = {};
  for (const name in members) if (members[name] !== undefined) left[name] = members[name];
  return left as T;
}

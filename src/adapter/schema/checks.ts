import { wireId, wireNumber, wireOptionalId } from './values';

/*
 * What some schemas say, as plain functions: for rows of which so many come that a schema would take longer than parsing
 * them. The checks of whole rows are generated of these.
 */

export { wireId, wireNumber, wireOptionalId };

/** Longest id on the wire. */
export const MAX_WIRE_ID = 64;

export function isNumber(value: unknown): boolean {
  return typeof value === 'number' && value <= Number.MAX_SAFE_INTEGER && value >= -Number.MAX_SAFE_INTEGER;
}

export function isInteger(value: unknown): boolean {
  return Number.isSafeInteger(value);
}

/** A whole number, 0 or more. */
export function isCount(value: unknown): boolean {
  return Number.isSafeInteger(value) && (value as number) >= 0;
}

/** A text that is not empty. */
export function isName(value: unknown): boolean {
  return typeof value === 'string' && value !== '';
}

export function isId(value: unknown): boolean {
  return typeof value === 'string' ? value !== '' && value.length <= MAX_WIRE_ID : isCount(value);
}

export function isOptionalId(value: unknown): boolean {
  return value === null || value === '' || isId(value);
}

export function toOptionalId(value: unknown): unknown {
  return toId(value);
}

export function toId(value: unknown): unknown {
  return typeof value === 'number' ? String(value) : value;
}

import * as z from '../../../adapter/schema/zod';

export { fromTextId } from '../../../adapter/schema/text-parts';

const exactNumber = () => z.number().min(-Number.MAX_SAFE_INTEGER).max(Number.MAX_SAFE_INTEGER);

/**
 * A JSON number that says exactly what the venue meant: finite, and no integer beyond 2^53, whose last digits a
 * double has lost.
 */
export const wireNumber = exactNumber();

/** UTC epoch ms; real servers send fractions too. */
export const wireTime = exactNumber();

/**
 * The number of an order, position or transaction as decimal digits.
 *
 * Integers beyond 2^53 arrive quoted, for `parseJson` quotes them before parsing.
 */
export const wireId = z
  .union([z.string().regex(/^\d{1,20}$/), z.int().min(0)], 'must be a whole number')
  .transform(String);

/** The same as it stands in the text of a frame. */
export const textId = '(0|[1-9]\\d{0,19}|"\\d{1,20}")';

export function isId(value: unknown): boolean {
  return typeof value === 'string'
    ? /^\d{1,20}$/.test(value)
    : Number.isSafeInteger(value) && Number(value) >= 0;
}

export function toId(value: unknown): string {
  return String(value);
}

import { ownText } from '../../../adapter/schema/text-parts';
import * as z from '../../../adapter/schema/zod';
import { isValidationError } from '../../../errors';
import { decimalFromWire, parseDecimal } from '../../../model';

/**
 * An amount: a JSON number, or a long integer that was quoted before parsing. Out comes an exact decimal in a string.
 * A whole number beyond 2^53 that came as a number has lost digits already and is refused.
 */
export const wireAmount = z
  .union([z.string().max(64), z.number()], 'must be a number')
  .transform((value, context) => {
    try {
      if (typeof value === 'string') return parseDecimal(value);
      if (!Number.isInteger(value) || Number.isSafeInteger(value)) return decimalFromWire(value);
    } catch (error) {
      if (!isValidationError(error)) throw error;
    }
    context.addIssue({ code: 'custom', message: 'must be a number' });
    return z.NEVER;
  });

/** The same as it stands in the text of an answer, where it has at most 15 digits: they are those of the decimal. */
export const textAmount = '(0|-?[1-9]\\d{9,14}|-?(?:[1-9]\\d{0,8}(?!\\d)|0(?=\\.))(?:\\.\\d{0,5}[1-9])?)';

/** An id or a code as text, whether it is sent as a number or as a string. */
export const wireCode = z.union([z.string().max(128), z.int()], 'must be an id').transform(String);

export const textCode = '(-?(?:0|[1-9]\\d{0,14})|"[^"\\\\\\u0000-\\u001f]{0,128}")';

/** True and false, also sent as 1 and 0 or as text. */
export const wireFlag = z
  .union(
    [z.boolean(), z.literal([0, 1]), z.string().regex(/^(?:[01]|true|false)$/i)],
    'must be true or false',
  )
  .transform((value) => value === true || value === 1 || /^(?:1|true)$/i.test(String(value)));

export const textFlag = '(true|false|[01])';

/** Words of the venue. */
export const wireWords = z.string().max(1000);
export const textWords = '("[^"\\\\\\u0000-\\u001f]{0,200}")';
export const fromTextWords = (part: string): string => ownText(part.slice(1, -1));

/** Tehran wall time; it is not cut off from the text of the answer: rows are read and let go, records have the instant. */
export const wireWallTime = z.string().max(1000);
export const textWallTime = '("\\d{4}/\\d\\d/\\d\\d \\d\\d:\\d\\d:\\d\\d")';
export const fromTextWallTime = (part: string): string => part.slice(1, -1);

/** Any of these may be absent or null in a row: the documents' examples hold nulls, and no list of what is required. */
export const amount = z.exactOptional(wireAmount.nullable());
export const code = z.exactOptional(wireCode.nullable());
export const text = z.exactOptional(wireWords.nullable());
export const wallTime = z.exactOptional(wireWallTime.nullable());
export const flagOrNone = z.exactOptional(wireFlag.nullable());

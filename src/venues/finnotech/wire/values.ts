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

/** An id or a code as text, whether it is sent as a number or as a string. */
export const wireCode = z.union([z.string().max(128), z.int()], 'must be an id').transform(String);

/** True and false, also sent as 1 and 0 or as text. */
export const wireFlag = z
  .union(
    [z.boolean(), z.literal([0, 1]), z.string().regex(/^(?:[01]|true|false)$/i)],
    'must be true or false',
  )
  .transform((value) => value === true || value === 1 || /^(?:1|true)$/i.test(String(value)));

/** Any of these may be absent or null in a row: the documents' examples hold nulls, and no list of what is required. */
export const amount = z.exactOptional(wireAmount.nullable());
export const code = z.exactOptional(wireCode.nullable());
export const text = z.exactOptional(z.string().max(1000).nullable());
export const flagOrNone = z.exactOptional(wireFlag.nullable());

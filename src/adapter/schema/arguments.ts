import { z } from 'zod';
import type { VenueId } from '../../core/venue-id';
import { isValidationError, ValidationError } from '../../errors';
import { type DecimalInput, parseDecimal } from '../../model';
import { pathText } from './reader';

/** Control characters, and halves of a surrogate pair, which have no UTF-8. */
export const UNWRITABLE = /[\p{Cc}\p{Cs}]/u;

/** Exact decimal text out of what a caller may give. */
export const decimalArgument: z.ZodType<string, DecimalInput> = z
  .custom<DecimalInput>()
  .transform((value, context) => {
    try {
      return parseDecimal(value);
    } catch (error) {
      context.addIssue({ code: 'custom', message: isValidationError(error) ? error.rule : 'is no decimal' });
      return z.NEVER;
    }
  });

/** What the arguments of a command must be. */
export type ArgumentsSchema<T> = z.ZodType<T>;

/**
 * Checks the arguments of a command; reads the object's own fields once, fields with `undefined` count as absent.
 * @throws ValidationError naming the field, its rule and its value
 */
export function checkArguments<T>(
  schema: ArgumentsSchema<T>,
  given: unknown,
  operation: string,
  venue: VenueId,
): T {
  if (typeof given !== 'object' || given === null || Array.isArray(given)) {
    throw new ValidationError('arguments', 'must be an object', { value: given, venue, operation });
  }
  const own = ownFields(given);
  const result = schema.safeParse(own);
  if (result.success) return result.data;
  const [issue] = result.error.issues;
  if (issue?.code === 'unrecognized_keys') {
    throw new ValidationError(String(issue.keys[0]), `is no argument of ${operation}`, { venue, operation });
  }
  const path = issue?.path ?? [];
  throw new ValidationError(pathText(path), issue?.message ?? 'is invalid', {
    value: valueAt(own, path),
    venue,
    operation,
  });
}

/** The object's own fields, each read once, on an object that inherits nothing. */
export function ownFields(given: object): Record<string, unknown> {
  const own = Object.create(null) as Record<string, unknown>;
  for (const key of Object.keys(given)) {
    const value = (given as Record<string, unknown>)[key];
    if (value !== undefined) own[key] = value;
  }
  return own;
}

const ID_RULE = 'must be a string of 1 to 100 characters without control characters or lone surrogates';

/** @throws ValidationError when it is no name for a call */
export function checkRequestId(requestId: unknown, venue: VenueId): void {
  if (requestId === undefined) return;
  const fits =
    typeof requestId === 'string' &&
    requestId !== '' &&
    requestId.length <= 100 &&
    !UNWRITABLE.test(requestId);
  if (!fits) throw new ValidationError('requestId', ID_RULE, { value: requestId, venue });
}

function valueAt(root: unknown, path: readonly PropertyKey[]): unknown {
  return path.reduce<unknown>(
    (value, key) => (typeof value === 'object' && value !== null ? Reflect.get(value, key) : undefined),
    root,
  );
}

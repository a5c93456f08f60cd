import type { VenueId } from '../../core/venue-id';
import { isValidationError, ValidationError } from '../../errors';
import { suggest } from '../../errors/suggestion';
import { type DecimalInput, parseDecimal } from '../../model';
import { pathText } from './reader';
import * as z from './zod';

/**
 * Whether a text has control characters, or halves of a surrogate pair, which have no UTF-8. An expression with classes of
 * Unicode takes 0.1 to 0.3 ms to make: each stands where it is first needed, and not among what is made at import.
 */
export function isUnwritable(text: string): boolean {
  return /[\p{Cc}\p{Cs}]/u.test(text);
}

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

export interface FieldsOwner {
  readonly venue?: VenueId | undefined;
  readonly operation?: string | undefined;
  readonly kind: 'argument' | 'option';
  /** What has them: an operation, or the class that takes options. */
  readonly owner: string;
  /** Fields whose values must not stand in an error, that of the whole object included. */
  readonly secretFields?: ReadonlySet<string> | undefined;
}

/** Arguments that need no schema. */
const checked = new WeakSet<object>();

/**
 * Marks the arguments of a request that were made of an order: the rules of orders have checked each value and written it
 * as the schema would. They are sent as they are, for an order should not wait until it has been checked twice.
 */
export function asChecked<T extends object>(args: T): T {
  checked.add(args);
  return args;
}

/**
 * Reads the fields of an object with a schema; each own field is read once, one that is `undefined` counts as absent.
 * @throws ValidationError naming the field, its rule and, unless it may be secret, its value
 */
export function checkFields<T>(schema: z.ZodType<T>, given: unknown, about: FieldsOwner): T {
  const { venue, operation, kind, secretFields } = about;
  if (typeof given !== 'object' || given === null || Array.isArray(given)) {
    const shown = secretFields === undefined ? { value: given } : { secret: true };
    throw new ValidationError(`${kind}s`, 'must be an object', { venue, operation, ...shown });
  }
  if (checked.has(given)) return given as T;
  const own = ownFields(given);
  const result = schema.safeParse(own);
  if (result.success) return result.data;
  const { issues } = result.error;
  const unknown = issues.find((issue) => issue.code === 'unrecognized_keys');
  // Before what is missing: the missing name may be the one that was meant.
  if (unknown) throw unknownField(schema, given, unknown, about);
  const [issue] = issues;
  const path = issue?.path ?? [];
  const field = pathText(path) || `${kind}s`;
  const value = valueAt(own, path);
  if (value === undefined) {
    const by = kind === 'option' ? ` by ${makerOf(given)?.owner ?? about.owner}` : '';
    // A rule of our own may be about another field, or give a reason.
    const rule = issue?.code === 'custom' ? issue.message : `is required${by}`;
    throw new ValidationError(field, rule, { venue, operation });
  }
  const isSecret = secretFields?.has(String(path[0] ?? 'options')) === true;
  const shown = isSecret ? { secret: true } : { value };
  throw new ValidationError(field, issue?.message ?? 'is invalid', { venue, operation, ...shown });
}

function unknownField(
  schema: z.ZodType,
  given: object,
  { keys: [key = ''], path }: { readonly keys: readonly string[]; readonly path: readonly PropertyKey[] },
  { venue, operation, kind, owner }: FieldsOwner,
): ValidationError {
  const maker = makerOf(given);
  const isTop = path.length === 0;
  const names = isTop ? z.memberNames(schema) : [];
  const suggestions = suggest(key, isTop && maker ? [...names, ...maker.names] : names);
  const rule = `is no ${kind} of ${maker?.owner ?? owner}`;
  return new ValidationError(pathText([...path, key]), rule, { venue, operation, suggestions });
}

/** A member of the options of a client that a broker has made; a symbol, so that it is no option and a copy keeps it. */
const MAKER = Symbol('venuekit.maker');

/** The class that the user built, and the options that it takes beside those of its client. */
interface Maker {
  readonly owner: string;
  readonly names: readonly string[];
}

/** Marks the options of a client with the class that makes it: an error of theirs names that class. */
export function madeBy<T extends object>(options: T, maker: Maker): T {
  return Object.assign(options, { [MAKER]: maker });
}

function makerOf(options: object): Maker | undefined {
  return (options as { readonly [MAKER]?: Maker })[MAKER];
}

/**
 * Reads the arguments of a command with a schema; each own field is read once, one that is `undefined` counts as absent.
 * @throws ValidationError naming the field, its rule and, unless it may be secret, its value
 */
export function checkArguments<T>(
  schema: ArgumentsSchema<T>,
  given: unknown,
  operation: string,
  venue: VenueId,
): T {
  return checkFields(schema, given, { venue, operation, kind: 'argument', owner: operation });
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
    typeof requestId === 'string' && requestId !== '' && requestId.length <= 100 && !isUnwritable(requestId);
  if (!fits) throw new ValidationError('requestId', ID_RULE, { value: requestId, venue });
}

function valueAt(root: unknown, path: readonly PropertyKey[]): unknown {
  return path.reduce<unknown>(
    (value, key) => (typeof value === 'object' && value !== null ? Reflect.get(value, key) : undefined),
    root,
  );
}

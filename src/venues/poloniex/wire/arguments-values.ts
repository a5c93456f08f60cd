import { checkArguments as check, decimalArgument } from '../../../adapter/schema/arguments';
import { typed } from '../../../adapter/schema/values';
import * as z from '../../../adapter/schema/zod';
import type { PoloniexAccountType, PoloniexDirection } from '../types/open';

/**
 * A market's name: two or three parts of letters and digits. Of any script, for the venue has listed names in Chinese,
 * and without a word that could be another path.
 */
const isSymbol = (text: string): boolean =>
  /^[\p{L}\p{N}.-]{1,20}(?:_[\p{L}\p{N}.-]{1,20}){1,2}$/u.test(text);
const SYMBOL_RULE = 'must be a market such as BTC_USDT';
export const symbol = z.string(SYMBOL_RULE).max(62, SYMBOL_RULE).refine(isSymbol, SYMBOL_RULE);

const CURRENCY_RULE = 'must be a currency such as BTC';
export const currency = z
  .string(CURRENCY_RULE)
  .max(20, CURRENCY_RULE)
  .refine((text) => /^[\p{L}\p{N}][\p{L}\p{N}.-]*$/u.test(text), CURRENCY_RULE);

const ID_RULE = 'must be an id of 1 to 20 digits, as a string';
/** An order, a page or an account. Digits alone: `DELETE /orders/cancelByIds` must not be the cancel of one order. */
export const id = z.string(ID_RULE).regex(/^\d{1,20}$/, ID_RULE);

const CLIENT_ID_RULE = 'must be a string of 1 to 64 characters of A-Z, a-z, 0-9, _ and -';
export const clientOrderId = z.string(CLIENT_ID_RULE).regex(/^[A-Za-z0-9_-]{1,64}$/, CLIENT_ID_RULE);

const NAME_RULE = 'must be a name of 1 to 40 characters of A-Z, 0-9 and _';
/** A value of a list that the venue may lengthen. */
export const openName = z.string(NAME_RULE).regex(/^[A-Z0-9_]{1,40}$/, NAME_RULE);

export const accountType = typed<PoloniexAccountType>(openName);

/** A decimal above 0, in canonical form. */
export const positive = decimalArgument.refine(
  (value) => value !== '0' && !value.startsWith('-'),
  'must be above 0',
);

export const side = z.enum(['BUY', 'SELL'], "must be 'BUY' or 'SELL'");
export const timeInForce = z.enum(['GTC', 'IOC', 'FOK'], "must be 'GTC', 'IOC' or 'FOK'");
export const flag = z.boolean('must be true or false');

const TIME_RULE = 'must be a time in UTC epoch milliseconds';
/** Seconds would be a day in January 1970, and an answer without a row: only 0, the beginning of all, is that early. */
export const time = z
  .int(TIME_RULE)
  .max(8.64e15, TIME_RULE)
  .refine((value) => value === 0 || value >= 100_000_000_000, TIME_RULE);

/** How many entries to read. */
export function limitOf(most: number) {
  const rule = `must be a whole number from 1 to ${most}`;
  return z.int(rule).min(1, rule).max(most, rule);
}

/** Several values in one parameter, with a comma between them. */
export function listed<T extends z.ZodType<string>>(item: T) {
  const rule = 'must be an array of at least one';
  return z
    .array(item, rule)
    .min(1, rule)
    .max(100, 'must be an array of at most 100')
    .transform((values) => values.join(','));
}

/** A range whose end is not before its start. */
export function orderedRange(
  { startTime, endTime }: { readonly startTime?: number | undefined; readonly endTime?: number | undefined },
  context: z.RefinementCtx,
): void {
  if (startTime === undefined || endTime === undefined || startTime <= endTime) return;
  context.addIssue({ code: 'custom', path: ['endTime'], message: 'must not be before startTime' });
}

/** Where in a list to begin. */
export const page = {
  /** Id of the entry to begin behind; not itself included. */
  from: id.optional(),
  direction: typed<PoloniexDirection>(z.enum(['PRE', 'NEXT'], "must be 'PRE' or 'NEXT'")).optional(),
};

export const idArguments = z.strictObject({ id });

/**
 * Checks the arguments of a request.
 * @throws ValidationError naming the field, its rule and its value
 */
export function checkArguments<T>(schema: z.ZodType<T>, given: unknown, operation: string): T {
  return check(schema, given, operation, 'poloniex');
}

import { z } from 'zod';
import { decimalArgument as decimal, UNWRITABLE } from '../../../adapter/schema/arguments';
import { ValidationError } from '../../../errors';

/** The cookie is a 32-bit number on the server's side. */
const MAX_COOKIE = 2 ** 31 - 1;

/** The documents name no bound for texts; ours keeps a mistake out of a request. */
const MAX_TEXT = 200;

const NAME_RULE = `must be a string of 1 to ${MAX_TEXT} characters without spaces around it or control characters`;
const name = z
  .string(NAME_RULE)
  .min(1, NAME_RULE)
  .max(MAX_TEXT, NAME_RULE)
  .refine((value) => value.trim() === value && !UNWRITABLE.test(value), NAME_RULE);

const one = <const T extends readonly number[]>(values: T, rule: string) => z.literal(values, rule);

const COUNT_RULE = 'must be a whole number other than 0: above 0 goes back in time, below 0 forward';
const count = z.int(COUNT_RULE).refine((value) => value !== 0, COUNT_RULE);

const INTERVAL_RULE = 'must be an interval code of 0 (tick) to 13 (year)';
const interval = z.int(INTERVAL_RULE).min(0, INTERVAL_RULE).max(13, INTERVAL_RULE);

const SINCE_RULE = 'must be a time of the form YYYY-MM-DDTHH:mm:ss.SSS';
const SINCE = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}\.\d{3}$/;
const since = z.string(SINCE_RULE).refine(isWallTime, SINCE_RULE);

/** Whether the text is a date that exists: the platform would read the 30th of February as the 1st of March. */
function isWallTime(text: string): boolean {
  if (!SINCE.test(text)) return false;
  const time = new Date(`${text}Z`);
  return !Number.isNaN(time.getTime()) && time.toISOString() === `${text}Z`;
}

const isPositive = (value: string): boolean => value !== '0' && !value.startsWith('-');
const PRICE_RULE = 'must not be negative';
const price = decimal.refine((value) => !value.startsWith('-'), PRICE_RULE);
const ABOVE_RULE = 'must be above 0';
const positivePrice = decimal.refine(isPositive, ABOVE_RULE);
const AMOUNT_RULE = 'must be a whole number above 0';
const amount = decimal.refine((value) => isPositive(value) && !value.includes('.'), AMOUNT_RULE);

const COOKIE_RULE = `must be a whole number of 1 to ${MAX_COOKIE}`;
const cookie = z.int(COOKIE_RULE).min(1, COOKIE_RULE).max(MAX_COOKIE, COOKIE_RULE);

export const barsArguments = z.strictObject({ since, interval, symbol: name, count });
export const tradesArguments = z.strictObject({ since, symbol: name, count });
export const portfolioDataArguments = z.strictObject({
  portfolio: name,
  mode: one([1, 2], 'must be 1 (active) or 2 (all)'),
});
export const cancelOrderArguments = z.strictObject({ portfolio: name, symbol: name, orderid: name });
export const moveOrderArguments = z.strictObject({
  portfolio: name,
  symbol: name,
  orderid: name,
  targetprice: positivePrice,
});

const TYPE_NAMES = { 1: 'market', 2: 'limit', 3: 'stop', 4: 'stop-limit' } as const;

/** @see CHP_client, PlaceOrder */
export const placeOrderArguments = z
  .strictObject({
    portfolio: name,
    symbol: name,
    action: one([1, 2, 3, 4], 'must be 1 (buy), 2 (sell), 3 (open short) or 4 (close short)'),
    type: one([1, 2, 3, 4], 'must be 1 (market), 2 (limit), 3 (stop) or 4 (stop-limit)'),
    validity: one([1, 2], 'must be 1 (day) or 2 (until cancelled)'),
    price,
    amount,
    stop: price,
    cookie,
  })
  .superRefine((order, context) => {
    const kind = TYPE_NAMES[order.type];
    const rule = (field: 'price' | 'stop', wanted: boolean): void => {
      if ((order[field] !== '0') === wanted) return;
      const message = wanted ? `must be above 0 for a ${kind} order` : `must be 0 for a ${kind} order`;
      context.addIssue({ code: 'custom', path: [field], message });
    };
    rule('price', order.type === 2 || order.type === 4);
    rule('stop', order.type === 3 || order.type === 4);
  });

/**
 * One name or an array of them, each once.
 * @throws ValidationError naming the place in the array
 */
export function checkNames(given: unknown, field: string): readonly string[] {
  const names: readonly unknown[] = Array.isArray(given) ? given : [given];
  const checked = names.map((value, index) => {
    const result = name.safeParse(value);
    if (result.success) return result.data;
    const place = Array.isArray(given) ? `${field}[${index}]` : field;
    throw new ValidationError(place, NAME_RULE, { value, venue: 'chp' });
  });
  return [...new Set(checked)];
}

import { decimalArgument as decimal, isUnwritable } from '../../../adapter/schema/arguments';
import { typed } from '../../../adapter/schema/values';
import * as z from '../../../adapter/schema/zod';
import { ValidationError } from '../../../errors';
import type { ChpAction, ChpInterval, ChpOrderType, ChpPortfolioMode, ChpValidity } from '../types/open';

/** The cookie is a 32-bit number on the server's side. */
const MAX_COOKIE = 2 ** 31 - 1;

/** The documents name no bound for texts; ours keeps a mistake out of a request. */
const MAX_TEXT = 200;

const NAME_RULE = `must be a string of 1 to ${MAX_TEXT} characters without spaces around it or control characters`;
const name = z
  .string(NAME_RULE)
  .min(1, NAME_RULE)
  .max(MAX_TEXT, NAME_RULE)
  .refine((value) => value.trim() === value && !isUnwritable(value), NAME_RULE);

const one = <T extends number>(values: T[], rule: string) => typed<T>(z.literal(values, rule));

const COUNT_RULE = 'must be a whole number other than 0: above 0 goes back in time, below 0 forward';
const count = z.int(COUNT_RULE).refine((value) => value !== 0, COUNT_RULE);

const INTERVAL_RULE = 'must be an interval code of 0 (tick) to 13 (year)';
const interval = typed<ChpInterval>(z.int(INTERVAL_RULE).min(0, INTERVAL_RULE).max(13, INTERVAL_RULE));

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

/**
 * @arguments ChpBarsArguments
 * @see CHP_client, GetBars
 */
export const barsArguments = z.strictObject({
  /** Moscow wall time, exactly `YYYY-MM-DDThh:mm:ss.SSS`. */
  since,
  interval,
  symbol: name,
  /** Above 0 collects back in time from `since`, below 0 forward. */
  count,
});
/**
 * @arguments ChpTradesArguments
 * @see CHP_client, GetTrades
 */
export const tradesArguments = z.strictObject({
  /** Moscow wall time, exactly `YYYY-MM-DDThh:mm:ss.SSS`. */
  since,
  symbol: name,
  /** Above 0 collects back in time from `since`, below 0 forward. */
  count,
});
/**
 * @arguments ChpPortfolioDataArguments
 * @see CHP_client, GetMyPortfolioData
 */
export const portfolioDataArguments = z.strictObject({
  portfolio: name,
  /** 1 active, 2 all. */
  mode: one<ChpPortfolioMode>([1, 2], 'must be 1 (active) or 2 (all)'),
});
/**
 * @arguments ChpCancelOrderArguments
 * @see CHP_client, CancelOrder
 */
export const cancelOrderArguments = z.strictObject({ portfolio: name, symbol: name, orderid: name });
/**
 * @arguments ChpMoveOrderArguments
 * @see CHP_client, MoveOrder
 */
export const moveOrderArguments = z.strictObject({
  portfolio: name,
  symbol: name,
  orderid: name,
  /** The new price. */
  targetprice: positivePrice,
});

const TYPE_NAMES = { 1: 'market', 2: 'limit', 3: 'stop', 4: 'stop-limit' } as const;

/**
 * What the venue is to do. Numbers are written digit for digit.
 * @arguments ChpPlaceOrderArguments
 * @see CHP_client, PlaceOrder
 */
export const placeOrderArguments = z
  .strictObject({
    portfolio: name,
    symbol: name,
    action: one<ChpAction>([1, 2, 3, 4], 'must be 1 (buy), 2 (sell), 3 (open short) or 4 (close short)'),
    /** `type_` of the document. */
    type: one<ChpOrderType>([1, 2, 3, 4], 'must be 1 (market), 2 (limit), 3 (stop) or 4 (stop-limit)'),
    validity: one<ChpValidity>([1, 2], 'must be 1 (day) or 2 (until cancelled)'),
    /** Limit price; 0 for market and stop orders. */
    price,
    /** A whole number above 0. */
    amount,
    /** Stop price; 0 for market and limit orders. */
    stop: price,
    /** The caller's own unique number, 1 to 2147483647: the only way to find an order again whose answer was lost. */
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

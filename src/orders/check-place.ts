import type { PlaceOrderRequest } from '../broker';
import { ValidationError } from '../errors';
import type { Instrument, OrderType } from '../model';
import { checkText, Fields, missing, present, unsupported } from './check-fields';
import { type BestPrices, checkLevels, checkResting, checkTrigger, levelReference } from './check-levels';
import { checkNotional } from './check-notional';
import { checkLot, checkPriceStep } from './check-steps';
import type { CheckedOrder, PlaceIntent } from './order-intent';
import { hasPrice, hasTrigger, ORDER_TYPES, type OrderRules, TIMES_IN_FORCE } from './order-rules';

/** What a request is checked against. */
export interface PlaceContext {
  readonly rules: OrderRules;
  /** Its steps and limits are checked when it is there. */
  readonly instrument?: Instrument | undefined;
  /** Levels of market orders, triggers and prices that must rest are checked against it when it is there. */
  readonly quote?: BestPrices | undefined;
  /** UTC epoch ms. */
  readonly now: number;
  newId(): string;
}

const MEMBERS = [
  'symbol',
  'side',
  'type',
  'quantity',
  'quoteQuantity',
  'price',
  'stopPrice',
  'stopLoss',
  'takeProfit',
  'timeInForce',
  'expireTime',
  'postOnly',
  'positionEffect',
  'positionId',
  'account',
  'clientOrderId',
] as const satisfies readonly (keyof PlaceOrderRequest)[];

/**
 * Reads a new order and checks it against every rule.
 * @throws ValidationError naming the field, the rule and the value
 * @throws UnsupportedError for what the SDK has and this venue does not support
 */
export function checkPlaceOrder(request: PlaceOrderRequest, context: PlaceContext): CheckedOrder {
  return completePlaceOrder(readPlaceOrder(request, context.rules), context);
}

/** The first half of {@link checkPlaceOrder}: the checks that need neither the instrument nor the time. */
export function readPlaceOrder(request: PlaceOrderRequest, rules: OrderRules): PlaceIntent {
  const fields = new Fields(request, MEMBERS);
  const symbol = fields.requiredText('symbol');
  const side = fields.requiredOneOf('side', ['buy', 'sell']);
  const type = fields.requiredOneOf('type', ORDER_TYPES);
  if (!rules.orderTypes.includes(type)) unsupported(rules.venue, `${type} orders`);
  const intent = present<PlaceIntent>({
    symbol,
    side,
    type,
    ...readAmount(fields, rules),
    ...readPrices(fields, type, rules),
    ...readTerms(fields, type, rules),
    account: fields.text('account'),
    clientOrderId: readClientOrderId(fields, rules),
  });
  rules.checkIntent?.(intent);
  return intent;
}

/** The second half of {@link checkPlaceOrder}: steps, limits, levels and expiry. */
export function completePlaceOrder(intent: PlaceIntent, context: PlaceContext): CheckedOrder {
  const { rules, instrument, quote, now } = context;
  if (instrument) {
    for (const field of ['price', 'stopPrice', 'stopLoss', 'takeProfit'] as const) {
      const value = intent[field];
      if (value !== undefined) checkPriceStep(value, field, instrument);
    }
    if (intent.quantity !== undefined) checkLot(intent.quantity, 'quantity', instrument);
    checkNotional(intent, instrument);
  }
  if (intent.stopPrice !== undefined) checkTrigger(intent.type, intent.side, intent.stopPrice, quote);
  if (intent.type === 'limit' && rules.refusesMarketableLimits && intent.price !== undefined) {
    checkResting(intent.side, intent.price, quote);
  }
  checkLevels({
    side: intent.side,
    reference: levelReference(intent, quote),
    stopLoss: intent.stopLoss,
    takeProfit: intent.takeProfit,
  });
  if (intent.expireTime !== undefined) checkExpiry(intent.expireTime, rules, now);
  return { ...intent, clientOrderId: intent.clientOrderId ?? context.newId() };
}

function readAmount(fields: Fields, rules: OrderRules) {
  const quantity = fields.positive('quantity');
  const quoteQuantity = fields.positive('quoteQuantity');
  if (quoteQuantity !== undefined && !rules.quoteQuantity) unsupported(rules.venue, 'quoteQuantity');
  if (quantity !== undefined && quoteQuantity !== undefined) {
    throw new ValidationError('quoteQuantity', 'must not stand beside quantity', { value: quoteQuantity });
  }
  if (quantity === undefined && quoteQuantity === undefined) missing('quantity');
  return { quantity, quoteQuantity };
}

function readPrices(fields: Fields, type: OrderType, rules: OrderRules) {
  const price = fields.positive('price');
  if (hasPrice(type) && price === undefined) missing('price', ` for ${type} orders`);
  if (!hasPrice(type) && price !== undefined) {
    throw new ValidationError('price', `must not be given for ${type} orders`, { value: price });
  }
  const stopPrice = fields.positive('stopPrice');
  if (hasTrigger(type) && stopPrice === undefined) missing('stopPrice', ` for ${type} orders`);
  if (!hasTrigger(type) && stopPrice !== undefined) {
    throw new ValidationError('stopPrice', `must not be given for ${type} orders`, { value: stopPrice });
  }
  const stopLoss = fields.positive('stopLoss');
  const takeProfit = fields.positive('takeProfit');
  if (!rules.stopLossTakeProfit && (stopLoss ?? takeProfit) !== undefined) {
    unsupported(rules.venue, `${stopLoss === undefined ? 'takeProfit' : 'stopLoss'} in an order`);
  }
  return { price, stopPrice, stopLoss, takeProfit };
}

function readTerms(fields: Fields, type: OrderType, rules: OrderRules) {
  const given = fields.oneOf('timeInForce', TIMES_IN_FORCE);
  if (given !== undefined && !rules.timesInForce.includes(given))
    unsupported(rules.venue, `timeInForce ${given}`);
  const timeInForce = given ?? (type === 'market' ? undefined : rules.defaultTimeInForce);
  const expireTime = fields.time('expireTime');
  if (timeInForce === 'gtd' && expireTime === undefined) missing('expireTime', ' for timeInForce gtd');
  if (timeInForce !== 'gtd' && expireTime !== undefined) {
    throw new ValidationError('expireTime', 'must be given with timeInForce gtd only', { value: expireTime });
  }
  if (type === 'market' && timeInForce === 'gtd') {
    throw new ValidationError('timeInForce', 'must not be gtd for market orders', { value: timeInForce });
  }

  const postOnly = fields.flag('postOnly');
  if (postOnly) {
    if (!rules.postOnly) unsupported(rules.venue, 'postOnly');
    if (!hasPrice(type))
      throw new ValidationError('postOnly', `must not be set for ${type} orders`, { value: true });
    if (timeInForce === 'ioc' || timeInForce === 'fok') {
      throw new ValidationError('postOnly', `must not be set with timeInForce ${timeInForce}`, {
        value: true,
      });
    }
  }

  const positionEffect = fields.oneOf('positionEffect', ['open', 'close']);
  const positionId = fields.text('positionId');
  if (!rules.positionEffect && (positionEffect ?? positionId) !== undefined) {
    unsupported(rules.venue, `${positionEffect === undefined ? 'positionId' : 'positionEffect'} in an order`);
  }
  return { timeInForce, expireTime, postOnly, positionEffect, positionId };
}

/** @throws ValidationError when the id does not fit the venue */
export function readClientOrderId(fields: Fields, rules: OrderRules): string | undefined {
  if (!fields.has('clientOrderId')) return undefined;
  const id = checkText(fields.value('clientOrderId'), 'clientOrderId', 128);
  // `search` ignores the state that a pattern with the flag g keeps between calls.
  if (id.search(rules.clientOrderId.pattern) < 0) {
    throw new ValidationError('clientOrderId', rules.clientOrderId.rule, { value: id });
  }
  return id;
}

/** @throws ValidationError when an order cannot end at this time */
export function checkExpiry(expireTime: number, rules: OrderRules, now: number): void {
  if (expireTime <= now) throw new ValidationError('expireTime', 'must lie ahead', { value: expireTime });
  const { maxExpiryMs } = rules;
  if (maxExpiryMs !== undefined && expireTime > now + maxExpiryMs) {
    throw new ValidationError('expireTime', `must lie at most ${maxExpiryMs} ms ahead`, {
      value: expireTime,
    });
  }
}

import type { ModifyOrderRequest, OrderRef } from '../broker';
import { ValidationError } from '../errors';
import { compareDecimals, type Decimal, type Instrument, type Order } from '../model';
import { Fields, missing, present, unsupported } from './check-fields';
import { type BestPrices, checkLevels, checkResting, checkTrigger, levelReference } from './check-levels';
import { checkNotional } from './check-notional';
import { checkExpiry } from './check-place';
import { readOrderRef, refuseBareId } from './check-request';
import { checkLot, checkPriceStep } from './check-steps';
import { isFinal } from './merge-order';
import { hasPrice, hasTrigger, type OrderRules } from './order-rules';

/** Changes to an order: absent leaves a field as it is, `null` removes it. At least one is there. */
export interface CheckedModify {
  readonly price?: Decimal;
  readonly stopPrice?: Decimal;
  readonly quantity?: Decimal;
  readonly stopLoss?: Decimal | null;
  readonly takeProfit?: Decimal | null;
  /** UTC epoch ms. */
  readonly expireTime?: number | null;
}

/** What a change is checked against. */
export interface ModifyContext {
  readonly rules: OrderRules;
  /** The order as it is now. */
  readonly order: Order;
  readonly instrument?: Instrument | undefined;
  /** A new trigger, and a new price that must rest, is checked against it when it is there. */
  readonly quote?: BestPrices | undefined;
  /** UTC epoch ms. */
  readonly now: number;
}

const CHANGES = [
  'price',
  'stopPrice',
  'quantity',
  'stopLoss',
  'takeProfit',
  'expireTime',
] as const satisfies readonly (keyof CheckedModify)[];

/** A change that is valid in itself; it has not been compared with the order yet. */
export interface ModifyIntent {
  readonly ref: OrderRef;
  readonly changes: CheckedModify;
}

/**
 * Reads changes and checks them against the order and every rule.
 * @throws ValidationError naming the field, the rule and the value; also when the order has ended
 * @throws UnsupportedError for a change that this venue does not support
 */
export function checkModifyOrder(request: ModifyOrderRequest, context: ModifyContext): CheckedModify {
  const { changes } = readModifyOrder(request, context.rules);
  checkChanges(changes, context);
  return changes;
}

/** The first half of {@link checkModifyOrder}: the checks that do not need the order. */
export function readModifyOrder(request: ModifyOrderRequest, rules: OrderRules): ModifyIntent {
  refuseBareId(request, ', price: ...');
  const fields = new Fields(request, ['id', 'clientOrderId', 'symbol', 'account', ...CHANGES]);
  const changes = present<CheckedModify>({
    price: fields.positive('price'),
    stopPrice: fields.positive('stopPrice'),
    quantity: fields.positive('quantity'),
    stopLoss: fields.positiveOrNull('stopLoss'),
    takeProfit: fields.positiveOrNull('takeProfit'),
    expireTime: fields.value('expireTime') === null ? null : fields.time('expireTime'),
  });
  const named = CHANGES.filter((name) => changes[name] !== undefined);
  if (named.length === 0) missing('request', `: at least one of ${CHANGES.join(', ')}`);
  for (const name of named) {
    if (rules.modifiableFields && !rules.modifiableFields.includes(name)) {
      unsupported(rules.venue, `a change of ${name}`);
    }
  }
  if (!rules.stopLossTakeProfit && (changes.stopLoss ?? changes.takeProfit)) {
    unsupported(rules.venue, `${changes.stopLoss ? 'stopLoss' : 'takeProfit'} in an order`);
  }
  if (typeof changes.expireTime === 'number' && !rules.timesInForce.includes('gtd')) {
    unsupported(rules.venue, 'an expiry');
  }
  return { ref: readOrderRef(fields), changes };
}

/** The second half of {@link checkModifyOrder}. */
export function checkChanges(changes: CheckedModify, context: ModifyContext): void {
  const { rules, order, instrument, quote, now } = context;
  if (isFinal(order.status)) {
    throw new ValidationError('id', `must name a working order, this one is ${order.status}`, {
      value: order.id,
    });
  }
  const { price, stopPrice, quantity, stopLoss, takeProfit, expireTime } = changes;
  if (price !== undefined && !hasPrice(order.type)) {
    throw new ValidationError('price', `must not be given for ${order.type} orders`, { value: price });
  }
  if (stopPrice !== undefined && !hasTrigger(order.type)) {
    throw new ValidationError('stopPrice', `must not be given for ${order.type} orders`, {
      value: stopPrice,
    });
  }
  if (quantity !== undefined && compareDecimals(quantity, order.filledQuantity) <= 0) {
    throw new ValidationError('quantity', `must be above the ${order.filledQuantity} that are filled`, {
      value: quantity,
    });
  }
  if (instrument) {
    for (const field of ['price', 'stopPrice', 'stopLoss', 'takeProfit'] as const) {
      const value = changes[field];
      if (typeof value === 'string') checkPriceStep(value, field, instrument);
    }
    if (quantity !== undefined) checkLot(quantity, 'quantity', instrument);
    if ((price ?? quantity) !== undefined) {
      checkNotional({ price: price ?? order.price, quantity: quantity ?? order.quantity }, instrument);
    }
  }
  if (stopPrice !== undefined) checkTrigger(order.type, order.side, stopPrice, quote);
  if (price !== undefined && order.type === 'limit' && rules.refusesMarketableLimits) {
    checkResting(order.side, price, quote);
  }
  // The venue checks what the caller does not change: the market may have passed an old level by now.
  const touched = [price, stopPrice, stopLoss, takeProfit].some((value) => value !== undefined);
  if (touched) {
    checkLevels({
      side: order.side,
      reference: levelReference({ ...order, ...(price && { price }), ...(stopPrice && { stopPrice }) }),
      stopLoss: stopLoss === undefined ? order.stopLoss : stopLoss,
      takeProfit: takeProfit === undefined ? order.takeProfit : takeProfit,
    });
  }
  if (typeof expireTime === 'number') checkExpiry(expireTime, rules, now);
}

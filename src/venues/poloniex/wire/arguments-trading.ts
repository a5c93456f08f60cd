import { typed } from '../../../adapter/schema/values';
import * as z from '../../../adapter/schema/zod';
import type {
  PoloniexOrderState,
  PoloniexOrderType,
  PoloniexSmartOrderState,
  PoloniexSmartOrderType,
} from '../types/open';
import type { PoloniexOrderRef } from '../types/trading';
import {
  accountType,
  checkArguments,
  clientOrderId,
  flag,
  id,
  limitOf,
  listed,
  openName,
  orderedRange,
  page,
  positive,
  side,
  symbol,
  time,
  timeInForce,
} from './arguments-values';

/**
 * Arguments of GET /accounts/balances.
 * @arguments PoloniexBalancesArguments
 */
export const balancesArguments = z.strictObject({ accountType: accountType.optional() });
export const accountArguments = z.strictObject({ accountId: id });

const type = z.enum(['MARKET', 'LIMIT', 'LIMIT_MAKER'], "must be 'MARKET', 'LIMIT' or 'LIMIT_MAKER'");
const stpMode = z.enum(['NONE', 'EXPIRE_TAKER'], "must be 'NONE' or 'EXPIRE_TAKER'");
const SLIPPAGE_RULE = 'must be below 1';
const slippageTolerance = positive.refine((value) => value.startsWith('0.'), SLIPPAGE_RULE);

/** What an order says about its size. */
interface Sized {
  readonly price?: string | undefined;
  readonly quantity?: string | undefined;
  readonly amount?: string | undefined;
}

/** Reports a field that must, or must not, be there. */
export function demand<O extends object>(
  order: O,
  field: keyof O & string,
  wanted: boolean,
  what: string,
  context: z.RefinementCtx,
): void {
  if ((order[field] !== undefined) === wanted) return;
  const message = wanted ? `must be given for ${what}` : `must be left out of ${what}`;
  context.addIssue({ code: 'custom', path: [field], message });
}

/** Never both: the venue would have to choose. */
export function oneSize({ quantity, amount }: Sized, context: z.RefinementCtx): void {
  if (quantity === undefined || amount === undefined) return;
  context.addIssue({ code: 'custom', path: ['amount'], message: 'must not be given together with quantity' });
}

/**
 * Body of POST /orders. A market buy names `amount` (quote units to spend), every other order `quantity` (base units);
 * limit orders name `price`.
 * @arguments PoloniexCreateOrderArguments
 * @see Poloniex API, create order: a market buy spends `amount` of the quote currency
 */
export const createOrderArguments = z
  .strictObject({
    symbol,
    side,
    /** @defaultValue 'MARKET', the venue's */
    type: type.optional(),
    /** @defaultValue 'GTC', the venue's */
    timeInForce: timeInForce.optional(),
    price: positive.optional(),
    quantity: positive.optional(),
    amount: positive.optional(),
    /** @defaultValue 'SPOT', the venue's only one */
    accountType: accountType.optional(),
    /** 1 to 64 characters of A-Z, a-z, 0-9, `_` and `-`. */
    clientOrderId: clientOrderId.optional(),
    allowBorrow: flag.optional(),
    /** Self-trade prevention. @defaultValue 'EXPIRE_TAKER', the venue's */
    stpMode: stpMode.optional(),
    /** Largest slippage of a market order, above 0 and below 1. */
    slippageTolerance: slippageTolerance.optional(),
  })
  .superRefine((order, context) => {
    const market = (order.type ?? 'MARKET') === 'MARKET';
    demand(order, 'price', !market, market ? 'a market order' : 'a limit order', context);
    oneSize(order, context);
    const spends = market && order.side === 'BUY';
    const what = spends
      ? 'a market buy, which spends an amount of the quote currency'
      : market
        ? 'a market sell'
        : 'a limit order';
    demand(order, 'amount', spends, what, context);
    demand(order, 'quantity', !spends, what, context);
  });

/** Orders that one POST /orders/batch takes. @see Poloniex API, create multiple orders */
const MAX_BATCH = 20;
const BATCH_RULE = `must be an array of 1 to ${MAX_BATCH} orders`;
export const createOrdersArguments = z.strictObject({
  orders: z
    .array(createOrderArguments, BATCH_RULE)
    .min(1, BATCH_RULE)
    .max(MAX_BATCH, BATCH_RULE)
    .superRefine((orders, context) => {
      const seen = new Set<string>();
      orders.forEach(({ clientOrderId: own }, index) => {
        if (own === undefined) return;
        if (seen.has(own)) {
          const path = [index, 'clientOrderId'];
          context.addIssue({ code: 'custom', path, message: 'is used by another order of the batch' });
        }
        seen.add(own);
      });
    }),
});

const changes = z.strictObject({
  price: positive.optional(),
  quantity: positive.optional(),
  amount: positive.optional(),
  type: type.optional(),
  timeInForce: timeInForce.optional(),
  /** Of the new order. */
  clientOrderId: clientOrderId.optional(),
  allowBorrow: flag.optional(),
  /** Place the new order even when the old one could not be cancelled. @defaultValue false, the venue's */
  proceedOnFailure: flag.optional(),
  slippageTolerance: slippageTolerance.optional(),
});

/** A replace that changes nothing would cancel an order and place the same one behind all others. */
export function changesSomething(given: Readonly<Record<string, unknown>>, context: z.RefinementCtx): void {
  if (Object.keys(given).some((name) => name !== 'proceedOnFailure')) return;
  context.addIssue({ code: 'custom', path: ['changes'], message: 'must name at least one field' });
}

/**
 * Body of PUT /orders/{id}: cancels the order and places one that has the same fields but for those given.
 * @arguments PoloniexReplaceOrderArguments
 */
export const replaceOrderArguments = changes.superRefine(oneSize).superRefine(changesSomething);

const REF_RULE = 'must be the only name of the order: id or clientOrderId';
/** The one name of an order as a part of a path. */
export const refArguments = z
  .strictObject({ id: id.optional(), clientOrderId: clientOrderId.optional() })
  .superRefine((ref, context) => {
    if ((ref.id === undefined) !== (ref.clientOrderId === undefined)) return;
    context.addIssue({ code: 'custom', path: ['id'], message: REF_RULE });
  })
  .transform((ref) => ref as Readonly<Record<string, string>>) as z.ZodType<
  Readonly<Record<string, string>>,
  PoloniexOrderRef
>;

/** An order and what of it changes. */
export interface Replacement {
  /** As a part of a path. */
  readonly ref: Readonly<Record<string, string>>;
  readonly changes: object;
}

/** @throws ValidationError naming the field of the order's name, or of the changes */
export function checkReplacement(
  ref: PoloniexOrderRef,
  changed: object,
  schema: z.ZodType<object>,
  operation: string,
): Replacement {
  return {
    ref: checkArguments(refArguments, ref, operation),
    changes: checkArguments(schema, changed, operation),
  };
}

const openArguments = (maxLimit: number) =>
  z.strictObject({
    ...page,
    symbol: symbol.optional(),
    side: side.optional(),
    limit: limitOf(maxLimit).optional(),
  });

/**
 * Arguments of GET /orders.
 * @arguments PoloniexOpenOrdersArguments
 */
export const openOrdersArguments = openArguments(2000);
/**
 * Arguments of GET /smartorders.
 * @arguments PoloniexSmartOrdersArguments
 */
export const smartOrdersArguments = openArguments(1000);

const historyArguments = <Type extends string, State extends string>() =>
  z
    .strictObject({
      ...page,
      accountType: accountType.optional(),
      type: typed<Type>(openName).optional(),
      side: side.optional(),
      symbol: symbol.optional(),
      /** States to be listed. */
      states: listed(typed<State>(openName)).optional(),
      /** Leaves cancelled orders out. */
      hideCancel: flag.optional(),
      limit: limitOf(1000).optional(),
      /** UTC epoch ms. */
      startTime: time.optional(),
      /** UTC epoch ms. */
      endTime: time.optional(),
    })
    .superRefine(orderedRange);

/**
 * Arguments of GET /orders/history.
 * @arguments PoloniexOrderHistoryArguments
 */
export const orderHistoryArguments = historyArguments<PoloniexOrderType, PoloniexOrderState>();
/**
 * Arguments of GET /smartorders/history.
 * @arguments PoloniexSmartOrderHistoryArguments
 */
export const smartOrderHistoryArguments = historyArguments<PoloniexSmartOrderType, PoloniexSmartOrderState>();

const IDS_RULE = 'must be an array';
/**
 * Which orders to cancel; at least one id.
 * @arguments PoloniexCancelOrdersArguments
 */
export const cancelOrdersArguments = z
  .strictObject({
    orderIds: z.array(id, IDS_RULE).optional(),
    clientOrderIds: z.array(clientOrderId, IDS_RULE).optional(),
  })
  .superRefine(({ orderIds = [], clientOrderIds = [] }, context) => {
    if (orderIds.length + clientOrderIds.length > 0) return;
    context.addIssue({ code: 'custom', path: ['orderIds'], message: 'or clientOrderIds must hold an id' });
  });

// To the venue an empty list means all: the bot that has filtered its symbols down to none means the opposite.
const LIST_RULE = 'must be an array of at least one; leave it out for all';
/**
 * Narrows a cancel of all orders; without symbols it means all of them.
 * @arguments PoloniexCancelAllArguments
 */
export const cancelAllArguments = z.strictObject({
  symbols: z.array(symbol, LIST_RULE).min(1, LIST_RULE).optional(),
  accountTypes: z.array(accountType, LIST_RULE).min(1, LIST_RULE).optional(),
});

/**
 * Arguments of GET /trades.
 * @arguments PoloniexTradesArguments
 */
export const tradesArguments = z
  .strictObject({
    ...page,
    symbols: listed(symbol).optional(),
    limit: limitOf(1000).optional(),
    /** UTC epoch ms. */
    startTime: time.optional(),
    /** UTC epoch ms. */
    endTime: time.optional(),
  })
  .superRefine(orderedRange);

const TIMEOUT_RULE = 'must be a whole number of seconds from 10 to 600, or -1 to switch it off';
/**
 * Body of POST /orders/killSwitch.
 * @arguments PoloniexKillSwitchArguments
 */
export const killSwitchArguments = z.strictObject({
  /** Seconds after which all orders are cancelled, 10 to 600; -1 switches it off. */
  timeout: z
    .int(TIMEOUT_RULE)
    .refine((value) => value === -1 || (value >= 10 && value <= 600), TIMEOUT_RULE)
    .transform(String),
});

import * as z from '../../../adapter/schema/zod';
import { changesSomething, demand, oneSize } from './arguments-trading';
import { accountType, clientOrderId, flag, positive, side, symbol, timeInForce } from './arguments-values';

const TYPES = ['STOP', 'STOP_LIMIT', 'TRAILING_STOP', 'TRAILING_STOP_LIMIT'] as const;
const type = z.enum(TYPES, `must be one of ${TYPES.join(', ')}`);
const OFFSET_RULE = 'must be a decimal above 0 in a string, with % or without';
const offset = z
  .string(OFFSET_RULE)
  .max(40, OFFSET_RULE)
  .regex(/^(?!0*(?:\.0*)?%?$)\d+(?:\.\d+)?%?$/, OFFSET_RULE);

/**
 * Body of POST /smartorders.
 * @arguments PoloniexCreateSmartOrderArguments
 * @see Poloniex API, create smart order
 */
export const createSmartOrderArguments = z
  .strictObject({
    symbol,
    side,
    /** @defaultValue 'STOP' without a price, 'STOP_LIMIT' with one, the venue's */
    type: type.optional(),
    timeInForce: timeInForce.optional(),
    price: positive.optional(),
    /** Where a STOP or STOP_LIMIT is triggered; from where on a trailing order follows the market, at once without it. */
    stopPrice: positive.optional(),
    quantity: positive.optional(),
    /** Quote units; a STOP buy spends them. */
    amount: positive.optional(),
    accountType: accountType.optional(),
    clientOrderId: clientOrderId.optional(),
    /** Distance of a trailing stop, in price or with `%`. */
    trailingOffset: offset.optional(),
    /** Distance of the limit of a TRAILING_STOP_LIMIT from the market price at its trigger, in price or with `%`. */
    limitOffset: offset.optional(),
    /** How the activation price is compared. */
    operator: z.enum(['GTE', 'LTE'], "must be 'GTE' or 'LTE'").optional(),
  })
  .superRefine((order, context) => {
    const kind = order.type ?? (order.price === undefined ? 'STOP' : 'STOP_LIMIT');
    const rule = (field: keyof typeof order, wanted: boolean): void =>
      demand(order, field, wanted, kind, context);
    const trailing = kind === 'TRAILING_STOP' || kind === 'TRAILING_STOP_LIMIT';
    rule('trailingOffset', trailing);
    if (!trailing) rule('stopPrice', true);
    rule('limitOffset', kind === 'TRAILING_STOP_LIMIT');
    if (!trailing) rule('operator', false);
    rule('price', kind === 'STOP_LIMIT');
    oneSize(order, context);
    const market = kind === 'STOP' || kind === 'TRAILING_STOP';
    const spends = market && order.side === 'BUY';
    rule('amount', spends);
    rule('quantity', !spends);
  });

/**
 * Body of PUT /smartorders/{id}.
 * @arguments PoloniexReplaceSmartOrderArguments
 */
export const replaceSmartOrderArguments = z
  .strictObject({
    price: positive.optional(),
    stopPrice: positive.optional(),
    quantity: positive.optional(),
    amount: positive.optional(),
    type: type.optional(),
    timeInForce: timeInForce.optional(),
    clientOrderId: clientOrderId.optional(),
    proceedOnFailure: flag.optional(),
  })
  .superRefine(oneSize)
  .superRefine(changesSomething);

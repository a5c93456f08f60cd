import { z } from 'zod';
import { changesSomething, oneSize } from './arguments-trading';
import { clientOrderId, flag, openName, positive, side, symbol, timeInForce } from './arguments-values';

const TYPES = ['STOP', 'STOP_LIMIT', 'TRAILING_STOP', 'TRAILING_STOP_LIMIT'] as const;
const type = z.enum(TYPES, `must be one of ${TYPES.join(', ')}`);
const OFFSET_RULE = 'must be a decimal above 0 in a string, with % or without';
const offset = z
  .string(OFFSET_RULE)
  .max(40, OFFSET_RULE)
  .regex(/^(?!0*(?:\.0*)?%?$)\d+(?:\.\d+)?%?$/, OFFSET_RULE);

/**
 * A stop names its trigger, and its price where it becomes a limit order; a trailing one its distance. A stop that buys
 * at the market spends `amount`, any other order trades `quantity`.
 * @see Poloniex API, create smart order
 */
export const createSmartOrderArguments = z
  .strictObject({
    symbol,
    side,
    type: type.optional(),
    timeInForce: timeInForce.optional(),
    price: positive.optional(),
    stopPrice: positive.optional(),
    quantity: positive.optional(),
    amount: positive.optional(),
    accountType: openName.optional(),
    clientOrderId: clientOrderId.optional(),
    trailingOffset: offset.optional(),
    limitOffset: offset.optional(),
    operator: z.enum(['GTE', 'LTE'], "must be 'GTE' or 'LTE'").optional(),
  })
  .superRefine((order, context) => {
    const kind = order.type ?? (order.price === undefined ? 'STOP' : 'STOP_LIMIT');
    const rule = (field: keyof typeof order, wanted: boolean): void => {
      if ((order[field] !== undefined) === wanted) return;
      const message = wanted ? `must be given for ${kind}` : `must be left out of ${kind}`;
      context.addIssue({ code: 'custom', path: [field], message });
    };
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

export {
  orderHistoryArguments as smartOrderHistoryArguments,
  smartOrdersArguments,
} from './arguments-trading';

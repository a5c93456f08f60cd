import type { Decimal } from '../../../model';
import type { CheckedOrder } from '../../../orders/check-order';
import { cmdOf } from '../map';
import type { OrderCommand, TransactionType } from '../types/open';

export const TYPE = { open: 0, close: 2, modify: 3, delete: 4 } as const satisfies Record<
  string,
  TransactionType
>;

/** What `tradeTransaction` takes of a new order that has been checked, every member as the schema would write it. */
export function openArguments(order: CheckedOrder, price: Decimal) {
  const { clientOrderId, symbol, side, type, quantity = '0', expireTime = 0, stopLoss, takeProfit } = order;
  return {
    cmd: cmdOf(side, type) as OrderCommand,
    customComment: clientOrderId,
    expiration: expireTime,
    offset: 0,
    order: '0',
    price,
    sl: stopLoss ?? '0',
    symbol,
    tp: takeProfit ?? '0',
    type: TYPE.open,
    volume: quantity,
  };
}

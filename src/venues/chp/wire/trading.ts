import {
  optionalNumber,
  optionalText,
  typed,
  wireId,
  wireInteger,
  wireNumber,
  wireOptionalId,
} from '../../../adapter/schema/values';
import * as z from '../../../adapter/schema/zod';
import type { ChpOrderState, ChpSentAction, ChpSentOrderType, ChpSentValidity } from '../types/open';

/**
 * Answer of PlaceOrder.
 * @record ChpOrderAnswer
 * @example {"cookie":12,"orderid":"1234567890"}
 */
export const orderAnswer = z.looseObject({
  /** As it was given. */
  cookie: wireInteger,
  /** What moves and cancels; null or empty where the order was refused. */
  orderid: z.exactOptional(wireOptionalId),
  /** Why it was refused. */
  reason: optionalText,
});

/**
 * Answer of MoveOrder and CancelOrder.
 * @record ChpMoveAnswer
 * @record ChpCancelAnswer
 * @example {"orderid":"1234567890","result":true}
 */
export const moveAnswer = z.looseObject({
  orderid: wireId,
  result: z.exactOptional(z.boolean().nullable()),
  cookie: z.exactOptional(wireInteger.nullable()),
  /** Why it was refused. */
  reason: optionalText,
});

/**
 * The state of an order.
 * @record ChpOrder
 * @check checkOrder whole copied
 * @decode decodeOrder portfolio* symbol* state action type validity price amount# stop filled# datetime orderid orderno!
 *   status_mask!- cookie
 * @example {"portfolio":"ST123456-MO-01","symbol":"GAZP","state":2,"action":1,"type":2,"validity":1,"price":163.9,
 *   "amount":30,"stop":0,"filled":30,"datetime":"2020-10-16T18:39:59","orderid":"1234567890","orderno":"987",
 *   "status_mask":0,"cookie":12}
 * @see CHP_client, UpdateOrder
 */
export const orderRecord = z.looseObject({
  portfolio: z.string().min(1),
  symbol: z.string().min(1),
  state: typed<ChpOrderState>(wireInteger),
  action: typed<ChpSentAction>(wireInteger),
  type: typed<ChpSentOrderType>(wireInteger),
  validity: typed<ChpSentValidity>(wireInteger),
  price: wireNumber,
  amount: wireNumber,
  stop: wireNumber,
  /** What REMAINS open, not what was done. */
  filled: wireNumber,
  /** Moscow wall time without a zone. */
  datetime: z.string(),
  /** What moves and cancels. */
  orderid: wireId,
  /** The exchange's number; empty or null until it has one. */
  orderno: z.exactOptional(wireOptionalId),
  status_mask: optionalNumber,
  /** As given when it was placed; 0 on orders of other programs. */
  cookie: wireInteger,
});

/**
 * An own trade.
 * @record ChpOwnTrade
 * @check checkOwnTrade copied
 * @example {"portfolio":"ST123456-MO-01","symbol":"GAZP","orderid":"1234567890","price":163.9,"amount":-30,
 *   "datetime":"2020-10-16T18:39:59","tradeno":"3450112233"}
 * @see CHP_client, AddTrade
 */
export const ownTradeRecord = z.looseObject({
  portfolio: z.string().min(1),
  symbol: z.string().min(1),
  orderid: wireId,
  price: wireNumber,
  /** Below 0 for a sale. */
  amount: wireNumber,
  /** Moscow wall time without a zone. */
  datetime: z.string().min(1),
  tradeno: wireId,
});

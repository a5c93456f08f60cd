import { z } from 'zod';
import {
  optionalNumber,
  optionalText,
  wireId,
  wireInteger,
  wireNumber,
  wireOptionalId,
} from '../../../adapter/schema/values';

/**
 * A row of Order/Place.
 * @example {"cookie":12,"orderid":"1234567890"}
 */
export const orderAnswer = z.looseObject({
  cookie: wireInteger,
  orderid: z.exactOptional(wireOptionalId),
  reason: optionalText,
});

/**
 * A row of Order/Move and Order/Cancel.
 * @example {"orderid":"1234567890","result":true}
 */
export const moveAnswer = z.looseObject({
  orderid: wireId,
  result: z.exactOptional(z.boolean().nullable()),
  cookie: z.exactOptional(wireInteger.nullable()),
  reason: optionalText,
});

/**
 * A row of UpdateOrder.
 * @example {"portfolio":"ST123456-MO-01","symbol":"GAZP","state":2,"action":1,"type":2,"validity":1,"price":163.9,
 *   "amount":30,"stop":0,"filled":30,"datetime":"2020-10-16T18:39:59","orderid":"1234567890","orderno":"987",
 *   "status_mask":0,"cookie":12}
 */
export const orderRecord = z.looseObject({
  portfolio: z.string().min(1),
  symbol: z.string().min(1),
  state: wireInteger,
  action: wireInteger,
  type: wireInteger,
  validity: wireInteger,
  price: wireNumber,
  amount: wireNumber,
  stop: wireNumber,
  filled: wireNumber,
  datetime: z.string(),
  orderid: wireId,
  orderno: z.exactOptional(wireOptionalId),
  status_mask: optionalNumber,
  cookie: wireInteger,
});

/**
 * A row of AddTrade.
 * @example {"portfolio":"ST123456-MO-01","symbol":"GAZP","orderid":"1234567890","price":163.9,"amount":-30,
 *   "datetime":"2020-10-16T18:39:59","tradeno":"3450112233"}
 */
export const ownTradeRecord = z.looseObject({
  portfolio: z.string().min(1),
  symbol: z.string().min(1),
  orderid: wireId,
  price: wireNumber,
  amount: wireNumber,
  datetime: z.string().min(1),
  tradeno: wireId,
});

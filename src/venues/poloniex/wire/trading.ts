import { z } from 'zod';
import { wireId, wireInteger } from '../../../adapter/schema/values';
import { record, wireDecimal, wireName, wireSide, wireText, wireTime } from './values';

/** @example {"id":"29772698821328896","clientOrderId":"1234Abc"} */
export const orderIds = record({ id: wireId, clientOrderId: wireText });

/** @example {"code":21709,"message":"Low available balance","clientOrderId":"1234Abc"} */
export const batchRefusal = record({ code: wireInteger, message: wireText }, { clientOrderId: z.string() });

/**
 * A row of GET /orders, GET /orders/{id} and GET /orders/history.
 * @example {"id":"24993088082542592","clientOrderId":"","symbol":"ELON_USDC","state":"NEW","accountType":"SPOT",
 *   "side":"SELL","type":"LIMIT","timeInForce":"GTC","quantity":"1.00","price":"0.00","avgPrice":"0.00","amount":"0.00",
 *   "filledQuantity":"0.00","filledAmount":"0.00","createTime":1646925216548,"updateTime":1646925216548,
 *   "orderSource":"API","loan":false,"cancelReason":0}
 */
export const orderRecord = record(
  {
    id: wireId,
    clientOrderId: wireText,
    symbol: wireName,
    state: wireName,
    side: wireSide,
    type: wireName,
    quantity: wireDecimal,
    price: wireDecimal,
    amount: wireDecimal,
    filledQuantity: wireDecimal,
    filledAmount: wireDecimal,
    createTime: wireTime,
    updateTime: wireTime,
  },
  {
    accountType: z.string(),
    timeInForce: z.string(),
    avgPrice: wireDecimal,
    orderSource: z.string(),
    loan: z.boolean(),
    cancelReason: wireInteger,
  },
);

/**
 * A row of GET /smartorders, GET /smartorders/{id} and GET /smartorders/history.
 * @example {"id":"14368195657859072","clientOrderId":"18113","symbol":"ETH_USDT","state":"TRIGGERED","accountType":"SPOT",
 *   "side":"BUY","type":"STOP_LIMIT","timeInForce":"GTC","quantity":"0.5","price":"40.9","amount":"0","stopPrice":"39.9",
 *   "createTime":1655064614101,"updateTime":1655064614101,"triggeredOrder":{...}}
 */
export const smartOrderRecord = record(
  {
    id: wireId,
    clientOrderId: wireText,
    symbol: wireName,
    state: wireName,
    side: wireSide,
    type: wireName,
    quantity: wireDecimal,
    price: wireDecimal,
    amount: wireDecimal,
    createTime: wireTime,
    updateTime: wireTime,
  },
  {
    accountType: z.string(),
    timeInForce: z.string(),
    // A trailing order need not have one.
    stopPrice: wireDecimal,
    trailingOffset: z.string(),
    limitOffset: z.string(),
    operator: z.string(),
    activationPrice: wireDecimal,
    triggeredOrder: orderRecord,
  },
);

/** @example {"orderId":"32487004629499904","clientOrderId":"","state":"PENDING_CANCEL","code":200,"message":""} */
export const cancelResult = record({
  // Of an order that was not found, the venue may know one of its names alone.
  orderId: z.union([wireId, wireText]),
  clientOrderId: wireText,
  state: wireText,
  code: wireInteger,
  message: wireText,
});

/**
 * A row of GET /trades and GET /orders/{id}/trades.
 * @example {"id":"62561238","symbol":"BTC_USDT","accountType":"SPOT","orderId":"32164923987566592","side":"SELL",
 *   "type":"MARKET","matchRole":"TAKER","createTime":1648635115525,"price":"47104","quantity":"0.001","amount":"47.104",
 *   "feeCurrency":"USDT","feeAmount":"0.071","pageId":"32164924331503616","clientOrderId":"myOwnId-321"}
 */
export const tradeRecord = record(
  {
    id: wireId,
    symbol: wireName,
    orderId: wireId,
    side: wireSide,
    type: wireName,
    matchRole: z.string(),
    createTime: wireTime,
    price: wireDecimal,
    quantity: wireDecimal,
    amount: wireDecimal,
    feeCurrency: z.string(),
    feeAmount: wireDecimal,
    pageId: wireId,
    clientOrderId: wireText,
  },
  { accountType: z.string() },
);

const seconds = z.union([z.string(), z.int()]).transform(String);

/** Epoch seconds in text. @example {"startTime":"1665456130","cancellationTime":"1665456190"} */
export const killSwitchRecord = record({ startTime: seconds, cancellationTime: seconds });

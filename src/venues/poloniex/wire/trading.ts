import { type Reader, readerOf } from '../../../adapter/schema/reader';
import { typed, wireId, wireInteger } from '../../../adapter/schema/values';
import * as z from '../../../adapter/schema/zod';
import type {
  OpenText,
  PoloniexAccountType,
  PoloniexMatchRole,
  PoloniexOrderSource,
  PoloniexOrderState,
  PoloniexOrderType,
  PoloniexSide,
  PoloniexSmartOrderState,
  PoloniexSmartOrderType,
  PoloniexTimeInForce,
} from '../types/open';
import type { PoloniexBatchRow } from '../types/trading';
import { record, wireSentDecimal as wireDecimal, wireName, wireSide, wireText, wireTime } from './values';

/**
 * What the venue calls the order that it has accepted.
 * @record PoloniexOrderIds
 * @example {"id":"29772698821328896","clientOrderId":"1234Abc"}
 */
export const orderIds = record({
  id: wireId,
  /** Empty where the request named none. */
  clientOrderId: wireText,
});

/** @example {"code":21709,"message":"Low available balance","clientOrderId":"1234Abc"} */
export const batchRefusal = record({ code: wireInteger, message: wireText }, { clientOrderId: z.string() });

const readIds = readerOf(orderIds);
const readRefusal = readerOf(batchRefusal);

/** Reads a row of POST /orders/batch: one with a code is a refusal, unless the code is that of a success. */
export const readBatchRow: Reader<PoloniexBatchRow> = (value) => {
  const { code } = (value ?? {}) as { readonly code?: unknown };
  if (code !== undefined && code !== null && String(code) !== '200') return readRefusal(value);
  const { id, clientOrderId } = readIds(value);
  return { id, clientOrderId };
};

/**
 * An order of the REST interface.
 * @record PoloniexOrder
 * @check checkOrder copied
 * @decode decodeOrder id clientOrderId symbol* state* accountType- side type* timeInForce* quantity price avgPrice- amount
 *   filledQuantity filledAmount createTime updateTime orderSource* loan- cancelReason-
 * @example {"id":"24993088082542592","clientOrderId":"","symbol":"ELON_USDC","state":"NEW","accountType":"SPOT",
 *   "side":"SELL","type":"LIMIT","timeInForce":"GTC","quantity":"1.00","price":"0.00","avgPrice":"0.00","amount":"0.00",
 *   "filledQuantity":"0.00","filledAmount":"0.00","createTime":1646925216548,"updateTime":1646925216548,
 *   "orderSource":"API","loan":false,"cancelReason":0}
 */
export const orderRecord = record(
  {
    id: wireId,
    /** Empty where it has none. */
    clientOrderId: wireText,
    symbol: wireName,
    state: typed<PoloniexOrderState>(wireName),
    side: typed<PoloniexSide>(wireSide),
    type: typed<PoloniexOrderType>(wireName),
    /** Base units; `0` of a market buy. */
    quantity: wireDecimal,
    /** `0` of a market order. */
    price: wireDecimal,
    /** Quote units to spend of a market buy; `0` of any other. */
    amount: wireDecimal,
    filledQuantity: wireDecimal,
    filledAmount: wireDecimal,
    createTime: wireTime,
    updateTime: wireTime,
  },
  {
    accountType: typed<PoloniexAccountType>(z.string()),
    timeInForce: typed<PoloniexTimeInForce>(z.string()),
    /** `0` before the first trade. */
    avgPrice: wireDecimal,
    orderSource: typed<PoloniexOrderSource>(z.string()),
    loan: z.boolean(),
    cancelReason: wireInteger,
  },
);

/**
 * A smart order.
 * @record PoloniexSmartOrder
 * @example {"id":"14368195657859072","clientOrderId":"18113","symbol":"ETH_USDT","state":"TRIGGERED","accountType":"SPOT",
 *   "side":"BUY","type":"STOP_LIMIT","timeInForce":"GTC","quantity":"0.5","price":"40.9","amount":"0","stopPrice":"39.9",
 *   "createTime":1655064614101,"updateTime":1655064614101,"triggeredOrder":{...}}
 */
export const smartOrderRecord = record(
  {
    id: wireId,
    clientOrderId: wireText,
    symbol: wireName,
    state: typed<PoloniexSmartOrderState>(wireName),
    side: typed<PoloniexSide>(wireSide),
    type: typed<PoloniexSmartOrderType>(wireName),
    quantity: wireDecimal,
    price: wireDecimal,
    amount: wireDecimal,
    createTime: wireTime,
    updateTime: wireTime,
  },
  {
    accountType: typed<PoloniexAccountType>(z.string()),
    timeInForce: typed<PoloniexTimeInForce>(z.string()),
    // A trailing order need not have one.

    /** Absent of a trailing order without an activation price. */
    stopPrice: wireDecimal,
    /** Distance of a trailing stop, in price or with `%`. */
    trailingOffset: z.string(),
    /** Distance of the limit from the market price at the trigger, in price or with `%`. */
    limitOffset: z.string(),
    /** How the last price is compared with the activation price. */
    operator: typed<OpenText<'GTE' | 'LTE'>>(z.string()),
    /** From which price on a trailing order follows the market. */
    activationPrice: wireDecimal,
    /** The order that it became; only when it was triggered. */
    triggeredOrder: orderRecord,
  },
);

/**
 * Answer to a cancel, one row an order.
 * @record PoloniexCancelResult
 * @example {"orderId":"32487004629499904","clientOrderId":"","state":"PENDING_CANCEL","code":200,"message":""}
 */
export const cancelResult = record({
  // Of an order that was not found, the venue may know one of its names alone.
  orderId: z.union([wireId, wireText]),
  clientOrderId: wireText,
  state: typed<PoloniexOrderState>(wireText),
  /** 200 when the cancel was accepted. */
  code: wireInteger,
  message: wireText,
});

/**
 * An own trade.
 * @record PoloniexTrade
 * @check checkOwnTrade copied
 * @example {"id":"62561238","symbol":"BTC_USDT","accountType":"SPOT","orderId":"32164923987566592","side":"SELL",
 *   "type":"MARKET","matchRole":"TAKER","createTime":1648635115525,"price":"47104","quantity":"0.001","amount":"47.104",
 *   "feeCurrency":"USDT","feeAmount":"0.071","pageId":"32164924331503616","clientOrderId":"myOwnId-321"}
 */
export const tradeRecord = record(
  {
    id: wireId,
    symbol: wireName,
    orderId: wireId,
    side: typed<PoloniexSide>(wireSide),
    type: typed<PoloniexOrderType>(wireName),
    matchRole: typed<PoloniexMatchRole>(z.string()),
    createTime: wireTime,
    price: wireDecimal,
    quantity: wireDecimal,
    amount: wireDecimal,
    feeCurrency: z.string(),
    feeAmount: wireDecimal,
    /** What `from` continues behind. */
    pageId: wireId,
    clientOrderId: wireText,
  },
  { accountType: typed<PoloniexAccountType>(z.string()) },
);

const seconds = z.union([z.string(), z.int()]).transform(String);

/**
 * Answer of the kill switch, epoch seconds in text as the venue sends them.
 * @record PoloniexKillSwitch
 */
export const killSwitchRecord = record({ startTime: seconds, cancellationTime: seconds });

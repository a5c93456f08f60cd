// Generated from the definitions of src/venues/poloniex by `npm run generate`; do not edit.

import { isCount, isId, isInteger, isName, toId } from '../../../adapter/schema/checks';
import { fillUntraded } from '../wire/stream';
import {
  isAmount,
  isBookId,
  isDecimal,
  isLevels,
  isOptionalDecimal,
  isSide,
  isText,
  toSide,
  toText,
} from '../wire/stream-values';
import { isSentDecimal, toSentDecimal } from '../wire/values';
import type {
  PoloniexBalanceUpdate,
  PoloniexBookUpdate,
  PoloniexCandle,
  PoloniexOrder,
  PoloniexOrderUpdate,
  PoloniexTickerUpdate,
  PoloniexTradeUpdate,
} from './records';

/** What `candleRecord` accepts, in the form that it gives it; `undefined` for anything else. */
export function checkCandle(value: unknown): PoloniexCandle | undefined {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return undefined;
  const row = value as { -readonly [K in keyof PoloniexCandle]-?: unknown };

  if (
    !isSentDecimal(row.low) ||
    !isSentDecimal(row.high) ||
    !isSentDecimal(row.open) ||
    !isSentDecimal(row.close) ||
    !isSentDecimal(row.amount) ||
    !isSentDecimal(row.quantity) ||
    !isSentDecimal(row.buyTakerAmount) ||
    !isSentDecimal(row.buyTakerQuantity) ||
    !isInteger(row.tradeCount) ||
    !isCount(row.ts) ||
    !isSentDecimal(row.weightedAverage) ||
    !(typeof row.interval === 'string') ||
    !isCount(row.startTime) ||
    !isCount(row.closeTime)
  )
    return undefined;
  row.low = toSentDecimal(row.low);
  row.high = toSentDecimal(row.high);
  row.open = toSentDecimal(row.open);
  row.close = toSentDecimal(row.close);
  row.amount = toSentDecimal(row.amount);
  row.quantity = toSentDecimal(row.quantity);
  row.buyTakerAmount = toSentDecimal(row.buyTakerAmount);
  row.buyTakerQuantity = toSentDecimal(row.buyTakerQuantity);
  row.weightedAverage = toSentDecimal(row.weightedAverage);
  return row as PoloniexCandle;
}

/** What `orderUpdate` accepts, in the form that it gives it; `undefined` for anything else. */
export function checkOrderUpdate(value: unknown): PoloniexOrderUpdate | undefined {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return undefined;
  const row = value as { -readonly [K in keyof PoloniexOrderUpdate]-?: unknown };
  fillUntraded(row);
  if (
    !isName(row.symbol) ||
    !isName(row.type) ||
    !isAmount(row.quantity) ||
    !isId(row.orderId) ||
    !isDecimal(row.tradeFee) ||
    !isText(row.clientOrderId) ||
    !(typeof row.accountType === 'string') ||
    !isText(row.feeCurrency) ||
    !isName(row.eventType) ||
    !(typeof row.source === 'string') ||
    !isSide(row.side) ||
    !isAmount(row.filledQuantity) ||
    !isAmount(row.filledAmount) ||
    !(row.matchRole === undefined ? !('matchRole' in row) : isText(row.matchRole)) ||
    !isName(row.state) ||
    !isCount(row.tradeTime) ||
    !isAmount(row.tradeAmount) ||
    !isAmount(row.orderAmount) ||
    !isCount(row.createTime) ||
    !isAmount(row.price) ||
    !isAmount(row.tradeQty) ||
    !isAmount(row.tradePrice) ||
    !isId(row.tradeId) ||
    !isCount(row.ts)
  )
    return undefined;
  row.orderId = toId(row.orderId);
  row.clientOrderId = toText(row.clientOrderId);
  row.feeCurrency = toText(row.feeCurrency);
  row.side = toSide(row.side);
  if (row.matchRole !== undefined) row.matchRole = toText(row.matchRole);
  row.tradeId = toId(row.tradeId);
  return row as PoloniexOrderUpdate;
}

/** What `balanceUpdate` accepts, in the form that it gives it; `undefined` for anything else. */
export function checkBalanceUpdate(value: unknown): PoloniexBalanceUpdate | undefined {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return undefined;
  const row = value as { -readonly [K in keyof PoloniexBalanceUpdate]-?: unknown };

  if (
    !isCount(row.changeTime) ||
    !isId(row.accountId) ||
    !(row.accountType === undefined ? !('accountType' in row) : typeof row.accountType === 'string') ||
    !isName(row.eventType) ||
    !isDecimal(row.available) ||
    !isName(row.currency) ||
    !isId(row.id) ||
    !isId(row.userId) ||
    !isDecimal(row.hold) ||
    !isCount(row.ts)
  )
    return undefined;
  row.accountId = toId(row.accountId);
  row.id = toId(row.id);
  row.userId = toId(row.userId);
  return row as PoloniexBalanceUpdate;
}

/** What `tickerUpdate` accepts, in the form that it gives it; `undefined` for anything else. */
export function checkTickerUpdate(value: unknown): PoloniexTickerUpdate | undefined {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return undefined;
  const row = value as { -readonly [K in keyof PoloniexTickerUpdate]-?: unknown };

  if (
    !isName(row.symbol) ||
    !isDecimal(row.amount) ||
    !isDecimal(row.high) ||
    !isDecimal(row.quantity) ||
    !isCount(row.tradeCount) ||
    !isDecimal(row.low) ||
    !isCount(row.closeTime) ||
    !isCount(row.startTime) ||
    !isAmount(row.close) ||
    !isDecimal(row.open) ||
    !isCount(row.ts) ||
    !(row.dailyChange === undefined ? !('dailyChange' in row) : isOptionalDecimal(row.dailyChange)) ||
    !(row.markPrice === undefined ? !('markPrice' in row) : isOptionalDecimal(row.markPrice))
  )
    return undefined;

  return row as PoloniexTickerUpdate;
}

/** What `tradeUpdate` accepts, in the form that it gives it; `undefined` for anything else. */
export function checkTradeUpdate(value: unknown): PoloniexTradeUpdate | undefined {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return undefined;
  const row = value as { -readonly [K in keyof PoloniexTradeUpdate]-?: unknown };

  if (
    !isName(row.symbol) ||
    !isAmount(row.amount) ||
    !isName(row.takerSide) ||
    !isAmount(row.quantity) ||
    !isCount(row.createTime) ||
    !isAmount(row.price) ||
    !isId(row.id) ||
    !isCount(row.ts)
  )
    return undefined;
  row.id = toId(row.id);
  return row as PoloniexTradeUpdate;
}

/** What `bookUpdate` accepts, in the form that it gives it; `undefined` for anything else. */
export function checkBookUpdate(value: unknown): PoloniexBookUpdate | undefined {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return undefined;
  const row = value as { -readonly [K in keyof PoloniexBookUpdate]-?: unknown };

  if (
    !isName(row.symbol) ||
    !isCount(row.createTime) ||
    !isLevels(row.asks) ||
    !isLevels(row.bids) ||
    !isBookId(row.id) ||
    !isCount(row.ts) ||
    !(row.lastId === undefined ? !('lastId' in row) : isBookId(row.lastId))
  )
    return undefined;

  return row as PoloniexBookUpdate;
}

/** What `orderRecord` accepts, in the form that it gives it; `undefined` for anything else. */
export function checkOrder(value: unknown): PoloniexOrder | undefined {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return undefined;
  const row = { ...value } as { -readonly [K in keyof PoloniexOrder]-?: unknown };

  if (
    !isId(row.id) ||
    !isText(row.clientOrderId) ||
    !isName(row.symbol) ||
    !isName(row.state) ||
    !isSide(row.side) ||
    !isName(row.type) ||
    !isSentDecimal(row.quantity) ||
    !isSentDecimal(row.price) ||
    !isSentDecimal(row.amount) ||
    !isSentDecimal(row.filledQuantity) ||
    !isSentDecimal(row.filledAmount) ||
    !isCount(row.createTime) ||
    !isCount(row.updateTime) ||
    !(row.accountType === undefined ? !('accountType' in row) : typeof row.accountType === 'string') ||
    !(row.timeInForce === undefined ? !('timeInForce' in row) : typeof row.timeInForce === 'string') ||
    !(row.avgPrice === undefined ? !('avgPrice' in row) : isSentDecimal(row.avgPrice)) ||
    !(row.orderSource === undefined ? !('orderSource' in row) : typeof row.orderSource === 'string') ||
    !(row.loan === undefined ? !('loan' in row) : typeof row.loan === 'boolean') ||
    !(row.cancelReason === undefined ? !('cancelReason' in row) : isInteger(row.cancelReason))
  )
    return undefined;
  row.id = toId(row.id);
  row.clientOrderId = toText(row.clientOrderId);
  row.side = toSide(row.side);
  row.quantity = toSentDecimal(row.quantity);
  row.price = toSentDecimal(row.price);
  row.amount = toSentDecimal(row.amount);
  row.filledQuantity = toSentDecimal(row.filledQuantity);
  row.filledAmount = toSentDecimal(row.filledAmount);
  if (row.avgPrice !== undefined) row.avgPrice = toSentDecimal(row.avgPrice);
  return row as PoloniexOrder;
}

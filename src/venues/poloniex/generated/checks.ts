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
  PoloniexCrossMargin,
  PoloniexMarket,
  PoloniexMarketTrade,
  PoloniexOrder,
  PoloniexOrderUpdate,
  PoloniexTicker24h,
  PoloniexTickerUpdate,
  PoloniexTrade,
  PoloniexTradeLimit,
  PoloniexTradeUpdate,
} from './records';

/** What `tradeLimit` accepts, in the form that it gives it; `undefined` for anything else. */
export function checkTradeLimit(value: unknown): PoloniexTradeLimit | undefined {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return undefined;
  const row = value as { -readonly [K in keyof PoloniexTradeLimit]-?: unknown };

  if (
    !isName(row.symbol) ||
    !isCount(row.priceScale) ||
    !isCount(row.quantityScale) ||
    !isCount(row.amountScale) ||
    !isSentDecimal(row.minQuantity) ||
    !isSentDecimal(row.minAmount) ||
    !(row.maxQuantity === undefined ? !('maxQuantity' in row) : isSentDecimal(row.maxQuantity)) ||
    !(row.maxAmount === undefined ? !('maxAmount' in row) : isSentDecimal(row.maxAmount)) ||
    !(row.highestBid === undefined ? !('highestBid' in row) : isSentDecimal(row.highestBid)) ||
    !(row.lowestAsk === undefined ? !('lowestAsk' in row) : isSentDecimal(row.lowestAsk))
  )
    return undefined;

  const minQuantity = toSentDecimal(row.minQuantity);
  const minAmount = toSentDecimal(row.minAmount);
  const maxQuantity = row.maxQuantity === undefined ? undefined : toSentDecimal(row.maxQuantity);
  const maxAmount = row.maxAmount === undefined ? undefined : toSentDecimal(row.maxAmount);
  const highestBid = row.highestBid === undefined ? undefined : toSentDecimal(row.highestBid);
  const lowestAsk = row.lowestAsk === undefined ? undefined : toSentDecimal(row.lowestAsk);
  if (
    minQuantity === row.minQuantity &&
    minAmount === row.minAmount &&
    maxQuantity === row.maxQuantity &&
    maxAmount === row.maxAmount &&
    highestBid === row.highestBid &&
    lowestAsk === row.lowestAsk
  )
    return row as PoloniexTradeLimit;
  const copy = { ...row };
  copy.minQuantity = minQuantity;
  copy.minAmount = minAmount;
  if (copy.maxQuantity !== undefined) copy.maxQuantity = maxQuantity;
  if (copy.maxAmount !== undefined) copy.maxAmount = maxAmount;
  if (copy.highestBid !== undefined) copy.highestBid = highestBid;
  if (copy.lowestAsk !== undefined) copy.lowestAsk = lowestAsk;
  return copy as PoloniexTradeLimit;
}

/** What `crossMargin` accepts, in the form that it gives it; `undefined` for anything else. */
export function checkCrossMargin(value: unknown): PoloniexCrossMargin | undefined {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return undefined;
  const row = value as { -readonly [K in keyof PoloniexCrossMargin]-?: unknown };

  if (!(typeof row.supportCrossMargin === 'boolean') || !isInteger(row.maxLeverage)) return undefined;

  return row as PoloniexCrossMargin;
}

/** What `marketRecord` accepts, in the form that it gives it; `undefined` for anything else. */
export function checkMarket(value: unknown): PoloniexMarket | undefined {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return undefined;
  const row = value as { -readonly [K in keyof PoloniexMarket]-?: unknown };

  const symbolTradeLimit = checkTradeLimit(row.symbolTradeLimit);
  const crossMargin = row.crossMargin === undefined ? undefined : checkCrossMargin(row.crossMargin);
  if (
    !isName(row.symbol) ||
    !isName(row.baseCurrencyName) ||
    !isName(row.quoteCurrencyName) ||
    !(typeof row.displayName === 'string') ||
    !isName(row.state) ||
    !isCount(row.tradableStartTime) ||
    !(symbolTradeLimit !== undefined) ||
    !(row.visibleStartTime === undefined ? !('visibleStartTime' in row) : isCount(row.visibleStartTime)) ||
    !(row.crossMargin === undefined ? !('crossMargin' in row) : crossMargin !== undefined)
  )
    return undefined;

  if (symbolTradeLimit === row.symbolTradeLimit && crossMargin === row.crossMargin)
    return row as PoloniexMarket;
  const copy = { ...row };
  copy.symbolTradeLimit = symbolTradeLimit;
  if (copy.crossMargin !== undefined) copy.crossMargin = crossMargin;
  return copy as PoloniexMarket;
}

/** What `tickerRecord` accepts, in the form that it gives it; `undefined` for anything else. */
export function checkTicker24h(value: unknown): PoloniexTicker24h | undefined {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return undefined;
  const row = value as { -readonly [K in keyof PoloniexTicker24h]-?: unknown };

  if (
    !isName(row.symbol) ||
    !isSentDecimal(row.open) ||
    !isSentDecimal(row.low) ||
    !isSentDecimal(row.high) ||
    !isSentDecimal(row.close) ||
    !isSentDecimal(row.quantity) ||
    !isSentDecimal(row.amount) ||
    !isInteger(row.tradeCount) ||
    !isCount(row.startTime) ||
    !isCount(row.closeTime) ||
    !isCount(row.ts) ||
    !(row.displayName === undefined ? !('displayName' in row) : typeof row.displayName === 'string') ||
    !(row.dailyChange === undefined ? !('dailyChange' in row) : isSentDecimal(row.dailyChange)) ||
    !(row.bid === undefined ? !('bid' in row) : isSentDecimal(row.bid)) ||
    !(row.bidQuantity === undefined ? !('bidQuantity' in row) : isSentDecimal(row.bidQuantity)) ||
    !(row.ask === undefined ? !('ask' in row) : isSentDecimal(row.ask)) ||
    !(row.askQuantity === undefined ? !('askQuantity' in row) : isSentDecimal(row.askQuantity)) ||
    !(row.markPrice === undefined ? !('markPrice' in row) : isSentDecimal(row.markPrice))
  )
    return undefined;

  const open = toSentDecimal(row.open);
  const low = toSentDecimal(row.low);
  const high = toSentDecimal(row.high);
  const close = toSentDecimal(row.close);
  const quantity = toSentDecimal(row.quantity);
  const amount = toSentDecimal(row.amount);
  const dailyChange = row.dailyChange === undefined ? undefined : toSentDecimal(row.dailyChange);
  const bid = row.bid === undefined ? undefined : toSentDecimal(row.bid);
  const bidQuantity = row.bidQuantity === undefined ? undefined : toSentDecimal(row.bidQuantity);
  const ask = row.ask === undefined ? undefined : toSentDecimal(row.ask);
  const askQuantity = row.askQuantity === undefined ? undefined : toSentDecimal(row.askQuantity);
  const markPrice = row.markPrice === undefined ? undefined : toSentDecimal(row.markPrice);
  if (
    open === row.open &&
    low === row.low &&
    high === row.high &&
    close === row.close &&
    quantity === row.quantity &&
    amount === row.amount &&
    dailyChange === row.dailyChange &&
    bid === row.bid &&
    bidQuantity === row.bidQuantity &&
    ask === row.ask &&
    askQuantity === row.askQuantity &&
    markPrice === row.markPrice
  )
    return row as PoloniexTicker24h;
  const copy = { ...row };
  copy.open = open;
  copy.low = low;
  copy.high = high;
  copy.close = close;
  copy.quantity = quantity;
  copy.amount = amount;
  if (copy.dailyChange !== undefined) copy.dailyChange = dailyChange;
  if (copy.bid !== undefined) copy.bid = bid;
  if (copy.bidQuantity !== undefined) copy.bidQuantity = bidQuantity;
  if (copy.ask !== undefined) copy.ask = ask;
  if (copy.askQuantity !== undefined) copy.askQuantity = askQuantity;
  if (copy.markPrice !== undefined) copy.markPrice = markPrice;
  return copy as PoloniexTicker24h;
}

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

/** What `marketTradeRecord` accepts, in the form that it gives it; `undefined` for anything else. */
export function checkMarketTrade(value: unknown): PoloniexMarketTrade | undefined {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return undefined;
  const row = value as { -readonly [K in keyof PoloniexMarketTrade]-?: unknown };

  if (
    !isId(row.id) ||
    !isSentDecimal(row.price) ||
    !isSentDecimal(row.quantity) ||
    !isSentDecimal(row.amount) ||
    !isName(row.takerSide) ||
    !isCount(row.ts) ||
    !isCount(row.createTime)
  )
    return undefined;

  const id = toId(row.id);
  const price = toSentDecimal(row.price);
  const quantity = toSentDecimal(row.quantity);
  const amount = toSentDecimal(row.amount);
  if (id === row.id && price === row.price && quantity === row.quantity && amount === row.amount)
    return row as PoloniexMarketTrade;
  const copy = { ...row };
  copy.id = id;
  copy.price = price;
  copy.quantity = quantity;
  copy.amount = amount;
  return copy as PoloniexMarketTrade;
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
  const row = value as { -readonly [K in keyof PoloniexOrder]-?: unknown };

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

  const id = toId(row.id);
  const clientOrderId = toText(row.clientOrderId);
  const side = toSide(row.side);
  const quantity = toSentDecimal(row.quantity);
  const price = toSentDecimal(row.price);
  const amount = toSentDecimal(row.amount);
  const filledQuantity = toSentDecimal(row.filledQuantity);
  const filledAmount = toSentDecimal(row.filledAmount);
  const avgPrice = row.avgPrice === undefined ? undefined : toSentDecimal(row.avgPrice);
  if (
    id === row.id &&
    clientOrderId === row.clientOrderId &&
    side === row.side &&
    quantity === row.quantity &&
    price === row.price &&
    amount === row.amount &&
    filledQuantity === row.filledQuantity &&
    filledAmount === row.filledAmount &&
    avgPrice === row.avgPrice
  )
    return row as PoloniexOrder;
  const copy = { ...row };
  copy.id = id;
  copy.clientOrderId = clientOrderId;
  copy.side = side;
  copy.quantity = quantity;
  copy.price = price;
  copy.amount = amount;
  copy.filledQuantity = filledQuantity;
  copy.filledAmount = filledAmount;
  if (copy.avgPrice !== undefined) copy.avgPrice = avgPrice;
  return copy as PoloniexOrder;
}

/** What `tradeRecord` accepts, in the form that it gives it; `undefined` for anything else. */
export function checkOwnTrade(value: unknown): PoloniexTrade | undefined {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return undefined;
  const row = value as { -readonly [K in keyof PoloniexTrade]-?: unknown };

  if (
    !isId(row.id) ||
    !isName(row.symbol) ||
    !isId(row.orderId) ||
    !isSide(row.side) ||
    !isName(row.type) ||
    !(typeof row.matchRole === 'string') ||
    !isCount(row.createTime) ||
    !isSentDecimal(row.price) ||
    !isSentDecimal(row.quantity) ||
    !isSentDecimal(row.amount) ||
    !(typeof row.feeCurrency === 'string') ||
    !isSentDecimal(row.feeAmount) ||
    !isId(row.pageId) ||
    !isText(row.clientOrderId) ||
    !(row.accountType === undefined ? !('accountType' in row) : typeof row.accountType === 'string')
  )
    return undefined;

  const id = toId(row.id);
  const orderId = toId(row.orderId);
  const side = toSide(row.side);
  const price = toSentDecimal(row.price);
  const quantity = toSentDecimal(row.quantity);
  const amount = toSentDecimal(row.amount);
  const feeAmount = toSentDecimal(row.feeAmount);
  const pageId = toId(row.pageId);
  const clientOrderId = toText(row.clientOrderId);
  if (
    id === row.id &&
    orderId === row.orderId &&
    side === row.side &&
    price === row.price &&
    quantity === row.quantity &&
    amount === row.amount &&
    feeAmount === row.feeAmount &&
    pageId === row.pageId &&
    clientOrderId === row.clientOrderId
  )
    return row as PoloniexTrade;
  const copy = { ...row };
  copy.id = id;
  copy.orderId = orderId;
  copy.side = side;
  copy.price = price;
  copy.quantity = quantity;
  copy.amount = amount;
  copy.feeAmount = feeAmount;
  copy.pageId = pageId;
  copy.clientOrderId = clientOrderId;
  return copy as PoloniexTrade;
}

import type { Balance, Position } from './account';
import { compareDecimals, type Decimal } from './decimal';
import type { Candle, OrderBook, Quote, Trade } from './market-data';
import type { Fill, Order } from './order';

/** What is wrong with a record whose values cannot be true. */
export interface Flaw<T> {
  /** Which value is impossible, in words: a field and why. */
  readonly reason: string;
  /** The record without what is wrong, where only fields that it need not have were; else it must be refused. */
  readonly rest?: T;
}

/** Whether prices of an instrument can lie below zero, as those of spreads and of some commodities do. */
export type NegativePrices = (symbol: string) => boolean;

const MINUS = 0x2d;
const ZERO = 0x30;
const NINE = 0x39;

/*
 * All of these return undefined for a record that can be true, without an allocation: every quote passes here. A
 * canonical decimal of zero or more begins with a digit, one below zero with a minus and a digit, and nothing else does.
 */

/** A number, zero or more. */
function isPlain(value: Decimal): boolean {
  const code = value.charCodeAt(0);
  return code >= ZERO && code <= NINE;
}

/** Whether there is no value, or one that any field may have: the usual case of all of them in one look. */
function isSound(value: Decimal | undefined): boolean {
  return value === undefined || isPlain(value);
}

function isNegative(value: Decimal): boolean {
  const code = value.charCodeAt(1);
  return value.charCodeAt(0) === MINUS && code >= ZERO && code <= NINE;
}

function amountFlaw(name: string, value: Decimal | undefined): string | undefined {
  if (value === undefined || isPlain(value)) return undefined;
  return `${name} is ${isNegative(value) ? 'below zero' : 'no number'}`;
}

function priceFlaw(
  name: string,
  value: Decimal | undefined,
  symbol: string,
  negatives: NegativePrices,
): string | undefined {
  if (value === undefined || isPlain(value)) return undefined;
  if (!isNegative(value)) return `${name} is no number`;
  return negatives(symbol) ? undefined : `${name} is below zero`;
}

function refusal(reason: string | undefined): { readonly reason: string } | undefined {
  return reason === undefined ? undefined : { reason };
}

/** Bid, ask and last must be right; of the other figures those that cannot be true are left out. */
export function flawOfQuote(quote: Quote, negatives: NegativePrices): Flaw<Quote> | undefined {
  const { symbol, bid, ask, last, bidQuantity, askQuantity, open, high, low, volume } = quote;
  if (
    isSound(bid) &&
    isSound(ask) &&
    isSound(last) &&
    isSound(bidQuantity) &&
    isSound(askQuantity) &&
    isSound(volume) &&
    isSound(open) &&
    isSound(high) &&
    isSound(low) &&
    (high === undefined || low === undefined || compareDecimals(high, low) >= 0)
  ) {
    return undefined;
  }
  const wrong =
    priceFlaw('bid', bid, symbol, negatives) ??
    priceFlaw('ask', ask, symbol, negatives) ??
    priceFlaw('last', last, symbol, negatives);
  if (wrong !== undefined) return { reason: wrong };
  const odd =
    amountFlaw('bidQuantity', bidQuantity) ??
    amountFlaw('askQuantity', askQuantity) ??
    amountFlaw('volume', volume) ??
    priceFlaw('open', open, symbol, negatives) ??
    priceFlaw('high', high, symbol, negatives) ??
    priceFlaw('low', low, symbol, negatives);
  if (odd !== undefined) return { reason: odd, rest: withoutOdd(quote, negatives) };
  if (high === undefined || low === undefined || compareDecimals(high, low) >= 0) return undefined;
  return { reason: 'high is below low', rest: withoutOdd(quote, negatives) };
}

function withoutOdd(quote: Quote, negatives: NegativePrices): Quote {
  const rest: { -readonly [K in keyof Quote]: Quote[K] } = { ...quote };
  for (const name of ['bidQuantity', 'askQuantity', 'volume'] as const) {
    if (amountFlaw(name, rest[name]) !== undefined) delete rest[name];
  }
  for (const name of ['open', 'high', 'low'] as const) {
    if (priceFlaw(name, rest[name], quote.symbol, negatives) !== undefined) delete rest[name];
  }
  if (rest.high !== undefined && rest.low !== undefined && compareDecimals(rest.high, rest.low) < 0) {
    delete rest.high;
    delete rest.low;
  }
  return rest;
}

/** A candle has no field that it need not have. */
export function flawOfCandle(candle: Candle, negatives: NegativePrices): Flaw<Candle> | undefined {
  const { symbol, open, high, low, close, volume } = candle;
  const wrong =
    priceFlaw('open', open, symbol, negatives) ??
    priceFlaw('high', high, symbol, negatives) ??
    priceFlaw('low', low, symbol, negatives) ??
    priceFlaw('close', close, symbol, negatives) ??
    amountFlaw('volume', volume);
  if (wrong !== undefined) return { reason: wrong };
  if (compareDecimals(high, low) < 0) return { reason: 'high is below low' };
  if (isOutside(open, low, high)) return { reason: 'open lies outside of low and high' };
  if (isOutside(close, low, high)) return { reason: 'close lies outside of low and high' };
  return undefined;
}

function isOutside(value: Decimal, low: Decimal, high: Decimal): boolean {
  return compareDecimals(value, low) < 0 || compareDecimals(value, high) > 0;
}

/** A trade on the tape. A quantity of zero is valid: indices have ticks without one. */
export function flawOfTrade(trade: Trade, negatives: NegativePrices): Flaw<Trade> | undefined {
  const { symbol, price, quantity } = trade;
  return refusal(priceFlaw('price', price, symbol, negatives) ?? amountFlaw('quantity', quantity));
}

/** A book with one wrong level is wrong: to leave the level out would show another book than the venue's. */
export function flawOfBook(
  { symbol, bids, asks }: OrderBook,
  negatives: NegativePrices,
): Flaw<OrderBook> | undefined {
  return refusal(flawOfSide(bids, symbol, negatives) ?? flawOfSide(asks, symbol, negatives));
}

function flawOfSide(
  levels: OrderBook['bids'],
  symbol: string,
  negatives: NegativePrices,
): string | undefined {
  for (let at = 0; at < levels.length; at += 1) {
    const level = levels[at] as (typeof levels)[number];
    const price = level[0];
    const quantity = level[1];
    if (isPlain(price) && isSound(quantity)) continue;
    const wrong =
      priceFlaw('the price of a level', price, symbol, negatives) ??
      amountFlaw('the quantity of a level', quantity);
    if (wrong !== undefined) return wrong;
  }
  return undefined;
}

/** More filled than ordered is possible and not an error: a fill may happen before a change arrives. */
export function flawOfOrder(order: Order, negatives: NegativePrices): Flaw<Order> | undefined {
  const { symbol } = order;
  return refusal(
    amountFlaw('quantity', order.quantity) ??
      amountFlaw('quoteQuantity', order.quoteQuantity) ??
      amountFlaw('filledQuantity', order.filledQuantity) ??
      amountFlaw('remainingQuantity', order.remainingQuantity) ??
      priceFlaw('price', order.price, symbol, negatives) ??
      priceFlaw('stopPrice', order.stopPrice, symbol, negatives) ??
      priceFlaw('stopLoss', order.stopLoss, symbol, negatives) ??
      priceFlaw('takeProfit', order.takeProfit, symbol, negatives) ??
      priceFlaw('averagePrice', order.averagePrice, symbol, negatives) ??
      priceFlaw('filledQuoteQuantity', order.filledQuoteQuantity, symbol, negatives),
  );
}

/** An execution of quantity zero is not valid. A fee below zero is: it is a rebate. */
export function flawOfFill(fill: Fill, negatives: NegativePrices): Flaw<Fill> | undefined {
  const { symbol, price, quantity, fee } = fill;
  if (quantity === '0') return { reason: 'quantity is zero' };
  return refusal(
    amountFlaw('quantity', quantity) ??
      priceFlaw('price', price, symbol, negatives) ??
      numberFlaw('fee', fee),
  );
}

/** The direction of a position is given by its side, whatever signs the venue uses. */
export function flawOfPosition(position: Position, negatives: NegativePrices): Flaw<Position> | undefined {
  const { symbol, quantity, averagePrice, stopLoss, takeProfit, unrealizedProfit } = position;
  return refusal(
    amountFlaw('quantity', quantity) ??
      priceFlaw('averagePrice', averagePrice, symbol, negatives) ??
      priceFlaw('stopLoss', stopLoss, symbol, negatives) ??
      priceFlaw('takeProfit', takeProfit, symbol, negatives) ??
      numberFlaw('unrealizedProfit', unrealizedProfit),
  );
}

/** A balance can be below zero: that is a debt. The part on hold cannot. */
export function flawOfBalance({ total, available, held }: Balance): Flaw<Balance> | undefined {
  return refusal(
    amountFlaw('held', held) ?? numberFlaw('total', total) ?? numberFlaw('available', available),
  );
}

function numberFlaw(name: string, value: Decimal | undefined): string | undefined {
  return value === undefined || isPlain(value) || isNegative(value) ? undefined : `${name} is no number`;
}

import { ValidationError } from '../errors';
import { compareDecimals, type Decimal, type OrderSide, type OrderType, type Quote } from '../model';
import { hasPrice, hasTrigger } from './order-rules';

/** The best prices, as far as known. */
export type BestPrices = Pick<Quote, 'bid' | 'ask'>;

/** Stop loss and take profit, with what they must lie on either side of. */
export interface Levels {
  readonly side: OrderSide;
  /** The price with which the levels are compared, as far as known. */
  readonly reference: Decimal | undefined;
  readonly stopLoss: Decimal | null | undefined;
  readonly takeProfit: Decimal | null | undefined;
}

/**
 * The price with which the levels of such an order are compared: its own, its trigger's, or that at which what it opens
 * at the market can be closed. A level between the best prices would not close a position at once.
 */
export function levelReference(
  order: {
    readonly side: OrderSide;
    readonly type: OrderType;
    readonly price?: Decimal;
    readonly stopPrice?: Decimal;
  },
  quote?: BestPrices,
): Decimal | undefined {
  if (hasPrice(order.type)) return order.price;
  if (hasTrigger(order.type)) return order.stopPrice;
  return order.side === 'buy' ? quote?.bid : quote?.ask;
}

/** @throws ValidationError when a level lies on the wrong side and would close the position at once, or never */
export function checkLevels({ side, reference, stopLoss, takeProfit }: Levels): void {
  const below = side === 'buy' ? 'stopLoss' : 'takeProfit';
  const low = side === 'buy' ? stopLoss : takeProfit;
  const high = side === 'buy' ? takeProfit : stopLoss;
  if (reference === undefined) {
    if (low && high && compareDecimals(low, high) >= 0) {
      throw new ValidationError(below, `must be below ${high} for a ${side} order`, { value: low });
    }
    return;
  }
  if (low && compareDecimals(low, reference) >= 0) {
    throw new ValidationError(below, `must be below ${reference} for a ${side} order`, { value: low });
  }
  if (high && compareDecimals(high, reference) <= 0) {
    const above = side === 'buy' ? 'takeProfit' : 'stopLoss';
    throw new ValidationError(above, `must be above ${reference} for a ${side} order`, { value: high });
  }
}

/** The market in words: `bid 1.0849, ask 1.0851`. */
export function marketText({ bid = 'unknown', ask = 'unknown' }: BestPrices): string {
  return `bid ${bid}, ask ${ask}`;
}

/** @throws ValidationError when the market is already beyond the trigger */
export function checkTrigger(
  type: OrderType,
  side: OrderSide,
  stopPrice: Decimal,
  quote: BestPrices | undefined,
): void {
  const isStop = type === 'stop' || type === 'stopLimit';
  // A stop triggers on a move against the position, a take profit on a move in its favour.
  checkSide('stopPrice', stopPrice, { type, side, quote, isAbove: isStop === (side === 'buy') });
}

/** @throws ValidationError when a limit order would be executed at once */
export function checkResting(side: OrderSide, price: Decimal, quote: BestPrices | undefined): void {
  checkSide('price', price, { type: 'limit', side, quote, isAbove: side === 'sell' });
}

/** Compares with the price at which the order would be executed now. */
function checkSide(
  field: 'price' | 'stopPrice',
  value: Decimal,
  {
    type,
    side,
    quote = {},
    isAbove,
  }: {
    readonly type: OrderType;
    readonly side: OrderSide;
    readonly quote: BestPrices | undefined;
    readonly isAbove: boolean;
  },
): void {
  const best = side === 'buy' ? 'ask' : 'bid';
  const market = quote[best];
  if (market === undefined) return;
  const order = compareDecimals(value, market);
  if (isAbove ? order > 0 : order < 0) return;
  const rule = `must be ${isAbove ? 'above' : 'below'} the ${best} for a ${side} ${type} (${marketText(quote)})`;
  throw new ValidationError(field, rule, { value });
}

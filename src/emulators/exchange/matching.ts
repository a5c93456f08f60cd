import { Decimal } from 'decimal.js';
import type { Level } from '../market/book';

/** The side of an order or a position. */
export type Side = 'buy' | 'sell';

/** The type of an order, which decides when it fills. */
export type OrderKind = 'market' | 'limit' | 'stop' | 'stopLimit';

/** The part of an order that matching uses; prices in points. */
export interface MatchableOrder {
  readonly side: Side;
  readonly kind: OrderKind;
  /** The limit of limit and stop-limit orders, the trigger of stop orders. */
  readonly price: number;
  /** The trigger of stop-limit orders. */
  readonly stopPrice?: number | undefined;
  /** Whether the trigger of a stop-limit order was reached before. */
  readonly triggered: boolean;
  readonly remaining: Decimal;
}

/** One execution: a price in points and a volume in lots. */
export interface MatchedFill {
  readonly price: number;
  readonly volume: Decimal;
}

/** Best bid and ask in points. */
export interface BestPrices {
  readonly bid: number;
  readonly ask: number;
}

/** Whether the price reached the trigger of a stop or stop-limit order. */
export function isTriggered(order: MatchableOrder, best: BestPrices): boolean {
  if (order.kind !== 'stop' && order.kind !== 'stopLimit') return true;
  if (order.triggered) return true;
  const trigger = order.kind === 'stop' ? order.price : (order.stopPrice ?? order.price);
  return order.side === 'buy' ? best.ask >= trigger : best.bid <= trigger;
}

/**
 * The fills of an order from a book now.
 * @param partial - whether it takes what each level offers; otherwise it fills completely at the best price
 */
export function match(order: MatchableOrder, book: readonly Level[], partial: boolean): MatchedFill[] {
  const best = book[0];
  if (!best || order.remaining.lte(0) || !isTriggered(order, best)) return [];
  const limited = order.kind === 'limit' || order.kind === 'stopLimit';
  const within = (price: number): boolean =>
    !limited || (order.side === 'buy' ? price <= order.price : price >= order.price);
  const fills: MatchedFill[] = [];
  let remaining = order.remaining;
  for (const level of book) {
    const price = order.side === 'buy' ? level.ask : level.bid;
    if (!within(price) || remaining.lte(0)) break;
    if (!partial) return [{ price, volume: remaining }];
    const volume = Decimal.min(remaining, order.side === 'buy' ? level.askVolume : level.bidVolume);
    if (volume.gt(0)) fills.push({ price, volume });
    remaining = remaining.minus(volume);
  }
  return fills;
}

/** The levels that end a position; prices in points. */
export interface Exits {
  readonly side: Side;
  readonly stopLoss: number | undefined;
  readonly takeProfit: number | undefined;
  /** Distance in points at which the stop loss follows the price; 0 for none. */
  readonly trailing: number;
}

/** The price at which a position could be closed now. */
export function closingPrice(side: Side, best: BestPrices): number {
  return side === 'buy' ? best.bid : best.ask;
}

/** Which of its levels ends a position now, if any. */
export function exitOf(position: Exits, best: BestPrices): 'stopLoss' | 'takeProfit' | undefined {
  const { side, stopLoss, takeProfit } = position;
  const price = closingPrice(side, best);
  if (stopLoss !== undefined && (side === 'buy' ? price <= stopLoss : price >= stopLoss)) return 'stopLoss';
  if (takeProfit !== undefined && (side === 'buy' ? price >= takeProfit : price <= takeProfit))
    return 'takeProfit';
  return undefined;
}

/** The stop loss after a trailing stop followed the price: it only ever moves in the position's favour. */
export function trailedStop(position: Exits, best: BestPrices): number | undefined {
  if (position.trailing <= 0) return position.stopLoss;
  const price = closingPrice(position.side, best);
  const followed = position.side === 'buy' ? price - position.trailing : price + position.trailing;
  if (position.stopLoss === undefined) return followed;
  return position.side === 'buy'
    ? Math.max(position.stopLoss, followed)
    : Math.min(position.stopLoss, followed);
}

import type { Decimal } from './decimal';
import type { RecordMeta } from './record';

/** The direction of a trade. */
export type OrderSide = 'buy' | 'sell';

/** When an order is executed, in the terms all venues share; `venueType` has the venue’s own. */
export type OrderType = 'market' | 'limit' | 'stop' | 'stopLimit' | 'takeProfit' | 'takeProfitLimit';

/** Good till cancelled, for the day, immediate or cancel, fill or kill, good till a date. */
export type TimeInForce = 'gtc' | 'day' | 'ioc' | 'fok' | 'gtd';

/** `unknown` means only that the venue sent a state that the SDK does not know. */
export type OrderStatus =
  | 'pending'
  | 'open'
  | 'partiallyFilled'
  | 'filled'
  | 'canceling'
  | 'canceled'
  | 'rejected'
  | 'expired'
  | 'unknown';

/** Whether an order opens or adds to a position, or reduces one. */
export type PositionEffect = 'open' | 'close';

/** An order as last known. `filledQuantity` never falls and a final state never reopens. */
export interface Order extends RecordMeta {
  readonly id: string;
  readonly clientOrderId?: string;
  readonly symbol: string;
  readonly side: OrderSide;
  readonly type: OrderType;
  /** The venue's own name of the type. */
  readonly venueType: string;
  readonly postOnly?: boolean;
  readonly timeInForce?: TimeInForce;
  readonly expireTime?: number;
  readonly price?: Decimal;
  readonly stopPrice?: Decimal;
  readonly stopLoss?: Decimal;
  readonly takeProfit?: Decimal;
  /** In units of the instrument; absent for an order that spends an amount. */
  readonly quantity?: Decimal;
  /** The amount to spend, of an order given that way. */
  readonly quoteQuantity?: Decimal;
  readonly filledQuantity: Decimal;
  readonly remainingQuantity?: Decimal;
  readonly filledQuoteQuantity?: Decimal;
  readonly averagePrice?: Decimal;
  readonly status: OrderStatus;
  /** The venue's own name of the state. */
  readonly venueStatus: string;
  readonly positionEffect?: PositionEffect;
  /** The position that it opened or that it closes. */
  readonly positionId?: string;
  /** The order that this one replaced. */
  readonly replaces?: string;
  readonly account?: string;
  /** Whether this process (or its journal) placed it. */
  readonly origin: 'local' | 'external';
  /** Why it ended: the venue's text, or `inferred`. */
  readonly reason?: string;
  readonly createdTime?: number;
  readonly updatedTime?: number;
}

/** An execution. */
export interface Fill extends RecordMeta {
  readonly id: string;
  readonly orderId?: string;
  readonly positionId?: string;
  readonly symbol: string;
  readonly side: OrderSide;
  readonly price: Decimal;
  readonly quantity: Decimal;
  readonly fee?: Decimal;
  readonly feeCurrency?: string;
  readonly liquidity?: 'maker' | 'taker';
  readonly account?: string;
  readonly time: number;
}

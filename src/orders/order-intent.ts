import type { Decimal, OrderSide, OrderType, PositionEffect, TimeInForce } from '../model';

/** An order request that passed every check, in canonical decimals. */
export interface CheckedOrder {
  readonly symbol: string;
  readonly side: OrderSide;
  readonly type: OrderType;
  /** Exactly one of `quantity` and `quoteQuantity` is there. */
  readonly quantity?: Decimal;
  readonly quoteQuantity?: Decimal;
  readonly price?: Decimal;
  readonly stopPrice?: Decimal;
  readonly stopLoss?: Decimal;
  readonly takeProfit?: Decimal;
  readonly timeInForce?: TimeInForce;
  /** UTC epoch ms. */
  readonly expireTime?: number;
  readonly postOnly?: boolean;
  readonly positionEffect?: PositionEffect;
  readonly positionId?: string;
  readonly account?: string;
  readonly clientOrderId: string;
}

/** A request that is valid in itself; it has not been compared with the instrument and the time yet. */
export type PlaceIntent = Omit<CheckedOrder, 'clientOrderId'> & { readonly clientOrderId?: string };

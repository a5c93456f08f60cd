import type { DecimalInput, OrderSide, OrderType, PositionEffect, TimeInForce } from '../model';

/** What a new order may have at some venues, or of some types, only. */
export type OrderOption =
  | 'quantity'
  | 'quoteQuantity'
  | 'postOnly'
  | 'stopLoss'
  | 'takeProfit'
  | 'positionEffect'
  | 'positionId'
  | 'account';

interface OrderCommon {
  readonly symbol: string;
  readonly side: OrderSide;
  /**
   * Your id of the order. The same id with an equal request gives the same promise; with another it is refused.
   * @defaultValue a new one
   */
  readonly clientOrderId?: string | undefined;
}

interface OrderExtras {
  readonly stopLoss?: DecimalInput | undefined;
  readonly takeProfit?: DecimalInput | undefined;
  readonly positionEffect?: PositionEffect | undefined;
  readonly positionId?: string | undefined;
  readonly account?: string | undefined;
}

interface WithQuantity {
  /** A multiple of the instrument's lot step within its limits. Excludes `quoteQuantity`. */
  readonly quantity: DecimalInput;
  readonly quoteQuantity?: undefined;
}

interface WithQuoteQuantity {
  /** The amount to spend, in the quote currency. Excludes `quantity`. */
  readonly quoteQuantity: DecimalInput;
  readonly quantity?: undefined;
}

interface WithPrice {
  /** Required for limit types, refused for the others. */
  readonly price: DecimalInput;
}

interface WithoutPrice {
  readonly price?: undefined;
}

interface WithStopPrice {
  /** Required for stop and take-profit types, refused for the others. */
  readonly stopPrice: DecimalInput;
}

interface WithoutStopPrice {
  readonly stopPrice?: undefined;
}

interface WithExpiry {
  readonly timeInForce: 'gtd';
  /** UTC epoch ms or a Date; required for `gtd`, refused otherwise. */
  readonly expireTime: number | Date;
}

interface WithoutExpiry<F extends TimeInForce> {
  readonly timeInForce?: F | undefined;
  readonly expireTime?: undefined;
}

interface MayBePostOnly {
  /** The venue refuses or cancels the order rather than let it take liquidity. Excludes `ioc` and `fok`. */
  readonly postOnly?: boolean | undefined;
}

interface NotPostOnly {
  readonly postOnly?: false | undefined;
}

type AtOnce = 'ioc' | 'fok';

type Expiring<F extends TimeInForce> = 'gtd' extends F ? WithExpiry : never;

type MarketLife<F extends TimeInForce> = WithoutExpiry<Exclude<F, 'gtd'>> & NotPostOnly;

type StopLife<F extends TimeInForce> = MarketLife<F> | (Expiring<F> & NotPostOnly);

type LimitLife<F extends TimeInForce, X extends OrderOption> =
  | StopLife<F>
  | ('postOnly' extends X
      ? (WithoutExpiry<Exclude<F, 'gtd' | AtOnce>> | Expiring<F>) & MayBePostOnly
      : never);

type Amount<X extends OrderOption> =
  | ('quantity' extends X ? WithQuantity : never)
  | ('quoteQuantity' extends X ? WithQuoteQuantity : never);

type Extras<X extends OrderOption> = {
  readonly [K in keyof OrderExtras]: K extends X ? OrderExtras[K] : undefined;
};

/** Types of one shape; types that the venue lacks make no member. */
type OrderOf<T extends OrderType, Prices, Life, X extends OrderOption> = [T] extends [never]
  ? never
  : { readonly type: T } & OrderCommon & Prices & Amount<X> & Life & Extras<X>;

/**
 * A new order: of order types `T`, times in force `F`, and with the optional parts `X` that a venue takes.
 *
 * It is a union by `type`: a price and a trigger are required where the type has them and excluded elsewhere. Exactly one
 * of `quantity` and `quoteQuantity` is given. `expireTime` belongs to `gtd`.
 *
 * Where `type` is a variable, choose it together with what it requires:
 * @example
 * const terms = price === undefined ? ({ type: 'market' } as const) : ({ type: 'limit', price } as const);
 * await broker.placeOrder({ symbol, side, quantity, ...terms });
 */
export type PlaceOrderRequest<
  T extends OrderType = OrderType,
  F extends TimeInForce = TimeInForce,
  X extends OrderOption = OrderOption,
> =
  | OrderOf<Extract<T, 'market'>, WithoutPrice & WithoutStopPrice, MarketLife<F>, X>
  | OrderOf<Extract<T, 'limit'>, WithPrice & WithoutStopPrice, LimitLife<F, X>, X>
  | OrderOf<Extract<T, 'stop' | 'takeProfit'>, WithoutPrice & WithStopPrice, StopLife<F>, X>
  | OrderOf<Extract<T, 'stopLimit' | 'takeProfitLimit'>, WithPrice & WithStopPrice, LimitLife<F, X>, X>;

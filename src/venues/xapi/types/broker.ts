import type { AuditOptions } from '../../../adapter/account/audit-options';
import type {
  BookOptions,
  BrokerOptions,
  CandlesOptions,
  CandlesRequest,
  ChannelOptions,
  ChannelRecords,
  ModifyOrderRequest,
  PlaceOrderRequest,
  SymbolsOptions,
} from '../../../broker';
import type { Decimal, DecimalInput, OrderSide } from '../../../model';
import type { XapiClientOptions } from '../generated/records';
import type { XapiInterval, XapiStreamInterval } from '../map';

/** Where to connect, who is it, and how the broker behaves. */
export type XapiBrokerOptions = XapiClientOptions & BrokerOptions & AuditOptions & XapiTradeOptions;

/** How the broker takes in trades. */
export interface XapiTradeOptions {
  /**
   * How long the venue's stream may leave a trade incomplete before the broker asks, in ms, 100 to 60000. The venue sends
   * a close, and a pending order that is filled, in two frames a moment apart; the second can be lost. A cancellation by
   * another program shows no second frame, so it is emitted after two such waits.
   * @defaultValue 2000
   */
  readonly tradeFrameWaitMs?: number | undefined;
}

/** The venue's order types. A `market` order opens a position at once; `limit` and `stop` wait for their price. */
export type XapiOrderType = 'market' | 'limit' | 'stop';

export type XapiTimeInForce = 'gtc' | 'gtd';

/** A new order; it opens a position of its own. Quantities are lots. */
export type XapiPlaceOrderRequest = PlaceOrderRequest<
  XapiOrderType,
  XapiTimeInForce,
  'quantity' | 'stopLoss' | 'takeProfit' | 'account'
>;

/** Changes to a working order. The venue cannot change its quantity. */
export type XapiModifyOrderRequest = ModifyOrderRequest & { readonly quantity?: undefined };

/**
 * How far candles reach back: 1m to 15m one month, 30m and 1h seven, 4h thirteen, days and longer without end. Charts grow
 * by whole minutes: the running candle, `closed: false`, comes from its second minute on, so of `1m` never.
 */
export type XapiCandlesRequest = CandlesRequest<XapiInterval>;

/** How often and how deep prices are sent; the smallest of all subscribers of a symbol counts for all. */
export interface XapiQuotesOptions extends SymbolsOptions {
  /** Least time between two updates of a symbol in ms; 1 for as often as the venue can. @defaultValue 200 */
  readonly minArrivalTime?: number | undefined;
}

export interface XapiBookOptions extends BookOptions {
  /** Least time between two updates of a symbol in ms; 1 for as often as the venue can. @defaultValue 200 */
  readonly minArrivalTime?: number | undefined;
}

/** The streams of the venue and their options. */
export type XapiChannelOptions = Omit<ChannelOptions, 'quotes' | 'trades' | 'book' | 'candles'> & {
  readonly quotes: XapiQuotesOptions;
  readonly book: XapiBookOptions;
  /** The venue streams `1m`; the others are built from it. */
  readonly candles: CandlesOptions<XapiStreamInterval>;
};

export type XapiChannel = keyof XapiChannelOptions & keyof ChannelRecords;

/** A deal that might have been, for `calculateProfit`. */
export interface ProfitRequest {
  readonly symbol: string;
  readonly side: OrderSide;
  /** In lots. */
  readonly quantity: DecimalInput;
  readonly openPrice: DecimalInput;
  readonly closePrice: DecimalInput;
}

/** A symbol and a quantity in lots. */
export interface QuantityRequest {
  readonly symbol: string;
  readonly quantity: DecimalInput;
}

/** What a deal would cost. */
export interface CommissionEstimate {
  /** In the account's currency; absent where not applicable. */
  readonly commission?: Decimal;
  /** From the account's currency to the instrument's; absent where not applicable. */
  readonly rateOfExchange?: Decimal;
}

import type { AuditOptions } from '../../../adapter/account/audit-options';
import type {
  BookOptions,
  BrokerOptions,
  CandlesOptions,
  CandlesRequest,
  ChannelRecords,
  ModifyOrderRequest,
  PlaceOrderRequest,
  SubscribeOptions,
  SymbolsOptions,
} from '../../../broker';
import type { PoloniexClientOptions } from '../generated/records';
import type { PoloniexCandleInterval } from '../map/codes';

/** Where to connect, who is it, and how the broker behaves. */
export type PoloniexBrokerOptions = PoloniexClientOptions &
  BrokerOptions &
  AuditOptions & {
    readonly apiKey: string;
    readonly apiSecret: string;
  };

export type PoloniexBrokerOrderType = 'market' | 'limit' | 'stop' | 'stopLimit';

export type PoloniexBrokerTimeInForce = 'gtc' | 'ioc' | 'fok';

/**
 * A new order.
 *
 * A buy at the market, at once (`market`) or when triggered (`stop`), names `quoteQuantity`, the amount that it spends:
 * the venue takes no quantity there. Every other order names `quantity`. `stop` and `stopLimit` wait at the venue as
 * smart orders: funds are held only when they are triggered.
 */
export type PoloniexPlaceOrderRequest =
  | PlaceOrderRequest<'limit', PoloniexBrokerTimeInForce, 'quantity' | 'postOnly'>
  | PlaceOrderRequest<'stopLimit', PoloniexBrokerTimeInForce, 'quantity'>
  | (PlaceOrderRequest<'market' | 'stop', PoloniexBrokerTimeInForce, 'quoteQuantity'> & {
      readonly side: 'buy';
    })
  | (PlaceOrderRequest<'market' | 'stop', PoloniexBrokerTimeInForce, 'quantity'> & { readonly side: 'sell' });

/**
 * Changes to a working order: price, quantity, and the trigger of one that waits for it. The new order has a new id,
 * `replaces` names the old, and the `clientOrderId` stays the same to you. `quantity` is that of both together: what is
 * filled counts.
 */
export type PoloniexModifyOrderRequest = ModifyOrderRequest & {
  readonly stopLoss?: undefined;
  readonly takeProfit?: undefined;
  readonly expireTime?: undefined;
};

export type PoloniexCandlesRequest = CandlesRequest<PoloniexCandleInterval>;

/** The streams of the venue and their options. */
export interface PoloniexChannelOptions {
  readonly quotes: SymbolsOptions;
  readonly trades: SymbolsOptions;
  readonly book: BookOptions;
  readonly candles: CandlesOptions<PoloniexCandleInterval>;
  readonly balances: SubscribeOptions;
  readonly orders: SubscribeOptions;
  readonly fills: SubscribeOptions;
}

export type PoloniexChannel = keyof PoloniexChannelOptions & keyof ChannelRecords;

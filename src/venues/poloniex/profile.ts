import type { AuditOptions } from '../../adapter/account/audit-options';
import type {
  BookOptions,
  BrokerOptions,
  CandlesOptions,
  CandlesRequest,
  Capabilities,
  ChannelRecords,
  ModifyOrderRequest,
  PlaceOrderRequest,
  SubscribeOptions,
  SymbolsOptions,
} from '../../broker';
import { CANDLE_INTERVALS, type PoloniexCandleInterval } from './map/codes';
import type { PoloniexClientOptions } from './types/client';

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
 * the venue takes no quantity there. Every other order names `quantity`.
 */
export type PoloniexPlaceOrderRequest = PlaceOrderRequest<
  PoloniexBrokerOrderType,
  PoloniexBrokerTimeInForce
> & {
  readonly stopLoss?: undefined;
  readonly takeProfit?: undefined;
  readonly expireTime?: undefined;
  readonly positionEffect?: undefined;
  readonly positionId?: undefined;
};

/** Changes to a working order: price, quantity, and the trigger of one that waits for it. */
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

/** @see https://api-docs.poloniex.com, POST /orders, clientOrderId */
const CLIENT_ORDER_ID = {
  pattern: /^[A-Za-z0-9_-]{1,64}$/,
  rule: 'must be 1 to 64 characters of A-Z, a-z, 0-9, _ and -',
};

export const POLONIEX_CAPABILITIES: Capabilities = Object.freeze({
  features: Object.freeze([
    'fetchTrades',
    'fetchOrderBook',
    'fetchAccounts',
    'fetchBalances',
    'fetchOpenOrders',
    'fetchOrder',
    'fetchOrders',
    'fetchFills',
    'fetchServerTime',
    'placeOrder',
    'modifyOrder',
    'cancelOrder',
    'cancelAllOrders',
    'resolveOrder',
    'subscribe:quotes',
    'subscribe:trades',
    'subscribe:book',
    'subscribe:candles',
    'subscribe:balances',
    'subscribe:orders',
    'subscribe:fills',
  ] as const),
  candleIntervals: CANDLE_INTERVALS,
  candleStreamIntervals: CANDLE_INTERVALS,
  orderTypes: Object.freeze(['market', 'limit', 'stop', 'stopLimit'] as const),
  timesInForce: Object.freeze(['gtc', 'ioc', 'fok'] as const),
  modifiableFields: Object.freeze(['price', 'stopPrice', 'quantity'] as const),
  clientOrderId: CLIENT_ORDER_ID,
  streaming: 'push',
});

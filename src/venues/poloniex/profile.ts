import type { AuditOptions } from '../../adapter/account/audit-options';
import type { VenueProfile } from '../../adapter/broker/ports';
import type {
  BookOptions,
  BrokerOptions,
  CandlesOptions,
  CandlesRequest,
  Capabilities,
  ChannelRecords,
  ModifyOrderRequest,
  OperationName,
  PlaceOrderRequest,
  SubscribeOptions,
  SymbolsOptions,
} from '../../broker';
import { ValidationError } from '../../errors';
import type { PlaceIntent } from '../../orders/check-order';
import type { PoloniexClient } from './client/client';
import { CANDLE_INTERVALS, type PoloniexCandleInterval } from './map/codes';
import { UNEXPLAINED } from './rest/key-refusal';
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
 * the venue takes no quantity there. Every other order names `quantity`. `stop` and `stopLimit` wait at the venue as
 * smart orders: funds are held only when they are triggered.
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

/** @see https://api-docs.poloniex.com, POST /orders, clientOrderId */
const CLIENT_ORDER_ID = {
  pattern: /^[A-Za-z0-9_-]{1,64}$/,
  rule: 'must be 1 to 64 characters of A-Z, a-z, 0-9, _ and -',
};

const CAPABILITIES: Capabilities = Object.freeze({
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

/** @throws ValidationError for what the venue would take for something else, or not at all */
function checkIntent({ type, side, quantity, quoteQuantity, postOnly, account }: PlaceIntent): void {
  const spends = side === 'buy' && (type === 'market' || type === 'stop');
  if (spends && quantity !== undefined) {
    const rule = `must be quoteQuantity for a buy of type ${type}: the venue takes the amount to spend there and no quantity, and turning one into the other would be a guess at the price`;
    throw new ValidationError('quantity', rule, { venue: 'poloniex', value: quantity });
  }
  if (!spends && quoteQuantity !== undefined) {
    const rule = 'must be quantity: the venue takes an amount to spend for buys at the market alone';
    throw new ValidationError('quoteQuantity', rule, { venue: 'poloniex', value: quoteQuantity });
  }
  if (postOnly === true && type === 'stopLimit') {
    throw new ValidationError(
      'postOnly',
      'must not be set for stopLimit orders: they become plain limit orders',
      {
        venue: 'poloniex',
        value: true,
      },
    );
  }
  if (account !== undefined) {
    throw new ValidationError(
      'account',
      'must not be given: a key has one spot account, and orders are its',
      {
        venue: 'poloniex',
        value: account,
      },
    );
  }
}

/** How many times in a row a key is tried again that was refused, after it was accepted, without a reason. */
const MAX_UNEXPLAINED = 5;

/** The venue, as data. */
export const profile: VenueProfile = {
  id: 'poloniex',
  capabilities: CAPABILITIES,
  orderRules: {
    quoteQuantity: true,
    postOnly: true,
    positionEffect: false,
    stopLossTakeProfit: false,
    defaultTimeInForce: 'gtc',
    checkIntent,
  },
  // What the venue does not explain may be a wrong key after all.
  refusalsAllowed: ({ code }) => (code === UNEXPLAINED ? MAX_UNEXPLAINED : Number.POSITIVE_INFINITY),
};

/** The types of the venue's broker. */
export interface PoloniexTypes {
  readonly options: PoloniexBrokerOptions;
  readonly client: PoloniexClient;
  readonly operations: Exclude<
    OperationName,
    'fetchAccountSummary' | 'fetchPositions' | 'closePosition' | 'modifyPosition'
  >;
  readonly channels: PoloniexChannelOptions;
  readonly requests: {
    readonly fetchCandles: PoloniexCandlesRequest;
    readonly placeOrder: PoloniexPlaceOrderRequest;
    readonly modifyOrder: PoloniexModifyOrderRequest;
  };
  readonly extras: undefined;
}

import type {
  CandlesOptions,
  CandlesRequest,
  Capabilities,
  OperationName,
  PlaceOrderRequest,
  SubscribeOptions,
  SymbolsOptions,
} from 'venuekit';
import type { VenueProfile } from 'venuekit/adapter';
import type { LarkClient } from './client/client';
import type { LarkBrokerOptions } from './options';

// [doc:profile]
const FEATURES = [
  'fetchBalances',
  'fetchOpenOrders',
  'fetchOrder',
  'fetchOrders',
  'fetchFills',
  'fetchServerTime',
  'placeOrder',
  'cancelOrder',
  'cancelAllOrders',
  'resolveOrder',
  'subscribe:quotes',
  'subscribe:candles',
  'subscribe:balances',
  'subscribe:orders',
  'subscribe:fills',
] as const;

const CAPABILITIES: Capabilities = {
  features: FEATURES,
  candleIntervals: ['1m'],
  candleStreamIntervals: ['1m'],
  builtCandleIntervals: [],
  orderTypes: ['market', 'limit'],
  timesInForce: ['gtc'],
  modifiableFields: [],
  clientOrderId: {
    pattern: /^[A-Za-z0-9_-]{1,64}$/,
    rule: 'must be 1 to 64 characters of A-Z, a-z, 0-9, _ and -',
  },
  streaming: 'push',
};

/** The venue as data. */
export const profile: VenueProfile = {
  id: 'lark',
  capabilities: CAPABILITIES,
  orderRules: {
    defaultTimeInForce: 'gtc',
  },
};
// [/doc:profile]

// [doc:types]
/** The types of the venue's broker: what is not named here does not compile. */
export interface LarkTypes {
  readonly options: LarkBrokerOptions;
  readonly client: LarkClient;
  readonly operations: Extract<OperationName, (typeof FEATURES)[number]>;
  readonly channels: {
    readonly quotes: SymbolsOptions;
    readonly candles: CandlesOptions<'1m'>;
    readonly balances: SubscribeOptions;
    readonly orders: SubscribeOptions;
    readonly fills: SubscribeOptions;
  };
  readonly requests: {
    readonly fetchCandles: CandlesRequest<'1m'>;
    readonly placeOrder: PlaceOrderRequest<'market' | 'limit', 'gtc', 'quantity'>;
  };
  readonly extras: undefined;
}
// [/doc:types]

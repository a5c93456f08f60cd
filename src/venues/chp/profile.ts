import type { AuditOptions } from '../../adapter/account/audit-options';
import type { VenueProfile } from '../../adapter/broker/ports';
import type {
  BookOptions,
  BrokerOptions,
  CandlesRequest,
  Capabilities,
  ChannelRecords,
  ModifyOrderRequest,
  OperationName,
  PlaceOrderRequest,
  SubscribeOptions,
  SymbolsOptions,
} from '../../broker';
import type { ChpClient } from './client/client';
import { type ChpCandleInterval, CODE_OF_INTERVAL } from './map/market';
import type { ChpClientOptions } from './types/client';

/** How the feeds are polled. */
export interface ChpPollOptions {
  /** Pause between the end of a poll of market data and the next one of the same feed, in ms. @defaultValue 500 */
  readonly pollIntervalMs?: number | undefined;
  /** The same for the feeds of orders, own trades, positions and accounts. @defaultValue 1000 */
  readonly accountPollIntervalMs?: number | undefined;
  /** Share of the pause that chance may add to it, 0 to 1. @defaultValue 0.1 */
  readonly pollJitter?: number | undefined;
  /** How long one poll may take in ms; what it was to answer counts as lost then. @defaultValue 5000 */
  readonly pollTimeoutMs?: number | undefined;
  /** Failed polls in a row after which the connection counts as lost. @defaultValue 3 */
  readonly maxFailedPolls?: number | undefined;
}

/** Where to connect, who is it, and how the broker behaves. */
export type ChpBrokerOptions = ChpClientOptions &
  BrokerOptions &
  AuditOptions &
  ChpPollOptions & {
    /** The portfolio of orders that name none. @defaultValue the only one, where there is only one */
    readonly account?: string | undefined;
  };

export type ChpTimeInForce = 'day' | 'gtc';

/** The venue's order types. */
export type ChpBrokerOrderType = 'market' | 'limit' | 'stop' | 'stopLimit';

/**
 * A new order. Its portfolio is `account`, else that of the options, else the only one. Quantities are securities, not
 * lots. `positionEffect: 'open'` with `side: 'sell'` opens a short position,
 * `'close'` with `'buy'` covers one.
 */
export type ChpPlaceOrderRequest = PlaceOrderRequest<ChpBrokerOrderType, ChpTimeInForce> & {
  readonly quoteQuantity?: undefined;
  readonly postOnly?: undefined;
  readonly stopLoss?: undefined;
  readonly takeProfit?: undefined;
  readonly expireTime?: undefined;
  readonly positionId?: undefined;
};

/** A new price of a working order: the venue changes nothing else. */
export type ChpModifyOrderRequest = ModifyOrderRequest & {
  readonly stopPrice?: undefined;
  readonly quantity?: undefined;
  readonly stopLoss?: undefined;
  readonly takeProfit?: undefined;
  readonly expireTime?: undefined;
};

export type ChpCandlesRequest = CandlesRequest<ChpCandleInterval>;

/** The streams of the venue and their options. */
export interface ChpChannelOptions {
  readonly quotes: SymbolsOptions;
  readonly trades: SymbolsOptions;
  readonly book: BookOptions;
  readonly positions: SubscribeOptions;
  readonly balances: SubscribeOptions;
  readonly orders: SubscribeOptions;
  readonly fills: SubscribeOptions;
}

export type ChpChannel = keyof ChpChannelOptions & keyof ChannelRecords;

/** A `cookie` is a 32-bit number on the COM side. */
const CLIENT_ORDER_ID = {
  pattern:
    /^(?:[1-9]\d{0,8}|1\d{9}|20\d{8}|21[0-3]\d{7}|214[0-6]\d{6}|2147[0-3]\d{5}|21474[0-7]\d{4}|214748[0-2]\d{3}|2147483[0-5]\d{2}|21474836[0-3]\d|214748364[0-7])$/,
  rule: 'must be a whole number of 1 to 2147483647 in digits',
};

const CAPABILITIES: Capabilities = Object.freeze({
  features: Object.freeze([
    'fetchTrades',
    'fetchOrderBook',
    'fetchAccounts',
    'fetchAccountSummary',
    'fetchBalances',
    'fetchPositions',
    'fetchOpenOrders',
    'fetchOrder',
    'fetchOrders',
    'fetchFills',
    'placeOrder',
    'modifyOrder',
    'cancelOrder',
    'cancelAllOrders',
    'closePosition',
    'resolveOrder',
    'subscribe:quotes',
    'subscribe:trades',
    'subscribe:book',
    'subscribe:positions',
    'subscribe:balances',
    'subscribe:orders',
    'subscribe:fills',
  ] as const),
  candleIntervals: Object.freeze(Object.keys(CODE_OF_INTERVAL) as ChpCandleInterval[]),
  candleStreamIntervals: Object.freeze([]),
  orderTypes: Object.freeze(['market', 'limit', 'stop', 'stopLimit'] as const),
  timesInForce: Object.freeze(['day', 'gtc'] as const),
  modifiableFields: Object.freeze(['price'] as const),
  clientOrderId: CLIENT_ORDER_ID,
  streaming: 'poll',
});

/** Kinds of instruments whose prices cannot lie below zero: they are owned, not owed. */
const NEVER_NEGATIVE: ReadonlySet<string> = new Set(['stock', 'bond', 'fund', 'forex', 'option', 'index']);

/** The venue, as data. */
export const profile: VenueProfile = {
  id: 'chp',
  capabilities: CAPABILITIES,
  orderRules: {
    quoteQuantity: false,
    postOnly: false,
    positionEffect: true,
    stopLossTakeProfit: false,
    defaultTimeInForce: 'day',
  },
  // Futures and spreads can; what else there is of an unknown kind may.
  hasNegativePrices: (kind = 'unknown') => !NEVER_NEGATIVE.has(kind),
};

/** The types of the venue's broker. */
export interface ChpTypes {
  readonly options: ChpBrokerOptions;
  readonly client: ChpClient;
  readonly operations: Exclude<OperationName, 'fetchServerTime' | 'modifyPosition'>;
  readonly channels: ChpChannelOptions;
  readonly requests: {
    readonly fetchCandles: ChpCandlesRequest;
    readonly placeOrder: ChpPlaceOrderRequest;
    readonly modifyOrder: ChpModifyOrderRequest;
  };
  readonly extras: undefined;
}

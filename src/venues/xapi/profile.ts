import type { AuditOptions } from '../../adapter/account/audit-options';
import type { VenueProfile } from '../../adapter/broker/ports';
import { isCode } from '../../adapter/schema/codes';
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
import type { XapiClient } from './client/client';
import { SESSION_CONFLICT } from './endpoints';
import { PERIOD_OF_INTERVAL, type XapiInterval } from './map';
import type { XapiExtras } from './reads/extras';
import type { XapiClientOptions } from './types/client';

/** Where to connect, who is it, and how the broker behaves. */
export type XapiBrokerOptions = XapiClientOptions & BrokerOptions & AuditOptions & XapiTradeOptions;

/** How the broker takes in trades. */
export interface XapiTradeOptions {
  /**
   * How long the venue's stream may leave a trade half told before the broker asks, in ms, 100 to 60000. The venue tells
   * a close, and a pending order that is filled, in two frames a moment apart; the second can be lost. A cancellation by
   * another program shows no second frame, so it is told after two such waits.
   * @defaultValue 2000
   */
  readonly tradeFrameWaitMs?: number | undefined;
}

/** The venue's order types. A `market` order opens a position at once; `limit` and `stop` wait for their price. */
export type XapiOrderType = 'market' | 'limit' | 'stop';

export type XapiTimeInForce = 'gtc' | 'gtd';

/** A new order; it opens a position of its own. Quantities are lots. */
export type XapiPlaceOrderRequest = PlaceOrderRequest<XapiOrderType, XapiTimeInForce> & {
  readonly quoteQuantity?: undefined;
  readonly postOnly?: undefined;
  readonly positionEffect?: 'open' | undefined;
  readonly positionId?: undefined;
};

/** Changes to a working order. The venue cannot change its quantity. */
export type XapiModifyOrderRequest = ModifyOrderRequest & { readonly quantity?: undefined };

/** How far candles reach back: 1m to 15m one month, 30m and 1h seven, 4h thirteen, days and longer without end. */
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
export interface XapiChannelOptions {
  readonly quotes: XapiQuotesOptions;
  readonly book: XapiBookOptions;
  readonly candles: CandlesOptions<'1m'>;
  readonly positions: SubscribeOptions;
  readonly balances: SubscribeOptions;
  readonly orders: SubscribeOptions;
  readonly fills: SubscribeOptions;
  readonly news: SubscribeOptions;
}

export type XapiChannel = keyof XapiChannelOptions & keyof ChannelRecords;

/** Valid as `customComment`, of which the venue says no more than that it is text. */
const CLIENT_ORDER_ID = { pattern: /^[\x21-\x7e]{1,64}$/, rule: 'must be 1 to 64 visible ASCII characters' };

const CAPABILITIES: Capabilities = Object.freeze({
  features: Object.freeze([
    'fetchOrderBook',
    'fetchAccounts',
    'fetchAccountSummary',
    'fetchBalances',
    'fetchPositions',
    'fetchOpenOrders',
    'fetchOrder',
    'fetchOrders',
    'fetchFills',
    'fetchServerTime',
    'placeOrder',
    'modifyOrder',
    'cancelOrder',
    'cancelAllOrders',
    'closePosition',
    'modifyPosition',
    'resolveOrder',
    'subscribe:quotes',
    'subscribe:book',
    'subscribe:candles',
    'subscribe:positions',
    'subscribe:balances',
    'subscribe:orders',
    'subscribe:fills',
    'subscribe:news',
  ] as const),
  candleIntervals: Object.freeze(Object.keys(PERIOD_OF_INTERVAL) as XapiInterval[]),
  candleStreamIntervals: Object.freeze(['1m'] as const),
  orderTypes: Object.freeze(['market', 'limit', 'stop'] as const),
  timesInForce: Object.freeze(['gtc', 'gtd'] as const),
  modifiableFields: Object.freeze(['price', 'stopPrice', 'stopLoss', 'takeProfit', 'expireTime'] as const),
  clientOrderId: CLIENT_ORDER_ID,
  streaming: 'push',
});

/**
 * How many times in a row this broker logs in again, at most once a minute, after the venue said that the user is logged
 * in elsewhere: the third BE118 right after a new login is the last.
 */
const MAX_CONFLICTS = 3;

/** The venue, as data. */
export const profile: VenueProfile = {
  id: 'xapi',
  capabilities: CAPABILITIES,
  orderRules: {
    quoteQuantity: false,
    postOnly: false,
    positionEffect: false,
    stopLossTakeProfit: true,
    defaultTimeInForce: 'gtc',
  },
  // Contracts for difference can: commodities such as oil have been below zero.
  hasNegativePrices: (kind = 'cfd') => kind === 'cfd',
  // The venue disables a login that goes on trying; a session that another login has taken is another matter.
  refusalsAllowed: ({ code = '' }) => (isCode(code, SESSION_CONFLICT) ? MAX_CONFLICTS : 0),
};

/** The types of the venue's broker. */
export interface XapiTypes {
  readonly options: XapiBrokerOptions;
  readonly client: XapiClient;
  readonly operations: Exclude<OperationName, 'fetchTrades'>;
  readonly channels: XapiChannelOptions;
  readonly requests: {
    readonly fetchCandles: XapiCandlesRequest;
    readonly placeOrder: XapiPlaceOrderRequest;
    readonly modifyOrder: XapiModifyOrderRequest;
  };
  readonly extras: XapiExtras;
}

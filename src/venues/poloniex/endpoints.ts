import type { Priority } from '../../transport/pace/pace-rule';

/** @see Poloniex API, base URL of the REST interface */
export const REST_URL = 'https://api.poloniex.com';
/** @see Poloniex API, WebSocket URLs */
export const SOCKET_URLS = {
  public: 'wss://ws.poloniex.com/ws/public',
  private: 'wss://ws.poloniex.com/ws/private',
} as const;

/** Longest `recvWindow` that is taken, in ms: an older request is a replay, not a slow one. */
export const MAX_RECV_WINDOW_MS = 60_000;

/** Orders that one POST /orders/batch takes. @see Poloniex API, create multiple orders */
export const MAX_BATCH = 20;

/** Which of the venue's quotas a request counts against. */
export type QuotaClass = 'public' | 'heavyPublic' | 'private' | 'heavyPrivate';

/** Requests a second that the venue allows. @see Poloniex API, rate limits */
export const QUOTAS = {
  public: { perSecond: 200, shared: 'heavyPublic' },
  heavyPublic: { perSecond: 10 },
  private: { perSecond: 50, shared: 'heavyPrivate' },
  heavyPrivate: { perSecond: 10 },
} as const satisfies Readonly<
  Record<QuotaClass, { readonly perSecond: number; readonly shared?: QuotaClass }>
>;

/** One request of the REST interface. */
export interface Endpoint {
  readonly method: 'GET' | 'POST' | 'PUT' | 'DELETE';
  /** A template below the base URL. */
  readonly path: string;
  /** The same for an order that is named by its `clientOrderId`. */
  readonly clientPath?: string;
  readonly quota: QuotaClass;
  /** What it waits behind while its quota is used up. */
  readonly priority: Priority;
}

const open = (path: string, quota: QuotaClass = 'public'): Endpoint => ({
  method: 'GET',
  path,
  quota,
  priority: 'read',
});
const own = (path: string, quota: QuotaClass = 'private'): Endpoint => open(path, quota);
const look = (path: string): Endpoint => ({ ...own(path), priority: 'lookup' });
const place = (path: string, quota: QuotaClass = 'private'): Endpoint => ({
  method: 'POST',
  path,
  quota,
  priority: 'order',
});
const replace = (path: string): Endpoint => ({
  method: 'PUT',
  path,
  quota: 'heavyPrivate',
  priority: 'order',
});
const cancel = (path: string, quota: QuotaClass = 'private'): Endpoint => ({
  method: 'DELETE',
  path,
  quota,
  priority: 'cancel',
});
const byRef = (endpoint: Endpoint, base: string): Endpoint => ({
  ...endpoint,
  path: `${base}/{id}`,
  clientPath: `${base}/cid:{clientOrderId}`,
});

/**
 * Every request by the client's name of it.
 *
 * Where the venue's list of heavy requests names a list, the form for a single symbol is counted with it: the wrong
 * guess costs a short wait, the other one a refusal.
 * @see Poloniex API, rate limits: heavy are /markets, /currencies, ticker24h; open orders, histories, trades, batch,
 *   replace, cancels of many, feeinfo
 */
export const ENDPOINTS = {
  getTimestamp: { ...open('/timestamp'), priority: 'control' },
  getMarkets: open('/markets', 'heavyPublic'),
  getMarket: open('/markets/{symbol}', 'heavyPublic'),
  getCurrencies: open('/currencies', 'heavyPublic'),
  getCurrency: open('/currencies/{currency}', 'heavyPublic'),
  getCurrenciesV2: open('/v2/currencies', 'heavyPublic'),
  getCurrencyV2: open('/v2/currencies/{currency}', 'heavyPublic'),
  getPrices: open('/markets/price'),
  getPrice: open('/markets/{symbol}/price'),
  getMarkPrices: open('/markets/markPrice'),
  getMarkPrice: open('/markets/{symbol}/markPrice'),
  getMarkPriceComponents: open('/markets/{symbol}/markPriceComponents'),
  getTickers24h: open('/markets/ticker24h', 'heavyPublic'),
  getTicker24h: open('/markets/{symbol}/ticker24h', 'heavyPublic'),
  getCandles: open('/markets/{symbol}/candles'),
  getOrderBook: open('/markets/{symbol}/orderBook'),
  getMarketTrades: open('/markets/{symbol}/trades'),

  getAccounts: own('/accounts'),
  getBalances: own('/accounts/balances'),
  getAccountBalances: own('/accounts/{accountId}/balances'),
  getFeeInfo: own('/feeinfo', 'heavyPrivate'),

  createOrder: place('/orders'),
  createOrders: place('/orders/batch', 'heavyPrivate'),
  replaceOrder: byRef(replace('/orders'), '/orders'),
  getOpenOrders: own('/orders', 'heavyPrivate'),
  getOrder: byRef(look('/orders'), '/orders'),
  getOrderHistory: own('/orders/history', 'heavyPrivate'),
  cancelOrder: byRef(cancel('/orders'), '/orders'),
  cancelOrders: cancel('/orders/cancelByIds', 'heavyPrivate'),
  cancelAllOrders: cancel('/orders', 'heavyPrivate'),
  getTrades: own('/trades', 'heavyPrivate'),
  getOrderTrades: own('/orders/{id}/trades', 'heavyPrivate'),
  setKillSwitch: { ...place('/orders/killSwitch'), priority: 'cancel' },
  getKillSwitchStatus: own('/orders/killSwitchStatus'),

  createSmartOrder: place('/smartorders'),
  replaceSmartOrder: byRef(replace('/smartorders'), '/smartorders'),
  getSmartOrders: own('/smartorders', 'heavyPrivate'),
  getSmartOrder: byRef(look('/smartorders'), '/smartorders'),
  getSmartOrderHistory: own('/smartorders/history', 'heavyPrivate'),
  cancelSmartOrder: byRef(cancel('/smartorders'), '/smartorders'),
  cancelSmartOrders: cancel('/smartorders/cancelByIds', 'heavyPrivate'),
  cancelAllSmartOrders: cancel('/smartorders', 'heavyPrivate'),
} as const satisfies Readonly<Record<string, Endpoint>>;

/** Names of the requests. */
export type EndpointName = keyof typeof ENDPOINTS;

/** Whether a request of this quota is signed. */
export function isSigned({ quota }: Endpoint): boolean {
  return quota === 'private' || quota === 'heavyPrivate';
}

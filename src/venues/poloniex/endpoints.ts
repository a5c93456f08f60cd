import type { RestEndpoint, RestParts } from '../../adapter/rest/endpoint';
import type { ArgumentsSchema } from '../../adapter/schema/arguments';
import { checkedFirst, listOf, oneOf, type Reader, readerOf } from '../../adapter/schema/reader';
import { alsoFromText, listFromText } from '../../adapter/schema/text-reader';
import { checkMarket, checkMarketTrade, checkOrder, checkOwnTrade, checkTicker24h } from './generated/checks';
import { decodeCandle, decodeOrder } from './generated/decoders';
import type { CandleFields, OrderFields } from './map';
import * as account from './wire/account';
import * as check from './wire/arguments-market';
import * as smart from './wire/arguments-smart';
import * as orders from './wire/arguments-trading';
import { type Replacement, refArguments } from './wire/arguments-trading';
import { idArguments } from './wire/arguments-values';
import { currencyV2Record, readCurrency } from './wire/currency';
import * as market from './wire/market';
import * as trading from './wire/trading';

/** @see Poloniex API, base URL of the REST interface */
export const REST_URL = 'https://api.poloniex.com';
/** @see Poloniex API, WebSocket URLs */
export const SOCKET_URLS = {
  public: 'wss://ws.poloniex.com/ws/public',
  private: 'wss://ws.poloniex.com/ws/private',
} as const;

/** Longest `recvWindow` that is taken, in ms: an older request is a replay, not a slow one. */
export const MAX_RECV_WINDOW_MS = 60_000;

/** Which of the venue's quotas a request counts against. */
export type QuotaClass = 'public' | 'heavyPublic' | 'private' | 'heavyPrivate';

/** Requests a second that the venue allows. @see Poloniex API, rate limits */
export const QUOTAS = {
  public: { perSecond: 200 },
  heavyPublic: { perSecond: 10, within: 'public' },
  private: { perSecond: 50 },
  heavyPrivate: { perSecond: 10, within: 'private' },
} as const satisfies Readonly<
  Record<QuotaClass, { readonly perSecond: number; readonly within?: QuotaClass }>
>;

/** One request of the REST interface. */
export interface Endpoint<T = unknown> extends RestEndpoint<T> {
  /** The path for an order that is named by its `clientOrderId`. */
  readonly clientPath?: string;
  readonly quota: QuotaClass;
  /** Whether arguments that the path does not name go out as JSON; else they are parameters. */
  readonly hasBody?: boolean;
  /** Whether it looks for one thing, of which there may be none. */
  readonly isLookUp?: boolean;
}

const readOrder = checkedFirst(checkOrder, readerOf(trading.orderRecord));
const readMarket = checkedFirst(checkMarket, readerOf(market.marketRecord));
const readTicker = checkedFirst(checkTicker24h, readerOf(market.tickerRecord));
const readMarketTrade = checkedFirst(checkMarketTrade, readerOf(market.marketTradeRecord));
const readTrade = checkedFirst(checkOwnTrade, readerOf(trading.tradeRecord));

type Args = ArgumentsSchema<object>;

const get = <T, A extends Args>(path: string, quota: QuotaClass, read: Reader<T>, args?: A) =>
  ({
    method: 'GET',
    path,
    quota,
    priority: 'read',
    read,
    ...(args === undefined ? {} : { args }),
  }) as const;

/** One thing by its name. */
const find = <T, A extends Args>(path: string, quota: QuotaClass, read: Reader<T>, args: A) =>
  ({ ...get(path, quota, read, args), isLookUp: true }) as const;

/** A request whose arguments go out as JSON. */
const write = <T, A extends Args>(
  method: 'POST' | 'DELETE',
  path: string,
  quota: QuotaClass,
  read: Reader<T>,
  args: A,
) =>
  ({
    method,
    path,
    quota,
    priority: method === 'DELETE' ? 'cancel' : 'order',
    read,
    args,
    hasBody: true,
  }) as const;

/** What is asked of one order, named by its id or by its `clientOrderId`. */
const byRef = (base: string) =>
  ({ path: `${base}/{id}`, clientPath: `${base}/cid:{clientOrderId}` }) as const;

const lookUp = <T>(base: string, read: Reader<T>) =>
  ({ ...find(base, 'private', read, refArguments), ...byRef(base), priority: 'lookup' }) as const;

const cancel = (base: string) =>
  ({
    ...byRef(base),
    method: 'DELETE',
    quota: 'private',
    priority: 'cancel',
    read: oneOf(readerOf(trading.cancelResult)),
    args: refArguments,
  }) as const;

/** Its arguments were checked one after the other: the order, and its changes. */
const replace = (base: string) =>
  ({
    ...byRef(base),
    method: 'PUT',
    quota: 'heavyPrivate',
    priority: 'order',
    read: readerOf(trading.orderIds),
    parts: ({ ref, changes }: Replacement): RestParts => ({
      path: byRef(base)[ref.id === undefined ? 'clientPath' : 'path'],
      pathParams: ref,
      body: JSON.stringify(changes),
    }),
  }) as const;

/**
 * Every request by the client's name of it. Those without a comment are written by hand in `PoloniexClient`.
 *
 * Where the venue's list of heavy requests names a list, the form for a single symbol is counted with it: the wrong
 * guess costs a short wait, the other one a refusal.
 * @methods PoloniexMethods
 * @see Poloniex API, rate limits: heavy are /markets, /currencies, ticker24h; open orders, histories, trades, batch,
 *   replace, cancels of many, feeinfo
 */
export const ENDPOINTS = {
  /** The venue's clock; `syncTime` measures it against this machine's. */
  getTimestamp: { ...get('/timestamp', 'public', readerOf(market.timestamp)), priority: 'control' },
  /** All markets. */
  getMarkets: get('/markets', 'heavyPublic', listOf(readMarket)),
  /** One market; the venue sends an array of it. */
  getMarket: find('/markets/{symbol}', 'heavyPublic', oneOf(readMarket), check.symbolArguments),
  /** All currencies, each with its key of the venue's object as `currency`. */
  getCurrencies: get('/currencies', 'heavyPublic', listOf(readCurrency), check.currenciesArguments),
  /** One currency. */
  getCurrency: find('/currencies/{currency}', 'heavyPublic', oneOf(readCurrency), check.currencyArguments),
  /** All currencies with their networks, GET /v2/currencies. */
  getCurrenciesV2: get('/v2/currencies', 'heavyPublic', listOf(readerOf(currencyV2Record))),
  /** One currency with its networks, GET /v2/currencies/{currency}. */
  getCurrencyV2: find(
    '/v2/currencies/{currency}',
    'heavyPublic',
    oneOf(readerOf(currencyV2Record)),
    check.currencyV2Arguments,
  ),
  /** Last prices of all markets. */
  getPrices: get('/markets/price', 'public', listOf(readerOf(market.priceRecord))),
  /** Last price of one market. */
  getPrice: find(
    '/markets/{symbol}/price',
    'public',
    oneOf(readerOf(market.priceRecord)),
    check.symbolArguments,
  ),
  /** Mark prices of all markets that have one. */
  getMarkPrices: get('/markets/markPrice', 'public', listOf(readerOf(market.markPriceRecord))),
  /** Mark price of one market. */
  getMarkPrice: find(
    '/markets/{symbol}/markPrice',
    'public',
    oneOf(readerOf(market.markPriceRecord)),
    check.symbolArguments,
  ),
  /** What the mark price of one market is made of. */
  getMarkPriceComponents: find(
    '/markets/{symbol}/markPriceComponents',
    'public',
    oneOf(readerOf(market.markPriceComponentsRecord)),
    check.symbolArguments,
  ),
  /** The last 24 hours of all markets. */
  getTickers24h: get('/markets/ticker24h', 'heavyPublic', listOf(readTicker)),
  /** The last 24 hours of one market. */
  getTicker24h: find('/markets/{symbol}/ticker24h', 'heavyPublic', oneOf(readTicker), check.symbolArguments),
  /** Candles, oldest first: of those in the range, the newest `limit`. */
  getCandles: get('/markets/{symbol}/candles', 'public', listOf(market.readCandle), check.candlesArguments),
  /** The order book, best first. */
  getOrderBook: get(
    '/markets/{symbol}/orderBook',
    'public',
    readerOf(market.orderBookRecord),
    check.orderBookArguments,
  ),
  /** The last trades of a market, newest first. */
  getMarketTrades: get(
    '/markets/{symbol}/trades',
    'public',
    listOf(readMarketTrade),
    check.marketTradesArguments,
  ),

  /** The accounts of the user. */
  getAccounts: get('/accounts', 'private', listOf(readerOf(account.accountRecord))),
  /** What all accounts hold. */
  getBalances: get(
    '/accounts/balances',
    'private',
    listOf(readerOf(account.accountBalancesRecord)),
    orders.balancesArguments,
  ),
  /** What one account holds; the venue sends an array of it. */
  getAccountBalances: find(
    '/accounts/{accountId}/balances',
    'private',
    oneOf(readerOf(account.accountBalancesRecord)),
    orders.accountArguments,
  ),
  /** What the user pays for a trade. */
  getFeeInfo: get('/feeinfo', 'heavyPrivate', readerOf(account.feeInfoRecord)),

  /** Places an order. What it becomes is told by the orders channel and by `getOrder`. */
  createOrder: write('POST', '/orders', 'private', readerOf(trading.orderIds), orders.createOrderArguments),
  createOrders: {
    ...write(
      'POST',
      '/orders/batch',
      'heavyPrivate',
      listOf(trading.readBatchRow),
      orders.createOrdersArguments,
    ),
    parts: (args: { readonly orders: unknown }): RestParts => ({ body: JSON.stringify(args.orders) }),
  },
  replaceOrder: replace('/orders'),
  /** Orders that are open. */
  getOpenOrders: get('/orders', 'heavyPrivate', listOf(readOrder), orders.openOrdersArguments),
  /** One order, open or ended. */
  getOrder: lookUp('/orders', oneOf(readOrder)),
  /** Orders that have ended, newest first. */
  getOrderHistory: get('/orders/history', 'heavyPrivate', listOf(readOrder), orders.orderHistoryArguments),
  /** Cancels one order. */
  cancelOrder: cancel('/orders'),
  /** Cancels the orders named: a row each, some of which may be refusals. */
  cancelOrders: write(
    'DELETE',
    '/orders/cancelByIds',
    'heavyPrivate',
    listOf(readerOf(trading.cancelResult)),
    orders.cancelOrdersArguments,
  ),
  /** Cancels all orders, or those of the symbols named. */
  cancelAllOrders: write(
    'DELETE',
    '/orders',
    'heavyPrivate',
    listOf(readerOf(trading.cancelResult)),
    orders.cancelAllArguments,
  ),
  /** Own trades, newest first; without times those of the last 7 days. */
  getTrades: get('/trades', 'heavyPrivate', listOf(readTrade), orders.tradesArguments),
  /** The trades of one order. */
  getOrderTrades: get('/orders/{id}/trades', 'heavyPrivate', listOf(readTrade), idArguments),
  /** Has the venue cancel all orders when it does not hear this again in time. */
  setKillSwitch: {
    ...write(
      'POST',
      '/orders/killSwitch',
      'private',
      readerOf(trading.killSwitchRecord),
      orders.killSwitchArguments,
    ),
    priority: 'cancel',
  },
  /** When the kill switch will act. What the venue says while it is off, its documents do not tell. */
  getKillSwitchStatus: get('/orders/killSwitchStatus', 'private', readerOf(trading.killSwitchRecord)),

  /** Places a smart order; its funds are frozen when it is triggered, not before. */
  createSmartOrder: write(
    'POST',
    '/smartorders',
    'private',
    readerOf(trading.orderIds),
    smart.createSmartOrderArguments,
  ),
  replaceSmartOrder: replace('/smartorders'),
  /** Smart orders that wait for their trigger. */
  getSmartOrders: get(
    '/smartorders',
    'heavyPrivate',
    listOf(readerOf(trading.smartOrderRecord)),
    orders.smartOrdersArguments,
  ),
  /** One smart order, with the order that it became. */
  getSmartOrder: lookUp('/smartorders', oneOf(readerOf(trading.smartOrderRecord))),
  /** Smart orders that have ended, those that were triggered with the order that they became. */
  getSmartOrderHistory: get(
    '/smartorders/history',
    'heavyPrivate',
    listOf(readerOf(trading.smartOrderRecord)),
    orders.smartOrderHistoryArguments,
  ),
  /** Cancels one smart order. */
  cancelSmartOrder: cancel('/smartorders'),
  /** Cancels the smart orders named: a row each, some of which may be refusals. */
  cancelSmartOrders: write(
    'DELETE',
    '/smartorders/cancelByIds',
    'heavyPrivate',
    listOf(readerOf(trading.cancelResult)),
    orders.cancelOrdersArguments,
  ),
  /** Cancels all smart orders, or those of the symbols named. */
  cancelAllSmartOrders: write(
    'DELETE',
    '/smartorders',
    'heavyPrivate',
    listOf(readerOf(trading.cancelResult)),
    orders.cancelAllArguments,
  ),
} as const satisfies Readonly<Record<string, Endpoint>>;

/** The lists that a broker reads, straight from the text and without what it does not ask for. */
export const CUT_ENDPOINTS = {
  getCandles: alsoFromText<Endpoint<readonly CandleFields[]>>(
    ENDPOINTS.getCandles,
    listFromText([decodeCandle]),
  ),
  getOpenOrders: alsoFromText<Endpoint<readonly OrderFields[]>>(
    ENDPOINTS.getOpenOrders,
    listFromText([decodeOrder]),
  ),
  getOrderHistory: alsoFromText<Endpoint<readonly OrderFields[]>>(
    ENDPOINTS.getOrderHistory,
    listFromText([decodeOrder]),
  ),
} as const;

/** Names of the requests. */
export type EndpointName = keyof typeof ENDPOINTS;

/** Whether a request of this quota is signed. */
export function isSigned({ quota }: Pick<Endpoint, 'quota'>): boolean {
  return quota === 'private' || quota === 'heavyPrivate';
}

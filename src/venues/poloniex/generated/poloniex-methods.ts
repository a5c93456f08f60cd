// Generated from the definitions of src/venues/poloniex by `npm run generate`; do not edit.

import type { TableCall } from '../../../adapter/schema/table-call';
import { callsOf } from '../../../adapter/schema/table-call';
import type { ENDPOINTS } from '../endpoints';
import type { PoloniexCallOptions } from '../types/client';
import type { PoloniexOrderRef } from '../types/trading';
import type {
  PoloniexAccount,
  PoloniexAccountBalances,
  PoloniexBalancesArguments,
  PoloniexCancelAllArguments,
  PoloniexCancelOrdersArguments,
  PoloniexCancelResult,
  PoloniexCandle,
  PoloniexCandlesArguments,
  PoloniexCreateOrderArguments,
  PoloniexCreateSmartOrderArguments,
  PoloniexCurrenciesArguments,
  PoloniexCurrency,
  PoloniexCurrencyArguments,
  PoloniexCurrencyV2,
  PoloniexFeeInfo,
  PoloniexKillSwitch,
  PoloniexKillSwitchArguments,
  PoloniexMarket,
  PoloniexMarketTrade,
  PoloniexMarketTradesArguments,
  PoloniexMarkPrice,
  PoloniexMarkPriceComponents,
  PoloniexOrder,
  PoloniexOrderBook,
  PoloniexOrderBookArguments,
  PoloniexOrderHistoryArguments,
  PoloniexOrderIds,
  PoloniexPrice,
  PoloniexSmartOrder,
  PoloniexSmartOrderHistoryArguments,
  PoloniexSmartOrdersArguments,
  PoloniexSymbolArguments,
  PoloniexTicker24h,
  PoloniexTimestamp,
  PoloniexTrade,
  PoloniexTradesArguments,
} from './records';

const callOf = callsOf<typeof ENDPOINTS>();

/**
 * Every request by the client's name of it. Those without a comment are written by hand in `PoloniexClient`.
 *
 * Where the venue's list of heavy requests names a list, the form for a single symbol is counted with it: the wrong
 * guess costs a short wait, the other one a refusal.
 * @see Poloniex API, rate limits: heavy are /markets, /currencies, ticker24h; open orders, histories, trades, batch,
 * replace, cancels of many, feeinfo
 */
export abstract class PoloniexMethods {
  /** Sends one request and reads its answer. */
  protected abstract call<T>(call: TableCall<T>, options?: PoloniexCallOptions): Promise<T>;

  /** The venue's clock; `syncTime` measures it against this machine's. */
  getTimestamp(options?: PoloniexCallOptions): Promise<PoloniexTimestamp> {
    return this.call(callOf('getTimestamp'), options);
  }

  /** All markets. */
  getMarkets(options?: PoloniexCallOptions): Promise<readonly PoloniexMarket[]> {
    return this.call(callOf('getMarkets'), options);
  }

  /** One market; the venue sends an array of it. */
  getMarket(args: PoloniexSymbolArguments, options?: PoloniexCallOptions): Promise<PoloniexMarket> {
    return this.call(callOf('getMarket', args), options);
  }

  /** All currencies, each with its key of the venue's object as `currency`. */
  getCurrencies(
    args: PoloniexCurrenciesArguments = {},
    options?: PoloniexCallOptions,
  ): Promise<readonly PoloniexCurrency[]> {
    return this.call(callOf('getCurrencies', args), options);
  }

  /** One currency. */
  getCurrency(args: PoloniexCurrencyArguments, options?: PoloniexCallOptions): Promise<PoloniexCurrency> {
    return this.call(callOf('getCurrency', args), options);
  }

  /** All currencies with their networks, GET /v2/currencies. */
  getCurrenciesV2(options?: PoloniexCallOptions): Promise<readonly PoloniexCurrencyV2[]> {
    return this.call(callOf('getCurrenciesV2'), options);
  }

  /** One currency with its networks, GET /v2/currencies/{currency}. */
  getCurrencyV2(
    args: { readonly currency: string },
    options?: PoloniexCallOptions,
  ): Promise<PoloniexCurrencyV2> {
    return this.call(callOf('getCurrencyV2', args), options);
  }

  /** Last prices of all markets. */
  getPrices(options?: PoloniexCallOptions): Promise<readonly PoloniexPrice[]> {
    return this.call(callOf('getPrices'), options);
  }

  /** Last price of one market. */
  getPrice(args: PoloniexSymbolArguments, options?: PoloniexCallOptions): Promise<PoloniexPrice> {
    return this.call(callOf('getPrice', args), options);
  }

  /** Mark prices of all markets that have one. */
  getMarkPrices(options?: PoloniexCallOptions): Promise<readonly PoloniexMarkPrice[]> {
    return this.call(callOf('getMarkPrices'), options);
  }

  /** Mark price of one market. */
  getMarkPrice(args: PoloniexSymbolArguments, options?: PoloniexCallOptions): Promise<PoloniexMarkPrice> {
    return this.call(callOf('getMarkPrice', args), options);
  }

  /** What the mark price of one market is made of. */
  getMarkPriceComponents(
    args: PoloniexSymbolArguments,
    options?: PoloniexCallOptions,
  ): Promise<PoloniexMarkPriceComponents> {
    return this.call(callOf('getMarkPriceComponents', args), options);
  }

  /** The last 24 hours of all markets. */
  getTickers24h(options?: PoloniexCallOptions): Promise<readonly PoloniexTicker24h[]> {
    return this.call(callOf('getTickers24h'), options);
  }

  /** The last 24 hours of one market. */
  getTicker24h(args: PoloniexSymbolArguments, options?: PoloniexCallOptions): Promise<PoloniexTicker24h> {
    return this.call(callOf('getTicker24h', args), options);
  }

  /** Candles, oldest first: of those in the range, the newest `limit`. */
  getCandles(
    args: PoloniexCandlesArguments,
    options?: PoloniexCallOptions,
  ): Promise<readonly PoloniexCandle[]> {
    return this.call(callOf('getCandles', args), options);
  }

  /** The order book, best first. */
  getOrderBook(args: PoloniexOrderBookArguments, options?: PoloniexCallOptions): Promise<PoloniexOrderBook> {
    return this.call(callOf('getOrderBook', args), options);
  }

  /** The last trades of a market, newest first. */
  getMarketTrades(
    args: PoloniexMarketTradesArguments,
    options?: PoloniexCallOptions,
  ): Promise<readonly PoloniexMarketTrade[]> {
    return this.call(callOf('getMarketTrades', args), options);
  }

  /** The accounts of the user. */
  getAccounts(options?: PoloniexCallOptions): Promise<readonly PoloniexAccount[]> {
    return this.call(callOf('getAccounts'), options);
  }

  /** What all accounts hold. */
  getBalances(
    args: PoloniexBalancesArguments = {},
    options?: PoloniexCallOptions,
  ): Promise<readonly PoloniexAccountBalances[]> {
    return this.call(callOf('getBalances', args), options);
  }

  /** What one account holds; the venue sends an array of it. */
  getAccountBalances(
    args: { readonly accountId: string },
    options?: PoloniexCallOptions,
  ): Promise<PoloniexAccountBalances> {
    return this.call(callOf('getAccountBalances', args), options);
  }

  /** What the user pays for a trade. */
  getFeeInfo(options?: PoloniexCallOptions): Promise<PoloniexFeeInfo> {
    return this.call(callOf('getFeeInfo'), options);
  }

  /** Places an order. What it becomes is told by the orders channel and by `getOrder`. */
  createOrder(args: PoloniexCreateOrderArguments, options?: PoloniexCallOptions): Promise<PoloniexOrderIds> {
    return this.call(callOf('createOrder', args), options);
  }

  /** Orders that are open. */
  getOpenOrders(
    args: PoloniexSmartOrdersArguments = {},
    options?: PoloniexCallOptions,
  ): Promise<readonly PoloniexOrder[]> {
    return this.call(callOf('getOpenOrders', args), options);
  }

  /** One order, open or ended. */
  getOrder(args: PoloniexOrderRef, options?: PoloniexCallOptions): Promise<PoloniexOrder> {
    return this.call(callOf('getOrder', args), options);
  }

  /** Orders that have ended, newest first. */
  getOrderHistory(
    args: PoloniexOrderHistoryArguments = {},
    options?: PoloniexCallOptions,
  ): Promise<readonly PoloniexOrder[]> {
    return this.call(callOf('getOrderHistory', args), options);
  }

  /** Cancels one order. */
  cancelOrder(args: PoloniexOrderRef, options?: PoloniexCallOptions): Promise<PoloniexCancelResult> {
    return this.call(callOf('cancelOrder', args), options);
  }

  /** Cancels the orders named: a row each, some of which may be refusals. */
  cancelOrders(
    args: PoloniexCancelOrdersArguments = {},
    options?: PoloniexCallOptions,
  ): Promise<readonly PoloniexCancelResult[]> {
    return this.call(callOf('cancelOrders', args), options);
  }

  /** Cancels all orders, or those of the symbols named. */
  cancelAllOrders(
    args: PoloniexCancelAllArguments = {},
    options?: PoloniexCallOptions,
  ): Promise<readonly PoloniexCancelResult[]> {
    return this.call(callOf('cancelAllOrders', args), options);
  }

  /** Own trades, newest first; without times those of the last 7 days. */
  getTrades(
    args: PoloniexTradesArguments = {},
    options?: PoloniexCallOptions,
  ): Promise<readonly PoloniexTrade[]> {
    return this.call(callOf('getTrades', args), options);
  }

  /** The trades of one order. */
  getOrderTrades(
    args: { readonly id: string },
    options?: PoloniexCallOptions,
  ): Promise<readonly PoloniexTrade[]> {
    return this.call(callOf('getOrderTrades', args), options);
  }

  /** Has the venue cancel all orders when it does not hear this again in time. */
  setKillSwitch(
    args: PoloniexKillSwitchArguments,
    options?: PoloniexCallOptions,
  ): Promise<PoloniexKillSwitch> {
    return this.call(callOf('setKillSwitch', args), options);
  }

  /** When the kill switch will act. What the venue says while it is off, its documents do not tell. */
  getKillSwitchStatus(options?: PoloniexCallOptions): Promise<PoloniexKillSwitch> {
    return this.call(callOf('getKillSwitchStatus'), options);
  }

  /** Places a smart order; its funds are frozen when it is triggered, not before. */
  createSmartOrder(
    args: PoloniexCreateSmartOrderArguments,
    options?: PoloniexCallOptions,
  ): Promise<PoloniexOrderIds> {
    return this.call(callOf('createSmartOrder', args), options);
  }

  /** Smart orders that wait for their trigger. */
  getSmartOrders(
    args: PoloniexSmartOrdersArguments = {},
    options?: PoloniexCallOptions,
  ): Promise<readonly PoloniexSmartOrder[]> {
    return this.call(callOf('getSmartOrders', args), options);
  }

  /** One smart order, with the order that it became. */
  getSmartOrder(args: PoloniexOrderRef, options?: PoloniexCallOptions): Promise<PoloniexSmartOrder> {
    return this.call(callOf('getSmartOrder', args), options);
  }

  /** Smart orders that have ended, those that were triggered with the order that they became. */
  getSmartOrderHistory(
    args: PoloniexSmartOrderHistoryArguments = {},
    options?: PoloniexCallOptions,
  ): Promise<readonly PoloniexSmartOrder[]> {
    return this.call(callOf('getSmartOrderHistory', args), options);
  }

  /** Cancels one smart order. */
  cancelSmartOrder(args: PoloniexOrderRef, options?: PoloniexCallOptions): Promise<PoloniexCancelResult> {
    return this.call(callOf('cancelSmartOrder', args), options);
  }

  /** Cancels the smart orders named: a row each, some of which may be refusals. */
  cancelSmartOrders(
    args: PoloniexCancelOrdersArguments = {},
    options?: PoloniexCallOptions,
  ): Promise<readonly PoloniexCancelResult[]> {
    return this.call(callOf('cancelSmartOrders', args), options);
  }

  /** Cancels all smart orders, or those of the symbols named. */
  cancelAllSmartOrders(
    args: PoloniexCancelAllArguments = {},
    options?: PoloniexCallOptions,
  ): Promise<readonly PoloniexCancelResult[]> {
    return this.call(callOf('cancelAllSmartOrders', args), options);
  }
}

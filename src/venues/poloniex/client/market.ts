import type {
  PoloniexCandle,
  PoloniexCandlesArguments,
  PoloniexCurrenciesArguments,
  PoloniexCurrency,
  PoloniexCurrencyArguments,
  PoloniexCurrencyV2,
  PoloniexMarket,
  PoloniexMarketTrade,
  PoloniexMarketTradesArguments,
  PoloniexMarkPrice,
  PoloniexMarkPriceComponents,
  PoloniexOrderBook,
  PoloniexOrderBookArguments,
  PoloniexPrice,
  PoloniexSymbolArguments,
  PoloniexTicker24h,
  PoloniexTimestamp,
} from '../generated/records';
import { callOf, type RestCall } from '../rest/call';
import type { PoloniexCallOptions } from '../types/client';

/** The public half of the REST interface; it needs no key. */
export abstract class PoloniexMarketMethods {
  /** Sends one request and reads its answer. */
  protected abstract call<T>(call: RestCall<T>, options?: PoloniexCallOptions): Promise<T>;

  /** The venue's clock; `syncTime` measures it against this machine's. */
  getTimestamp(options?: PoloniexCallOptions): Promise<PoloniexTimestamp> {
    return this.call(callOf('getTimestamp', {}), options);
  }

  /** All markets. */
  getMarkets(options?: PoloniexCallOptions): Promise<readonly PoloniexMarket[]> {
    return this.call(callOf('getMarkets', {}), options);
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
    return this.call(callOf('getCurrenciesV2', {}), options);
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
    return this.call(callOf('getPrices', {}), options);
  }

  /** Last price of one market. */
  getPrice(args: PoloniexSymbolArguments, options?: PoloniexCallOptions): Promise<PoloniexPrice> {
    return this.call(callOf('getPrice', args), options);
  }

  /** Mark prices of all markets that have one. */
  getMarkPrices(options?: PoloniexCallOptions): Promise<readonly PoloniexMarkPrice[]> {
    return this.call(callOf('getMarkPrices', {}), options);
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
    return this.call(callOf('getTickers24h', {}), options);
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
}

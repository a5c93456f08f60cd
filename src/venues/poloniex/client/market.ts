import type { RestCall } from '../rest/call';
import { found } from '../rest/not-found';
import type { PoloniexCallOptions } from '../types/client';
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
} from '../types/market';
import * as check from '../wire/arguments-market';
import { checkArguments } from '../wire/arguments-values';
import * as read from '../wire/market-readers';

/** The public half of the REST interface; it needs no key. */
export abstract class PoloniexMarketMethods {
  /** Sends one request and reads its answer. */
  protected abstract call<T>(call: RestCall<T>, options?: PoloniexCallOptions): Promise<T>;

  /** The venue's clock; `syncTime` measures it against this machine's. */
  getTimestamp(options?: PoloniexCallOptions): Promise<PoloniexTimestamp> {
    return this.call({ name: 'getTimestamp', read: read.readTimestamp }, options);
  }

  /** All markets. */
  getMarkets(options?: PoloniexCallOptions): Promise<readonly PoloniexMarket[]> {
    return this.call({ name: 'getMarkets', read: read.readMarkets }, options);
  }

  /** One market; the venue sends an array of it. */
  async getMarket(args: PoloniexSymbolArguments, options?: PoloniexCallOptions): Promise<PoloniexMarket> {
    const pathParams = checkArguments(check.symbolArguments, args, 'getMarket');
    const call = { name: 'getMarket', pathParams, read: read.readMarket } as const;
    return found(call, (look) => this.call(look, options), options);
  }

  /** All currencies, each with its key of the venue's object as `currency`. */
  async getCurrencies(
    args: PoloniexCurrenciesArguments = {},
    options?: PoloniexCallOptions,
  ): Promise<readonly PoloniexCurrency[]> {
    const query = checkArguments(check.currenciesArguments, args, 'getCurrencies');
    return this.call({ name: 'getCurrencies', query, read: read.readCurrencies }, options);
  }

  /** One currency. */
  async getCurrency(
    args: PoloniexCurrencyArguments,
    options?: PoloniexCallOptions,
  ): Promise<PoloniexCurrency> {
    const { currency, ...query } = checkArguments(check.currencyArguments, args, 'getCurrency');
    const pathParams = { currency };
    const call = { name: 'getCurrency', pathParams, query, read: read.readCurrency } as const;
    return found(call, (look) => this.call(look, options), options);
  }

  /** All currencies with their networks, GET /v2/currencies. */
  getCurrenciesV2(options?: PoloniexCallOptions): Promise<readonly PoloniexCurrencyV2[]> {
    return this.call({ name: 'getCurrenciesV2', read: read.readCurrenciesV2 }, options);
  }

  /** One currency with its networks, GET /v2/currencies/{currency}. */
  async getCurrencyV2(
    args: { readonly currency: string },
    options?: PoloniexCallOptions,
  ): Promise<PoloniexCurrencyV2> {
    const pathParams = checkArguments(check.currencyV2Arguments, args, 'getCurrencyV2');
    const call = { name: 'getCurrencyV2', pathParams, read: read.readCurrencyV2 } as const;
    return found(call, (look) => this.call(look, options), options);
  }

  /** Last prices of all markets. */
  getPrices(options?: PoloniexCallOptions): Promise<readonly PoloniexPrice[]> {
    return this.call({ name: 'getPrices', read: read.readPrices }, options);
  }

  /** Last price of one market. */
  async getPrice(args: PoloniexSymbolArguments, options?: PoloniexCallOptions): Promise<PoloniexPrice> {
    const pathParams = checkArguments(check.symbolArguments, args, 'getPrice');
    const call = { name: 'getPrice', pathParams, read: read.readPrice } as const;
    return found(call, (look) => this.call(look, options), options);
  }

  /** Mark prices of all markets that have one. */
  getMarkPrices(options?: PoloniexCallOptions): Promise<readonly PoloniexMarkPrice[]> {
    return this.call({ name: 'getMarkPrices', read: read.readMarkPrices }, options);
  }

  /** Mark price of one market. */
  async getMarkPrice(
    args: PoloniexSymbolArguments,
    options?: PoloniexCallOptions,
  ): Promise<PoloniexMarkPrice> {
    const pathParams = checkArguments(check.symbolArguments, args, 'getMarkPrice');
    const call = { name: 'getMarkPrice', pathParams, read: read.readMarkPrice } as const;
    return found(call, (look) => this.call(look, options), options);
  }

  /** What the mark price of one market is made of. */
  async getMarkPriceComponents(
    args: PoloniexSymbolArguments,
    options?: PoloniexCallOptions,
  ): Promise<PoloniexMarkPriceComponents> {
    const pathParams = checkArguments(check.symbolArguments, args, 'getMarkPriceComponents');
    const call = { name: 'getMarkPriceComponents', pathParams, read: read.readMarkPriceComponents } as const;
    return found(call, (look) => this.call(look, options), options);
  }

  /** The last 24 hours of all markets. */
  getTickers24h(options?: PoloniexCallOptions): Promise<readonly PoloniexTicker24h[]> {
    return this.call({ name: 'getTickers24h', read: read.readTickers24h }, options);
  }

  /** The last 24 hours of one market. */
  async getTicker24h(
    args: PoloniexSymbolArguments,
    options?: PoloniexCallOptions,
  ): Promise<PoloniexTicker24h> {
    const pathParams = checkArguments(check.symbolArguments, args, 'getTicker24h');
    const call = { name: 'getTicker24h', pathParams, read: read.readTicker24h } as const;
    return found(call, (look) => this.call(look, options), options);
  }

  /** Candles, oldest first: of those in the range, the newest `limit`. */
  async getCandles(
    args: PoloniexCandlesArguments,
    options?: PoloniexCallOptions,
  ): Promise<readonly PoloniexCandle[]> {
    const { symbol, ...query } = checkArguments(check.candlesArguments, args, 'getCandles');
    return this.call({ name: 'getCandles', pathParams: { symbol }, query, read: read.readCandles }, options);
  }

  /** The order book, best first. */
  async getOrderBook(
    args: PoloniexOrderBookArguments,
    options?: PoloniexCallOptions,
  ): Promise<PoloniexOrderBook> {
    const { symbol, ...query } = checkArguments(check.orderBookArguments, args, 'getOrderBook');
    return this.call(
      { name: 'getOrderBook', pathParams: { symbol }, query, read: read.readOrderBook },
      options,
    );
  }

  /** The last trades of a market, newest first. */
  async getMarketTrades(
    args: PoloniexMarketTradesArguments,
    options?: PoloniexCallOptions,
  ): Promise<readonly PoloniexMarketTrade[]> {
    const { symbol, ...query } = checkArguments(check.marketTradesArguments, args, 'getMarketTrades');
    const pathParams = { symbol };
    return this.call({ name: 'getMarketTrades', pathParams, query, read: read.readMarketTrades }, options);
  }
}

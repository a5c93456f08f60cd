import type { OpenText, PoloniexDirection, PoloniexInterval, PoloniexMarketState } from './open';

/** Answer of GET /timestamp. */
export interface PoloniexTimestamp {
  /** UTC epoch ms. */
  readonly serverTime: number;
}

/** What a market allows in an order. */
export interface PoloniexTradeLimit {
  readonly symbol: string;
  /** Decimals of a price. */
  readonly priceScale: number;
  /** Decimals of a quantity. */
  readonly quantityScale: number;
  /** Decimals of an amount. */
  readonly amountScale: number;
  readonly minQuantity: string;
  readonly minAmount: string;
  readonly maxQuantity?: string;
  readonly maxAmount?: string;
  readonly highestBid?: string;
  readonly lowestAsk?: string;
}

/** A row of GET /markets. */
export interface PoloniexMarket {
  readonly symbol: string;
  readonly baseCurrencyName: string;
  readonly quoteCurrencyName: string;
  readonly displayName: string;
  readonly state: PoloniexMarketState;
  /** UTC epoch ms. */
  readonly visibleStartTime?: number;
  /** Trading begins then, UTC epoch ms. */
  readonly tradableStartTime: number;
  readonly symbolTradeLimit: PoloniexTradeLimit;
  readonly crossMargin?: { readonly supportCrossMargin: boolean; readonly maxLeverage: number };
}

/** An entry of GET /currencies, the key of the venue's object among its fields. */
export interface PoloniexCurrency {
  /** Its name, such as `BTC`. */
  readonly currency: string;
  readonly id: number;
  readonly name: string;
  readonly description?: string | null;
  readonly type?: string;
  readonly withdrawalFee?: string;
  readonly minConf?: number;
  readonly depositAddress?: string | null;
  readonly blockchain?: string | null;
  readonly delisted?: boolean;
  readonly tradingState?: OpenText<'NORMAL' | 'OFFLINE'>;
  readonly walletState?: OpenText<'ENABLED' | 'DISABLED'>;
  readonly walletDepositState?: OpenText<'ENABLED' | 'DISABLED'>;
  readonly walletWithdrawalState?: OpenText<'ENABLED' | 'DISABLED'>;
  readonly parentChain?: string | null;
  readonly isMultiChain?: boolean;
  readonly isChildChain?: boolean;
  readonly childChains?: readonly string[];
  readonly supportCollateral?: boolean;
  readonly supportBorrow?: boolean;
}

/** A network of a currency of GET /v2/currencies. */
export interface PoloniexNetwork {
  readonly id: number;
  readonly coin: string;
  readonly name?: string;
  readonly currencyType?: string;
  readonly blockchain: string;
  readonly withdrawalEnable: boolean;
  readonly depositEnable: boolean;
  readonly depositAddress?: string | null;
  readonly withdrawMin?: string | null;
  readonly decimals?: number;
  readonly withdrawFee?: string;
  readonly minConfirm?: number;
}

/** A row of GET /v2/currencies. */
export interface PoloniexCurrencyV2 {
  readonly id: number;
  readonly coin: string;
  readonly delisted: boolean;
  readonly tradeEnable: boolean;
  readonly name: string;
  readonly networkList: readonly PoloniexNetwork[];
  readonly supportCollateral?: boolean;
  readonly supportBorrow?: boolean;
}

/** A row of GET /markets/price. */
export interface PoloniexPrice {
  readonly symbol: string;
  readonly price: string;
  readonly time: number;
  readonly dailyChange?: string;
  readonly ts?: number;
}

/** A row of GET /markets/markPrice. */
export interface PoloniexMarkPrice {
  readonly symbol: string;
  readonly markPrice: string;
  readonly time: number;
}

/** Price of one exchange that a mark price is made of. */
export interface PoloniexMarkPriceComponent {
  /** The market's name on that exchange. */
  readonly symbol: string;
  /** Its price there. */
  readonly symbolPrice: string;
  /** Its share in the mark price, a fraction. */
  readonly weight: string;
  /** Its price in the currency of the mark price. */
  readonly convertPrice: string;
  readonly exchange: string;
}

/** Answer of GET /markets/{symbol}/markPriceComponents. */
export interface PoloniexMarkPriceComponents {
  readonly symbol: string;
  readonly markPrice: string;
  /** When it was made, UTC epoch ms. */
  readonly ts: number;
  readonly components: readonly PoloniexMarkPriceComponent[];
}

/** A row of GET /markets/ticker24h: the figures of the last 24 hours. */
export interface PoloniexTicker24h {
  readonly symbol: string;
  readonly open: string;
  readonly low: string;
  readonly high: string;
  readonly close: string;
  /** In base units. */
  readonly quantity: string;
  /** In quote units. */
  readonly amount: string;
  readonly tradeCount: number;
  readonly startTime: number;
  readonly closeTime: number;
  readonly displayName?: string;
  readonly dailyChange?: string;
  readonly bid?: string;
  readonly bidQuantity?: string;
  readonly ask?: string;
  readonly askQuantity?: string;
  readonly ts: number;
  readonly markPrice?: string;
}

/** A candle of GET /markets/{symbol}/candles, its row of 14 elements by name. */
export interface PoloniexCandle {
  readonly low: string;
  readonly high: string;
  readonly open: string;
  readonly close: string;
  /** In quote units. */
  readonly amount: string;
  /** In base units. */
  readonly quantity: string;
  readonly buyTakerAmount: string;
  readonly buyTakerQuantity: string;
  readonly tradeCount: number;
  /** When the row was made, UTC epoch ms. */
  readonly ts: number;
  readonly weightedAverage: string;
  readonly interval: string;
  /** UTC epoch ms. */
  readonly startTime: number;
  /** UTC epoch ms. */
  readonly closeTime: number;
}

/** Answer of GET /markets/{symbol}/orderBook: flat lists of price, quantity, price, quantity, best first. */
export interface PoloniexOrderBook {
  readonly time: number;
  readonly scale: string;
  readonly asks: readonly string[];
  readonly bids: readonly string[];
  readonly ts: number;
}

/** A row of GET /markets/{symbol}/trades. */
export interface PoloniexMarketTrade {
  readonly id: string;
  readonly price: string;
  readonly quantity: string;
  readonly amount: string;
  readonly takerSide: OpenText<'BUY' | 'SELL'>;
  /** When it was pushed, UTC epoch ms. */
  readonly ts: number;
  /** When it was made, UTC epoch ms. */
  readonly createTime: number;
}

/** Names a market. */
export interface PoloniexSymbolArguments {
  readonly symbol: string;
}

/** Arguments of GET /markets/{symbol}/candles. */
export interface PoloniexCandlesArguments {
  readonly symbol: string;
  readonly interval: PoloniexInterval;
  /** 1 to 500. @defaultValue 100, the venue's */
  readonly limit?: number | undefined;
  /** UTC epoch ms. */
  readonly startTime?: number | undefined;
  /** UTC epoch ms. */
  readonly endTime?: number | undefined;
}

/** Arguments of GET /markets/{symbol}/orderBook. */
export interface PoloniexOrderBookArguments {
  readonly symbol: string;
  /** Levels are grouped into steps of this price, such as `0.01` or `10`. @defaultValue no grouping, the venue's */
  readonly scale?: string | undefined;
  /** @defaultValue 10, the venue's */
  readonly limit?: 5 | 10 | 20 | 50 | 100 | 150 | undefined;
}

/** Arguments of GET /markets/{symbol}/trades. */
export interface PoloniexMarketTradesArguments {
  readonly symbol: string;
  /** 1 to 1000. @defaultValue 500, the venue's */
  readonly limit?: number | undefined;
}

/** Arguments of GET /currencies. */
export interface PoloniexCurrenciesArguments {
  readonly includeMultiChainCurrencies?: boolean | undefined;
}

/** Arguments of GET /currencies/{currency}. */
export interface PoloniexCurrencyArguments extends PoloniexCurrenciesArguments {
  readonly currency: string;
}

/** Where in a list to begin, and how much of it. */
export interface PoloniexPageArguments {
  /** Id of the entry to begin behind; not itself included. */
  readonly from?: string | undefined;
  readonly direction?: PoloniexDirection | undefined;
  readonly limit?: number | undefined;
}

// Generated from the definitions of src/venues/poloniex by `npm run generate`; do not edit.

import type { FrameTapEvent } from '../../../broker/broker-options';
import type { Clock } from '../../../core/clock';
import type { Logger } from '../../../core/logger';
import type { Random } from '../../../core/random';
import type { DecimalInput } from '../../../model/decimal';
import type { SharedQuota } from '../../../transport/pace/shared-pace';
import type {
  OpenText,
  PoloniexAccountType,
  PoloniexDirection,
  PoloniexInterval,
  PoloniexLevel,
  PoloniexMarketState,
  PoloniexMatchRole,
  PoloniexOrderSource,
  PoloniexOrderState,
  PoloniexOrderType,
  PoloniexSide,
  PoloniexSmartOrderState,
  PoloniexSmartOrderType,
  PoloniexTimeInForce,
} from '../types/open';

/** Where a `PoloniexClient` connects, who it is and how it behaves. */
export interface PoloniexClientOptions {
  /**
   * How old a signed request may be when the venue sees it, in ms, 1 to 60000.
   * @defaultValue the venue's own: no `recvWindow` is sent
   */
  readonly recvWindow?: number | undefined;
  /**
   * Share of the venue's quotas that this client may use, above 0 to 1: several programs of one key divide them.
   * @defaultValue 1
   */
  readonly quotaShare?: number | undefined;
  /**
   * Largest frame of a socket in bytes.
   * @defaultValue 1 MiB
   */
  readonly maxFrameBytes?: number | undefined;
  /**
   * Requests that may wait for their turn or answer.
   * @defaultValue 1000
   */
  readonly maxPendingRequests?: number | undefined;
  /**
   * Largest answer in bytes, after decompression.
   * @defaultValue 64 MiB
   */
  readonly maxBodyBytes?: number | undefined;
  /**
   * Sockets to the host that may be open at once, 1 to 1000; what comes beyond waits within its deadline: cancels first,
   * then orders, look-ups, control and reads.
   * @defaultValue 16
   */
  readonly maxSockets?: number | undefined;
  /**
   * The quota of the key and the address that several processes share, of `sharedQuota` in `venuekit/remote`. It is not closed with
   * the client.
   * @defaultValue none: the client counts its own requests alone
   */
  readonly sharedQuota?: SharedQuota | undefined;
  /** Certificate authorities (PEM) instead of the system's. */
  readonly ca?: string | readonly string[] | undefined;
  /** Allows plain text beyond loopback: credentials and orders can then be read on the way. */
  readonly allowInsecure?: 'i-understand' | undefined;
  /**
   * The proxy that every connection goes through: `http://`, `https://`, `socks5://`, or `socks5h://`, where the proxy
   * resolves host names; with `user:password@` where it wants a login. TLS is with the venue, through the proxy.
   * @defaultValue none; the environment is not asked
   */
  readonly proxy?: string | undefined;
  /**
   * Deadline of a call in ms, over the whole answer, 1 to 2147483647.
   * @defaultValue 15000
   */
  readonly timeoutMs?: number | undefined;
  readonly clock?: Clock | undefined;
  readonly random?: Random | undefined;
  readonly logger?: Logger | undefined;
  /** Sees every frame, request and answer, secrets removed; it must not block. */
  readonly tap?: ((event: FrameTapEvent) => void) | undefined;
  /**
   * Keep the venue's own object of every record, for `rawOf`.
   * @defaultValue false
   */
  readonly raw?: boolean | undefined;
  /** The key of the API; absent for public data alone. */
  readonly apiKey?: string | undefined;
  /** Its secret; goes with `apiKey`. */
  readonly apiSecret?: string | undefined;
  /** @defaultValue 'https://api.poloniex.com' */
  readonly baseUrl?: string | undefined;
  /** @defaultValue 'wss://ws.poloniex.com/ws/public' */
  readonly publicUrl?: string | undefined;
  /** @defaultValue 'wss://ws.poloniex.com/ws/private' */
  readonly privateUrl?: string | undefined;
}

/** A row of GET /accounts. */
export interface PoloniexAccount {
  readonly accountId: string;
  readonly accountType: PoloniexAccountType;
  readonly accountState: OpenText<'NORMAL' | 'LOCKED'>;
}

/** A currency of an account. */
export interface PoloniexCurrencyBalance {
  readonly currency: string;
  readonly available: string;
  readonly hold: string;
  readonly currencyId?: string;
}

/** A row of GET /accounts/balances. */
export interface PoloniexAccountBalances {
  readonly accountId: string;
  readonly accountType: PoloniexAccountType;
  readonly balances: readonly PoloniexCurrencyBalance[];
}

/** Answer of GET /feeinfo. */
export interface PoloniexFeeInfo {
  readonly trxDiscount: boolean;
  /** A fraction: `0.00145` is 0.145 per cent. */
  readonly makerRate: string;
  readonly takerRate: string;
  readonly volume30D: string;
  readonly specialFeeRates?: readonly {
    readonly symbol: string;
    readonly makerRate: string;
    readonly takerRate: string;
  }[];
}

/** Names a market. */
export interface PoloniexSymbolArguments {
  readonly symbol: string;
}

/** Arguments of GET /currencies. */
export interface PoloniexCurrenciesArguments {
  readonly includeMultiChainCurrencies?: boolean | undefined;
}

/** Arguments of GET /currencies/{currency}. */
export interface PoloniexCurrencyArguments {
  readonly currency: string;
  readonly includeMultiChainCurrencies?: boolean | undefined;
}

/** Arguments of GET /markets/{symbol}/candles. */
export interface PoloniexCandlesArguments {
  readonly symbol: string;
  readonly interval: PoloniexInterval;
  /**
   * 1 to 500.
   * @defaultValue 100, the venue's
   */
  readonly limit?: number | undefined;
  /** UTC epoch ms. */
  readonly startTime?: number | undefined;
  /** UTC epoch ms. */
  readonly endTime?: number | undefined;
}

/** Arguments of GET /markets/{symbol}/orderBook. */
export interface PoloniexOrderBookArguments {
  readonly symbol: string;
  /**
   * Levels are grouped into steps of this price, such as `0.01` or `10`.
   * @defaultValue no grouping, the venue's
   */
  readonly scale?: DecimalInput | undefined;
  /** @defaultValue 10, the venue's */
  readonly limit?: 5 | 10 | 20 | 50 | 100 | 150 | undefined;
}

/** Arguments of GET /markets/{symbol}/trades. */
export interface PoloniexMarketTradesArguments {
  readonly symbol: string;
  /**
   * 1 to 1000.
   * @defaultValue 500, the venue's
   */
  readonly limit?: number | undefined;
}

/**
 * Body of POST /smartorders.
 * @see Poloniex API, create smart order
 */
export interface PoloniexCreateSmartOrderArguments {
  readonly symbol: string;
  readonly side: 'BUY' | 'SELL';
  /** @defaultValue 'STOP' without a price, 'STOP_LIMIT' with one, the venue's */
  readonly type?: 'STOP' | 'STOP_LIMIT' | 'TRAILING_STOP' | 'TRAILING_STOP_LIMIT' | undefined;
  readonly timeInForce?: 'GTC' | 'IOC' | 'FOK' | undefined;
  readonly price?: DecimalInput | undefined;
  /** Where a STOP or STOP_LIMIT is triggered; from where on a trailing order follows the market, at once without it. */
  readonly stopPrice?: DecimalInput | undefined;
  readonly quantity?: DecimalInput | undefined;
  /** Quote units; a STOP buy spends them. */
  readonly amount?: DecimalInput | undefined;
  readonly accountType?: PoloniexAccountType | undefined;
  readonly clientOrderId?: string | undefined;
  /** Distance of a trailing stop, in price or with `%`. */
  readonly trailingOffset?: string | undefined;
  /** Distance of the limit of a TRAILING_STOP_LIMIT from the market price at its trigger, in price or with `%`. */
  readonly limitOffset?: string | undefined;
  /** How the activation price is compared. */
  readonly operator?: 'GTE' | 'LTE' | undefined;
}

/** Body of PUT /smartorders/{id}. */
export interface PoloniexReplaceSmartOrderArguments {
  readonly price?: DecimalInput | undefined;
  readonly stopPrice?: DecimalInput | undefined;
  readonly quantity?: DecimalInput | undefined;
  readonly amount?: DecimalInput | undefined;
  readonly type?: 'STOP' | 'STOP_LIMIT' | 'TRAILING_STOP' | 'TRAILING_STOP_LIMIT' | undefined;
  readonly timeInForce?: 'GTC' | 'IOC' | 'FOK' | undefined;
  readonly clientOrderId?: string | undefined;
  readonly proceedOnFailure?: boolean | undefined;
}

/** Arguments of GET /accounts/balances. */
export interface PoloniexBalancesArguments {
  readonly accountType?: PoloniexAccountType | undefined;
}

/**
 * Body of POST /orders. A market buy names `amount` (quote units to spend), every other order `quantity` (base units);
 * limit orders name `price`.
 * @see Poloniex API, create order: a market buy spends `amount` of the quote currency
 */
export interface PoloniexCreateOrderArguments {
  readonly symbol: string;
  readonly side: 'BUY' | 'SELL';
  /** @defaultValue 'MARKET', the venue's */
  readonly type?: 'MARKET' | 'LIMIT' | 'LIMIT_MAKER' | undefined;
  /** @defaultValue 'GTC', the venue's */
  readonly timeInForce?: 'GTC' | 'IOC' | 'FOK' | undefined;
  readonly price?: DecimalInput | undefined;
  readonly quantity?: DecimalInput | undefined;
  readonly amount?: DecimalInput | undefined;
  /** @defaultValue 'SPOT', the venue's only one */
  readonly accountType?: PoloniexAccountType | undefined;
  /** 1 to 64 characters of A-Z, a-z, 0-9, `_` and `-`. */
  readonly clientOrderId?: string | undefined;
  readonly allowBorrow?: boolean | undefined;
  /**
   * Self-trade prevention.
   * @defaultValue 'EXPIRE_TAKER', the venue's
   */
  readonly stpMode?: 'NONE' | 'EXPIRE_TAKER' | undefined;
  /** Largest slippage of a market order, above 0 and below 1. */
  readonly slippageTolerance?: DecimalInput | undefined;
}

/** Body of PUT /orders/{id}: cancels the order and places one that has the same fields but for those given. */
export interface PoloniexReplaceOrderArguments {
  readonly price?: DecimalInput | undefined;
  readonly quantity?: DecimalInput | undefined;
  readonly amount?: DecimalInput | undefined;
  readonly type?: 'MARKET' | 'LIMIT' | 'LIMIT_MAKER' | undefined;
  readonly timeInForce?: 'GTC' | 'IOC' | 'FOK' | undefined;
  /** Of the new order. */
  readonly clientOrderId?: string | undefined;
  readonly allowBorrow?: boolean | undefined;
  /**
   * Place the new order even when the old one could not be cancelled.
   * @defaultValue false, the venue's
   */
  readonly proceedOnFailure?: boolean | undefined;
  readonly slippageTolerance?: DecimalInput | undefined;
}

/** Arguments of GET /orders. */
export interface PoloniexOpenOrdersArguments {
  readonly symbol?: string | undefined;
  readonly side?: 'BUY' | 'SELL' | undefined;
  readonly limit?: number | undefined;
  /** Id of the entry to begin behind; not itself included. */
  readonly from?: string | undefined;
  readonly direction?: PoloniexDirection | undefined;
}

/** Arguments of GET /smartorders. */
export interface PoloniexSmartOrdersArguments {
  readonly symbol?: string | undefined;
  readonly side?: 'BUY' | 'SELL' | undefined;
  readonly limit?: number | undefined;
  /** Id of the entry to begin behind; not itself included. */
  readonly from?: string | undefined;
  readonly direction?: PoloniexDirection | undefined;
}

/** Arguments of GET /orders/history. */
export interface PoloniexOrderHistoryArguments {
  readonly accountType?: PoloniexAccountType | undefined;
  readonly type?: PoloniexOrderType | undefined;
  readonly side?: 'BUY' | 'SELL' | undefined;
  readonly symbol?: string | undefined;
  /** States to be listed. */
  readonly states?: readonly PoloniexOrderState[] | undefined;
  /** Leaves cancelled orders out. */
  readonly hideCancel?: boolean | undefined;
  readonly limit?: number | undefined;
  /** UTC epoch ms. */
  readonly startTime?: number | undefined;
  /** UTC epoch ms. */
  readonly endTime?: number | undefined;
  /** Id of the entry to begin behind; not itself included. */
  readonly from?: string | undefined;
  readonly direction?: PoloniexDirection | undefined;
}

/** Arguments of GET /smartorders/history. */
export interface PoloniexSmartOrderHistoryArguments {
  readonly accountType?: PoloniexAccountType | undefined;
  readonly type?: PoloniexSmartOrderType | undefined;
  readonly side?: 'BUY' | 'SELL' | undefined;
  readonly symbol?: string | undefined;
  /** States to be listed. */
  readonly states?: readonly PoloniexSmartOrderState[] | undefined;
  /** Leaves cancelled orders out. */
  readonly hideCancel?: boolean | undefined;
  readonly limit?: number | undefined;
  /** UTC epoch ms. */
  readonly startTime?: number | undefined;
  /** UTC epoch ms. */
  readonly endTime?: number | undefined;
  /** Id of the entry to begin behind; not itself included. */
  readonly from?: string | undefined;
  readonly direction?: PoloniexDirection | undefined;
}

/** Which orders to cancel; at least one id. */
export interface PoloniexCancelOrdersArguments {
  readonly orderIds?: readonly string[] | undefined;
  readonly clientOrderIds?: readonly string[] | undefined;
}

/** Narrows a cancel of all orders; without symbols it means all of them. */
export interface PoloniexCancelAllArguments {
  readonly symbols?: readonly string[] | undefined;
  readonly accountTypes?: readonly PoloniexAccountType[] | undefined;
}

/** Arguments of GET /trades. */
export interface PoloniexTradesArguments {
  readonly symbols?: readonly string[] | undefined;
  readonly limit?: number | undefined;
  /** UTC epoch ms. */
  readonly startTime?: number | undefined;
  /** UTC epoch ms. */
  readonly endTime?: number | undefined;
  /** Id of the entry to begin behind; not itself included. */
  readonly from?: string | undefined;
  readonly direction?: PoloniexDirection | undefined;
}

/** Body of POST /orders/killSwitch. */
export interface PoloniexKillSwitchArguments {
  /** Seconds after which all orders are cancelled, 10 to 600; -1 switches it off. */
  readonly timeout: number;
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
  readonly blockchain: string;
  readonly withdrawalEnable: boolean;
  readonly depositEnable: boolean;
  readonly name?: string;
  readonly currencyType?: string;
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

/** Whether a market can be traded on margin. */
export interface PoloniexCrossMargin {
  readonly supportCrossMargin: boolean;
  readonly maxLeverage: number;
}

/** A row of GET /markets. */
export interface PoloniexMarket {
  readonly symbol: string;
  readonly baseCurrencyName: string;
  readonly quoteCurrencyName: string;
  readonly displayName: string;
  readonly state: PoloniexMarketState;
  /** Trading begins then, UTC epoch ms. */
  readonly tradableStartTime: number;
  readonly symbolTradeLimit: PoloniexTradeLimit;
  /** UTC epoch ms. */
  readonly visibleStartTime?: number;
  readonly crossMargin?: PoloniexCrossMargin;
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
  readonly ts: number;
  readonly displayName?: string;
  readonly dailyChange?: string;
  readonly bid?: string;
  readonly bidQuantity?: string;
  readonly ask?: string;
  readonly askQuantity?: string;
  readonly markPrice?: string;
}

/** A candle of GET /markets/{symbol}/candles, its row of 14 elements by name, in their order. */
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

/**
 * A row of the orders channel, every field of the document's table.
 * @see Authenticated Channels, orders
 */
export interface PoloniexOrderUpdate {
  readonly symbol: string;
  readonly type: PoloniexOrderType;
  /** Base units of the order. */
  readonly quantity: string;
  readonly orderId: string;
  /** Fee of this trade; `0` when there was none, as the other figures of the trade. */
  readonly tradeFee: string;
  /** Empty where the order has none. */
  readonly clientOrderId: string;
  readonly accountType: PoloniexAccountType;
  /** Empty before a trade. */
  readonly feeCurrency: string;
  readonly eventType: OpenText<'place' | 'trade' | 'canceled'>;
  readonly source: PoloniexOrderSource;
  readonly side: PoloniexSide;
  /** Base units filled of the order so far. */
  readonly filledQuantity: string;
  /** Quote units filled of the order so far. */
  readonly filledAmount: string;
  readonly state: PoloniexOrderState;
  /** UTC epoch ms; 0 when there was no trade. */
  readonly tradeTime: number;
  /** Quote units of this trade. */
  readonly tradeAmount: string;
  /** Quote units of the order: what a market buy spends. */
  readonly orderAmount: string;
  /** When the record was made, UTC epoch ms. */
  readonly createTime: number;
  /** Price that was set. */
  readonly price: string;
  /** Base units of this trade. */
  readonly tradeQty: string;
  readonly tradePrice: string;
  /** `0` when there was no trade, also where the venue leaves it empty. */
  readonly tradeId: string;
  /** When the record was pushed, UTC epoch ms. */
  readonly ts: number;
  /** Absent in the document's second example; can be empty. */
  readonly matchRole?: OpenText<'' | 'MAKER' | 'TAKER'>;
}

/**
 * A row of the balances channel, every field of the document's table; `id` and `userId` keep every digit.
 * @see Authenticated Channels, balances
 */
export interface PoloniexBalanceUpdate {
  /** UTC epoch ms. */
  readonly changeTime: number;
  readonly accountId: string;
  readonly eventType: OpenText<
    'place_order' | 'canceled_order' | 'match_order' | 'transfer_in' | 'transfer_out' | 'deposit' | 'withdraw'
  >;
  readonly available: string;
  readonly currency: string;
  /** Id of the asset update: a JSON number beyond 2^53 on the wire. */
  readonly id: string;
  readonly userId: string;
  readonly hold: string;
  /** When the record was pushed, UTC epoch ms. */
  readonly ts: number;
  readonly accountType?: PoloniexAccountType;
}

/**
 * A row of the ticker channel.
 * @see Poloniex API, WebSocket, ticker
 */
export interface PoloniexTickerUpdate {
  readonly amount: string;
  readonly high: string;
  readonly low: string;
  readonly open: string;
  readonly quantity: string;
  readonly symbol: string;
  readonly tradeCount: number;
  readonly closeTime: number;
  readonly startTime: number;
  readonly close: string;
  readonly ts: number;
  readonly dailyChange?: string;
  readonly markPrice?: string;
}

/**
 * A row of the trades channel.
 * @see Poloniex API, WebSocket, trades
 */
export interface PoloniexTradeUpdate {
  readonly symbol: string;
  readonly amount: string;
  readonly takerSide: OpenText<'buy' | 'sell'>;
  readonly quantity: string;
  readonly createTime: number;
  readonly price: string;
  /** As text, whether the venue sent a number or a text. */
  readonly id: string;
  readonly ts: number;
}

/**
 * A row of a candles channel.
 * @see Poloniex API, WebSocket, candlesticks
 */
export interface PoloniexCandleUpdate {
  readonly symbol: string;
  readonly amount: string;
  readonly high: string;
  readonly quantity: string;
  readonly tradeCount: number;
  readonly low: string;
  readonly closeTime: number;
  readonly startTime: number;
  readonly close: string;
  readonly open: string;
  readonly ts: number;
}

/**
 * A row of the book channel: the whole book to the depth that was asked for.
 * @see Poloniex API, WebSocket, book
 */
export interface PoloniexBook {
  readonly symbol: string;
  readonly createTime: number;
  readonly asks: readonly PoloniexLevel[];
  readonly bids: readonly PoloniexLevel[];
  /** Counts the states of the book. Up to 15 digits as a number, a longer one as text. */
  readonly id: string | number;
  readonly ts: number;
}

/**
 * A row of the book_lv2 channel: the whole book (20 levels) in a snapshot, what has changed in an update.
 * @see Poloniex API, WebSocket, book_lv2
 */
export interface PoloniexBookUpdate {
  readonly symbol: string;
  readonly createTime: number;
  readonly asks: readonly PoloniexLevel[];
  readonly bids: readonly PoloniexLevel[];
  /** Counts the states of the book. Up to 15 digits as a number, a longer one as text. */
  readonly id: string | number;
  readonly ts: number;
  /** The `id` before; an update follows the one that has it. */
  readonly lastId?: string | number;
}

/**
 * A row of the exchange channel.
 * @see Poloniex API, WebSocket, exchange
 */
export interface PoloniexExchangeState {
  /** Maintenance mode. */
  readonly MM: OpenText<'ON' | 'OFF'>;
  /** Post-only mode. */
  readonly POM: OpenText<'ON' | 'OFF'>;
}

/** What the venue calls the order that it has accepted. */
export interface PoloniexOrderIds {
  readonly id: string;
  /** Empty where the request named none. */
  readonly clientOrderId: string;
}

/** An order of the REST interface. */
export interface PoloniexOrder {
  readonly id: string;
  /** Empty where it has none. */
  readonly clientOrderId: string;
  readonly symbol: string;
  readonly state: PoloniexOrderState;
  readonly side: PoloniexSide;
  readonly type: PoloniexOrderType;
  /** Base units; `0` of a market buy. */
  readonly quantity: string;
  /** `0` of a market order. */
  readonly price: string;
  /** Quote units to spend of a market buy; `0` of any other. */
  readonly amount: string;
  readonly filledQuantity: string;
  readonly filledAmount: string;
  readonly createTime: number;
  readonly updateTime: number;
  readonly accountType?: PoloniexAccountType;
  readonly timeInForce?: PoloniexTimeInForce;
  /** `0` before the first trade. */
  readonly avgPrice?: string;
  readonly orderSource?: PoloniexOrderSource;
  readonly loan?: boolean;
  readonly cancelReason?: number;
}

/** A smart order. */
export interface PoloniexSmartOrder {
  readonly id: string;
  readonly clientOrderId: string;
  readonly symbol: string;
  readonly state: PoloniexSmartOrderState;
  readonly side: PoloniexSide;
  readonly type: PoloniexSmartOrderType;
  readonly quantity: string;
  readonly price: string;
  readonly amount: string;
  readonly createTime: number;
  readonly updateTime: number;
  readonly accountType?: PoloniexAccountType;
  readonly timeInForce?: PoloniexTimeInForce;
  /** Absent of a trailing order without an activation price. */
  readonly stopPrice?: string;
  /** Distance of a trailing stop, in price or with `%`. */
  readonly trailingOffset?: string;
  /** Distance of the limit from the market price at the trigger, in price or with `%`. */
  readonly limitOffset?: string;
  /** How the last price is compared with the activation price. */
  readonly operator?: OpenText<'GTE' | 'LTE'>;
  /** From which price on a trailing order follows the market. */
  readonly activationPrice?: string;
  /** The order that it became; only when it was triggered. */
  readonly triggeredOrder?: PoloniexOrder;
}

/** Answer to a cancel, one row an order. */
export interface PoloniexCancelResult {
  readonly orderId: string;
  readonly clientOrderId: string;
  readonly state: PoloniexOrderState;
  /** 200 when the cancel was accepted. */
  readonly code: number;
  readonly message: string;
}

/** An own trade. */
export interface PoloniexTrade {
  readonly id: string;
  readonly symbol: string;
  readonly orderId: string;
  readonly side: PoloniexSide;
  readonly type: PoloniexOrderType;
  readonly matchRole: PoloniexMatchRole;
  readonly createTime: number;
  readonly price: string;
  readonly quantity: string;
  readonly amount: string;
  readonly feeCurrency: string;
  readonly feeAmount: string;
  /** What `from` continues behind. */
  readonly pageId: string;
  readonly clientOrderId: string;
  readonly accountType?: PoloniexAccountType;
}

/** Answer of the kill switch, epoch seconds in text as the venue sends them. */
export interface PoloniexKillSwitch {
  readonly startTime: string;
  readonly cancellationTime: string;
}

// Generated from the definitions of src/venues/chp by `npm run generate`; do not edit.

import type { FrameTapEvent } from '../../../broker/broker-options';
import type { Clock } from '../../../core/clock';
import type { Logger } from '../../../core/logger';
import type { Random } from '../../../core/random';
import type { DecimalInput } from '../../../model/decimal';
import type { SharedQuota } from '../../../transport/pace/shared-pace';
import type {
  ChpAction,
  ChpInterval,
  ChpMode,
  ChpOrderState,
  ChpOrderType,
  ChpPortfolioMode,
  ChpPortfolioStatus,
  ChpSentAction,
  ChpSentInterval,
  ChpSentOrderType,
  ChpSentValidity,
  ChpValidity,
} from '../types/open';

/** Where a {@link ChpApi} sends its requests, and within which bounds. */
export interface ChpApiOptions {
  readonly host: string;
  /**
   * Plain HTTP is the document's default, so it needs no permission here; the option is taken as on other venues.
   * Beyond loopback one warning is logged either way.
   */
  readonly allowInsecure?: 'i-understand' | undefined;
  /** Certificate authorities (PEM) instead of the system's; only with `tls`. */
  readonly ca?: string | readonly string[] | undefined;
  /** @defaultValue 5001 */
  readonly port?: string | number | undefined;
  /**
   * HTTPS; the document calls it `ssh`. Certificates are always verified.
   * @defaultValue false
   */
  readonly tls?: boolean | undefined;
  /**
   * Requests a second that are sent, 1 to 10000; what comes faster waits within its deadline, and is refused as not sent
   * where its turn would come too late. The documents name no limit; the server passes calls to one SmartCOM session,
   * which takes them one after the other.
   * @defaultValue 50
   */
  readonly requestsPerSecond?: number | undefined;
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
  readonly logger?: Logger | undefined;
  /** Sees every frame, request and answer, secrets removed; it must not block. */
  readonly tap?: ((event: FrameTapEvent) => void) | undefined;
}

/** Where a {@link ChpClient} connects, who it is and how it behaves. */
export interface ChpClientOptions {
  readonly login: string;
  readonly password: string;
  /** Access token of the server. */
  readonly token: string;
  readonly host: string;
  /**
   * 0 demo, 1 production; the venue does not use it yet.
   * @defaultValue 0
   */
  readonly mode?: ChpMode | undefined;
  readonly random?: Random | undefined;
  readonly raw?: boolean | undefined;
  /**
   * Plain HTTP is the document's default, so it needs no permission here; the option is taken as on other venues.
   * Beyond loopback one warning is logged either way.
   */
  readonly allowInsecure?: 'i-understand' | undefined;
  /** Certificate authorities (PEM) instead of the system's; only with `tls`. */
  readonly ca?: string | readonly string[] | undefined;
  /** @defaultValue 5001 */
  readonly port?: string | number | undefined;
  /**
   * HTTPS; the document calls it `ssh`. Certificates are always verified.
   * @defaultValue false
   */
  readonly tls?: boolean | undefined;
  /**
   * Requests a second that are sent, 1 to 10000; what comes faster waits within its deadline, and is refused as not sent
   * where its turn would come too late. The documents name no limit; the server passes calls to one SmartCOM session,
   * which takes them one after the other.
   * @defaultValue 50
   */
  readonly requestsPerSecond?: number | undefined;
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
  readonly logger?: Logger | undefined;
  /** Sees every frame, request and answer, secrets removed; it must not block. */
  readonly tap?: ((event: FrameTapEvent) => void) | undefined;
}

/** How the feeds are polled. */
export interface ChpPollOptions {
  /**
   * Pause between the end of a poll of market data and the next one of the same feed, in ms.
   * @defaultValue 500
   */
  readonly pollIntervalMs?: number | undefined;
  /**
   * The same for the feeds of orders, own trades, positions and accounts.
   * @defaultValue 1000
   */
  readonly accountPollIntervalMs?: number | undefined;
  /**
   * Share of the pause that chance may add to it, 0 to 1.
   * @defaultValue 0.1
   */
  readonly pollJitter?: number | undefined;
  /**
   * How long one poll may take in ms; what it was to answer counts as lost then.
   * @defaultValue 5000
   */
  readonly pollTimeoutMs?: number | undefined;
  /**
   * Failed polls in a row after which the connection counts as lost.
   * @defaultValue 3
   */
  readonly maxFailedPolls?: number | undefined;
}

/**
 * A row of GetPortfolioList.
 * @see CHP_client , GetPortfolioList
 */
export interface ChpPortfolio {
  readonly row: number;
  readonly nrows: number;
  readonly portfolioName: string;
  readonly portfolioExch: string | null;
  readonly portfolioStatus: ChpPortfolioStatus;
}

/**
 * A row of UpdatePosition.
 * @see CHP_client , UpdatePosition
 */
export interface ChpPosition {
  readonly portfolio: string;
  readonly symbol: string;
  /** Average price. */
  readonly avprice: number;
  /** Below 0 for a short position. */
  readonly amount: number;
  /** What it would be with the open orders done. */
  readonly planned: number;
}

/**
 * A row of SetPortfolio.
 * @see CHP_client , SetPortfolio
 */
export interface ChpAccount {
  readonly portfolio: string;
  readonly cash: number;
  readonly leverage: number;
  /** Commission of the day, in the venue's spelling. */
  readonly comission: number;
  readonly saldo: number;
}

/** An own order of the session. */
export interface ChpSessionOrder {
  readonly state: ChpOrderState;
  readonly action: ChpSentAction;
  readonly type: ChpSentOrderType;
  readonly validity: ChpSentValidity;
  readonly price: number;
  readonly amount: number;
  readonly stop: number;
  /** What REMAINS open, not what was done. */
  readonly filled: number;
  /** Moscow wall time without a zone. */
  readonly datetime: string;
  /** `orderid` of other records. */
  readonly id: string;
  readonly cookie: number;
  readonly portfolio: string;
  readonly symbol: string;
  /** `orderno` of other records. */
  readonly no?: string | null;
  readonly row?: number;
  readonly nrows?: number;
}

/** An own trade of the session. */
export interface ChpSessionTrade {
  /** Moscow wall time without a zone. */
  readonly datetime: string;
  readonly price: number;
  readonly volume: number;
  readonly tradeno: string;
  readonly buysell: ChpSentAction;
  readonly orderno: string;
  readonly portfolio: string;
  readonly symbol: string;
  readonly row?: number;
  readonly nrows?: number;
}

/** A position that was closed in the session. */
export interface ChpClosedPosition {
  readonly amount: number;
  readonly price_buy: number;
  readonly price_sell: number;
  /** Moscow wall time without a zone. */
  readonly postime: string;
  readonly order_open: string;
  readonly order_close: string;
  readonly portfolio: string;
  readonly symbol: string;
  readonly row?: number;
  readonly nrows?: number;
}

/** @see CHP_client , GetBars */
export interface ChpBarsArguments {
  /** Moscow wall time, exactly `YYYY-MM-DDThh:mm:ss.SSS`. */
  readonly since: string;
  readonly interval: ChpInterval;
  readonly symbol: string;
  /** Above 0 collects back in time from `since`, below 0 forward. */
  readonly count: number;
}

/** @see CHP_client , GetTrades */
export interface ChpTradesArguments {
  /** Moscow wall time, exactly `YYYY-MM-DDThh:mm:ss.SSS`. */
  readonly since: string;
  readonly symbol: string;
  /** Above 0 collects back in time from `since`, below 0 forward. */
  readonly count: number;
}

/** @see CHP_client , GetMyPortfolioData */
export interface ChpPortfolioDataArguments {
  readonly portfolio: string;
  /** 1 active, 2 all. */
  readonly mode: ChpPortfolioMode;
}

/** @see CHP_client , CancelOrder */
export interface ChpCancelOrderArguments {
  readonly portfolio: string;
  readonly symbol: string;
  readonly orderid: string;
}

/** @see CHP_client , MoveOrder */
export interface ChpMoveOrderArguments {
  readonly portfolio: string;
  readonly symbol: string;
  readonly orderid: string;
  /** The new price. */
  readonly targetprice: DecimalInput;
}

/**
 * What the venue is to do. Numbers are written digit for digit.
 * @see CHP_client , PlaceOrder
 */
export interface ChpPlaceOrderArguments {
  readonly portfolio: string;
  readonly symbol: string;
  readonly action: ChpAction;
  /** `type_` of the document. */
  readonly type: ChpOrderType;
  readonly validity: ChpValidity;
  /** Limit price; 0 for market and stop orders. */
  readonly price: DecimalInput;
  /** A whole number above 0. */
  readonly amount: DecimalInput;
  /** Stop price; 0 for market and limit orders. */
  readonly stop: DecimalInput;
  /** The caller's own unique number, 1 to 2147483647: the only way to find an order again whose answer was lost. */
  readonly cookie: number;
}

/**
 * One candle. Prices are the venue's binary floats as they came, noise included.
 * @see CHP_client , GetBars
 */
export interface ChpBar {
  /** Place in the answer, from 0. */
  readonly row: number;
  /** Rows of the whole answer. */
  readonly nrows: number;
  readonly symbol: string;
  readonly interval: ChpSentInterval;
  /** Moscow wall time without a zone, such as `2020-10-14T18:50:00`. */
  readonly datetime: string;
  readonly open: number;
  readonly high: number;
  readonly low: number;
  readonly close: number;
  /** In units, not in lots. */
  readonly volume: number;
  /** Open interest; 0 where there is none. */
  readonly openInt: number;
}

/**
 * A quote of a subscribed symbol.
 * @see CHP_client , UpdateQuote
 */
export interface ChpQuote {
  readonly symbol: string;
  /** Moscow wall time without a zone. */
  readonly datetime: string;
  readonly open: number;
  readonly high: number;
  readonly low: number;
  /** Close of the session before. */
  readonly close: number;
  readonly last: number;
  readonly volume: number;
  /** Size of the last trade. */
  readonly size: number;
  readonly bid: number;
  readonly ask: number;
  readonly bidSize: number;
  readonly askSize: number;
  readonly open_Int?: number | null;
  /** Collateral of a buyer. */
  readonly go_Buy?: number | null;
  /** Collateral of a seller. */
  readonly go_Sell?: number | null;
  readonly go_Base?: number | null;
  readonly go_Base_Backed?: number | null;
  readonly high_Limit?: number | null;
  readonly low_Limit?: number | null;
  readonly trading_Status?: number | null;
  readonly volat?: number | null;
  readonly theor_Price?: number | null;
  readonly step_Price?: number | null;
}

/**
 * A trade on the tape.
 * @see CHP_client , GetTrades and UpdateTicks
 */
export interface ChpTick {
  readonly symbol: string;
  /** Moscow wall time without a zone. */
  readonly datetime: string;
  readonly price: number;
  readonly volume: number;
  /** Digits of the exchange's number, none lost. */
  readonly tradeno: string;
  /** Who took: 1 a buyer, 2 a seller. */
  readonly action: ChpSentAction;
  /** Only in history. */
  readonly row?: number;
  /** Only in history. */
  readonly nrows?: number;
}

/**
 * One level of an order book.
 * @see CHP_client , UpdateBidAsks
 */
export interface ChpBidAsk {
  readonly symbol: string;
  /** 0 is the best level. */
  readonly row: number;
  /** Levels of the whole book. */
  readonly nrows: number;
  /** 0 where this side has no such level. */
  readonly bid: number;
  readonly bidsize: number;
  readonly ask: number;
  readonly asksize: number;
}

/**
 * An instrument.
 * @see CHP_client , GetSymbols
 */
export interface ChpSymbol {
  /** Place in the answer, from 0. */
  readonly row: number;
  /** Rows of the whole answer. */
  readonly nrows: number;
  readonly symbol: string;
  readonly short_name: string | null;
  readonly long_name: string | null;
  /** The venue's kind, such as `FUT`. */
  readonly type: string | null;
  /** Decimals of prices. */
  readonly decimals: number;
  /** Units of one lot. */
  readonly lot_size: number;
  /** The smallest price change. */
  readonly punkt: number;
  /** Price step. */
  readonly step: number;
  readonly sec_ext_id?: string | null;
  readonly sec_exch_name?: string | null;
  /** Moscow wall time; far in the past or null where it does not expire. */
  readonly expiryDate?: string | null;
  readonly days_before_expiry?: number | null;
  readonly strike?: number | null;
}

/** Answer of PlaceOrder. */
export interface ChpOrderAnswer {
  /** As it was given. */
  readonly cookie: number;
  /** What moves and cancels; null or empty where the order was refused. */
  readonly orderid?: string | null;
  /** Why it was refused. */
  readonly reason?: string | null;
}

/** Answer of MoveOrder and CancelOrder. */
export interface ChpMoveAnswer {
  readonly orderid: string;
  readonly result?: boolean | null;
  readonly cookie?: number | null;
  /** Why it was refused. */
  readonly reason?: string | null;
}
export type ChpCancelAnswer = ChpMoveAnswer;

/**
 * The state of an order.
 * @see CHP_client , UpdateOrder
 */
export interface ChpOrder {
  readonly portfolio: string;
  readonly symbol: string;
  readonly state: ChpOrderState;
  readonly action: ChpSentAction;
  readonly type: ChpSentOrderType;
  readonly validity: ChpSentValidity;
  readonly price: number;
  readonly amount: number;
  readonly stop: number;
  /** What REMAINS open, not what was done. */
  readonly filled: number;
  /** Moscow wall time without a zone. */
  readonly datetime: string;
  /** What moves and cancels. */
  readonly orderid: string;
  /** As given when it was placed; 0 on orders of other programs. */
  readonly cookie: number;
  /** The exchange's number; empty or null until it has one. */
  readonly orderno?: string | null;
  readonly status_mask?: number | null;
}

/**
 * An own trade.
 * @see CHP_client , AddTrade
 */
export interface ChpOwnTrade {
  readonly portfolio: string;
  readonly symbol: string;
  readonly orderid: string;
  readonly price: number;
  /** Below 0 for a sale. */
  readonly amount: number;
  /** Moscow wall time without a zone. */
  readonly datetime: string;
  readonly tradeno: string;
}

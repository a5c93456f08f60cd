import type { ChpInterval, ChpSentAction, ChpSentInterval } from './open';

/**
 * One candle. Prices are the venue's binary floats as they came, noise included.
 * @see CHP_client, GetBars
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
 * An instrument.
 * @see CHP_client, GetSymbols
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

/**
 * A quote of a subscribed symbol.
 * @see CHP_client, UpdateQuote
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
 * @see CHP_client, GetTrades and UpdateTicks
 */
export interface ChpTick {
  /** Only in history. */
  readonly row?: number;
  /** Only in history. */
  readonly nrows?: number;
  readonly symbol: string;
  /** Moscow wall time without a zone. */
  readonly datetime: string;
  readonly price: number;
  readonly volume: number;
  /** Digits of the exchange's number, none lost. */
  readonly tradeno: string;
  /** Who took: 1 a buyer, 2 a seller. */
  readonly action: ChpSentAction;
}

/**
 * One level of an order book.
 * @see CHP_client, UpdateBidAsks
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

/** @see CHP_client, GetBars */
export interface ChpBarsArguments {
  /** Moscow wall time, exactly `YYYY-MM-DDThh:mm:ss.SSS`. */
  readonly since: string;
  readonly interval: ChpInterval;
  readonly symbol: string;
  /** Above 0 collects back in time from `since`, below 0 forward. */
  readonly count: number;
}

/** @see CHP_client, GetTrades */
export interface ChpTradesArguments {
  /** Moscow wall time, exactly `YYYY-MM-DDThh:mm:ss.SSS`. */
  readonly since: string;
  readonly symbol: string;
  /** Above 0 collects back in time from `since`, below 0 forward. */
  readonly count: number;
}

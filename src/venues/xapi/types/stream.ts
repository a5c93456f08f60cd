import type { OpenText, QuoteId, RequestStatus, TradeCommand, TradeType } from './open';

/**
 * Amounts in the account's currency.
 * @see XAPI 2.5.0, streaming getBalance, STREAMING_BALANCE_RECORD
 */
export interface StreamingBalanceRecord {
  readonly balance: number;
  readonly credit: number;
  readonly equity: number;
  readonly margin: number;
  readonly marginFree: number;
  /** In percent. */
  readonly marginLevel: number;
  /** Sent by real servers, absent from the document. */
  readonly equityFX?: number;
  /** Sent by real servers, absent from the document. */
  readonly stockValue?: number;
  /** Sent by real servers, absent from the document. */
  readonly stockLock?: number;
  /** Sent by real servers, absent from the document. */
  readonly cashStockValue?: number;
}

/**
 * A candle of one minute in real prices, not in points as the chart requests answer.
 * @see XAPI 2.5.0, streaming getCandles, STREAMING_CANDLE_RECORD
 */
export interface StreamingCandleRecord {
  readonly close: number;
  /** Start of the candle. True UTC epoch ms, although the document says CET: only `ctmString` is local time. */
  readonly ctm: number;
  readonly ctmString: string;
  readonly high: number;
  readonly low: number;
  readonly open: number;
  readonly quoteId: QuoteId;
  readonly symbol: string;
  /** In lots. */
  readonly vol: number;
}

/** @see XAPI 2.5.0, streaming getKeepAlive, STREAMING_KEEP_ALIVE_RECORD */
export interface StreamingKeepAliveRecord {
  /** UTC epoch ms. */
  readonly timestamp: number;
}

/** @see XAPI 2.5.0, streaming getNews, STREAMING_NEWS_RECORD */
export interface StreamingNewsRecord {
  /** HTML. */
  readonly body: string;
  readonly key: string;
  /** UTC epoch ms. */
  readonly time: number;
  readonly title: string;
}

/** @see XAPI 2.5.0, streaming getProfits, STREAMING_PROFIT_RECORD */
export interface StreamingProfitRecord {
  readonly order: string;
  /** Transaction id. */
  readonly order2: string;
  readonly position: string;
  /** In the account's currency. */
  readonly profit: number;
  /** Sent by real servers, absent from the document. */
  readonly marketValue?: number;
  /** Sent by real servers, absent from the document. */
  readonly profitCalcPrice?: number;
  /** Sent by real servers, absent from the document. */
  readonly profitRecalcPrice?: number;
}

/**
 * One level of a symbol's prices; the levels of one moment come as separate frames in any order.
 * @see XAPI 2.5.0, streaming getTickPrices, STREAMING_TICK_RECORD
 */
export interface StreamingTickRecord {
  readonly ask: number;
  /** In lots; null where not applicable. */
  readonly askVolume: number | null;
  readonly bid: number;
  /** In lots; null where not applicable. */
  readonly bidVolume: number | null;
  readonly high: number;
  /** 0 is the best price. */
  readonly level: number;
  readonly low: number;
  readonly quoteId: QuoteId;
  readonly spreadRaw: number;
  readonly spreadTable: number;
  readonly symbol: string;
  /** UTC epoch ms, may have a fraction. */
  readonly timestamp: number;
}

/**
 * A change of a position or of a pending order.
 * @see XAPI 2.5.0, streaming getTrades, STREAMING_TRADE_RECORD
 */
export interface StreamingTradeRecord {
  readonly close_price: number;
  /** UTC epoch ms; null while it is not closed. */
  readonly close_time: number | null;
  readonly closed: boolean;
  readonly cmd: TradeCommand;
  /** `[S/L]`, `[T/P]` and `[S/O ...]` name what closed a trade. */
  readonly comment: string;
  readonly commission: number | null;
  readonly customComment: string | null;
  readonly digits: number;
  /** UTC epoch ms. */
  readonly expiration: number | null;
  readonly margin_rate: number;
  readonly offset: number;
  readonly open_price: number;
  /** UTC epoch ms. */
  readonly open_time: number;
  readonly order: string;
  /** Transaction id. */
  readonly order2: string;
  /** Position number for type 0 and 2, a transaction parameter for type 1. */
  readonly position: string;
  /** Null unless the trade is open (type 0) or closed (type 2). */
  readonly profit: number | null;
  /** Stop loss; 0 where none is set. */
  readonly sl: number;
  /** `Deleted`: a pending order is gone, cancelled or filled, or with type 0 a position, closed; not how. */
  readonly state: OpenText<'Modified' | 'Deleted'>;
  readonly storage: number;
  /** Null on deposits and withdrawals. */
  readonly symbol: string | null;
  /** Take profit; 0 where none is set. */
  readonly tp: number;
  readonly type: TradeType;
  /** In lots. */
  readonly volume: number;
}

/** @see XAPI 2.5.0, streaming getTradeStatus, STREAMING_TRADE_STATUS_RECORD */
export interface StreamingTradeStatusRecord {
  readonly customComment: string | null;
  readonly message: string | null;
  readonly order: string;
  readonly price: number | null;
  readonly requestStatus: RequestStatus;
}

/** What the stream's `getTickPrices` takes. */
export interface StreamTickPricesArguments {
  /** 0 or absent: at most every 200 ms; 1: as often as the venue can; else ms between updates. */
  readonly minArrivalTime?: number | undefined;
  /** Deepest level wanted, 0 is the best; absent: all. */
  readonly maxLevel?: number | undefined;
  readonly symbol: string;
}

/** The record of each command that the stream sends. */
export interface StreamRecords {
  readonly balance: StreamingBalanceRecord;
  readonly candle: StreamingCandleRecord;
  readonly keepAlive: StreamingKeepAliveRecord;
  readonly news: StreamingNewsRecord;
  readonly profit: StreamingProfitRecord;
  readonly tickPrices: StreamingTickRecord;
  readonly trade: StreamingTradeRecord;
  readonly tradeStatus: StreamingTradeStatusRecord;
}

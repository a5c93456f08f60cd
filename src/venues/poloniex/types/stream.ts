import type { PoloniexMarket } from './market';
import type {
  OpenText,
  PoloniexAccountType,
  PoloniexOrderSource,
  PoloniexOrderState,
  PoloniexOrderType,
  PoloniexSide,
} from './open';

/** Channel of candles on the public socket. */
export type PoloniexCandleChannel =
  | 'candles_minute_1'
  | 'candles_minute_5'
  | 'candles_minute_10'
  | 'candles_minute_15'
  | 'candles_minute_30'
  | 'candles_hour_1'
  | 'candles_hour_2'
  | 'candles_hour_4'
  | 'candles_hour_6'
  | 'candles_hour_12'
  | 'candles_day_1'
  | 'candles_day_3'
  | 'candles_week_1'
  | 'candles_month_1';

export type PoloniexPublicChannel =
  | PoloniexCandleChannel
  | 'ticker'
  | 'trades'
  | 'book'
  | 'book_lv2'
  | 'symbols'
  | 'currencies'
  | 'exchange';

export type PoloniexPrivateChannel = 'orders' | 'balances';

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
  /** Absent in the document's second example; can be empty. */
  readonly matchRole?: OpenText<'MAKER' | 'TAKER' | ''>;
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
}

/**
 * A row of the balances channel, every field of the document's table; `id` and `userId` keep every digit.
 * @see Authenticated Channels, balances
 */
export interface PoloniexBalanceUpdate {
  /** UTC epoch ms. */
  readonly changeTime: number;
  readonly accountId: string;
  readonly accountType?: PoloniexAccountType;
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
}

/** A row of the ticker channel. */
export interface PoloniexTickerUpdate {
  readonly symbol: string;
  readonly dailyChange?: string;
  readonly high: string;
  readonly amount: string;
  readonly quantity: string;
  readonly tradeCount: number;
  readonly low: string;
  readonly closeTime: number;
  readonly startTime: number;
  readonly close: string;
  readonly open: string;
  readonly ts: number;
  readonly markPrice?: string;
}

/** A row of the trades channel. */
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

/** A row of a candles channel. */
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

/** A price and the quantity at it; `0` takes the level away in an update of book_lv2. */
export type PoloniexLevel = readonly [price: string, quantity: string];

/** A row of the book channel: the whole book to the depth that was asked for. */
export interface PoloniexBook {
  readonly symbol: string;
  readonly createTime: number;
  readonly asks: readonly PoloniexLevel[];
  readonly bids: readonly PoloniexLevel[];
  /** Counts the states of the book. Up to 15 digits as a number, a longer one as text. */
  readonly id: number | string;
  readonly ts: number;
}

/** A row of the book_lv2 channel: the whole book (20 levels) in a snapshot, what has changed in an update. */
export interface PoloniexBookUpdate extends PoloniexBook {
  /** The `id` before; an update follows the one that has it. */
  readonly lastId?: number | string;
}

/** What a row of book_lv2 is. */
export type PoloniexBookAction = OpenText<'snapshot' | 'update'>;

/** A row of the exchange channel. */
export interface PoloniexExchangeState {
  /** Maintenance mode. */
  readonly MM: OpenText<'ON' | 'OFF'>;
  /** Post-only mode. */
  readonly POM: OpenText<'ON' | 'OFF'>;
}

/** What to subscribe. */
export interface PoloniexSubscribeArguments<C extends string> {
  readonly channel: C;
  /** `['all']` for all; not used by balances, currencies and exchange. */
  readonly symbols?: readonly string[] | undefined;
  /** Levels of the book channel. @defaultValue 5, the venue's */
  readonly depth?: 5 | 10 | 20 | undefined;
}

/** The venue's word that a subscription stands or has ended. */
export interface PoloniexAcknowledgement {
  readonly channel: string;
  readonly event: 'subscribe' | 'unsubscribe';
  /** Absent where the venue names none. */
  readonly symbols?: readonly string[];
}

/** What both sockets emit beside their channels. */
export interface PoloniexSocketEvents {
  /** The connection ended by itself. Once, and not after `disconnect`. */
  close: (error: Error) => void;
  /** A frame broke the protocol, or the venue sent an error that answers no request; the connection stays. */
  error: (error: Error) => void;
  /** Nothing has been heard for so many ms. */
  stale: (ageMs: number) => void;
  /** Something has been heard again. */
  fresh: () => void;
  /** A frame that this SDK does not know, or an answer of order entry whose call had been given up. */
  unknown: (value: unknown) => void;
}

/** What the public socket emits: a call a row, where the channel has rows of its own. */
export interface PoloniexPublicEvents extends PoloniexSocketEvents {
  ticker: (row: PoloniexTickerUpdate) => void;
  trades: (row: PoloniexTradeUpdate) => void;
  candles: (row: PoloniexCandleUpdate, channel: PoloniexCandleChannel) => void;
  book: (row: PoloniexBook) => void;
  bookLv2: (row: PoloniexBookUpdate, action: PoloniexBookAction) => void;
  symbols: (rows: readonly PoloniexMarket[], action: string) => void;
  currencies: (rows: readonly unknown[], action: string) => void;
  exchange: (state: PoloniexExchangeState, action: string) => void;
}

/** What the private socket emits: a call a row. */
export interface PoloniexPrivateEvents extends PoloniexSocketEvents {
  orders: (row: PoloniexOrderUpdate) => void;
  balances: (row: PoloniexBalanceUpdate) => void;
}

/** What came and could not be used, since the socket was made. */
export interface PoloniexSocketCounters {
  /** Frames and rows that broke the protocol. */
  readonly invalidFrames: number;
  /** Frames with a channel or an event that is not known. */
  readonly unknownFrames: number;
  /** Answers that came after their call had been given up. */
  readonly lateAnswers: number;
}

/** Answer to createOrder on the private socket. */
export interface PoloniexSocketOrder {
  /** Every digit, though a JSON number on the wire. */
  readonly orderId: string;
  readonly clientOrderId: string;
  readonly code: number;
  readonly message: string;
}

/** A row of the answer to cancelOrders and cancelAllOrders on the private socket. */
export interface PoloniexSocketCancel extends PoloniexSocketOrder {
  readonly state?: PoloniexOrderState;
}

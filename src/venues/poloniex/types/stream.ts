import type {
  PoloniexBalanceUpdate,
  PoloniexBook,
  PoloniexBookUpdate,
  PoloniexCandleUpdate,
  PoloniexExchangeState,
  PoloniexMarket,
  PoloniexOrderUpdate,
  PoloniexTickerUpdate,
  PoloniexTradeUpdate,
} from '../generated/records';
import type { OpenText, PoloniexOrderState } from './open';

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

/** What a row of book_lv2 is. */
export type PoloniexBookAction = OpenText<'snapshot' | 'update'>;

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

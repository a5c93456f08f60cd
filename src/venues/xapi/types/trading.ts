import type { DecimalInput } from '../../../model';
import type { OrderCommand, RequestStatus, TradeCommand, TransactionType } from './open';

/**
 * A position, a pending order, a closed trade, or a deposit or withdrawal: `cmd` tells.
 *
 * Numbers of orders are decimal digits in a string, so that none loses a digit.
 * @see XAPI 2.5.0, getTradeRecords, TRADE_RECORD
 */
export interface TradeRecord {
  readonly close_price: number;
  /** UTC epoch ms; null while it is not closed. */
  readonly close_time: number | null;
  readonly close_timeString: string | null;
  readonly closed: boolean;
  readonly cmd: TradeCommand;
  /** The venue's note: `[S/L]`, `[T/P]` and `[S/O ...]` name what closed a trade. */
  readonly comment: string;
  /** In the account's currency. */
  readonly commission: number | null;
  /** What `tradeTransaction` was given. */
  readonly customComment: string | null;
  readonly digits: number;
  /** UTC epoch ms. */
  readonly expiration: number | null;
  readonly expirationString: string | null;
  readonly margin_rate: number;
  /** Trailing offset. */
  readonly offset: number;
  readonly open_price: number;
  /** UTC epoch ms. */
  readonly open_time: number;
  readonly open_timeString: string;
  /** Number of the opened transaction. */
  readonly order: string;
  /** Number of the closed transaction; on an open position that of the request which opened it. */
  readonly order2: string;
  /** Number common to the opened and the closed transaction: what closing and modifying take. */
  readonly position: string;
  /** In the account's currency. */
  readonly profit: number | null;
  /** Stop loss; 0 where none is set. */
  readonly sl: number;
  /** Swaps in the account's currency. */
  readonly storage: number;
  /** Null on deposits and withdrawals. */
  readonly symbol: string | null;
  /** UTC epoch ms. */
  readonly timestamp: number;
  /** Take profit; 0 where none is set. */
  readonly tp: number;
  /** In lots. */
  readonly volume: number;
  /** Sent by real servers, absent from the document. */
  readonly nominalValue?: number | null;
  /** Sent by real servers, absent from the document. */
  readonly spread?: number;
  /** Sent by real servers, absent from the document. */
  readonly taxes?: number;
}

export interface TradeRecordsArguments {
  /** Positions' numbers in digits; split over several commands where one would pass 1 kB. */
  readonly orders: readonly string[];
}

export interface TradesArguments {
  /** True leaves pending orders out. */
  readonly openedOnly: boolean;
}

export interface TradesHistoryArguments {
  /** UTC epoch ms; 0 means now. */
  readonly end: number;
  /** UTC epoch ms; 0 means one month back. */
  readonly start: number;
}

/**
 * What is to be opened, closed, changed or deleted. Numbers are written digit for digit.
 * @see XAPI 2.5.0, tradeTransaction, TRADE_TRANS_INFO
 */
export interface TradeTransInfo {
  readonly cmd: OrderCommand;
  /** Comes back in trade and status records; at most 500 characters. */
  readonly customComment?: string | undefined;
  /** UTC epoch ms; 0 or absent means no expiry. */
  readonly expiration?: number | undefined;
  /** Trailing offset. */
  readonly offset?: number | undefined;
  /** 0, or the position's number in digits for closing and changing. */
  readonly order?: string | undefined;
  readonly price: DecimalInput;
  /** Stop loss; 0 means none. */
  readonly sl?: DecimalInput | undefined;
  readonly symbol: string;
  /** Take profit; 0 means none. */
  readonly tp?: DecimalInput | undefined;
  readonly type: TransactionType;
  /** In lots. */
  readonly volume: DecimalInput;
}

/** Answer of `tradeTransaction`: the venue received the request, which is not yet an acceptance. */
export interface TradeTransactionReceipt {
  /** What `tradeTransactionStatus` takes. */
  readonly order: string;
}

export interface TradeTransactionStatusArguments {
  /** Number that `tradeTransaction` answered, in digits. */
  readonly order: string;
}

/** @see XAPI 2.5.0, tradeTransactionStatus */
export interface TradeTransactionStatus {
  readonly ask: number | null;
  readonly bid: number | null;
  readonly customComment: string | null;
  readonly message: string | null;
  readonly order: string;
  readonly requestStatus: RequestStatus;
}

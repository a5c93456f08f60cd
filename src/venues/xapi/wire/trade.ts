import { typed } from '../../../adapter/schema/values';
import * as z from '../../../adapter/schema/zod';
import type { RequestStatus, TradeCommand } from '../types/open';
import { wireId, wireNumber, wireTime } from './values';

/**
 * A position, a pending order, a closed trade, or a deposit or withdrawal: `cmd` tells.
 *
 * Numbers of orders are decimal digits in a string, so that none loses a digit.
 * @record TradeRecord
 * @check checkTradeRecord copied
 * @decode decodeTrade close_price= close_time close_timeString- closed cmd. comment commission customComment digits- expiration
 *   expirationString- margin_rate- nominalValue offset open_price= open_time open_timeString- order order2 position profit sl
 *   spread- storage- symbol* taxes- timestamp tp volume=
 * @example {"close_price":1.3256,"close_time":null,"close_timeString":null,"closed":false,"cmd":0,"comment":"Web Trader",
 *   "commission":0.0,"customComment":"Some text","digits":4,"expiration":null,"expirationString":null,"margin_rate":0.0,
 *   "offset":0,"open_price":1.4,"open_time":1272380927000,"open_timeString":"Fri Jan 11 10:03:36 CET 2013",
 *   "order":7497776,"order2":1234567,"position":1234567,"profit":-2196.44,"sl":0.0,"storage":-4.46,"symbol":"EURUSD",
 *   "timestamp":1272540251000,"tp":0.0,"volume":0.10}
 * @see XAPI 2.5.0, getTradeRecords, TRADE_RECORD
 */
export const tradeRecord = z.looseObject({
  close_price: wireNumber,
  /** UTC epoch ms; null while it is not closed. */
  close_time: wireTime.nullable(),
  close_timeString: z.string().nullable(),
  closed: z.boolean(),
  cmd: typed<TradeCommand>(wireNumber),
  /** The venue's note: `[S/L]`, `[T/P]` and `[S/O ...]` name what closed a trade. */
  comment: z.string(),
  /** In the account's currency. */
  commission: wireNumber.nullable(),
  // Venue quirk: null here and in `profit` has been captured; the document does not say so.

  /** What `tradeTransaction` was given. */
  customComment: z.string().nullable(),
  digits: wireNumber,
  /** UTC epoch ms. */
  expiration: wireTime.nullable(),
  expirationString: z.string().nullable(),
  margin_rate: wireNumber,
  /** Trailing offset. */
  offset: wireNumber,
  open_price: wireNumber,
  /** UTC epoch ms. */
  open_time: wireTime,
  open_timeString: z.string(),
  /** Number of the opened transaction. */
  order: wireId,
  /** Number of the closed transaction; on an open position that of the request which opened it. */
  order2: wireId,
  /** Number common to the opened and the closed transaction: what closing and modifying take. */
  position: wireId,
  /** In the account's currency. */
  profit: wireNumber.nullable(),
  /** Stop loss; 0 where none is set. */
  sl: wireNumber,
  /** Swaps in the account's currency. */
  storage: wireNumber,
  /** Null on deposits and withdrawals. */
  symbol: z.string().nullable(),
  /** UTC epoch ms. */
  timestamp: wireTime,
  /** Take profit; 0 where none is set. */
  tp: wireNumber,
  /** In lots. */
  volume: wireNumber,
  // Venue quirk: real servers add these three (captured payloads).

  /** Sent by real servers, absent from the document. */
  nominalValue: z.exactOptional(wireNumber.nullable()),
  /** Sent by real servers, absent from the document. */
  spread: z.exactOptional(wireNumber),
  /** Sent by real servers, absent from the document. */
  taxes: z.exactOptional(wireNumber),
});

/**
 * Answer of `tradeTransaction`: the venue received the request, which is not yet an acceptance.
 * @record TradeTransactionReceipt
 * @example {"order":43}
 */
export const tradeTransactionReceipt = z.looseObject({
  /** What `tradeTransactionStatus` takes. */
  order: wireId,
});

/**
 * Answer of tradeTransactionStatus.
 * @record TradeTransactionStatus
 * @example {"ask":1.392,"bid":1.392,"customComment":"Some text","message":null,"order":43,"requestStatus":3}
 * @see XAPI 2.5.0, tradeTransactionStatus
 */
export const tradeTransactionStatus = z.looseObject({
  // Venue quirk: the same status in the stream has null for the price and for the comment (captured payloads).
  ask: wireNumber.nullable(),
  bid: wireNumber.nullable(),
  customComment: z.string().nullable(),
  message: z.string().nullable(),
  order: wireId,
  requestStatus: typed<RequestStatus>(wireNumber),
});

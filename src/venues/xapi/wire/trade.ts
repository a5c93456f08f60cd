import { z } from 'zod';
import { wireId, wireNumber, wireTime } from './values';

/**
 * TRADE_RECORD of getTradeRecords, getTrades and getTradesHistory.
 * @example {"close_price":1.3256,"close_time":null,"close_timeString":null,"closed":false,"cmd":0, ... ,"order":7497776,"order2":1234567,"position":1234567, ... ,"volume":0.10}
 * @see XAPI 2.5.0, getTradeRecords
 */
export const tradeRecord = z.looseObject({
  close_price: wireNumber,
  close_time: wireTime.nullable(),
  close_timeString: z.string().nullable(),
  closed: z.boolean(),
  cmd: wireNumber,
  comment: z.string(),
  commission: wireNumber.nullable(),
  // Venue quirk: null here and in `profit` has been captured; the document does not say so.
  customComment: z.string().nullable(),
  digits: wireNumber,
  expiration: wireTime.nullable(),
  expirationString: z.string().nullable(),
  margin_rate: wireNumber,
  offset: wireNumber,
  open_price: wireNumber,
  open_time: wireTime,
  open_timeString: z.string(),
  order: wireId,
  order2: wireId,
  position: wireId,
  profit: wireNumber.nullable(),
  sl: wireNumber,
  storage: wireNumber,
  symbol: z.string().nullable(),
  timestamp: wireTime,
  tp: wireNumber,
  volume: wireNumber,
  // Venue quirk: real servers add these three (captured payloads).
  nominalValue: z.exactOptional(wireNumber.nullable()),
  spread: z.exactOptional(wireNumber),
  taxes: z.exactOptional(wireNumber),
});

/**
 * Answer of tradeTransaction.
 * @example {"order":43}
 */
export const tradeTransactionReceipt = z.looseObject({ order: wireId });

/**
 * Answer of tradeTransactionStatus.
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
  requestStatus: wireNumber,
});

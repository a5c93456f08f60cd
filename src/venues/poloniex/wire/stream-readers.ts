import { codeTable } from '../../../adapter/schema/codes';
import {
  checkedFirst,
  listOf,
  type Reader,
  RecordMismatch,
  readBelow,
  readerOf,
} from '../../../adapter/schema/reader';
import {
  checkBalanceUpdate,
  checkBookUpdate,
  checkOrderUpdate,
  checkTickerUpdate,
  checkTradeUpdate,
} from '../generated/checks';
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
import { CANDLE_CHANNELS } from '../socket/channels';
import type { PoloniexAcknowledgement, PoloniexSocketCancel } from '../types/stream';
import { marketRecord } from './market';
import {
  acknowledgement,
  authentication,
  balanceUpdate,
  book,
  bookUpdate,
  candleUpdate,
  exchangeState,
  orderEntryRow,
  orderUpdate,
  tickerUpdate,
  tradeUpdate,
} from './stream';

/** The rows of each kind of channel. */
export interface ChannelRows {
  readonly orders: PoloniexOrderUpdate;
  readonly balances: PoloniexBalanceUpdate;
  readonly ticker: PoloniexTickerUpdate;
  readonly trades: PoloniexTradeUpdate;
  readonly candles: PoloniexCandleUpdate;
  readonly book: PoloniexBook;
  readonly book_lv2: PoloniexBookUpdate;
  readonly symbols: PoloniexMarket;
  readonly currencies: unknown;
  readonly exchange: PoloniexExchangeState;
}

export type ChannelKind = keyof ChannelRows;

/** How the rows of a channel are read. */
export interface RowReader {
  readonly channel: string;
  readonly kind: ChannelKind;
  readonly read: Reader<unknown>;
}

const readCandle = readerOf(candleUpdate);

const reader = (
  channel: string,
  read: Reader<unknown>,
  kind = channel as ChannelKind,
): [string, RowReader] => [channel, { channel, kind, read }];

/** How the rows of a channel are read, by its name; `undefined` for a channel that is not known. */
export const rowReader = codeTable<RowReader>([
  reader('orders', checkedFirst(checkOrderUpdate, readerOf(orderUpdate))),
  reader('balances', checkedFirst(checkBalanceUpdate, readerOf(balanceUpdate))),
  reader('ticker', checkedFirst(checkTickerUpdate, readerOf(tickerUpdate))),
  reader('trades', checkedFirst(checkTradeUpdate, readerOf(tradeUpdate))),
  reader('book_lv2', checkedFirst(checkBookUpdate, readerOf(bookUpdate))),
  reader('book', readerOf(book)),
  reader('symbols', readerOf(marketRecord)),
  // What a currency is made of depends on the venue's day: it is handed on as it comes.
  reader('currencies', (value) => value),
  reader('exchange', readerOf(exchangeState)),
  ...CANDLE_CHANNELS.map((channel) => reader(channel, readCandle, 'candles')),
]);

const readAck = readerOf(acknowledgement);
const readAuth = readerOf(authentication);

/** @throws RecordMismatch */
export function readAcknowledgement(value: unknown): PoloniexAcknowledgement {
  const { channel, event, symbols } = readAck(value);
  return {
    channel: rowReader(channel)?.channel ?? channel,
    event,
    ...(symbols === undefined ? {} : { symbols }),
  };
}

/** @throws RecordMismatch */
export function readAuthentication(value: unknown): { readonly success: boolean; readonly message?: string } {
  const { success, message } = readBelow('data', readAuth, value);
  return { success, ...(typeof message === 'string' ? { message } : {}) };
}

/** Most orders that one request of order entry is about: more than an account has open. */
const MAX_ENTRY_ROWS = 2000;

const readEntryRows: Reader<readonly PoloniexSocketCancel[]> = listOf(readerOf(orderEntryRow));

/** @throws RecordMismatch */
export function readOrderEntryRows(value: unknown): readonly PoloniexSocketCancel[] {
  if (Array.isArray(value) && value.length > MAX_ENTRY_ROWS) {
    throw new RecordMismatch('data', `must not have more than ${MAX_ENTRY_ROWS} rows`, value.length);
  }
  return readBelow('data', readEntryRows, value);
}

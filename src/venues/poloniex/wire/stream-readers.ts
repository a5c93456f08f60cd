import { listOf, type Reader, RecordMismatch, readerOf } from '../../../schema/reader';
import { CANDLE_CHANNELS } from '../socket-channels';
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
import {
  checkBalanceUpdate,
  checkBookUpdate,
  checkOrderUpdate,
  checkTickerUpdate,
  checkTradeUpdate,
} from './stream-check';

/** How the rows of a channel are read. */
interface RowReader {
  readonly kind:
    | 'orders'
    | 'balances'
    | 'ticker'
    | 'trades'
    | 'candles'
    | 'book'
    | 'book_lv2'
    | 'symbols'
    | 'currencies'
    | 'exchange';
  readonly read: Reader<unknown>;
}

/** The check first; the schema deals with what does not pass, and names what is wrong with it. */
function checkedFirst<T>(check: (value: unknown) => T | undefined, read: Reader<T>): Reader<T> {
  return (value) => check(value) ?? read(value);
}

const candle: RowReader = { kind: 'candles', read: readerOf(candleUpdate) };

/** By the channel's name. */
export const rowReaders: ReadonlyMap<string, RowReader> = new Map<string, RowReader>([
  ['orders', { kind: 'orders', read: checkedFirst(checkOrderUpdate, readerOf(orderUpdate)) }],
  ['balances', { kind: 'balances', read: checkedFirst(checkBalanceUpdate, readerOf(balanceUpdate)) }],
  ['ticker', { kind: 'ticker', read: checkedFirst(checkTickerUpdate, readerOf(tickerUpdate)) }],
  ['trades', { kind: 'trades', read: checkedFirst(checkTradeUpdate, readerOf(tradeUpdate)) }],
  ['book_lv2', { kind: 'book_lv2', read: checkedFirst(checkBookUpdate, readerOf(bookUpdate)) }],
  ['book', { kind: 'book', read: readerOf(book) }],
  ['symbols', { kind: 'symbols', read: readerOf(marketRecord) }],
  // What a currency is made of depends on the venue's day: it is handed on as it comes.
  ['currencies', { kind: 'currencies', read: (value) => value }],
  ['exchange', { kind: 'exchange', read: readerOf(exchangeState) }],
  ...CANDLE_CHANNELS.map((channel): [string, RowReader] => [channel, candle]),
]);

const readAck = readerOf(acknowledgement);
const readAuth = readerOf(authentication);

/** @throws RecordMismatch */
export function readAcknowledgement(value: unknown): PoloniexAcknowledgement {
  const { channel, event, symbols } = readAck(value);
  return { channel, event, ...(symbols === undefined ? {} : { symbols }) };
}

/** @throws RecordMismatch */
export function readAuthentication(value: unknown): { readonly success: boolean; readonly message?: string } {
  const { success, message } = below('data', readAuth, value);
  return { success, ...(typeof message === 'string' ? { message } : {}) };
}

const readEntryRows: Reader<readonly PoloniexSocketCancel[]> = listOf(readerOf(orderEntryRow));

/** @throws RecordMismatch */
export function readOrderEntryRows(value: unknown): readonly PoloniexSocketCancel[] {
  return below('data', readEntryRows, value);
}

function below<T>(name: string, read: Reader<T>, value: unknown): T {
  try {
    return read(value);
  } catch (error) {
    if (!(error instanceof RecordMismatch)) throw error;
    const { path, rule } = error;
    const joint = path === '' || path.startsWith('[') ? '' : '.';
    throw new RecordMismatch(`${name}${joint}${path}`, rule);
  }
}

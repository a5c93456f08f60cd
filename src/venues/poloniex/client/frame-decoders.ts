import type { RowDecoder, RowOf } from '../../../adapter/schema/row-decoder';
import {
  decodeBalanceChange,
  decodeBalanceRow,
  decodeBook,
  decodeBookRow,
  decodeOrderRow,
  decodeTickerRow,
  decodeTradeRow,
} from '../generated/decoders';

/** The row of a frame, a part of a text, which has one and ends with it; `undefined` for any other. */
type FrameDecoder<T> = (text: string, from?: number, to?: number) => T | undefined;

function frameOf<T>(row: RowDecoder<T>, head: string, tail = ']}'): FrameDecoder<T> {
  const frame = row.within(head, tail);
  return (text, from = 0, to = text.length) => {
    const read = frame.decode(text, from);
    return frame.end === to ? read : undefined;
  };
}

const BALANCES = '{"channel":"balances","data":[';

/**
 * The row of a usual frame of a busy channel, read from its text: one row, written as the venue writes it. Other frames
 * are left to `readFrame`; property tests prove both equal. Of `book_lv2` only updates: a snapshot comes once.
 */
export const FRAME_DECODERS = {
  orders: frameOf(decodeOrderRow, '{"channel":"orders","data":['),
  balances: frameOf(decodeBalanceRow, BALANCES),
  ticker: frameOf(decodeTickerRow, '{"channel":"ticker","data":['),
  trades: frameOf(decodeTradeRow, '{"channel":"trades","data":['),
  book: frameOf(decodeBook, '{"channel":"book","data":['),
  book_lv2: frameOf(decodeBookRow, '{"channel":"book_lv2","data":[', '],"action":"update"}'),
} as const;

export type BusyChannel = keyof typeof FRAME_DECODERS;

/** Where the name of the channel begins in a frame written without spaces. */
const NAME_AT = '{"channel":"'.length;
const LETTER_A = 0x61;
const LETTER_B = 0x62;
const LETTER_I = 0x69;
const LETTER_O = 0x6f;
const LETTER_R = 0x72;
const LETTER_T = 0x74;
const QUOTE = 0x22;
const UNDERSCORE = 0x5f;

/** Which busy channel a frame may be of: a few letters are a hint, and cheaper than a look at all of it. Hot. */
export function busyChannelOf(text: string, from = 0): BusyChannel | undefined {
  const at = from + NAME_AT;
  const first = text.charCodeAt(at);
  if (first === LETTER_O) return 'orders';
  if (first === LETTER_T) {
    const second = text.charCodeAt(at + 1);
    return second === LETTER_R ? 'trades' : second === LETTER_I ? 'ticker' : undefined;
  }
  if (first !== LETTER_B) return undefined;
  if (text.charCodeAt(at + 1) === LETTER_A) return 'balances';
  const next = text.charCodeAt(at + 'book'.length);
  if (next === QUOTE) return 'book';
  return next === UNDERSCORE ? 'book_lv2' : undefined;
}

/** What a balance is made of: a row of the balances channel without what it is not made of. */
export type BalanceChange = RowOf<typeof decodeBalanceChange>;

/** As the decoder of balances, where nobody asks for the row itself; with what captured rows have beyond the document. */
export const decodeBalanceFrame = frameOf(decodeBalanceChange, BALANCES);

// Generated from the definitions of src/venues/chp by `npm run generate`; do not edit.

import { type CutRow, RowDecoder } from '../../../adapter/schema/row-decoder';
import {
  COUNT,
  ESCAPED,
  EXACT,
  exactOf,
  fromTextId,
  fromTextOptionalId,
  INTEGER,
  knownWord,
  NAME,
  NUMBER,
  numberOf,
  orNull,
  ownText,
  row,
  skipped,
  TEXT,
  TEXT_OR_NULL,
  textId,
  textOptionalId,
  unescapedOrNull,
  wholeOf,
  wordOrNull,
} from '../../../adapter/schema/text-parts';
import { fromTextWallTime, textWallTime } from '../wire/values';
import type { ChpBar, ChpOrder, ChpPosition, ChpSymbol } from './records';

/** Rows of `positionRecord` as the venue writes them. */
export const decodePosition = new RowDecoder<CutRow<ChpPosition, 'amount', 'planned'>>(
  row`{"portfolio":${NAME},"symbol":${NAME},"avprice":${NUMBER},"amount":${EXACT},"planned":${skipped(NUMBER)}}`,
  (parts) => {
    const amount = exactOf(parts[4]);
    if (amount === undefined) return undefined;
    return {
      portfolio: knownWord(parts[1] as string),
      symbol: ownText(parts[2] as string),
      avprice: numberOf(parts[3] as string),
      amount,
    };
  },
);

/** Rows of `barRecord` as the venue writes them. */
export const decodeBar = new RowDecoder<CutRow<ChpBar, 'volume', 'row' | 'nrows' | 'interval' | 'openInt'>>(
  row`{"row":${skipped(INTEGER)},"nrows":${skipped(INTEGER)},"symbol":${NAME},"interval":${skipped(INTEGER)},"datetime":${textWallTime},"open":${NUMBER},"high":${NUMBER},"low":${NUMBER},"close":${NUMBER},"volume":${EXACT},"openInt":${skipped(NUMBER)}}`,
  (parts) => {
    const volume = exactOf(parts[7]);
    if (volume === undefined) return undefined;
    return {
      symbol: knownWord(parts[1] as string),
      datetime: fromTextWallTime(parts[2] as string),
      open: numberOf(parts[3] as string),
      high: numberOf(parts[4] as string),
      low: numberOf(parts[5] as string),
      close: numberOf(parts[6] as string),
      volume,
    };
  },
);

/** Rows of `symbolRecord` as the venue writes them. */
export const decodeSymbol = new RowDecoder<
  CutRow<ChpSymbol, 'lot_size', 'row' | 'nrows' | 'punkt' | 'sec_ext_id' | 'days_before_expiry' | 'strike'>
>(
  row`{"row":${skipped(INTEGER)},"nrows":${skipped(INTEGER)},"symbol":${NAME},"short_name":${orNull(ESCAPED)},"long_name":${orNull(ESCAPED)},"type":${TEXT_OR_NULL},"decimals":${COUNT},"lot_size":${EXACT},"punkt":${skipped(NUMBER)},"step":${NUMBER},"sec_ext_id":${skipped(TEXT_OR_NULL)},"sec_exch_name":${TEXT_OR_NULL},"expiryDate":${TEXT_OR_NULL},"days_before_expiry":${skipped(orNull(NUMBER))},"strike":${skipped(orNull(NUMBER))}}`,
  (parts) => {
    const short_name = unescapedOrNull(parts[2] as string);
    const long_name = unescapedOrNull(parts[3] as string);
    const lot_size = exactOf(parts[6]);
    if (short_name === undefined || long_name === undefined || lot_size === undefined) return undefined;
    return {
      symbol: ownText(parts[1] as string),
      short_name,
      long_name,
      type: wordOrNull(parts[4] as string),
      decimals: wholeOf(parts[5] as string),
      lot_size,
      step: numberOf(parts[7] as string),
      sec_exch_name: wordOrNull(parts[8] as string),
      expiryDate: wordOrNull(parts[9] as string),
    };
  },
);

/** Rows of `orderRecord` as the venue writes them. */
export const decodeOrder = new RowDecoder<CutRow<ChpOrder, 'amount' | 'filled', 'status_mask'>>(
  row`{"portfolio":${NAME},"symbol":${NAME},"state":${INTEGER},"action":${INTEGER},"type":${INTEGER},"validity":${INTEGER},"price":${NUMBER},"amount":${EXACT},"stop":${NUMBER},"filled":${EXACT},"datetime":${TEXT},"orderid":${textId},"orderno":${textOptionalId},"status_mask":${skipped(orNull(NUMBER))},"cookie":${INTEGER}}`,
  (parts) => {
    const amount = exactOf(parts[8]);
    const filled = exactOf(parts[10]);
    if (amount === undefined || filled === undefined) return undefined;
    return {
      portfolio: knownWord(parts[1] as string),
      symbol: knownWord(parts[2] as string),
      state: wholeOf(parts[3] as string),
      action: wholeOf(parts[4] as string),
      type: wholeOf(parts[5] as string),
      validity: wholeOf(parts[6] as string),
      price: numberOf(parts[7] as string),
      amount,
      stop: numberOf(parts[9] as string),
      filled,
      datetime: ownText(parts[11] as string),
      orderid: fromTextId(parts[12] as string),
      orderno: fromTextOptionalId(parts[13] as string),
      cookie: wholeOf(parts[14] as string),
    };
  },
);

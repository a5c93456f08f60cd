// Generated from the definitions of src/venues/xapi by `npm run generate`; do not edit.

import { type CutRow, RowDecoder } from '../../../adapter/schema/row-decoder';
import {
  EXACT,
  exactOf,
  exactOrNull,
  maybe,
  NUMBER,
  orNull,
  ownText,
  row,
  skipped,
  TEXT,
  TEXT_OR_NULL,
  textOrNull,
} from '../../../adapter/schema/text-parts';
import { fromTextId, textId } from '../wire/values';
import type {
  StreamingBalanceRecord,
  StreamingCandleRecord,
  StreamingProfitRecord,
  StreamingTickRecord,
  StreamingTradeStatusRecord,
} from './records';

/** Rows of `streamingBalanceRecord` as the venue writes them. */
export const decodeBalance = new RowDecoder<
  CutRow<
    StreamingBalanceRecord,
    'balance' | 'margin' | 'marginFree',
    'cashStockValue' | 'credit' | 'equity' | 'equityFX' | 'marginLevel' | 'stockLock' | 'stockValue'
  >
>(
  row`{"balance":${EXACT}${maybe(row`,"cashStockValue":${skipped(NUMBER)}`)},"credit":${skipped(NUMBER)},"equity":${skipped(NUMBER)}${maybe(row`,"equityFX":${skipped(NUMBER)}`)},"margin":${EXACT},"marginFree":${EXACT},"marginLevel":${skipped(NUMBER)}${maybe(row`,"stockLock":${skipped(NUMBER)}`)}${maybe(row`,"stockValue":${skipped(NUMBER)}`)}}`,
  (parts) => {
    const balance = exactOf(parts[1]);
    const margin = exactOf(parts[2]);
    const marginFree = exactOf(parts[3]);
    if (balance === undefined || margin === undefined || marginFree === undefined) return undefined;
    return { balance, margin, marginFree };
  },
);

/** Rows of `streamingCandleRecord` as the venue writes them. */
export const decodeCandle = new RowDecoder<
  CutRow<StreamingCandleRecord, 'close' | 'high' | 'low' | 'open' | 'vol', 'ctmString' | 'quoteId'>
>(
  row`{"close":${EXACT},"ctm":${NUMBER},"ctmString":${skipped(TEXT)},"high":${EXACT},"low":${EXACT},"open":${EXACT},"quoteId":${skipped(NUMBER)},"symbol":${TEXT},"vol":${EXACT}}`,
  (parts) => {
    const close = exactOf(parts[1]);
    const high = exactOf(parts[3]);
    const low = exactOf(parts[4]);
    const open = exactOf(parts[5]);
    const vol = exactOf(parts[7]);
    if (
      close === undefined ||
      high === undefined ||
      low === undefined ||
      open === undefined ||
      vol === undefined
    )
      return undefined;
    return { close, ctm: Number(parts[2]), high, low, open, symbol: ownText(parts[6] as string), vol };
  },
);

/** Rows of `streamingProfitRecord` as the venue writes them. */
export const decodeProfit = new RowDecoder<
  CutRow<
    StreamingProfitRecord,
    'profit',
    'marketValue' | 'order' | 'order2' | 'profitCalcPrice' | 'profitRecalcPrice'
  >
>(
  row`{${maybe(row`"marketValue":${skipped(NUMBER)},`)}"order":${skipped(textId)},"order2":${skipped(textId)},"position":${textId},"profit":${EXACT}${maybe(row`,"profitCalcPrice":${skipped(NUMBER)}`)}${maybe(row`,"profitRecalcPrice":${skipped(NUMBER)}`)}}`,
  (parts) => {
    const profit = exactOf(parts[2]);
    if (profit === undefined) return undefined;
    return { position: fromTextId(parts[1] as string), profit };
  },
);

/** Rows of `streamingTradeStatusRecord` as the venue writes them. */
export const decodeTradeStatus = new RowDecoder<CutRow<StreamingTradeStatusRecord, 'price'>>(
  row`{"customComment":${TEXT_OR_NULL},"message":${TEXT_OR_NULL},"order":${textId},"price":${orNull(EXACT)},"requestStatus":${NUMBER}}`,
  (parts) => {
    const price = exactOrNull(parts[4]);
    if (price === undefined) return undefined;
    return {
      customComment: textOrNull(parts[1] as string),
      message: textOrNull(parts[2] as string),
      order: fromTextId(parts[3] as string),
      price,
      requestStatus: Number(parts[5]),
    };
  },
);

/** Rows of `streamingTickRecord` as the venue writes them. */
export const decodeTick = new RowDecoder<
  CutRow<
    StreamingTickRecord,
    'ask' | 'askVolume' | 'bid' | 'bidVolume' | 'high' | 'low',
    'quoteId' | 'spreadRaw' | 'spreadTable'
  >
>(
  row`{"ask":${EXACT},"askVolume":${orNull(EXACT)},"bid":${EXACT},"bidVolume":${orNull(EXACT)},"high":${EXACT},"level":${NUMBER},"low":${EXACT},"quoteId":${skipped(NUMBER)},"spreadRaw":${skipped(NUMBER)},"spreadTable":${skipped(NUMBER)},"symbol":${TEXT},"timestamp":${NUMBER}}`,
  (parts) => {
    const ask = exactOf(parts[1]);
    const askVolume = exactOrNull(parts[2]);
    const bid = exactOf(parts[3]);
    const bidVolume = exactOrNull(parts[4]);
    const high = exactOf(parts[5]);
    const low = exactOf(parts[7]);
    if (
      ask === undefined ||
      askVolume === undefined ||
      bid === undefined ||
      bidVolume === undefined ||
      high === undefined ||
      low === undefined
    )
      return undefined;
    return {
      ask,
      askVolume,
      bid,
      bidVolume,
      high,
      level: Number(parts[6]),
      low,
      symbol: ownText(parts[8] as string),
      timestamp: Number(parts[9]),
    };
  },
);

// Generated from the definitions of src/venues/xapi by `npm run generate`; do not edit.

import { type CutRow, RowDecoder } from '../../../adapter/schema/row-decoder';
import {
  BOOLEAN,
  ESCAPED,
  EXACT,
  exactOf,
  exactOrNull,
  knownWord,
  maybe,
  NUMBER,
  numberOf,
  numberOrNull,
  orNull,
  ownText,
  row,
  shortOf,
  skipped,
  TEXT,
  TEXT_OR_NULL,
  textOrNull,
  unescaped,
  WHOLE,
  wholeOf,
  wordOrNull,
} from '../../../adapter/schema/text-parts';
import type { Mutable } from '../../../model/map-context';
import { fromTextId, textId } from '../wire/values';
import type {
  RateInfoRecord,
  StreamingBalanceRecord,
  StreamingCandleRecord,
  StreamingProfitRecord,
  StreamingTickRecord,
  StreamingTradeStatusRecord,
  SymbolRecord,
  TradeRecord,
} from './records';

/** Rows of `rateInfoRecord` as the venue writes them. */
export const decodeRate = new RowDecoder<CutRow<RateInfoRecord, 'vol', 'ctmString'>>(
  row`{"close":${WHOLE},"ctm":${WHOLE},"ctmString":${skipped(TEXT)},"high":${WHOLE},"low":${WHOLE},"open":${WHOLE},"vol":${EXACT}}`,
  (parts) => {
    const vol = exactOf(parts[6]);
    if (vol === undefined) return undefined;
    return {
      close: wholeOf(parts[1] as string),
      ctm: wholeOf(parts[2] as string),
      high: wholeOf(parts[3] as string),
      low: wholeOf(parts[4] as string),
      open: wholeOf(parts[5] as string),
      vol,
    };
  },
);

/** Rows of `rateInfoRecord` as the venue writes them. */
export const decodeSentRate = new RowDecoder<CutRow<RateInfoRecord, 'vol', 'ctmString'>>(
  row`{"ctm":${WHOLE},"ctmString":${skipped(TEXT)},"open":${WHOLE},"close":${WHOLE},"high":${WHOLE},"low":${WHOLE},"vol":${EXACT}}`,
  (parts) => {
    const vol = exactOf(parts[6]);
    if (vol === undefined) return undefined;
    return {
      ctm: wholeOf(parts[1] as string),
      open: wholeOf(parts[2] as string),
      close: wholeOf(parts[3] as string),
      high: wholeOf(parts[4] as string),
      low: wholeOf(parts[5] as string),
      vol,
    };
  },
);

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
    return {
      close,
      ctm: numberOf(parts[2] as string),
      high,
      low,
      open,
      symbol: ownText(parts[6] as string),
      vol,
    };
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
      requestStatus: numberOf(parts[5] as string),
    };
  },
);

/** Rows of `symbolRecord` as the venue writes them. */
export const decodeSymbol = new RowDecoder<
  CutRow<
    SymbolRecord,
    'contractSize' | 'lotMax' | 'lotMin' | 'lotStep',
    | 'exemode'
    | 'groupName'
    | 'initialMargin'
    | 'instantMaxVolume'
    | 'leverage'
    | 'longOnly'
    | 'marginHedged'
    | 'marginHedgedStrong'
    | 'marginMaintenance'
    | 'percentage'
    | 'pipsPrecision'
    | 'profitMode'
    | 'quoteId'
    | 'quoteIdCross'
    | 'shortSelling'
    | 'spreadRaw'
    | 'spreadTable'
    | 'starting'
    | 'stepRuleId'
    | 'stopsLevel'
    | 'swap_rollover3days'
    | 'swapEnable'
    | 'swapLong'
    | 'swapShort'
    | 'swapType'
    | 'tickValue'
    | 'time'
    | 'timeString'
    | 'trailingEnabled'
    | 'type'
  >
>(
  row`{"ask":${NUMBER},"bid":${NUMBER},"categoryName":${TEXT},"contractSize":${EXACT},"currency":${TEXT},"currencyPair":${BOOLEAN},"currencyProfit":${TEXT},"description":${ESCAPED}${maybe(row`,"exemode":${skipped(NUMBER)}`)},"expiration":${orNull(NUMBER)},"groupName":${skipped(TEXT)},"high":${NUMBER},"initialMargin":${skipped(NUMBER)},"instantMaxVolume":${skipped(NUMBER)},"leverage":${skipped(NUMBER)},"longOnly":${skipped(BOOLEAN)},"lotMax":${EXACT},"lotMin":${EXACT},"lotStep":${EXACT},"low":${NUMBER},"marginHedged":${skipped(NUMBER)},"marginHedgedStrong":${skipped(BOOLEAN)},"marginMaintenance":${skipped(orNull(NUMBER))},"marginMode":${NUMBER},"percentage":${skipped(NUMBER)}${maybe(row`,"pipsPrecision":${skipped(NUMBER)}`)},"precision":${NUMBER},"profitMode":${skipped(NUMBER)},"quoteId":${skipped(NUMBER)}${maybe(row`,"quoteIdCross":${skipped(NUMBER)}`)},"shortSelling":${skipped(BOOLEAN)},"spreadRaw":${skipped(NUMBER)},"spreadTable":${skipped(NUMBER)},"starting":${skipped(orNull(NUMBER))},"stepRuleId":${skipped(NUMBER)},"stopsLevel":${skipped(NUMBER)},"swap_rollover3days":${skipped(NUMBER)},"swapEnable":${skipped(BOOLEAN)},"swapLong":${skipped(NUMBER)},"swapShort":${skipped(NUMBER)},"swapType":${skipped(NUMBER)},"symbol":${TEXT},"tickSize":${orNull(NUMBER)},"tickValue":${skipped(orNull(NUMBER))},"time":${skipped(NUMBER)},"timeString":${skipped(TEXT)},"trailingEnabled":${skipped(BOOLEAN)},"type":${skipped(NUMBER)}}`,
  (parts) => {
    const contractSize = exactOf(parts[4]);
    const description = unescaped(parts[8] as string);
    const lotMax = exactOf(parts[11]);
    const lotMin = exactOf(parts[12]);
    const lotStep = exactOf(parts[13]);
    if (
      contractSize === undefined ||
      description === undefined ||
      lotMax === undefined ||
      lotMin === undefined ||
      lotStep === undefined
    )
      return undefined;
    return {
      ask: numberOf(parts[1] as string),
      bid: numberOf(parts[2] as string),
      categoryName: knownWord(parts[3] as string),
      contractSize,
      currency: knownWord(parts[5] as string),
      currencyPair: (parts[6] as string) === 'true',
      currencyProfit: knownWord(parts[7] as string),
      description,
      expiration: numberOrNull(parts[9] as string),
      high: numberOf(parts[10] as string),
      lotMax,
      lotMin,
      lotStep,
      low: numberOf(parts[14] as string),
      marginMode: numberOf(parts[15] as string),
      precision: numberOf(parts[16] as string),
      symbol: ownText(parts[17] as string),
      tickSize: numberOrNull(parts[18] as string),
    };
  },
);

/** Rows of `symbolRecord` as the venue writes them. */
export const decodeSentSymbol = new RowDecoder<
  CutRow<
    SymbolRecord,
    'contractSize' | 'lotMin' | 'lotMax' | 'lotStep',
    | 'quoteId'
    | 'quoteIdCross'
    | 'profitMode'
    | 'pipsPrecision'
    | 'exemode'
    | 'time'
    | 'stopsLevel'
    | 'swapType'
    | 'stepRuleId'
    | 'type'
    | 'instantMaxVolume'
    | 'groupName'
    | 'longOnly'
    | 'trailingEnabled'
    | 'marginHedgedStrong'
    | 'swapEnable'
    | 'percentage'
    | 'tickValue'
    | 'swapLong'
    | 'swapShort'
    | 'leverage'
    | 'spreadRaw'
    | 'spreadTable'
    | 'starting'
    | 'swap_rollover3days'
    | 'marginMaintenance'
    | 'marginHedged'
    | 'initialMargin'
    | 'shortSelling'
    | 'timeString'
  >
>(
  row`{"symbol":${TEXT},"currency":${TEXT},"categoryName":${TEXT},"currencyProfit":${TEXT},"quoteId":${skipped(NUMBER)}${maybe(row`,"quoteIdCross":${skipped(NUMBER)}`)},"marginMode":${NUMBER},"profitMode":${skipped(NUMBER)}${maybe(row`,"pipsPrecision":${skipped(NUMBER)}`)},"contractSize":${EXACT}${maybe(row`,"exemode":${skipped(NUMBER)}`)},"time":${skipped(NUMBER)},"expiration":${orNull(NUMBER)},"stopsLevel":${skipped(NUMBER)},"precision":${NUMBER},"swapType":${skipped(NUMBER)},"stepRuleId":${skipped(NUMBER)},"type":${skipped(NUMBER)},"instantMaxVolume":${skipped(NUMBER)},"groupName":${skipped(TEXT)},"description":${ESCAPED},"longOnly":${skipped(BOOLEAN)},"trailingEnabled":${skipped(BOOLEAN)},"marginHedgedStrong":${skipped(BOOLEAN)},"swapEnable":${skipped(BOOLEAN)},"percentage":${skipped(NUMBER)},"bid":${NUMBER},"ask":${NUMBER},"high":${NUMBER},"low":${NUMBER},"lotMin":${EXACT},"lotMax":${EXACT},"lotStep":${EXACT},"tickSize":${orNull(NUMBER)},"tickValue":${skipped(orNull(NUMBER))},"swapLong":${skipped(NUMBER)},"swapShort":${skipped(NUMBER)},"leverage":${skipped(NUMBER)},"spreadRaw":${skipped(NUMBER)},"spreadTable":${skipped(NUMBER)},"starting":${skipped(orNull(NUMBER))},"swap_rollover3days":${skipped(NUMBER)},"marginMaintenance":${skipped(orNull(NUMBER))},"marginHedged":${skipped(NUMBER)},"initialMargin":${skipped(NUMBER)},"currencyPair":${BOOLEAN},"shortSelling":${skipped(BOOLEAN)},"timeString":${skipped(TEXT)}}`,
  (parts) => {
    const contractSize = exactOf(parts[6]);
    const description = unescaped(parts[9] as string);
    const lotMin = exactOf(parts[14]);
    const lotMax = exactOf(parts[15]);
    const lotStep = exactOf(parts[16]);
    if (
      contractSize === undefined ||
      description === undefined ||
      lotMin === undefined ||
      lotMax === undefined ||
      lotStep === undefined
    )
      return undefined;
    return {
      symbol: ownText(parts[1] as string),
      currency: knownWord(parts[2] as string),
      categoryName: knownWord(parts[3] as string),
      currencyProfit: knownWord(parts[4] as string),
      marginMode: numberOf(parts[5] as string),
      contractSize,
      expiration: numberOrNull(parts[7] as string),
      precision: numberOf(parts[8] as string),
      description,
      bid: numberOf(parts[10] as string),
      ask: numberOf(parts[11] as string),
      high: numberOf(parts[12] as string),
      low: numberOf(parts[13] as string),
      lotMin,
      lotMax,
      lotStep,
      tickSize: numberOrNull(parts[17] as string),
      currencyPair: (parts[18] as string) === 'true',
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
      level: numberOf(parts[6] as string),
      low,
      symbol: ownText(parts[8] as string),
      timestamp: numberOf(parts[9] as string),
    };
  },
);

/** Rows of `tradeRecord` as the venue writes them. */
export const decodeTrade = new RowDecoder<
  CutRow<
    TradeRecord,
    never,
    | 'close_timeString'
    | 'digits'
    | 'expirationString'
    | 'margin_rate'
    | 'open_timeString'
    | 'spread'
    | 'storage'
    | 'taxes',
    'close_price' | 'open_price' | 'volume'
  >
>(
  row`{"close_price":${NUMBER},"close_time":${orNull(NUMBER)},"close_timeString":${skipped(TEXT_OR_NULL)},"closed":${BOOLEAN},"cmd":${WHOLE},"comment":${TEXT},"commission":${orNull(NUMBER)},"customComment":${TEXT_OR_NULL},"digits":${skipped(NUMBER)},"expiration":${orNull(NUMBER)},"expirationString":${skipped(TEXT_OR_NULL)},"margin_rate":${skipped(NUMBER)}${maybe(row`,"nominalValue":${orNull(NUMBER)}`)},"offset":${NUMBER},"open_price":${NUMBER},"open_time":${NUMBER},"open_timeString":${skipped(TEXT)},"order":${textId},"order2":${textId},"position":${textId},"profit":${orNull(NUMBER)},"sl":${NUMBER}${maybe(row`,"spread":${skipped(NUMBER)}`)},"storage":${skipped(NUMBER)},"symbol":${TEXT_OR_NULL}${maybe(row`,"taxes":${skipped(NUMBER)}`)},"timestamp":${NUMBER},"tp":${NUMBER},"volume":${NUMBER}}`,
  (parts) => {
    const row: Mutable<
      CutRow<
        TradeRecord,
        never,
        | 'close_timeString'
        | 'digits'
        | 'expirationString'
        | 'margin_rate'
        | 'open_timeString'
        | 'spread'
        | 'storage'
        | 'taxes',
        'close_price' | 'open_price' | 'volume'
      >
    > = {
      close_price: shortOf(parts[1] as string),
      close_time: numberOrNull(parts[2] as string),
      closed: (parts[3] as string) === 'true',
      cmd: wholeOf(parts[4] as string),
      comment: ownText(parts[5] as string),
      commission: numberOrNull(parts[6] as string),
      customComment: textOrNull(parts[7] as string),
      expiration: numberOrNull(parts[8] as string),
      offset: numberOf(parts[10] as string),
      open_price: shortOf(parts[11] as string),
      open_time: numberOf(parts[12] as string),
      order: fromTextId(parts[13] as string),
      order2: fromTextId(parts[14] as string),
      position: fromTextId(parts[15] as string),
      profit: numberOrNull(parts[16] as string),
      sl: numberOf(parts[17] as string),
      symbol: wordOrNull(parts[18] as string),
      timestamp: numberOf(parts[19] as string),
      tp: numberOf(parts[20] as string),
      volume: shortOf(parts[21] as string),
    };
    if (parts[9] !== undefined) row.nominalValue = numberOrNull(parts[9] as string);

    return row;
  },
);

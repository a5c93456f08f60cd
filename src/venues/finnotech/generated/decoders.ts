// Generated from the definitions of src/venues/finnotech by `npm run generate`; do not edit.

import { type CutRow, RowDecoder } from '../../../adapter/schema/row-decoder';
import { orNull, ownText, row, skipped } from '../../../adapter/schema/text-parts';
import { fromTextWallTime, textAmount, textCode, textFlag, textWallTime, textWords } from '../wire/values';
import type { FinnotechRealtimeRow } from './records';

/** Rows of `realtimeRow` as the venue writes them. */
export const decodeMinute = new RowDecoder<
  CutRow<
    FinnotechRealtimeRow,
    never,
    | 'CoID'
    | 'BourseSymbol'
    | 'TseSymbolCode'
    | 'FullTitle'
    | 'PrecedencyRight'
    | 'TradeDate'
    | 'ClosingPrice'
    | 'TradeValue'
    | 'TradeQty'
    | 'PreviousClosingPrice'
    | 'ClosingPriceChange'
    | 'ClosingPChgPercent'
    | 'ShareCount'
    | 'MarketValue'
    | 'Type'
  >
>(
  row`{"CoID":${skipped(textCode)},"BourseSymbol":${skipped(orNull(textWords))},"TseSymbolCode":${skipped(orNull(textWords))},"FullTitle":${skipped(orNull(textWords))},"PrecedencyRight":${skipped(orNull(textFlag))},"TradeDateGre":${orNull(textWallTime)},"TradeDate":${skipped(orNull(textWords))},"MaxPrice":${orNull(textAmount)},"minPrice":${orNull(textAmount)},"OpeningPrice":${orNull(textAmount)},"ClosingPrice":${skipped(orNull(textAmount))},"LastPrice":${orNull(textAmount)},"TradeVolume":${orNull(textAmount)},"TradeValue":${skipped(orNull(textAmount))},"TradeQty":${skipped(orNull(textAmount))},"PreviousClosingPrice":${skipped(orNull(textAmount))},"ClosingPriceChange":${skipped(orNull(textAmount))},"ClosingPChgPercent":${skipped(orNull(textAmount))},"ShareCount":${skipped(orNull(textAmount))},"MarketValue":${skipped(orNull(textAmount))},"Type":${skipped(orNull(textCode))}}`,
  (parts) => ({
    TradeDateGre: parts[1] === 'null' ? null : fromTextWallTime(parts[1] as string),
    MaxPrice: parts[2] === 'null' ? null : ownText(parts[2] as string),
    minPrice: parts[3] === 'null' ? null : ownText(parts[3] as string),
    OpeningPrice: parts[4] === 'null' ? null : ownText(parts[4] as string),
    LastPrice: parts[5] === 'null' ? null : ownText(parts[5] as string),
    TradeVolume: parts[6] === 'null' ? null : ownText(parts[6] as string),
  }),
);

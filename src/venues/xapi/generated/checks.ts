// Generated from the definitions of src/venues/xapi by `npm run generate`; do not edit.

import { isNumber } from '../../../adapter/schema/checks';
import type { StreamingTickRecord, SymbolRecord } from './records';

/** What `symbolRecord` accepts, in the form that it gives it; `undefined` for anything else. */
export function checkSymbolRecord(value: unknown): SymbolRecord | undefined {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return undefined;
  const row = value as { -readonly [K in keyof SymbolRecord]-?: unknown };

  if (
    !isNumber(row.ask) ||
    !isNumber(row.bid) ||
    !(typeof row.categoryName === 'string') ||
    !isNumber(row.contractSize) ||
    !(typeof row.currency === 'string') ||
    !(typeof row.currencyPair === 'boolean') ||
    !(typeof row.currencyProfit === 'string') ||
    !(typeof row.description === 'string') ||
    !(row.expiration === null || isNumber(row.expiration)) ||
    !(typeof row.groupName === 'string') ||
    !isNumber(row.high) ||
    !isNumber(row.initialMargin) ||
    !isNumber(row.instantMaxVolume) ||
    !isNumber(row.leverage) ||
    !(typeof row.longOnly === 'boolean') ||
    !isNumber(row.lotMax) ||
    !isNumber(row.lotMin) ||
    !isNumber(row.lotStep) ||
    !isNumber(row.low) ||
    !isNumber(row.marginHedged) ||
    !(typeof row.marginHedgedStrong === 'boolean') ||
    !(row.marginMaintenance === null || isNumber(row.marginMaintenance)) ||
    !isNumber(row.marginMode) ||
    !isNumber(row.percentage) ||
    !(row.pipsPrecision === undefined ? !('pipsPrecision' in row) : isNumber(row.pipsPrecision)) ||
    !isNumber(row.precision) ||
    !isNumber(row.profitMode) ||
    !isNumber(row.quoteId) ||
    !(typeof row.shortSelling === 'boolean') ||
    !isNumber(row.spreadRaw) ||
    !isNumber(row.spreadTable) ||
    !(row.starting === null || isNumber(row.starting)) ||
    !isNumber(row.stepRuleId) ||
    !isNumber(row.stopsLevel) ||
    !isNumber(row.swap_rollover3days) ||
    !(typeof row.swapEnable === 'boolean') ||
    !isNumber(row.swapLong) ||
    !isNumber(row.swapShort) ||
    !isNumber(row.swapType) ||
    !(typeof row.symbol === 'string') ||
    !(row.tickSize === null || isNumber(row.tickSize)) ||
    !(row.tickValue === null || isNumber(row.tickValue)) ||
    !isNumber(row.time) ||
    !(typeof row.timeString === 'string') ||
    !(typeof row.trailingEnabled === 'boolean') ||
    !isNumber(row.type) ||
    !(row.exemode === undefined ? !('exemode' in row) : isNumber(row.exemode)) ||
    !(row.quoteIdCross === undefined ? !('quoteIdCross' in row) : isNumber(row.quoteIdCross))
  )
    return undefined;

  return row as SymbolRecord;
}

/** What `streamingTickRecord` accepts, in the form that it gives it; `undefined` for anything else. */
export function checkStreamingTickRecord(value: unknown): StreamingTickRecord | undefined {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return undefined;
  const row = value as { -readonly [K in keyof StreamingTickRecord]-?: unknown };

  if (
    !isNumber(row.ask) ||
    !(row.askVolume === null || isNumber(row.askVolume)) ||
    !isNumber(row.bid) ||
    !(row.bidVolume === null || isNumber(row.bidVolume)) ||
    !isNumber(row.high) ||
    !isNumber(row.level) ||
    !isNumber(row.low) ||
    !isNumber(row.spreadRaw) ||
    !isNumber(row.spreadTable) ||
    !(typeof row.symbol === 'string') ||
    !isNumber(row.timestamp) ||
    !isNumber(row.quoteId)
  )
    return undefined;

  return row as StreamingTickRecord;
}

// Generated from the definitions of src/venues/xapi by `npm run generate`; do not edit.

import { isNumber } from '../../../adapter/schema/checks';
import { isId, toId } from '../wire/values';
import type { RateInfoRecord, StreamingTickRecord, SymbolRecord, TradeRecord } from './records';

/** What `rateInfoRecord` accepts, in the form that it gives it; `undefined` for anything else. */
export function checkRateInfoRecord(value: unknown): RateInfoRecord | undefined {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return undefined;
  const row = value as { -readonly [K in keyof RateInfoRecord]-?: unknown };

  if (
    !isNumber(row.close) ||
    !isNumber(row.ctm) ||
    !(typeof row.ctmString === 'string') ||
    !isNumber(row.high) ||
    !isNumber(row.low) ||
    !isNumber(row.open) ||
    !isNumber(row.vol)
  )
    return undefined;

  return row as RateInfoRecord;
}

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

/** What `tradeRecord` accepts, in the form that it gives it; `undefined` for anything else. */
export function checkTradeRecord(value: unknown): TradeRecord | undefined {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return undefined;
  const row = value as { -readonly [K in keyof TradeRecord]-?: unknown };

  if (
    !isNumber(row.close_price) ||
    !(row.close_time === null || isNumber(row.close_time)) ||
    !(row.close_timeString === null || typeof row.close_timeString === 'string') ||
    !(typeof row.closed === 'boolean') ||
    !isNumber(row.cmd) ||
    !(typeof row.comment === 'string') ||
    !(row.commission === null || isNumber(row.commission)) ||
    !(row.customComment === null || typeof row.customComment === 'string') ||
    !isNumber(row.digits) ||
    !(row.expiration === null || isNumber(row.expiration)) ||
    !(row.expirationString === null || typeof row.expirationString === 'string') ||
    !isNumber(row.margin_rate) ||
    !isNumber(row.offset) ||
    !isNumber(row.open_price) ||
    !isNumber(row.open_time) ||
    !(typeof row.open_timeString === 'string') ||
    !isId(row.order) ||
    !isId(row.order2) ||
    !isId(row.position) ||
    !(row.profit === null || isNumber(row.profit)) ||
    !isNumber(row.sl) ||
    !isNumber(row.storage) ||
    !(row.symbol === null || typeof row.symbol === 'string') ||
    !isNumber(row.timestamp) ||
    !isNumber(row.tp) ||
    !isNumber(row.volume) ||
    !(row.nominalValue === undefined
      ? !('nominalValue' in row)
      : row.nominalValue === null || isNumber(row.nominalValue)) ||
    !(row.spread === undefined ? !('spread' in row) : isNumber(row.spread)) ||
    !(row.taxes === undefined ? !('taxes' in row) : isNumber(row.taxes))
  )
    return undefined;

  const order = toId(row.order);
  const order2 = toId(row.order2);
  const position = toId(row.position);
  if (order === row.order && order2 === row.order2 && position === row.position) return row as TradeRecord;
  const copy = { ...row };
  copy.order = order;
  copy.order2 = order2;
  copy.position = position;
  return copy as TradeRecord;
}

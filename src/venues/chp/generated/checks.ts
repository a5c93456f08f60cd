// Generated from the definitions of src/venues/chp by `npm run generate`; do not edit.

import { isCount, isInteger, isName, isNumber } from '../../../adapter/schema/checks';
import type { ChpBar, ChpSymbol } from './records';

/** What `barRecord` accepts, in the form that it gives it; `undefined` for anything else. */
export function checkBar(value: unknown): ChpBar | undefined {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return undefined;
  const row = value as { -readonly [K in keyof ChpBar]-?: unknown };

  if (
    !isInteger(row.row) ||
    !isInteger(row.nrows) ||
    !isName(row.symbol) ||
    !isInteger(row.interval) ||
    !isName(row.datetime) ||
    !isNumber(row.open) ||
    !isNumber(row.high) ||
    !isNumber(row.low) ||
    !isNumber(row.close) ||
    !isNumber(row.volume) ||
    !isNumber(row.openInt)
  )
    return undefined;

  return row as ChpBar;
}

/** What `symbolRecord` accepts, in the form that it gives it; `undefined` for anything else. */
export function checkSymbol(value: unknown): ChpSymbol | undefined {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return undefined;
  const row = value as { -readonly [K in keyof ChpSymbol]-?: unknown };

  if (
    !isInteger(row.row) ||
    !isInteger(row.nrows) ||
    !isName(row.symbol) ||
    !(row.short_name === null || typeof row.short_name === 'string') ||
    !(row.long_name === null || typeof row.long_name === 'string') ||
    !(row.type === null || typeof row.type === 'string') ||
    !isCount(row.decimals) ||
    !isNumber(row.lot_size) ||
    !isNumber(row.punkt) ||
    !isNumber(row.step) ||
    !(row.sec_ext_id === null || typeof row.sec_ext_id === 'string') ||
    !(row.sec_exch_name === null || typeof row.sec_exch_name === 'string') ||
    !(row.expiryDate === null || typeof row.expiryDate === 'string') ||
    !(row.days_before_expiry === null || isNumber(row.days_before_expiry)) ||
    !(row.strike === null || isNumber(row.strike))
  )
    return undefined;

  return row as ChpSymbol;
}

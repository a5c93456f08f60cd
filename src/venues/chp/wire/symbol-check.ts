import type { ChpSymbol } from '../generated/records';

/**
 * What `symbolRecord` says of every key, written by hand for speed: an answer holds 46,618 rows, and the schema takes
 * longer than JSON.parse. A property test proves both equal on rows that hold all the keys.
 */
const { isSafeInteger, MAX_SAFE_INTEGER } = Number;

function isNumber(value: unknown): value is number {
  return typeof value === 'number' && value <= MAX_SAFE_INTEGER && value >= -MAX_SAFE_INTEGER;
}

function isTextOrNull(value: unknown): value is string | null {
  return value === null || typeof value === 'string';
}

/**
 * Whether parsed JSON is a valid row of GetSymbols that holds every key in the documented spelling. A row that lacks an
 * optional one is left to the schema, for it may hold it in another spelling.
 */
export function isChpSymbol(value: unknown): value is ChpSymbol {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return false;
  const row = value as { readonly [K in keyof ChpSymbol]-?: unknown };
  return (
    typeof row.symbol === 'string' &&
    row.symbol !== '' &&
    isSafeInteger(row.row) &&
    isSafeInteger(row.nrows) &&
    isTextOrNull(row.short_name) &&
    isTextOrNull(row.long_name) &&
    isTextOrNull(row.type) &&
    isSafeInteger(row.decimals) &&
    (row.decimals as number) >= 0 &&
    isNumber(row.lot_size) &&
    isNumber(row.punkt) &&
    isNumber(row.step) &&
    isTextOrNull(row.sec_ext_id) &&
    isTextOrNull(row.sec_exch_name) &&
    isTextOrNull(row.expiryDate) &&
    (row.days_before_expiry === null || isNumber(row.days_before_expiry)) &&
    (row.strike === null || isNumber(row.strike))
  );
}

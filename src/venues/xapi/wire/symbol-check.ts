import type { SymbolRecord } from '../generated/records';

/**
 * What a field must be. The lists repeat `symbolRecord` for speed: a reply holds 17,000 records of 45 fields, and the
 * schema takes longer than JSON.parse. A property test proves both equal.
 */
const NUMBERS = [
  'ask',
  'bid',
  'contractSize',
  'high',
  'initialMargin',
  'instantMaxVolume',
  'leverage',
  'lotMax',
  'lotMin',
  'lotStep',
  'low',
  'marginHedged',
  'marginMode',
  'percentage',
  'precision',
  'profitMode',
  'quoteId',
  'spreadRaw',
  'spreadTable',
  'stepRuleId',
  'stopsLevel',
  'swap_rollover3days',
  'swapLong',
  'swapShort',
  'swapType',
  'time',
  'type',
] as const satisfies readonly (keyof SymbolRecord)[];

const NULLABLE_NUMBERS = [
  'expiration',
  'marginMaintenance',
  'starting',
  'tickSize',
  'tickValue',
] as const satisfies readonly (keyof SymbolRecord)[];

const OPTIONAL_NUMBERS = [
  'pipsPrecision',
  'exemode',
  'quoteIdCross',
] as const satisfies readonly (keyof SymbolRecord)[];

const TEXTS = [
  'categoryName',
  'currency',
  'currencyProfit',
  'description',
  'groupName',
  'symbol',
  'timeString',
] as const satisfies readonly (keyof SymbolRecord)[];

const FLAGS = [
  'currencyPair',
  'longOnly',
  'marginHedgedStrong',
  'shortSelling',
  'swapEnable',
  'trailingEnabled',
] as const satisfies readonly (keyof SymbolRecord)[];

function isNumber(value: unknown): boolean {
  return typeof value === 'number' && value <= Number.MAX_SAFE_INTEGER && value >= -Number.MAX_SAFE_INTEGER;
}

/** Whether parsed JSON is a valid SYMBOL_RECORD: what `symbolRecord` accepts, as it came. */
export function isSymbolRecord(value: unknown): value is SymbolRecord {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return false;
  const record = value as Record<string, unknown>;
  for (const key of NUMBERS) if (!isNumber(record[key])) return false;
  for (const key of TEXTS) if (typeof record[key] !== 'string') return false;
  for (const key of FLAGS) if (typeof record[key] !== 'boolean') return false;
  for (const key of NULLABLE_NUMBERS) if (record[key] !== null && !isNumber(record[key])) return false;
  for (const key of OPTIONAL_NUMBERS) if (key in record && !isNumber(record[key])) return false;
  return true;
}

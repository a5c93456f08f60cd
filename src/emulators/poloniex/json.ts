/** What a frame can hold; a bigint is written as the bare digits of a number. */
export type Json =
  | null
  | boolean
  | number
  | bigint
  | string
  | readonly Json[]
  | { readonly [name: string]: Json };

/** A record. */
export type Row = { readonly [name: string]: Json };

/** Writes a value as compact JSON, every digit of a bigint kept. */
export function writeJson(value: Json): string {
  if (typeof value === 'bigint') return String(value);
  if (typeof value !== 'object' || value === null) return JSON.stringify(value);
  if (isList(value)) return `[${value.map(writeJson).join(',')}]`;
  const members = Object.entries(value).map(([name, item]) => `${JSON.stringify(name)}:${writeJson(item)}`);
  return `{${members.join(',')}}`;
}

/** Values that no document lists, by field. */
const FUTURE: ReadonlyMap<string, Json> = new Map<string, Json>([
  ['state', 'FUTURE_STATE'],
  ['eventType', 'future_event'],
  ['source', 'FUTURE'],
  ['orderSource', 'FUTURE'],
  ['accountType', 'FUTURE'],
  ['matchRole', 'FUTURE'],
  ['cancelReason', 9999],
  ['tradingState', 'FUTURE'],
  ['currencyType', 'FUTURE'],
]);

/** The value with enumeration values, and in every record a field, that no document lists. */
export function withUnknownValues(value: Json): Json {
  if (typeof value !== 'object' || value === null) return value;
  if (isList(value)) return value.map(withUnknownValues);
  const members = Object.entries(value).map(([name, item]) => [
    name,
    FUTURE.get(name) ?? withUnknownValues(item),
  ]);
  // A record keyed by names, as the currencies are, has no fields of its own.
  const isRecord = Object.values(value).some((item) => typeof item !== 'object' || item === null);
  return { ...Object.fromEntries(members), ...(isRecord ? { futureField: 'future' } : {}) };
}

function isList(value: object): value is readonly Json[] {
  return Array.isArray(value);
}

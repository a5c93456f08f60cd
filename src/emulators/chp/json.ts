import type { ChpKeyCase } from './options';

/** The values of a body. */
export type Json = null | boolean | number | string | readonly Json[] | { readonly [name: string]: Json };

/** One record of an answer's `data`. */
export type Row = { readonly [name: string]: Json };

const CASES: Readonly<Record<Exclude<ChpKeyCase, 'document'>, (key: string) => string>> = {
  lower: (key) => key.toLowerCase(),
  upper: (key) => key.toUpperCase(),
  pascal: (key) => key.charAt(0).toUpperCase() + key.slice(1),
};

/** The rows with their keys as another build of the server writes them. */
export function recased(rows: readonly Row[], keyCase: ChpKeyCase): readonly Row[] {
  if (keyCase === 'document') return rows;
  const change = CASES[keyCase];
  return rows.map((row) =>
    Object.fromEntries(Object.entries(row).map(([key, value]) => [change(key), value])),
  );
}

/** Values that no document lists in place of known ones, and a field that none names. */
export function withUnknownValues(rows: readonly Row[]): readonly Row[] {
  return rows.map((row) => ({
    ...row,
    ...('state' in row ? { state: 77 } : {}),
    ...('trading_Status' in row ? { trading_Status: 77 } : {}),
    ...('portfolioStatus' in row ? { portfolioStatus: 77 } : {}),
    unknownField: 'новое',
  }));
}

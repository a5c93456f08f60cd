import type { HostileFrame } from '../harness';

/** About 1 MB of one row again and again. */
function rowsOf(row: string, count = Math.floor(1_000_000 / (row.length + 1))): string {
  return `[${Array(count).fill(row).join(',')}]`;
}

/** The rows of each kind of hostile frame, and how many of them a venue's stream must count. */
export const HOSTILE_ROWS: Readonly<Record<HostileFrame, string>> = {
  numbers: rowsOf('0'),
  objects: rowsOf('{}'),
  longIntegers: rowsOf('1234567890123456789', 40_000),
  nested: `${'['.repeat(10_000)}${']'.repeat(10_000)}`,
  pieces: rowsOf('{}'),
};

/** Puts rows in place of a member of an answer. */
export function withRows(text: string, member: string, rows: string): string {
  const body = { ...(JSON.parse(text) as object), [member]: 'THE ROWS' };
  return JSON.stringify(body).replace('"THE ROWS"', () => rows);
}

/** Applies a change to the rows that are a member of an answer. */
export function changeRows(text: string, member: string, change: (rows: string) => string): string {
  const rows = (JSON.parse(text) as Readonly<Record<string, unknown>>)[member];
  return withRows(text, member, change(JSON.stringify(rows)));
}

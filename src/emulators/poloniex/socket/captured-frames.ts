import type { Row } from '../json';

const upper = (value: unknown): string => String(value).toUpperCase();

/** A row of the orders channel as captured live in October 2026: its event in upper case. */
export function capturedOrder(row: Row): Row {
  return { ...row, eventType: upper(row['eventType']) };
}

/** A row of the balances channel as captured live: its event in upper case, its id as text, and a version. */
export function capturedBalance(row: Row, version: number): Row {
  return { ...row, eventType: upper(row['eventType']), id: String(row['id']), version };
}

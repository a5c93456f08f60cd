import type { Decimal } from 'decimal.js';

/** Text that goes into a frame as it is: a float with its ".0", a 64-bit number, a client's own tag. */
export class Raw {
  readonly text: string;

  constructor(text: string) {
    this.text = text;
  }
}

/** The values of a frame. */
export type Json =
  | null
  | boolean
  | number
  | string
  | Raw
  | readonly Json[]
  | { readonly [name: string]: Json };

/** A floating number as the venue's Java server writes it: plain notation, with at least one decimal. */
export function float(value: Decimal | number): Raw {
  if (Number.isInteger(value)) return new Raw(`${value}.0`);
  const text = typeof value === 'number' ? plain(value) : value.toFixed();
  return new Raw(text.includes('.') ? text : `${text}.0`);
}

/** A price of `points` as a floating number, exactly. */
export function priceFloat(points: number | Decimal, digits: number): Raw {
  if (typeof points !== 'number') return float(points.div(10 ** digits).toDecimalPlaces(digits));
  const text = String(Math.abs(points)).padStart(digits + 1, '0');
  const whole = text.slice(0, text.length - digits);
  const fraction = digits === 0 ? '0' : text.slice(-digits).replace(/0+$/, '') || '0';
  return new Raw(`${points < 0 ? '-' : ''}${whole}.${fraction}`);
}

function plain(value: number): string {
  const text = String(value);
  return text.includes('e') ? value.toFixed(12).replace(/0+$/, '') : text;
}

/** Values written in place of a field's own, by field name. */
export type Overrides = ReadonlyMap<string, Json>;

/** Writes a value as JSON: compact, or indented as `prettyPrint` asks for. */
export function writeJson(value: Json, pretty = false, overrides?: Overrides): string {
  return pretty ? indented(value, '\n', overrides) : compact(value, overrides);
}

const names = new Map<string, string>();

/** A member's name in quotes and its colon; the same few names come again and again. */
function opening(name: string): string {
  let text = names.get(name);
  if (text === undefined) {
    text = `${JSON.stringify(name)}:`;
    names.set(name, text);
  }
  return text;
}

function compact(value: Json, overrides: Overrides | undefined): string {
  if (typeof value === 'string') return JSON.stringify(value);
  if (typeof value !== 'object' || value === null) return String(value);
  if (value instanceof Raw) return value.text;
  if (isList(value)) return `[${value.map((item) => compact(item, overrides)).join(',')}]`;
  let text = '{';
  for (const name in value) {
    const item = overrides?.get(name) ?? value[name] ?? null;
    text += (text === '{' ? '' : ',') + opening(name) + compact(item, overrides);
  }
  return `${text}}`;
}

/** As {@link compact}, a member a line, as the document prints its examples. */
function indented(value: Json, newline: string, overrides: Overrides | undefined): string {
  if (typeof value !== 'object' || value === null || value instanceof Raw) return compact(value, overrides);
  const inner = `${newline}\t`;
  if (isList(value)) {
    const items = value.map((item) => inner + indented(item, inner, overrides));
    return items.length === 0 ? '[]' : `[${items.join(',')}${newline}]`;
  }
  const members = Object.entries(value).map(
    ([name, item]) => `${inner}${opening(name)} ${indented(overrides?.get(name) ?? item, inner, overrides)}`,
  );
  return members.length === 0 ? '{}' : `{${members.join(',')}${newline}}`;
}

function isList(value: object): value is readonly Json[] {
  return Array.isArray(value);
}

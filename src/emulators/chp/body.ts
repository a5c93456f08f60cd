import { badParameter } from './errors';
import type { Json } from './json';
import { parseMoscowText } from './moscow';

/** The members of a request, read under their documented keys. Every reader throws a ChpRefusal. */
export class Body {
  readonly members: { readonly [name: string]: Json };

  constructor(members: { readonly [name: string]: Json }) {
    this.members = members;
  }

  has(key: string): boolean {
    return this.members[key] !== undefined && this.members[key] !== null;
  }

  string(key: string): string {
    const value = this.members[key];
    if (typeof value !== 'string' || value === '') throw badParameter(key);
    return value;
  }

  /** An id: digits, as a string or a number. */
  id(key: string): string {
    const value = this.members[key];
    return typeof value === 'number' ? String(value) : this.string(key);
  }

  /** A number, or a number as text: the documents contradict each other about `targetprice`. */
  number(key: string): number {
    const value = this.members[key];
    const number = typeof value === 'string' && value.trim() !== '' ? Number(value) : value;
    if (typeof number !== 'number' || !Number.isFinite(number)) throw badParameter(key);
    return number;
  }

  integer(key: string, allowed?: (value: number) => boolean): number {
    const value = this.number(key);
    if (!Number.isInteger(value) || allowed?.(value) === false) throw badParameter(key);
    return value;
  }

  /** A wall time in Moscow, as an instant. */
  time(key: string): number {
    const time = parseMoscowText(this.string(key));
    if (time === undefined) throw badParameter(key);
    return time;
  }
}

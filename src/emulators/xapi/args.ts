import { Decimal } from 'decimal.js';
import { BigInteger } from './connections/command-text';
import { CommandError } from './errors';

/**
 * The arguments of a command, read strictly: an absent or null one is BE106, one of the wrong type BE110.
 * Arguments that the command does not have are ignored.
 */
export class Args {
  readonly #members: Readonly<Record<string, unknown>>;

  constructor(members: unknown) {
    if (members === undefined) this.#members = {};
    else if (isRecord(members)) this.#members = members;
    else throw new CommandError('BE110');
  }

  /** Whether an argument was given and is not null. */
  has(name: string): boolean {
    return this.#own(name) !== undefined;
  }

  string(name: string): string {
    const value = this.#given(name);
    if (typeof value !== 'string') throw new CommandError('BE110');
    return value;
  }

  boolean(name: string): boolean {
    const value = this.#given(name);
    if (typeof value !== 'boolean') throw new CommandError('BE110');
    return value;
  }

  /** A finite number, fractions allowed. */
  number(name: string): number {
    const value = this.#given(name);
    if (value instanceof BigInteger) return Number(value.digits);
    if (typeof value !== 'number' || !Number.isFinite(value)) throw new CommandError('BE110');
    return value;
  }

  /** A number as the decimal that its text says. */
  decimal(name: string): Decimal {
    return new Decimal(this.number(name));
  }

  integer(name: string): number {
    const value = this.number(name);
    if (!Number.isInteger(value)) throw new CommandError('BE110');
    return value;
  }

  /** A number or, when it is absent or null, the fallback. */
  optionalNumber(name: string, fallback: number): number {
    return this.has(name) ? this.number(name) : fallback;
  }

  /** A string or, when it is absent or null, null. */
  optionalString(name: string): string | null {
    return this.has(name) ? this.string(name) : null;
  }

  /** An order number, with every digit. */
  orderNumber(name: string): string {
    return orderNumber(this.#given(name));
  }

  strings(name: string): string[] {
    return this.#list(name).map((value) => {
      if (typeof value !== 'string') throw new CommandError('BE110');
      return value;
    });
  }

  orderNumbers(name: string): string[] {
    return this.#list(name).map(orderNumber);
  }

  /** An argument that is itself a record. */
  record(name: string): Args {
    return new Args(this.#given(name));
  }

  /** A login, which clients send as a string or as a number. */
  login(name: string): string {
    const value = this.#given(name);
    return typeof value === 'string' ? value : orderNumber(value);
  }

  #list(name: string): readonly unknown[] {
    const value = this.#given(name);
    if (!Array.isArray(value)) throw new CommandError('BE110');
    return value;
  }

  #given(name: string): unknown {
    const value = this.#own(name);
    if (value === undefined) throw new CommandError('BE106');
    return value;
  }

  #own(name: string): unknown {
    return Object.hasOwn(this.#members, name) ? (this.#members[name] ?? undefined) : undefined;
  }
}

function orderNumber(value: unknown): string {
  if (value instanceof BigInteger) return value.digits;
  if (typeof value !== 'number' || !Number.isInteger(value)) throw new CommandError('BE110');
  return String(value);
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return (
    typeof value === 'object' && value !== null && !Array.isArray(value) && !(value instanceof BigInteger)
  );
}

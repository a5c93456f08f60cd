import type * as z from 'zod';
import { once } from '../../core/once';
import { atOnce, ROWS_A_STEP, type Steps } from '../../core/slices';
import { withCanonicalKeys } from './keys';

/** Turns parsed JSON into a typed record. */
export interface Reader<T> {
  (value: unknown): T;
  /** The same in steps; absent where no value takes long. */
  readonly steps?: (value: unknown) => Steps<T>;
}

/** A message breaks its schema. Internal: the client makes a `ProtocolError` of it, which may leave. */
export class RecordMismatch extends Error {
  /** Path inside the value that was read, such as `[3].open`; empty for the value itself. */
  readonly path: string;
  /** What the schema expected there. */
  readonly rule: string;
  /** How many values or rows of the message are concerned, of which this is the first. */
  readonly count: number;

  constructor(path: string, rule: string, count = 1) {
    super(`${path} ${rule}`);
    this.path = path;
    this.rule = rule;
    this.count = count;
  }
}

/** The path of a zod issue as a person writes it: `steps[0].fromValue`. */
export function pathText(path: readonly PropertyKey[]): string {
  return path.reduce<string>(
    (text, key) =>
      typeof key === 'number' ? `${text}[${key}]` : text === '' ? String(key) : `${text}.${String(key)}`,
    '',
  );
}

/** Reads with a schema. */
export function readerOf<T>(schema: z.ZodType<T>): Reader<T> {
  return (value) => {
    const result = schema.safeParse(value);
    if (result.success) return result.data;
    const [issue] = result.error.issues;
    throw new RecordMismatch(pathText(issue?.path ?? []), issue?.message ?? 'is invalid');
  };
}

/** Reads a record with a schema, whatever the case of its keys. */
export function recordReader<S extends z.ZodObject>(schema: S): Reader<z.output<S>> {
  const normalise = once(() => withCanonicalKeys(Object.keys(schema.shape)));
  const read = readerOf<z.output<S>>(schema as unknown as z.ZodType<z.output<S>>);
  return (value) => read(normalise()(value));
}

/** Reads with a reader that may take long, in steps. */
export function* readSteps<T>(read: Reader<T>, value: unknown): Steps<T> {
  return read.steps === undefined ? read(value) : yield* read.steps(value);
}

/** A reader that works in steps; called as a function it reads at a stretch. */
export function steppedReader<T>(steps: (value: unknown) => Steps<T>): Reader<T> {
  return Object.assign((value: unknown) => atOnce(steps(value)), { steps });
}

/** Reads an array; a record that breaks the schema is named by its index, and nothing is read after it. */
export function listOf<T>(read: Reader<T>): Reader<readonly T[]> {
  return steppedReader(function* (value) {
    if (!Array.isArray(value)) throw new RecordMismatch('', 'expected an array');
    const records: T[] = new Array(value.length);
    for (let from = 0; from < value.length; from += ROWS_A_STEP) {
      if (from > 0) yield;
      readSome(read, value, from, records);
    }
    return records;
  });
}

function readSome<T>(read: Reader<T>, list: readonly unknown[], from: number, records: T[]): void {
  const end = Math.min(from + ROWS_A_STEP, list.length);
  let index = from;
  try {
    for (; index < end; index += 1) records[index] = read(list[index]);
  } catch (error) {
    throw placed(index, error);
  }
}

/** Reads a record that holds a long list: first the list in steps, then the record with the read list in its place. */
export function recordOfRows<T>(name: keyof T & string, list: Reader<unknown>, read: Reader<T>): Reader<T> {
  return steppedReader(function* (value) {
    if (typeof value !== 'object' || value === null || Array.isArray(value)) return read(value);
    const record = value as Readonly<Record<string, unknown>>;
    const rows = Array.isArray(record[name])
      ? yield* belowSteps(name, readSteps(list, record[name]))
      : record[name];
    return read({ ...record, [name]: rows });
  });
}

/** Reads a value that lies at a place, a name or an index; a mismatch names the place. */
export function readBelow<T>(place: string | number, read: Reader<T>, value: unknown): T {
  try {
    return read(value);
  } catch (error) {
    throw placed(place, error);
  }
}

function* belowSteps<T>(place: string, steps: Steps<T>): Steps<T> {
  try {
    return yield* steps;
  } catch (error) {
    throw placed(place, error);
  }
}

function placed(at: string | number, error: unknown): unknown {
  if (!(error instanceof RecordMismatch)) return error;
  const place = typeof at === 'number' ? `[${at}]` : at;
  return new RecordMismatch(joinPath(place, error.path), error.rule, error.count);
}

/** Joins two paths: `data` and `[3].open` are `data[3].open`. */
export function joinPath(start: string, path: string): string {
  if (start === '' || path === '') return start + path;
  return path.startsWith('[') ? start + path : `${start}.${path}`;
}

/** Reads with a check that follows from the schema; what does not pass it is the reader's, which names what is wrong. */
export function checkedFirst<T>(check: (value: unknown) => T | undefined, read: Reader<T>): Reader<T> {
  return (value) => check(value) ?? read(value);
}

/** Reads one record that a venue sends as it is or, at some of its endpoints, as an array of one. */
export function oneOf<T>(read: Reader<T>): Reader<T> {
  return (value) => {
    if (!Array.isArray(value)) return read(value);
    if (value.length !== 1) throw new RecordMismatch('', `expected one record, got ${value.length}`);
    return read(value[0]);
  };
}

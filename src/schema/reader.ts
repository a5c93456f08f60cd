import type { z } from 'zod';
import { withCanonicalKeys } from './keys';

/** Turns parsed JSON into a typed record. */
export type Reader<T> = (value: unknown) => T;

/** A message breaks its schema. Internal: the client makes a `ProtocolError` of it, which may leave. */
export class RecordMismatch extends Error {
  /** Path inside the value that was read, such as `[3].open`; empty for the value itself. */
  readonly path: string;
  /** What the schema expected there. */
  readonly rule: string;

  constructor(path: string, rule: string) {
    super(`${path} ${rule}`);
    this.path = path;
    this.rule = rule;
  }
}

/** The path of a zod issue as a person writes it: `steps[0].fromValue`; `start` is what the path hangs below. */
export function pathText(path: readonly PropertyKey[], start = ''): string {
  return path.reduce<string>(
    (text, key) =>
      typeof key === 'number' ? `${text}[${key}]` : text === '' ? String(key) : `${text}.${String(key)}`,
    start,
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
  const normalise = withCanonicalKeys(Object.keys(schema.shape));
  const read = readerOf<z.output<S>>(schema as unknown as z.ZodType<z.output<S>>);
  return (value) => read(normalise(value));
}

/** Reads an array; a record that breaks the schema is named by its index. */
export function listOf<T>(read: Reader<T>): Reader<readonly T[]> {
  return (value) => {
    if (!Array.isArray(value)) throw new RecordMismatch('', 'expected an array');
    const records: T[] = new Array(value.length);
    for (let index = 0; index < value.length; index += 1) records[index] = readAt(read, value[index], index);
    return records;
  };
}

function readAt<T>(read: Reader<T>, value: unknown, index: number): T {
  try {
    return read(value);
  } catch (error) {
    if (!(error instanceof RecordMismatch)) throw error;
    const { path, rule } = error;
    throw new RecordMismatch(path === '' ? `[${index}]` : `[${index}].${path}`, rule);
  }
}

/**
 * Reads with a check that is proved equal to the schema and hands on what passes as it came; the reader then deals with
 * the rest, and names what is wrong with it.
 */
export function checkedBy<T>(check: (value: unknown) => value is T, slow: Reader<T>): Reader<T> {
  return (value) => (check(value) ? value : slow(value));
}

import type { Steps } from '../../core/slices';
import { Attempts } from './attempts';
import type { Reader } from './reader';
import type { Parts, RowDecoder } from './row-decoder';

/**
 * Reads an answer in its usual form from the part of a text where it stands, without parsing it. `undefined` for whatever
 * is written otherwise: the general path decides then.
 */
export type TextReader<T> = (text: string, from: number, to: number) => Steps<T | undefined>;

/**
 * Reads a list of rows and what is around it.
 * @param decoders - one for each way in which the venue has been seen to write a row
 * @param head - source of a regular expression: what stands before the first row, with groups for what `make` needs
 * @param tail - what stands behind the last row
 * @param make - makes the answer
 */
export function rowsFromText<T, A>(
  decoders: readonly RowDecoder<T>[],
  head: string,
  tail: string,
  make: (rows: readonly T[], head: Parts) => A | undefined,
): TextReader<A> {
  const pattern = new RegExp(head, 'y');
  const attempts = new Attempts();
  function* read(text: string, from: number, to: number): Steps<A | undefined> {
    pattern.lastIndex = from;
    const parts = pattern.exec(text);
    if (parts === null || !text.endsWith(tail, to)) return undefined;
    for (const decoder of decoders) {
      const rows = yield* decoder.rowSteps(text, from + parts[0].length, to - tail.length);
      if (rows !== undefined) return make(rows, parts);
    }
    return undefined;
  }
  return function* (text, from, to) {
    return attempts.isDue() ? attempts.noted(yield* read(text, from, to)) : undefined;
  };
}

/** Reads a list of rows. */
export function listFromText<T>(
  decoders: readonly RowDecoder<T>[],
  head = '\\[',
  tail = ']',
): TextReader<readonly T[]> {
  return rowsFromText(decoders, head, tail, (rows) => rows);
}

/** An entry of a table of requests, with another way to read what it is usually answered. */
export function alsoFromText<E extends { readonly read: Reader<unknown> }>(
  entry: E,
  fromText: TextReader<ReturnType<E['read']>>,
): E & { readonly fromText: TextReader<ReturnType<E['read']>> } {
  return { ...entry, fromText };
}

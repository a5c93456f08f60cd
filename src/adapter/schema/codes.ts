/**
 * A table of a venue's codes, found without regard to case: venues have changed the case of theirs, and mean the same.
 *
 * The spellings in one case are looked up as they are, so that busy frames are not folded; only a miss is.
 * @returns what a code means; `undefined` for one that is not in the table
 */
export function codeTable<V>(entries: Iterable<readonly [code: string, meaning: V]>) {
  const meanings = new Map<string, V>();
  for (const [code, meaning] of entries) {
    for (const spelling of [code, code.toUpperCase(), code.toLowerCase()]) meanings.set(spelling, meaning);
  }
  return (code: string): V | undefined => meanings.get(code) ?? meanings.get(code.toLowerCase());
}

/** Gives a code the spelling in which it is listed here; `undefined` for one that is not. */
export function codeSpelling<C extends string>(...codes: readonly C[]): (code: string) => C | undefined {
  return codeTable(codes.map((code) => [code, code] as const));
}

/** Whether a code is the one named, in whatever case. */
export function isCode(value: string | undefined, code: string): boolean {
  return value === code || (value?.length === code.length && value.toLowerCase() === code.toLowerCase());
}

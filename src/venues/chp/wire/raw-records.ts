/** One table for the process: a record is known by its identity alone, and forgotten with it. */
const originals = new WeakMap<object, unknown>();

/** Ties records to the venue's own objects that they were read from. Only for clients with the option `raw`. */
export function rememberRaw(records: readonly unknown[], raw: unknown): void {
  if (!Array.isArray(raw) || raw.length !== records.length) return;
  records.forEach((record, index) => {
    if (typeof record === 'object' && record !== null) originals.set(record, raw[index]);
  });
}

/**
 * The venue's own object, before validation, of a record that a client with the option `raw` handed out; `undefined`
 * for any other.
 */
export function rawOf(record: object): unknown {
  return originals.get(record);
}

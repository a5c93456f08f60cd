import { atOnce, ROWS_A_STEP, type Steps } from '../../core/slices';

/** One table for the process: a record is known by its identity alone, and forgotten with it. */
const originals = new WeakMap<object, unknown>();

/** Ties a record, and those in its lists, to the venue's own objects; only for the option `raw`: it costs memory. */
export function rememberRaw(record: unknown, raw: unknown): void {
  atOnce(rememberRawSteps(record, raw));
}

/** The same in steps, for the rows of a large answer. */
export function* rememberRawSteps(record: unknown, raw: unknown): Steps<void> {
  if (typeof record !== 'object' || record === null || typeof raw !== 'object' || raw === null) return;
  if (Array.isArray(record)) {
    // Rows that were gathered from several lists have no object of their own to be tied to.
    if (!Array.isArray(raw) || raw.length !== record.length) return;
    for (let index = 0; index < record.length; index += 1) {
      if (index > 0 && index % ROWS_A_STEP === 0) yield;
      yield* rememberRawSteps(record[index], raw[index]);
    }
    return;
  }
  originals.set(record, raw);
  for (const [name, value] of Object.entries(record)) {
    if (Array.isArray(value)) yield* rememberRawSteps(value, (raw as Record<string, unknown>)[name]);
  }
}

/**
 * The venue's own object, before validation, of a record that a client with the option `raw` handed out;
 * `undefined` for any other.
 */
export function rawOf(record: object): unknown {
  return originals.get(record);
}

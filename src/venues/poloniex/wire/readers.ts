import { type Reader, RecordMismatch } from '../../../adapter/schema/reader';

/** Reads one record that the venue sends as it is or, by some of its pages, as an array of one. */
export function oneOf<T>(read: Reader<T>): Reader<T> {
  return (value) => {
    if (!Array.isArray(value)) return read(value);
    if (value.length !== 1) throw new RecordMismatch('', `expected one record, got ${value.length}`);
    return read(value[0]);
  };
}

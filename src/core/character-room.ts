/** Longest text for which there is room: numbers and ids are shorter. */
const MAX_LENGTH = 40;
const ZERO = 0x30;
const rooms: readonly number[][] = Array.from({ length: MAX_LENGTH + 1 }, (_, length) =>
  new Array<number>(length).fill(ZERO),
);

/**
 * Room for the characters of a text, to be filled and handed to `String.fromCharCode` before anything else is called;
 * undefined for a text of more than 40. One that is made so is a single piece: the engine needs less time for it than for
 * parts that are joined, which it has to copy when somebody looks into the text.
 */
export function roomFor(length: number): number[] | undefined {
  return rooms[length];
}

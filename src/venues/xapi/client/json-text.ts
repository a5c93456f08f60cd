/** The members of an object as finished JSON texts; `undefined` leaves a member out. */
export type JsonMembers = Readonly<Record<string, string | undefined>>;

/**
 * Writes an object whose values are JSON texts already, so that numbers keep the digits they were given with.
 * Names are the venue's and need no escape.
 */
export function objectText(members: JsonMembers): string {
  let written = '';
  for (const [name, value] of Object.entries(members)) {
    if (value !== undefined) written += `${written === '' ? '' : ','}"${name}":${value}`;
  }
  return `{${written}}`;
}

/** Writes an array of JSON texts. */
export function arrayText(items: readonly string[]): string {
  return `[${items.join(',')}]`;
}

/** Writes a string. */
export function stringText(value: string): string {
  return JSON.stringify(value);
}

/** Writes a number without an exponent. */
export function numberText(value: number): string {
  const text = String(value);
  return text.includes('e') ? value.toFixed(Number.isInteger(value) ? 0 : 20) : text;
}

/**
 * Deals JSON texts into as few arrays as possible, in order, each of at most `room` bytes in UTF-8.
 * A text that is too long for any array gets one of its own.
 */
export function packTexts(items: readonly string[], room: number): readonly string[] {
  const packed: string[] = [];
  let current: string[] = [];
  let bytes = 2;
  for (const item of items) {
    const more = Buffer.byteLength(item) + (current.length === 0 ? 0 : 1);
    if (current.length > 0 && bytes + more > room) {
      packed.push(arrayText(current));
      current = [];
      bytes = 2;
    }
    bytes += Buffer.byteLength(item) + (current.length === 0 ? 0 : 1);
    current.push(item);
  }
  packed.push(arrayText(current));
  return packed;
}

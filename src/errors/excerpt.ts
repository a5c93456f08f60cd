/** A text of an excerpt is cut here. */
const TEXT_LENGTH = 2000;
/** Most values of an excerpt, and how deep it goes. */
const MAX_VALUES = 100;
const MAX_DEPTH = 8;

/** The first values of a value, whatever its size and nesting: what an error or a print-out needs. */
export function excerptOf(value: unknown): unknown {
  return excerpt(value, { left: MAX_VALUES }, 0);
}

function excerpt(value: unknown, room: { left: number }, depth: number): unknown {
  if (typeof value === 'string') return value.slice(0, TEXT_LENGTH);
  if (typeof value !== 'object' || value === null) return value;
  if (depth === MAX_DEPTH) return '[deep]';
  const entries: [string, unknown][] = [];
  for (const key in value) {
    if (room.left === 0) break;
    room.left -= 1;
    const item: unknown = (value as Record<string, unknown>)[key];
    entries.push([key.slice(0, TEXT_LENGTH), excerpt(item, room, depth + 1)]);
  }
  return Array.isArray(value) ? entries.map(([, item]) => item) : Object.fromEntries(entries);
}

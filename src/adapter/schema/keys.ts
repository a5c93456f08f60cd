/** In a record with more keys no spelling is looked for: no honest one has a tenth of them. */
const MAX_KEYS = 1000;

/**
 * A function that gives a record's known keys their documented spelling, for servers of other builds write `Symbol` or
 * `SYMBOL` for `symbol`. Keys that are not known stay as they are, so does anything that is no object.
 *
 * Where a record holds a key twice in different spellings, the documented one wins and the other stays beside it.
 */
export function withCanonicalKeys(names: readonly string[]): (value: unknown) => unknown {
  const exact = new Set(names);
  const byLower = new Map(names.map((name) => [name.toLowerCase(), name]));
  const spelling = (key: string): string => (exact.has(key) ? key : (byLower.get(key.toLowerCase()) ?? key));
  return (value) => {
    if (typeof value !== 'object' || value === null || Array.isArray(value)) return value;
    const keys = Object.keys(value);
    if (keys.length > MAX_KEYS) return value;
    if (keys.every((key) => spelling(key) === key)) return value;
    const record = value as Record<string, unknown>;
    const taken = new Set(keys.filter((key) => exact.has(key)));
    const entries = keys.map((key): [string, unknown] => {
      const name = spelling(key);
      if (name === key || taken.has(name)) return [key, record[key]];
      taken.add(name);
      return [name, record[key]];
    });
    // Defines own properties, also one called __proto__.
    return Object.fromEntries(entries);
  };
}

/** Rewrites the members of these names in the next such text that has one; others are left as they are. */
export function rewriteTimes(
  faults: { rewrite(command: string, change: (text: string) => string): void },
  command: string,
  names: readonly string[],
  value: string,
): void {
  const members = new RegExp(`"(${names.join('|')})":("[^"]*"|[1-9][0-9.]*)`, 'g');
  faults.rewrite(command, (text) => {
    const changed = text.replace(members, (_all, name: string) => `"${name}":${value}`);
    // An answer without a row cannot be falsified.
    if (changed === text) rewriteTimes(faults, command, names, value);
    return changed;
  });
}

/** A time as `YYYY-MM-DDThh:mm:ss` of clocks so many minutes ahead of UTC, within the year 9999. */
export function wallText(time: number, aheadMinutes: number): string {
  const last = Date.UTC(9999, 11, 31, 23, 59, 59);
  return new Date(Math.min(time + aheadMinutes * 60_000, last)).toISOString().slice(0, 19);
}

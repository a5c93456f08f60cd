/** The names by which the faults of a venue are addressed. */
export interface FaultNames<C extends string = string, E extends string = string> {
  /** The requests of a client; the answer to one has its name. */
  readonly commands: readonly C[];
  /** What the venue sends without being asked, or hands out when it is polled. */
  readonly events: readonly E[];
}

/** The names of a table. */
export function namesOf<T extends object>(table: T): readonly (keyof T & string)[] {
  return Object.keys(table) as (keyof T & string)[];
}

/** What a name may be. */
export type NameKind = 'command' | 'event' | 'command or event';

/** @throws RangeError for a name that the venue does not have: a fault under it would never happen */
export function checkName({ commands, events }: FaultNames, kind: NameKind, name: string): void {
  const lists = { command: commands, event: events, 'command or event': [...commands, ...events] };
  if (lists[kind].includes(name)) return;
  const other = kind === 'command' ? events : commands;
  const aside = other.includes(name) ? `, it is ${kind === 'command' ? 'an event' : 'a command'}` : '';
  const known = [...new Set(lists[kind])].sort().join(', ');
  throw new RangeError(`'${name}' is no ${kind} of this emulator${aside}. It has: ${known || 'none'}`);
}

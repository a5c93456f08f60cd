import type { FaultScope } from '../../emulators/index';

interface Rewriting {
  rewrite(command: string, change: (text: string) => string, options?: Omit<FaultScope, 'command'>): void;
}

/** Changes the next `times` such texts that can be changed; others are left as they are. */
export function falsifyText(
  faults: Rewriting,
  command: string,
  change: (text: string) => string,
  times = 1,
): void {
  faults.rewrite(command, (text) => {
    const changed = change(text);
    const left = changed === text ? times : times - 1;
    // An answer without a row cannot be falsified.
    if (left > 0) falsifyText(faults, command, change, left);
    return changed;
  });
}

/** Replaces the members of these names, wherever they have a number, in the next `times` such texts. */
export function falsify(
  faults: Rewriting,
  command: string,
  names: readonly string[],
  value: string,
  times = 1,
): void {
  const members = new RegExp(`"(${names.join('|')})":("-?[0-9][0-9.]*"|-?[0-9][0-9.eE+-]*)`, 'g');
  falsifyText(
    faults,
    command,
    (text) => text.replace(members, (_all, name: string) => `"${name}":${value}`),
    times,
  );
}

import { AuthenticationError } from '../../errors';
import type { Script } from './scripts';

/** The operation that errors of a bus name. */
export const BUS_OPERATION = 'bus';

/** How servers of each version say that the user of a client may not do something. */
const REFUSAL = /NOPERM|NOAUTH|WRONGPASS|ACL failure in script|can't run this command/;

/** What was to be done: the commands, as ACL rules name them, and the keys or channels. */
export interface Access {
  readonly commands: readonly string[];
  readonly patterns: readonly string[];
}

/** What a script needs. */
export function accessOf({ text }: Script, keys: readonly string[]): Access {
  const called = [...text.matchAll(/redis\.p?call\('(\w+)'/g)].map(([, name = '']) => name.toLowerCase());
  return {
    commands: ['evalsha', 'eval', ...new Set(called)],
    patterns: keys.map((key) => `~${key}`),
  };
}

/** The error of a server that refuses access, which trying again does not help; `undefined` for any other. */
export function accessErrorOf(cause: unknown, needed?: Access): AuthenticationError | undefined {
  const why = cause instanceof Error ? cause.message : String(cause);
  const [code] = REFUSAL.exec(why) ?? [];
  if (code === undefined) return undefined;
  const wanted = [...(needed?.commands ?? []).map((name) => `+${name}`), ...(needed?.patterns ?? [])];
  const rules = wanted.length === 0 ? '' : `; its user needs ${wanted.join(' ')}`;
  return new AuthenticationError(`The bus refuses access: ${why}${rules}`, {
    code: /^[A-Z]+$/.test(code) ? code : 'NOPERM',
    operation: BUS_OPERATION,
    cause,
  });
}

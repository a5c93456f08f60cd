import type { Wallet } from '../account/wallet';
import type { Json } from '../json';
import type { Members } from '../members';
import { badParameter } from '../refusal';
import type { PoloniexVenue } from '../venue';

/** The values of a request. */
export interface PublicContext {
  readonly venue: PoloniexVenue;
  /** The variable parts of the path, in order. */
  readonly parts: readonly string[];
  readonly query: URLSearchParams;
  readonly now: number;
}

/** The same for a user. */
export interface PrivateContext extends PublicContext {
  readonly wallet: Wallet;
  /** The members of the body; none without one. */
  readonly body: Members;
  /** The body itself. */
  readonly value: unknown;
  /** How much later than usual an order is to be placed, in ms. */
  readonly delayMs: number;
}

/** Which quota a request counts for. */
export type Weight = 'light' | 'heavy';

interface Common<C extends string> {
  readonly method: 'GET' | 'POST' | 'PUT' | 'DELETE';
  /** Parts that begin with a colon are variables. */
  readonly path: string;
  /** Its name in faults and the log. */
  readonly command: C;
  readonly weight: Weight;
  /** Whether `delayApply` delays the order and not the answer. @defaultValue false */
  readonly delaysItself?: boolean;
}

/** One request that the venue answers; both may throw PoloniexRefusal. */
export type Route<C extends string = string> = Common<C> &
  (
    | { readonly access: 'public'; readonly run: (context: PublicContext) => Json }
    | { readonly access: 'private'; readonly run: (context: PrivateContext) => Json }
  );

/** A public request. */
export function publicRoute<C extends string>(
  path: string,
  command: C,
  weight: Weight,
  run: (context: PublicContext) => Json,
): Route<C> {
  return { method: 'GET', path, command, weight, access: 'public', run };
}

/** A signed request. */
export function privateRoute<C extends string>(
  method: Route['method'],
  path: string,
  command: C,
  weight: Weight,
  run: (context: PrivateContext) => Json,
  options: Pick<Route, 'delaysItself'> = {},
): Route<C> {
  return { method, path, command, weight, access: 'private', run, ...options };
}

/** The named parts of a path, or undefined where it is not this route's. */
export function matches(route: Route, parts: readonly string[]): string[] | undefined {
  const wanted = route.path.split('/').slice(1);
  if (wanted.length !== parts.length) return undefined;
  const named: string[] = [];
  for (const [index, part] of wanted.entries()) {
    const given = parts[index] ?? '';
    if (part.startsWith(':')) named.push(given);
    else if (part !== given) return undefined;
  }
  return named;
}

/** A whole number of the query. @throws PoloniexRefusal when it is none, or out of range */
export function numberOf(
  query: URLSearchParams,
  name: string,
  range: { readonly absent: number; readonly max: number },
): number {
  const text = query.get(name);
  if (text === null || text === '') return range.absent;
  const value = Number(text);
  if (!/^\d+$/.test(text) || value < 1 || value > range.max) throw badParameter(name);
  return value;
}

/** An instant of the query. @throws PoloniexRefusal */
export function timeOf(query: URLSearchParams, name: string, absent: number): number {
  return numberOf(query, name, { absent, max: Number.MAX_SAFE_INTEGER });
}

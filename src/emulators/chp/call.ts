import type { CallTerms } from '../network/http-server';
import { Body } from './body';
import { ChpRefusal, failureEnvelope, notConnected } from './errors';
import { type Json, type Row, recased, withUnknownValues } from './json';
import { METHODS } from './methods';
import { AUTH_METHODS, authRow, sessionOf } from './methods/auth';
import type { ChpVenue } from './venue';

/** The envelope of an answer. */
export type Envelope = { readonly [name: string]: Json };

/** Executes a call and returns its envelope. */
export function carryOut(
  venue: ChpVenue,
  method: string,
  members: { readonly [name: string]: Json },
  { delayMs, fail }: CallTerms,
): Envelope {
  const body = new Body(members);
  const failed = fail && {
    method,
    result: false,
    reason: fail.errorCode,
    additional: fail.errorDescr ?? `Ошибка ${method}`,
    dataParam: [members],
    dataError: [],
  };
  if (failed && !fail.applied) return failed;
  try {
    const rows = rowsOf(venue, method, body, delayMs);
    if (failed) return failed;
    if (method === 'Connected' && venue.faults.rules.take('kickLogin', 'main', method)) {
      venue.sessions.end(body.string('login'));
    }
    const shown = venue.faults.unknownValues ? withUnknownValues(rows) : rows;
    return { method, result: true, data: recased(shown, venue.options.keyCase) };
  } catch (error) {
    if (!(error instanceof ChpRefusal)) throw error;
    return failureEnvelope(method, AUTH_METHODS.has(method) ? authRow(body) : members, error);
  }
}

function rowsOf(venue: ChpVenue, name: string, body: Body, delayMs: number): readonly Row[] {
  const auth = AUTH_METHODS.get(name);
  if (auth) return auth(venue, body);
  const method = METHODS.get(name);
  if (!method) throw notConnected();
  return method({ venue, session: sessionOf(venue, body), body, delayMs });
}

/** The members of a request's text; undefined when it is no JSON object. */
export function parseMembers(text: string): { readonly [name: string]: Json } | undefined {
  try {
    const value: unknown = JSON.parse(text);
    if (typeof value !== 'object' || value === null || Array.isArray(value)) return undefined;
    return value as { readonly [name: string]: Json };
  } catch {
    return undefined;
  }
}

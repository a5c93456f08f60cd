import type { HttpReply } from '../../network/http-reply';
import type { CallTerms, HttpCall, HttpCommand } from '../../network/http-server';
import type { Wallet } from '../account/wallet';
import { type Json, withUnknownValues } from '../json';
import { type Members, membersOf } from '../members';
import {
  badParameter,
  notFound,
  orderedRefusal,
  PoloniexRefusal,
  tooManyRequests,
  unauthorized,
} from '../refusal';
import type { PoloniexVenue } from '../venue';
import { ACCOUNT_ROUTES } from './account-routes';
import { MARKET_ROUTES } from './market-routes';
import { ORDER_ROUTES } from './order-routes';
import { matches, type PublicContext, type Route } from './route';
import { SMART_ROUTES } from './smart-routes';

/** Every request of the venue's REST interface. */
export const ROUTES = [...MARKET_ROUTES, ...ACCOUNT_ROUTES, ...ORDER_ROUTES, ...SMART_ROUTES];

/** Requests in a second. */
const LIMITS = {
  public: { light: 200, heavy: 10 },
  private: { light: 50, heavy: 10 },
} as const;

/** Routes an HTTP request to what the venue does. */
export function routeCall(venue: PoloniexVenue, call: HttpCall): HttpCommand | HttpReply {
  const parts = partsOf(call.path);
  for (const route of ROUTES) {
    if (route.method !== call.method) continue;
    const named = matches(route, parts);
    if (named) return commandOf(venue, call, route, named);
  }
  return refusalReply(notFound());
}

/** The parts of a path; a slash at its end is ignored. */
function partsOf(path: string): string[] {
  return path.replace(/\/+$/, '').split('/').slice(1).map(decoded);
}

function commandOf(
  venue: PoloniexVenue,
  call: HttpCall,
  route: Route,
  parts: readonly string[],
): HttpCommand {
  const query = new URLSearchParams(call.search);
  const value = parse(call.body);
  const { command, delaysItself = false } = route;
  const members = Array.isArray(value)
    ? { orders: value }
    : { ...Object.fromEntries(query), ...membersOf(value) };
  return {
    command,
    members: parts.length > 0 ? { ...members, parts } : members,
    delaysItself,
    run: (terms) =>
      answer(venue, terms, () => {
        const context = { venue, parts, query, now: venue.now() };
        return carryOut(route, call, context, value, terms.delayMs);
      }),
  };
}

function carryOut(
  route: Route,
  call: HttpCall,
  context: PublicContext,
  value: unknown,
  delayMs: number,
): Json {
  const { venue } = context;
  if (route.access === 'public') {
    count(venue, route, '');
    return route.run(context);
  }
  const wallet = userOf(venue, call);
  count(venue, route, wallet.account.apiKey);
  if (call.body !== '' && value === undefined) throw badParameter('body');
  const body: Members = membersOf(value) ?? {};
  return route.run({ ...context, wallet, body, value, delayMs });
}

function count(venue: PoloniexVenue, { access, weight }: Route, key: string): void {
  const kind = `${access} ${weight} ${key}`;
  if (venue.options.rateLimits && !venue.quotas.take(kind, LIMITS[access][weight])) throw tooManyRequests();
}

function userOf(venue: PoloniexVenue, { method, path, search, headers, body }: HttpCall): Wallet {
  const header = (name: string): string => String(headers[name] ?? '');
  const [signMethod, version] = [header('signaturemethod'), header('signatureversion')];
  if (header('key') === '' || header('signature') === '') throw unauthorized('Missing signature headers');
  if (signMethod !== '' && signMethod.toLowerCase() !== 'hmacsha256')
    throw unauthorized('Invalid signatureMethod');
  if (!['', '1', '2'].includes(version)) throw unauthorized('Invalid signatureVersion');
  const recvWindow = header('recvwindow');
  if (recvWindow !== '' && !/^\d{1,9}$/.test(recvWindow)) throw badParameter('recvWindow');
  return venue.authenticate({
    method,
    path,
    search,
    body,
    key: header('key'),
    signTimestamp: header('signtimestamp'),
    signature: header('signature'),
    recvWindow: recvWindow === '' ? undefined : Number(recvWindow),
  });
}

function answer(venue: PoloniexVenue, { fail }: CallTerms, run: () => Json): HttpReply {
  const ordered = fail && orderedRefusal(fail.errorCode, fail.errorDescr);
  if (ordered && !fail.applied) return refusalReply(ordered);
  try {
    const value = run();
    if (ordered) return refusalReply(ordered);
    return { body: (venue.faults.unknownValues ? withUnknownValues(value) : value) as object };
  } catch (error) {
    if (error instanceof PoloniexRefusal) return refusalReply(ordered ?? error);
    throw error;
  }
}

function refusalReply({ status, code, message }: PoloniexRefusal): HttpReply {
  return { status, body: { code, message } };
}

function parse(body: string): unknown {
  if (body === '') return undefined;
  try {
    return JSON.parse(body) as unknown;
  } catch {
    return undefined;
  }
}

function decoded(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}

import { type HttpReply, pageReply } from '../network/http-reply';
import type { CallTerms, HttpCall, HttpCommand, HttpPort } from '../network/http-server';
import { doneReply, failedReply } from './answers';
import { Query } from './query';
import { badParameter, missingScope, Refusal } from './refusal';
import { SERVICE_NAMES, SERVICES, type Service, type ServiceName } from './services';
import { tokenResult } from './tokens';
import type { FinnotechVenue } from './venue';

const TOKEN_PATH = '/dev/v2/oauth2/token';
const CLIENT_PATH = /^\/dev\/v2\/clients\/([^/]+)\/(tokens?)$/;
const SERVICE_PATH = /^\/bourse\/v2\/clients\/([^/]+)\/(.+)$/;
const TRACK_ID = /^[A-Za-z0-9-]{1,40}$/;

/** The only members of a body whose values are for the log: anything else may contain a secret. */
const SHOWN = new Set(['grant_type', 'token_type', 'scopes']);

/** The requests about tokens, and the two purposes of `trades/realtime`: one of each is a second name of that request. */
const OTHERS = ['token', 'refreshToken', 'revokeToken', 'tokens', 'lastTrades', 'minutes'] as const;

/** What a client can call: the services by their paths, and the requests about tokens. */
export type FinnotechCommand = ServiceName | (typeof OTHERS)[number];

/** All of them, for the faults. */
export const COMMANDS: readonly FinnotechCommand[] = [...SERVICE_NAMES, ...OTHERS];

/** Lets the compiler check that a name is listed. */
const named = (name: FinnotechCommand): FinnotechCommand => name;

/** What is known of a call about tokens: such calls have no tracking code. */
const TOKEN_CALL = { trackId: undefined, service: false } as const;

/** The one port of the venue: tokens, and the services of the bourse. */
export function httpPort(venue: FinnotechVenue): HttpPort {
  return {
    protocol: 'http',
    port: venue.options.port,
    route: (call) => route(venue, call),
    giant: (bytes) => JSON.stringify({ trackId: 'x'.repeat(bytes), result: [], state: 'DONE' }),
  };
}

function route(venue: FinnotechVenue, call: HttpCall): HttpCommand | HttpReply {
  const { method, path } = call;
  if (path === TOKEN_PATH) return method === 'POST' ? grantToken(venue, call) : pageReply(405);
  const [, encodedId = '', list] = CLIENT_PATH.exec(path) ?? [];
  const clientId = decoded(encodedId);
  if (list === 'token') return method === 'DELETE' ? revokeToken(venue, call, clientId) : pageReply(405);
  if (list === 'tokens') return method === 'GET' ? listTokens(venue, call, clientId) : pageReply(405);
  const [, owner = '', name = ''] = SERVICE_PATH.exec(path) ?? [];
  const service = SERVICES.get(name);
  if (!service) return pageReply(404);
  return method === 'GET' ? callService(venue, call, decoded(owner), name, service) : pageReply(405);
}

function grantToken(venue: FinnotechVenue, { headers, body }: HttpCall): HttpCommand {
  const members = membersOf(body);
  return {
    command: named(members?.['grant_type'] === 'refresh_token' ? 'refreshToken' : 'token'),
    members: masked(members),
    run: (terms) =>
      carryOut(venue, terms, TOKEN_CALL, () => {
        const client = venue.tokens.clientOf(headers.authorization);
        if (!members) throw badParameter('body', 'must be a JSON object');
        return { body: { result: tokenResult(venue.tokens.grant(client, members)), status: 'DONE' } };
      }),
  };
}

function revokeToken(venue: FinnotechVenue, { headers, body }: HttpCall, clientId: string): HttpCommand {
  const members = membersOf(body);
  return {
    command: named('revokeToken'),
    members: masked(members),
    run: (terms) =>
      carryOut(venue, terms, TOKEN_CALL, () => {
        const { tokens } = venue;
        // The documents name no header for this call: the client's and its token's both serve.
        const { authorization } = headers;
        const client = authorization?.startsWith('Basic')
          ? tokens.clientOf(authorization)
          : tokens.bearer(authorization, clientId).client;
        tokens.revoke(client, members ?? {});
        return { body: { result: { message: 'token revoked' }, status: 'DONE' } };
      }),
  };
}

function listTokens(venue: FinnotechVenue, { headers, search }: HttpCall, clientId: string): HttpCommand {
  return {
    command: named('tokens'),
    members: Object.fromEntries(new URLSearchParams(search)),
    run: (terms) =>
      carryOut(venue, terms, TOKEN_CALL, () => {
        const { scopes } = venue.tokens.bearer(headers.authorization, clientId);
        if (!scopes.includes('boomrang:tokens:get')) throw missingScope('boomrang:tokens:get');
        const now = venue.clock.now();
        const result = venue.tokens
          .all()
          .filter(({ client, expireTime }) => client.clientId === clientId && expireTime > now)
          .map(({ refreshToken: _, ...record }) => {
            const { creationDate, lifeTime } = tokenResult({ ...record, refreshToken: '' });
            // A list of tokens shows their ends, not the tokens.
            return { id: record.value.slice(-12), scopes: record.scopes, creationDate, lifeTime, clientId };
          });
        return { body: { result, status: 'DONE' } };
      }),
  };
}

function callService(
  venue: FinnotechVenue,
  { headers, search }: HttpCall,
  clientId: string,
  name: string,
  service: Service,
): HttpCommand {
  const params = new URLSearchParams(search);
  return {
    command: name,
    // The last trade of instruments, or the minutes of one.
    ...(name === 'trades/realtime'
      ? { purpose: named(params.get('isTimePeriod') === 'true' ? 'minutes' : 'lastTrades') }
      : {}),
    members: Object.fromEntries(params),
    run: (terms) => {
      const given = params.get('trackId') ?? undefined;
      const trackId = given !== undefined && TRACK_ID.test(given) ? given : undefined;
      return carryOut(venue, terms, { trackId, service: true }, () => {
        const { scopes } = venue.tokens.bearer(headers.authorization, clientId);
        if (!scopes.includes(service.scope)) throw missingScope(service.scope);
        venue.countCall(clientId);
        if (given !== undefined && trackId === undefined) {
          throw badParameter('trackId', 'must be at most 40 letters and digits');
        }
        if (trackId !== undefined && !venue.takeTrackId(trackId)) {
          throw badParameter('trackId', 'was used already');
        }
        const { options, faults } = venue;
        const rows = service.rows(venue, new Query(params));
        return doneReply(rows, { options, trackId, unknownValues: faults.unknownValues });
      });
    },
  };
}

function carryOut(
  venue: FinnotechVenue,
  { fail }: CallTerms,
  { trackId, service }: { readonly trackId: string | undefined; readonly service: boolean },
  run: () => HttpReply,
): HttpReply {
  const terms = { options: venue.options, trackId, service };
  const refused = fail && new Refusal(400, fail.errorCode, fail.errorDescr ?? fail.errorCode);
  if (refused && !fail.applied) return failedReply(refused, terms);
  try {
    const reply = run();
    return refused ? failedReply(refused, terms) : reply;
  } catch (error) {
    if (error instanceof Refusal) return failedReply(refused ?? error, terms);
    throw error;
  }
}

function membersOf(body: string): Readonly<Record<string, unknown>> | undefined {
  try {
    const value: unknown = JSON.parse(body);
    return typeof value === 'object' && value !== null && !Array.isArray(value)
      ? (value as Readonly<Record<string, unknown>>)
      : undefined;
  } catch {
    return undefined;
  }
}

/** A path segment; one that is not well encoded stays as it is and matches no client. */
function decoded(segment: string): string {
  try {
    return decodeURIComponent(segment);
  } catch {
    return segment;
  }
}

function masked(members: Readonly<Record<string, unknown>> = {}): Readonly<Record<string, unknown>> {
  return Object.fromEntries(
    Object.entries(members).map(([key, value]) => [key, SHOWN.has(key) ? value : '***']),
  );
}

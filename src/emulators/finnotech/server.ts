import type { Certificate } from '../network/certificate';
import { HttpHost } from '../network/http-host';
import { type HttpReply, pageReply } from '../network/http-reply';
import { type CallTerms, type HttpCall, type HttpCommand, HttpServer } from '../network/http-server';
import { doneReply, failedReply } from './answers';
import { Query } from './query';
import { badParameter, missingScope, Refusal } from './refusal';
import { SERVICES, type Service } from './services';
import { tokenResult } from './tokens';
import type { FinnotechVenue } from './venue';

const TOKEN_PATH = '/dev/v2/oauth2/token';
const CLIENT_PATH = /^\/dev\/v2\/clients\/([^/]+)\/(tokens?)$/;
const SERVICE_PATH = /^\/bourse\/v2\/clients\/([^/]+)\/(.+)$/;
const TRACK_ID = /^[A-Za-z0-9-]{1,40}$/;

/** The only members of a body whose values are for the log: anything else may hold a secret. */
const SHOWN = new Set(['grant_type', 'token_type', 'scopes']);

/** What is known of a call about tokens: such calls have no tracking code. */
const TOKEN_CALL = { trackId: undefined, service: false } as const;

/** The port of a venue and the way from a request to what the venue does. */
export class FinnotechServer extends HttpHost {
  readonly #venue: FinnotechVenue;
  protected readonly http: HttpServer;

  constructor(venue: FinnotechVenue, certificate: Certificate | undefined) {
    super();
    const { clock, faults, log, options } = venue;
    const { host, port } = options;
    this.#venue = venue;
    this.http = new HttpServer({
      host,
      port,
      certificate,
      clock,
      faults,
      log,
      route: (call) => this.#route(call),
      giant: (bytes) => JSON.stringify({ trackId: 'x'.repeat(bytes), result: [], state: 'DONE' }),
    });
    faults.attach(this);
  }

  /** Forgets every token and drops every connection, as a restart of the server does. */
  restart(): void {
    this.#venue.tokens.forget();
    for (const connection of this.targets()) connection.drop();
  }

  close(): void {
    this.http.close();
    this.#venue.close();
  }

  kick(clientId: string | undefined): void {
    this.#venue.tokens.expire(clientId);
  }

  lockAccount(minutes: number, clientId: string | undefined): void {
    this.#venue.tokens.lock(minutes, clientId);
  }

  expireSession(clientId: string | undefined): void {
    this.#venue.tokens.expire(clientId);
  }

  #route(call: HttpCall): HttpCommand | HttpReply {
    const { method, path } = call;
    if (path === TOKEN_PATH) return method === 'POST' ? this.#token(call) : pageReply(405);
    const [, encodedId = '', list] = CLIENT_PATH.exec(path) ?? [];
    const clientId = decoded(encodedId);
    if (list === 'token') return method === 'DELETE' ? this.#revoke(call, clientId) : pageReply(405);
    if (list === 'tokens') return method === 'GET' ? this.#tokens(call, clientId) : pageReply(405);
    const [, owner = '', name = ''] = SERVICE_PATH.exec(path) ?? [];
    const service = SERVICES.get(name);
    if (!service) return pageReply(404);
    return method === 'GET' ? this.#service(call, decoded(owner), name, service) : pageReply(405);
  }

  #token({ headers, body }: HttpCall): HttpCommand {
    const members = membersOf(body);
    return {
      command: members?.['grant_type'] === 'refresh_token' ? 'refreshToken' : 'token',
      members: masked(members),
      run: (terms) =>
        this.#carryOut(terms, TOKEN_CALL, () => {
          const client = this.#venue.tokens.clientOf(headers.authorization);
          if (!members) throw badParameter('body', 'must be a JSON object');
          return { body: { result: tokenResult(this.#venue.tokens.grant(client, members)), status: 'DONE' } };
        }),
    };
  }

  #revoke({ headers, body }: HttpCall, clientId: string): HttpCommand {
    const members = membersOf(body);
    return {
      command: 'revokeToken',
      members: masked(members),
      run: (terms) =>
        this.#carryOut(terms, TOKEN_CALL, () => {
          const { tokens } = this.#venue;
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

  #tokens({ headers, search }: HttpCall, clientId: string): HttpCommand {
    return {
      command: 'tokens',
      members: Object.fromEntries(new URLSearchParams(search)),
      run: (terms) =>
        this.#carryOut(terms, TOKEN_CALL, () => {
          const { scopes } = this.#venue.tokens.bearer(headers.authorization, clientId);
          if (!scopes.includes('boomrang:tokens:get')) throw missingScope('boomrang:tokens:get');
          const now = this.#venue.clock.now();
          const result = this.#venue.tokens
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

  #service({ headers, search }: HttpCall, clientId: string, name: string, service: Service): HttpCommand {
    const params = new URLSearchParams(search);
    return {
      command: name,
      // The last trade of instruments, or the minutes of one.
      ...(name === 'trades/realtime'
        ? { purpose: params.get('isTimePeriod') === 'true' ? 'minutes' : 'lastTrades' }
        : {}),
      members: Object.fromEntries(params),
      run: (terms) => {
        const given = params.get('trackId') ?? undefined;
        const trackId = given !== undefined && TRACK_ID.test(given) ? given : undefined;
        return this.#carryOut(terms, { trackId, service: true }, () => {
          const { scopes } = this.#venue.tokens.bearer(headers.authorization, clientId);
          if (!scopes.includes(service.scope)) throw missingScope(service.scope);
          this.#venue.countCall(clientId);
          if (given !== undefined && trackId === undefined) {
            throw badParameter('trackId', 'must be at most 40 letters and digits');
          }
          if (trackId !== undefined && !this.#venue.takeTrackId(trackId)) {
            throw badParameter('trackId', 'was used already');
          }
          const { options, faults } = this.#venue;
          const rows = service.rows(this.#venue, new Query(params));
          return doneReply(rows, { options, trackId, unknownValues: faults.unknownValues });
        });
      },
    };
  }

  #carryOut(
    { fail }: CallTerms,
    { trackId, service }: { readonly trackId: string | undefined; readonly service: boolean },
    run: () => HttpReply,
  ): HttpReply {
    const terms = { options: this.#venue.options, trackId, service };
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

/** A path segment; one that is not well encoded stays as it is and belongs to nobody. */
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

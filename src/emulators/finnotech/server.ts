import type { FaultHost } from '../faults';
import type { Certificate } from '../network/certificate';
import type { HttpConnection } from '../network/http-connection';
import { type HttpReply, pageReply } from '../network/http-reply';
import { type CallTerms, type HttpCall, type HttpCommand, HttpServer } from '../network/http-server';
import { doneReply, failedReply } from './answers';
import { Query } from './query';
import { badParameter, missingScope, Refusal } from './refusal';
import { SERVICES, type Service } from './services';
import { tokenResult } from './tokens';
import type { FinnotechVenue } from './venue';

/** One open connection, for a look from outside. */
export interface FinnotechConnectionInfo {
  readonly id: number;
  readonly side: 'main';
  readonly transport: 'http';
  readonly address: string;
}

const TOKEN_PATH = '/dev/v2/oauth2/token';
const CLIENT_PATH = /^\/dev\/v2\/clients\/([^/]+)\/(tokens?)$/;
const SERVICE_PATH = /^\/bourse\/v2\/clients\/([^/]+)\/(.+)$/;
const TRACK_ID = /^[A-Za-z0-9-]{1,40}$/;

/** Members whose values are not for the log. */
const SECRETS = new Set(['nid', 'refresh_token', 'token']);

/** The port of a venue and the way from a request to what the venue does. */
export class FinnotechServer implements FaultHost {
  readonly #venue: FinnotechVenue;
  readonly #http: HttpServer;

  constructor(venue: FinnotechVenue, certificate: Certificate | undefined) {
    const { clock, faults, log, options } = venue;
    const { host, port } = options;
    this.#venue = venue;
    this.#http = new HttpServer({
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

  listen(): Promise<void> {
    return this.#http.listen();
  }

  /** The port that it listens on. */
  get port(): number {
    return this.#http.port;
  }

  connections(): FinnotechConnectionInfo[] {
    return this.targets().map(({ id, address }) => ({ id, side: 'main', transport: 'http', address }));
  }

  /** Forgets every token and drops every connection, as a restart of the server does. */
  restart(): void {
    this.#venue.tokens.forget();
    for (const connection of this.targets()) connection.drop();
  }

  close(): void {
    this.#http.close();
    this.#venue.close();
  }

  targets(): readonly HttpConnection[] {
    return this.#http.targets();
  }

  refuse(): void {
    this.#http.refuse();
  }

  accept(): Promise<void> {
    return this.#http.listen();
  }

  serveHeld(): void {
    this.#http.serveHeld();
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
    const [, clientId = '', list] = CLIENT_PATH.exec(path) ?? [];
    if (list === 'token') return method === 'DELETE' ? this.#revoke(call, clientId) : pageReply(405);
    if (list === 'tokens') return method === 'GET' ? this.#tokens(call, clientId) : pageReply(405);
    const [, owner = '', name = ''] = SERVICE_PATH.exec(path) ?? [];
    const service = SERVICES.get(name);
    if (!service) return pageReply(404);
    return method === 'GET' ? this.#service(call, owner, name, service) : pageReply(405);
  }

  #token({ headers, body }: HttpCall): HttpCommand {
    const members = membersOf(body);
    return {
      command: members?.['grant_type'] === 'refresh_token' ? 'refreshToken' : 'token',
      members: masked(members),
      run: (terms) =>
        this.#carryOut(terms, undefined, () => {
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
        this.#carryOut(terms, undefined, () => {
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
        this.#carryOut(terms, undefined, () => {
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
      members: Object.fromEntries(params),
      run: (terms) => {
        const given = params.get('trackId') ?? undefined;
        const trackId = given !== undefined && TRACK_ID.test(given) ? given : undefined;
        return this.#carryOut(terms, trackId, () => {
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

  #carryOut({ fail }: CallTerms, trackId: string | undefined, run: () => HttpReply): HttpReply {
    const { options } = this.#venue;
    const terms = { options, trackId, unknownValues: false };
    if (fail) return failedReply(new Refusal(400, fail.errorCode, fail.errorDescr ?? fail.errorCode), terms);
    try {
      return run();
    } catch (error) {
      if (error instanceof Refusal) return failedReply(error, terms);
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

function masked(members: Readonly<Record<string, unknown>> = {}): Readonly<Record<string, unknown>> {
  return Object.fromEntries(
    Object.entries(members).map(([key, value]) => [key, SECRETS.has(key) ? '***' : value]),
  );
}

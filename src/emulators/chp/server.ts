import type { FaultHost } from '../faults';
import type { Certificate } from '../network/certificate';
import type { HttpConnection } from '../network/http-connection';
import { type HttpReply, pageReply } from '../network/http-reply';
import { type HttpCall, type HttpCommand, HttpServer } from '../network/http-server';
import { carryOut, parseMembers } from './call';
import { badParameter, failureEnvelope } from './errors';
import { PATHS } from './methods';
import type { ChpVenue } from './venue';

/** One open connection, for a look from outside. */
export interface ChpConnectionInfo {
  readonly id: number;
  readonly side: 'main';
  readonly transport: 'http';
  readonly address: string;
}

/** The port of a venue and the way from a request to what the venue does. */
export class ChpServer implements FaultHost {
  readonly #venue: ChpVenue;
  readonly #http: HttpServer;

  constructor(venue: ChpVenue, certificate: Certificate | undefined) {
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
      giant: (bytes) => JSON.stringify({ method: 'GetSymbols', result: true, data: ['x'.repeat(bytes)] }),
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

  connections(): ChpConnectionInfo[] {
    return this.targets().map(({ id, address }) => ({ id, side: 'main', transport: 'http', address }));
  }

  /** Forgets sessions and subscriptions and drops every connection, as a restart of the server does. */
  restart(): void {
    this.#venue.sessions.end();
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

  kick(login: string | undefined): void {
    this.#venue.sessions.end(login);
  }

  lockAccount(minutes: number, login: string | undefined): void {
    this.#venue.lock(minutes, login);
  }

  expireSession(login: string | undefined): void {
    this.#venue.sessions.end(login);
  }

  #route({ method, path, body }: HttpCall): HttpCommand | HttpReply {
    const command = PATHS.get(path);
    if (!command || method !== 'POST') return pageReply(command ? 405 : 404);
    const members = parseMembers(body);
    return {
      command,
      members: { ...members, ...(members && 'password' in members ? { password: '***' } : {}) },
      delaysItself: command === 'PlaceOrder',
      run: (terms) => ({
        body: members
          ? carryOut(this.#venue, command, members, terms)
          : failureEnvelope(command, null, badParameter('body')),
      }),
    };
  }
}

import type { Certificate } from '../network/certificate';
import { HttpHost } from '../network/http-host';
import { type HttpReply, pageReply } from '../network/http-reply';
import { type HttpCall, type HttpCommand, HttpServer } from '../network/http-server';
import { carryOut, parseMembers } from './call';
import { badParameter, failureEnvelope } from './errors';
import { PATHS } from './methods';
import type { ChpVenue } from './venue';

/** The port of a venue and the way from a request to what the venue does. */
export class ChpServer extends HttpHost {
  readonly #venue: ChpVenue;
  protected readonly http: HttpServer;

  constructor(venue: ChpVenue, certificate: Certificate | undefined) {
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
      giant: (bytes) => JSON.stringify({ method: 'GetSymbols', result: true, data: ['x'.repeat(bytes)] }),
    });
    faults.attach(this);
  }

  /** Forgets sessions and subscriptions and drops every connection, as a restart of the server does. */
  restart(): void {
    this.#venue.sessions.end();
    for (const connection of this.targets()) connection.drop();
  }

  close(): void {
    this.http.close();
    this.#venue.close();
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

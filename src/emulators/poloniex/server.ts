import type { FaultSide } from '../fault-rules';
import type { FaultHost, FaultTarget } from '../faults';
import type { Certificate } from '../network/certificate';
import { HttpServer } from '../network/http-server';
import type { Link } from '../network/link';
import { type HttpAnswer, Listener } from '../network/listener';
import type { PoloniexPorts } from './options';
import { routeCall } from './rest/route-call';
import { PrivateConnection } from './socket/private-connection';
import { PublicConnection } from './socket/public-connection';
import type { PoloniexVenue } from './venue';

/** One open connection, for a look from outside. */
export interface PoloniexConnectionInfo {
  readonly id: number;
  readonly side: 'rest' | 'private' | 'public';
  readonly transport: 'http' | 'websocket';
  readonly address: string;
  /** The key that a private socket proved itself with. */
  readonly apiKey: string | undefined;
}

type SocketSide = 'private' | 'public';

const PATHS: ReadonlyMap<string, SocketSide> = new Map([
  ['/ws/private', 'private'],
  ['/ws/public', 'public'],
]);

/** The three ports of a venue and the connections on them. */
export class PoloniexServer implements FaultHost {
  readonly sides: readonly FaultSide[] = ['rest', 'private', 'public'];
  readonly #venue: PoloniexVenue;
  readonly #http: HttpServer;
  readonly #listeners: Readonly<Record<SocketSide, Listener>>;
  readonly #sockets = new Set<PrivateConnection | PublicConnection>();
  #lastId = 0;

  constructor(venue: PoloniexVenue, certificate: Certificate | undefined) {
    const { clock, faults, log, options } = venue;
    const { host, ports } = options;
    this.#venue = venue;
    this.#http = new HttpServer({
      host,
      port: ports.rest,
      certificate,
      clock,
      faults,
      log,
      side: 'rest',
      route: (call) => routeCall(venue, call),
      giant: (bytes) => JSON.stringify([{ symbol: 'x'.repeat(bytes) }]),
    });
    const listener = (side: SocketSide): Listener =>
      new Listener({
        host,
        port: ports[side],
        protocol: 'websocket',
        certificate,
        policy: { holds: () => faults.holds(side), answers: (path) => this.#answer(path) },
        onLink: (link, path) => this.#connect(link, path),
      });
    this.#listeners = { private: listener('private'), public: listener('public') };
    faults.attach(this);
  }

  async listen(): Promise<void> {
    await Promise.all([
      this.#http.listen(),
      this.#listeners.private.listen(),
      this.#listeners.public.listen(),
    ]);
  }

  /** The ports that it listens on. */
  get ports(): PoloniexPorts {
    const { private: own, public: all } = this.#listeners;
    return { rest: this.#http.port, private: own.port, public: all.port };
  }

  connections(): PoloniexConnectionInfo[] {
    const rest = this.#http.targets().map(
      ({ id, address }): PoloniexConnectionInfo => ({
        id,
        side: 'rest',
        transport: 'http',
        address,
        apiKey: undefined,
      }),
    );
    const sockets = [...this.#sockets].map(
      (socket): PoloniexConnectionInfo => ({
        id: socket.id,
        side: socket instanceof PrivateConnection ? 'private' : 'public',
        transport: 'websocket',
        address: socket.address,
        apiKey: socket instanceof PrivateConnection ? socket.account : undefined,
      }),
    );
    return [...rest, ...sockets];
  }

  /** Drops every connection, as a restart of the server does. */
  restart(): void {
    for (const connection of this.#http.targets()) connection.drop();
    for (const socket of [...this.#sockets]) socket.drop();
  }

  close(): void {
    this.#http.close();
    for (const listener of Object.values(this.#listeners)) listener.close();
    for (const socket of [...this.#sockets]) socket.drop();
    this.#venue.close();
  }

  targets(): readonly FaultTarget[] {
    return [...this.#http.targets(), ...this.#sockets];
  }

  refuse(side: FaultSide): void {
    this.#portOf(side)?.refuse();
  }

  async accept(side: FaultSide): Promise<void> {
    await this.#portOf(side)?.listen();
  }

  serveHeld(): void {
    this.#http.serveHeld();
    for (const listener of Object.values(this.#listeners)) listener.serveHeld();
  }

  kick(apiKey: string | undefined): void {
    for (const socket of this.#privateOf(apiKey)) socket.finish();
  }

  lockAccount(minutes: number, apiKey: string | undefined): void {
    this.#venue.lock(minutes, apiKey);
  }

  expireSession(apiKey: string | undefined): void {
    for (const socket of this.#privateOf(apiKey)) socket.forget();
  }

  #portOf(side: FaultSide): HttpServer | Listener | undefined {
    return side === 'rest'
      ? this.#http
      : side === 'private' || side === 'public'
        ? this.#listeners[side]
        : undefined;
  }

  #privateOf(apiKey: string | undefined): PrivateConnection[] {
    return [...this.#sockets].filter(
      (socket): socket is PrivateConnection =>
        socket instanceof PrivateConnection && (apiKey === undefined || socket.account === apiKey),
    );
  }

  #answer(path: string): HttpAnswer | undefined {
    const side = sideOf(path);
    if (!side) return { status: 404, headers: {}, body: '' };
    return this.#venue.faults.rules.take('status', side, '');
  }

  #connect(link: Link, path: string): void {
    this.#lastId += 1;
    const onGone = (): void => void this.#sockets.delete(socket);
    const Kind = sideOf(path) === 'private' ? PrivateConnection : PublicConnection;
    const socket: PrivateConnection | PublicConnection = new Kind(this.#venue, link, this.#lastId, onGone);
    this.#sockets.add(socket);
    socket.open();
  }
}

/** A slash at the end of a path counts for nothing. */
function sideOf(path: string): SocketSide | undefined {
  return PATHS.get(path.replace(/\/+$/, ''));
}

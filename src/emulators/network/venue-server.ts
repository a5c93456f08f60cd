import type { FaultSide } from '../fault-rules';
import type { FaultHost, FaultTarget } from '../faults';
import type { Certificate } from './certificate';
import { type HttpPort, HttpServer } from './http-server';
import { type HttpAnswer, Listener } from './listener';
import type { SocketConnection } from './socket-connection';
import type { SocketContext, SocketTerms, VenueSocket } from './venue-socket';

/** A port for TCP or WebSocket connections. */
export interface SocketPort {
  readonly protocol: 'tcp' | 'websocket';
  /** 0 for any free one. @defaultValue 0 */
  readonly port?: number;
  readonly side: FaultSide;
  /** The side that a WebSocket path belongs to; undefined for a path that is not served. Not called over TCP. */
  readonly sideOf?: (path: string) => FaultSide | undefined;
  /** The connection of a client; undefined where the venue refused it. */
  readonly connect: (terms: SocketTerms) => VenueSocket | undefined;
}

/** One port of a venue. */
export type VenuePort = HttpPort | SocketPort;

/** An open connection, of whatever kind. */
export interface VenueConnection extends FaultTarget {
  /** Counted from 1, HTTP and sockets apart. */
  readonly id: number;
  readonly transport: 'http' | 'tcp' | 'websocket';
  /** The client's address. */
  readonly address: string;
  /** Ends without a message. */
  drop(): void;
}

/** The effects of the faults that concern users. The user is a login or a key; undefined means all of them. */
export interface UserRules {
  /** Ends sessions as a login elsewhere would. */
  kick(user: string | undefined): void;
  /** Refuses the correct secret too, for `minutes` of the emulator's clock. Absent where the venue has no locks. */
  lockAccount?(minutes: number, user: string | undefined): void;
  /** Makes sessions time out: connections stay. Absent where they do not. */
  expireSession?(user: string | undefined): void;
}

/** How a server is set up. */
export interface VenueServerSettings<P extends string> {
  readonly host: string;
  /** TLS on every port when present. */
  readonly certificate: Certificate | undefined;
  readonly context: SocketContext;
  readonly rules: UserRules;
  readonly ports: Readonly<Record<P, VenuePort>>;
}

/** The ports of a venue and the connections on them, as the fault layer sees them. */
export class VenueServer<P extends string> implements FaultHost {
  readonly sides: readonly FaultSide[];
  readonly #settings: VenueServerSettings<P>;
  readonly #servers = new Map<string, { readonly side: FaultSide; readonly server: HttpServer | Listener }>();
  readonly #sockets = new Set<VenueSocket>();
  #lastId = 0;

  constructor(settings: VenueServerSettings<P>) {
    this.#settings = settings;
    for (const [name, port] of Object.entries<VenuePort>(settings.ports)) {
      const server = port.protocol === 'http' ? this.#http(port) : this.#listener(port);
      this.#servers.set(name, { side: port.side ?? 'main', server });
    }
    this.sides = [...new Set([...this.#servers.values()].map(({ side }) => side))];
    settings.context.faults.attach(this);
  }

  /** Begins to take connections. @throws Error when a port is taken */
  async listen(): Promise<void> {
    await Promise.all(this.#all().map((server) => server.listen()));
  }

  /** The number of a port; known once it listens. */
  port(name: P): number {
    return this.#servers.get(name)?.server.port ?? 0;
  }

  /** The open connections: HTTP first, then sockets. */
  targets(): readonly VenueConnection[] {
    const http = this.#all().flatMap((server) => (server instanceof HttpServer ? server.targets() : []));
    return [...http, ...this.#sockets];
  }

  refuse(side: FaultSide): void {
    for (const server of this.#of(side)) server.refuse();
  }

  async accept(side: FaultSide): Promise<void> {
    await Promise.all(this.#of(side).map((server) => server.listen()));
  }

  serveHeld(): void {
    for (const server of this.#all()) server.serveHeld();
  }

  kick(user: string | undefined): void {
    this.#settings.rules.kick(user);
  }

  lockAccount(minutes: number, user: string | undefined): void {
    this.#settings.rules.lockAccount?.(minutes, user);
  }

  expireSession(user: string | undefined): void {
    this.#settings.rules.expireSession?.(user);
  }

  /** Drops every connection; the ports keep listening. */
  drop(): void {
    for (const connection of this.targets()) connection.drop();
  }

  /** Destroys every connection, cancels every timer and stops. */
  close(): void {
    for (const server of this.#all()) server.close();
    for (const socket of [...this.#sockets]) socket.drop();
  }

  #all(): (HttpServer | Listener)[] {
    return [...this.#servers.values()].map(({ server }) => server);
  }

  #of(side: FaultSide): (HttpServer | Listener)[] {
    return [...this.#servers.values()].filter((one) => one.side === side).map(({ server }) => server);
  }

  #http(port: HttpPort): HttpServer {
    const { host, certificate, context } = this.#settings;
    const { clock, faults, log } = context;
    return new HttpServer({ ...port, host, certificate, clock, faults, log });
  }

  #listener(plan: SocketPort): Listener {
    const { protocol, port = 0, side, sideOf } = plan;
    const { host, certificate, context } = this.#settings;
    const sideAt = (path: string): FaultSide | undefined =>
      protocol === 'tcp' || !sideOf ? side : sideOf(path);
    const answers = (path: string): HttpAnswer | undefined => {
      const asked = sideAt(path);
      if (!asked) return { status: 404, headers: {}, body: '' };
      return context.faults.rules.take('status', asked, '');
    };
    return new Listener({
      host,
      port,
      protocol,
      certificate,
      policy: { holds: () => context.faults.holds(side), answers },
      onConnection: (connection, path) => this.#connect(plan, connection, sideAt(path) ?? side),
    });
  }

  #connect(plan: SocketPort, connection: SocketConnection, side: FaultSide): void {
    this.#lastId += 1;
    const sameAddress = [...this.#sockets].filter(({ address }) => address === connection.address).length;
    const socket = plan.connect({
      connection,
      id: this.#lastId,
      side,
      sameAddress,
      onGone: () => {
        if (socket) this.#sockets.delete(socket);
      },
    });
    if (!socket) return;
    this.#sockets.add(socket);
    socket.open();
  }
}
